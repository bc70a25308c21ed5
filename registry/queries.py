"""Read the books: get_ raises NotFound, find_ may return None, list_ is bounded."""

from collections.abc import Sequence

from sqlalchemy import Select, func, select

from app.kernel.errors import NotFound
from app.store import db
from app.store.paging import Page, keyset
from registry.models import Agency, Asset, Court, CourtCase, Draw, DrawCandidate, Party
from registry.vocabulary import AgencyField, AgencyKind, DrawState

#: Far above the number of agencies in any one list; a bound, not a page.
AGENCIES_MAX = 5_000


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


def get_case(case_id: int) -> CourtCase:
    """Return a case by its row number."""
    case = db.session.get(CourtCase, case_id)
    if case is None:
        raise NotFound("case", case_id)
    return case


def find_case(number: str) -> CourtCase | None:
    """Return the case of a canonical number."""
    return db.session.scalar(select(CourtCase).where(CourtCase.number == number))


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


def get_asset(no: str) -> Asset:
    """Return an asset by its number."""
    asset = db.session.scalar(select(Asset).where(Asset.no == no))
    if asset is None:
        raise NotFound("asset", no)
    return asset


def list_parties(case_id: int) -> Sequence[Party]:
    """Return the parties of a case in the order they were written in."""
    query = select(Party).where(Party.case_id == case_id).order_by(Party.id).limit(500)
    return db.session.scalars(query).all()


def find_party_of(person_id: int, case_id: int) -> Party | None:
    """Return the party a signed-in person is in a case."""
    query = select(Party).where(Party.case_id == case_id, Party.person_id == person_id)
    return db.session.scalar(query.order_by(Party.id).limit(1))


def list_cases_of_person(person_id: int) -> Sequence[CourtCase]:
    """Return the cases a person is a party of."""
    query = (
        select(CourtCase)
        .where(CourtCase.id.in_(select(Party.case_id).where(Party.person_id == person_id)))
        .order_by(CourtCase.id.desc())
        .limit(100)
    )
    return db.session.scalars(query).all()


def get_agency(code: str) -> Agency:
    """Return an agency by its unified social credit code."""
    agency = find_agency(code)
    if agency is None:
        raise NotFound("agency", code)
    return agency


def find_agency(code: str) -> Agency | None:
    """Return an agency, or None."""
    return db.session.scalar(select(Agency).where(Agency.code == code))


def list_appraisal_agencies() -> Sequence[Agency]:
    """Return every appraisal agency of the list, whatever its standing."""
    query = select(Agency).where(Agency.kind == AgencyKind.APPRAISAL)
    return db.session.scalars(query.order_by(Agency.code).limit(AGENCIES_MAX)).all()


def list_agencies(
    *,
    field: AgencyField | None = None,
    region: str = "",
    text: str = "",
    after: int | None = None,
) -> Page:
    """Return one page of the public directory, in the order of listing."""
    query: Select[tuple[Agency]] = select(Agency)
    if field is not None:
        query = query.where(Agency.fields.contains([str(field)]))
    if region:
        query = query.where(Agency.regions[1].startswith(region, autoescape=True))
    if text:
        query = query.where(Agency.name.contains(text, autoescape=True))
    return keyset(query, column=Agency.id, after=after, descending=False)


def find_draw(no: str) -> Draw | None:
    """Return a draw by its number, freshly read."""
    query = select(Draw).where(Draw.no == no).execution_options(populate_existing=True)
    return db.session.scalar(query)


def get_draw(no: str) -> Draw:
    """Return a draw by its number."""
    draw = find_draw(no)
    if draw is None:
        raise NotFound("draw", no)
    return draw


def is_public(draw: Draw) -> bool:
    """Say whether the public may see a draw: from the freeze on, and void ones frozen before."""
    return draw.frozen_at is not None


def get_public_draw(no: str) -> Draw:
    """Return a draw once it is frozen; before that nobody outside the court knows of it."""
    draw = get_draw(no)
    if not is_public(draw):
        raise NotFound("draw", no)
    return draw


