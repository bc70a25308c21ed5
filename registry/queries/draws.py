"""Read draws."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, Select, and_, func, or_, select

from app.kernel.errors import NotFound
from app.store import db
from app.store.paging import Page, keyset
from registry.models import Asset, CourtCase, Draw, DrawCandidate
from registry.vocabulary import AgencyKind, ChoiceMethod, DrawState


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
    """Say whether the public may see a draw: from the freeze on, and void ones frozen before.

    An agreed choice is public from the moment both sides had named the same.
    """
    return draw.frozen_at is not None or (
        draw.method is ChoiceMethod.AGREEMENT and draw.drawn_at is not None
    )


def public_draws() -> ColumnElement[bool]:
    """Return what ``is_public`` says, as a condition of a query."""
    agreed = and_(Draw.method == ChoiceMethod.AGREEMENT, Draw.drawn_at.is_not(None))
    return or_(Draw.frozen_at.is_not(None), agreed)


def get_public_draw(no: str) -> Draw:
    """Return a draw once it is frozen; before that nobody outside the court knows of it."""
    draw = get_draw(no)
    if not is_public(draw):
        raise NotFound("draw", no)
    return draw


def list_draws_of_asset(asset_id: int, kind: AgencyKind = AgencyKind.APPRAISAL) -> Sequence[Draw]:
    """Return every round of an asset and kind, first round first, void ones included."""
    query = (
        select(Draw)
        .where(Draw.asset_id == asset_id, Draw.kind == kind)
        .order_by(Draw.round)
        .limit(100)
    )
    return db.session.scalars(query).all()


def list_public_draws(
    *, agency_code: str = "", case_number: str = "", after: int | None = None
) -> Page:
    """Return one page of frozen, finished and void draws, newest first."""
    query: Select[tuple[Draw]] = select(Draw).where(public_draws())
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


def count_public_draws() -> dict[str, int]:
    """Count the public draws of all courts: all, those with an order, those made void."""
    done = (DrawState.DRAWN, DrawState.NOTIFIED, DrawState.AGREED)
    query = select(
        func.count(),
        func.count().filter(Draw.state.in_(done)),
        func.count().filter(Draw.state == DrawState.VOID),
    ).where(public_draws())
    total, drawn, void = db.session.execute(query).one()
    return {"total": total, "drawn": drawn, "void": void}


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
                (
                    DrawState.DRAFT,
                    DrawState.NEGOTIATING,
                    DrawState.AGREED,
                    DrawState.FROZEN,
                    DrawState.ENTROPY_CLOSED,
                    DrawState.DRAWN,
                )
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
    live = select(Draw.asset_id).where(
        Draw.state != DrawState.VOID, ~Draw.is_exhausted, Draw.kind == AgencyKind.APPRAISAL
    )
    query = (
        select(Asset)
        .join(CourtCase, Asset.case_id == CourtCase.id)
        .where(CourtCase.court_id == court_id, Asset.id.not_in(live), Asset.withdrawn_at.is_(None))
        .order_by(Asset.id)
        .limit(50)
    )
    return db.session.scalars(query).all()


def list_finished_draws(limit: int = 200) -> Sequence[Draw]:
    """Return the newest draws with a result, for verification."""
    query = select(Draw).where(
        Draw.state.in_((DrawState.DRAWN, DrawState.NOTIFIED)),
        Draw.method == ChoiceMethod.LOTTERY,
    )
    return db.session.scalars(query.order_by(Draw.id.desc()).limit(limit)).all()
