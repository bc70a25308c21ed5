"""Read courts, cases, parties and assets."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, select

from app.kernel.errors import NotFound
from app.store import db
from app.store.paging import Page, keyset
from registry.models import Asset, Court, CourtCase, Draw, Encumbrance, Party
from registry.vocabulary import DrawState


def list_courts() -> Sequence[Court]:
    """Return the courts of the platform."""
    return db.session.scalars(select(Court).order_by(Court.id).limit(500)).all()


def get_court(court_id: int) -> Court:
    """Return a court by its row number."""
    court = db.session.get(Court, court_id)
    if court is None:
        raise NotFound("court", court_id)
    return court


def find_court(code: str) -> Court | None:
    """Return the court of a code."""
    return db.session.scalar(select(Court).where(Court.code == code))


def find_court_named(name: str) -> Court | None:
    """Return the court of a name."""
    return db.session.scalar(select(Court).where(Court.name == name))


def get_case(case_id: int) -> CourtCase:
    """Return a case by its row number."""
    case = db.session.get(CourtCase, case_id)
    if case is None:
        raise NotFound("case", case_id)
    return case


def find_case(number: str) -> CourtCase | None:
    """Return the case of a canonical number."""
    return db.session.scalar(select(CourtCase).where(CourtCase.number == number))


def case_numbers_of(court_id: int) -> Select[str]:
    """Return the numbers of a court's cases, as a query that narrows another one."""
    return select(CourtCase.number).where(CourtCase.court_id == court_id)


def list_cases(*, court_id: int | None, after: int | None = None, text: str = "") -> Page:
    """Return one page of cases, newest first; of one court unless court_id is None."""
    query: Select[tuple[CourtCase]] = select(CourtCase)
    if court_id is not None:
        query = query.where(CourtCase.court_id == court_id)
    if text:
        query = query.where(CourtCase.number.contains(text, autoescape=True))
    return keyset(query, column=CourtCase.id, after=after)


def list_assets(case_id: int) -> Sequence[Asset]:
    """Return the assets of a case."""
    query = select(Asset).where(Asset.case_id == case_id).order_by(Asset.id).limit(200)
    return db.session.scalars(query).all()


def find_asset(no: str) -> Asset | None:
    """Return the asset of a number."""
    return db.session.scalar(select(Asset).where(Asset.no == no))


def get_asset(no: str) -> Asset:
    """Return an asset by its number."""
    asset = find_asset(no)
    if asset is None:
        raise NotFound("asset", no)
    return asset


def list_seized_assets(
    apart_from: Select[tuple[str]], *, court_id: int | None, limit: int
) -> Sequence[Asset]:
    """Return the assets that are still seized, the longest first, some numbers left out."""
    query = select(Asset).where(Asset.withdrawn_at.is_(None), Asset.no.not_in(apart_from))
    if court_id is not None:
        query = query.join(CourtCase).where(CourtCase.court_id == court_id)
    return db.session.scalars(query.order_by(Asset.seized_on, Asset.id).limit(limit)).all()


def list_judges(numbers: Collection[str]) -> dict[str, str]:
    """Return the judge in charge of each of some cases, by the number of the case."""
    query = select(CourtCase.number, CourtCase.judge_name).where(CourtCase.number.in_(numbers))
    return dict(db.session.execute(query).all())


def list_party_names(party_ids: Collection[int]) -> dict[int, str]:
    """Return the names of some parties by their row numbers."""
    query = select(Party.id, Party.name).where(Party.id.in_(party_ids))
    return dict(db.session.execute(query).all())


def list_parties(case_id: int) -> Sequence[Party]:
    """Return the parties that stand in a case in the order they were written in."""
    query = select(Party).where(Party.case_id == case_id, Party.withdrawn_at.is_(None))
    return db.session.scalars(query.order_by(Party.id).limit(500)).all()


def list_parties_ever(case_id: int) -> Sequence[Party]:
    """Return everybody who was ever written into a case, those who left it too."""
    query = select(Party).where(Party.case_id == case_id).order_by(Party.id).limit(500)
    return db.session.scalars(query).all()


def get_party(party_id: int) -> Party:
    """Return a party by its row number."""
    party = db.session.get(Party, party_id)
    if party is None:
        raise NotFound("party", party_id)
    return party


def list_encumbrances(asset_ids: Sequence[int]) -> Sequence[Encumbrance]:
    """Return the burdens of assets in the order they were written down."""
    query = select(Encumbrance).where(Encumbrance.asset_id.in_(asset_ids))
    return db.session.scalars(query.order_by(Encumbrance.id).limit(500)).all()


def has_holding_draw(asset_id: int) -> bool:
    """Say whether a choice of agencies, begun or made, still holds for an asset."""
    query = select(Draw.id).where(
        Draw.asset_id == asset_id, Draw.state != DrawState.VOID, ~Draw.is_exhausted
    )
    return db.session.scalar(query.limit(1)) is not None


def find_party_of(person_id: int, case_id: int) -> Party | None:
    """Return the party a signed-in person is in a case."""
    query = select(Party).where(
        Party.case_id == case_id, Party.person_id == person_id, Party.withdrawn_at.is_(None)
    )
    return db.session.scalar(query.order_by(Party.id).limit(1))


def list_cases_of_person(person_id: int) -> Sequence[CourtCase]:
    """Return the cases a person is a party of."""
    own = select(Party.case_id).where(Party.person_id == person_id, Party.withdrawn_at.is_(None))
    query = select(CourtCase).where(CourtCase.id.in_(own)).order_by(CourtCase.id.desc()).limit(100)
    return db.session.scalars(query).all()