def list_draws_of_asset(asset_id: int) -> Sequence[Draw]:
    """Return every round of an asset, first round first, void ones included."""
    query = select(Draw).where(Draw.asset_id == asset_id).order_by(Draw.round).limit(100)
    return db.session.scalars(query).all()


def list_public_draws(
    *, agency_code: str = "", case_number: str = "", after: int | None = None
) -> Page:
    """Return one page of frozen, finished and void draws, newest first."""
    query: Select[tuple[Draw]] = select(Draw).where(Draw.frozen_at.is_not(None))
    if agency_code:
        drawn = select(DrawCandidate.draw_id).where(
            DrawCandidate.agency_code == agency_code, DrawCandidate.position.is_not(None)
        )
        query = query.where(Draw.id.in_(drawn))
    if case_number:
        cases = select(Asset.id).join(CourtCase).where(CourtCase.number == case_number)
        query = query.where(Draw.asset_id.in_(cases))
    return keyset(query, column=Draw.id, after=after)


def count_void_draws(case_id: int) -> int:
    """Count the draws of a case that were made void after their list stood."""
    query = (
        select(func.count())
        .select_from(Draw)
        .join(Asset, Draw.asset_id == Asset.id)
        .where(Asset.case_id == case_id, Draw.state == DrawState.VOID, Draw.frozen_at.is_not(None))
    )
    return db.session.scalar(query) or 0


def list_fallen(case_id: int) -> Sequence[tuple[str, str]]:
    """Return (agency code, draw number) of the agencies that failed in a case (E07)."""
    query = (
        select(DrawCandidate.agency_code, Draw.no)
        .join(Draw, DrawCandidate.draw_id == Draw.id)
        .join(Asset, Draw.asset_id == Asset.id)
        .where(Asset.case_id == case_id, DrawCandidate.fallen_at.is_not(None))
        .limit(1_000)
    )
    return [(code, no) for code, no in db.session.execute(query)]


def list_open_draws(*, court_id: int | None = None) -> Sequence[Draw]:
    """Return the draws that somebody still has to act on, oldest first."""
    query = (
        select(Draw)
        .join(Asset, Draw.asset_id == Asset.id)
        .join(CourtCase, Asset.case_id == CourtCase.id)
        .where(
            Draw.state.in_(
                (DrawState.DRAFT, DrawState.FROZEN, DrawState.ENTROPY_CLOSED, DrawState.DRAWN)
            )
        )
        .order_by(Draw.id)
        .limit(200)
    )
    if court_id is not None:
        query = query.where(CourtCase.court_id == court_id)
    return db.session.scalars(query).all()


def list_open_draws_of_case(case_id: int) -> Sequence[Draw]:
    """Return the draws of a case in which strings are taken."""
    query = (
        select(Draw)
        .join(Asset, Draw.asset_id == Asset.id)
        .where(Asset.case_id == case_id, Draw.state == DrawState.FROZEN)
        .order_by(Draw.id)
        .limit(100)
    )
    return db.session.scalars(query).all()


def list_assets_without_draw(court_id: int) -> Sequence[Asset]:
    """Return the assets of a court for which no draw holds yet, oldest first."""
    live = select(Draw.asset_id).where(Draw.state != DrawState.VOID, ~Draw.is_exhausted)
    query = (
        select(Asset)
        .join(CourtCase, Asset.case_id == CourtCase.id)
        .where(CourtCase.court_id == court_id, Asset.id.not_in(live))
        .order_by(Asset.id)
        .limit(50)
    )
    return db.session.scalars(query).all()


def list_finished_draws(limit: int = 200) -> Sequence[Draw]:
    """Return the newest draws with a result, for verification."""
    query = select(Draw).where(Draw.state.in_((DrawState.DRAWN, DrawState.NOTIFIED)))
    return db.session.scalars(query.order_by(Draw.id.desc()).limit(limit)).all()
