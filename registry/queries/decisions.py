"""Read the decisions on agencies' standing."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Select, func, select

from app.kernel.errors import NotFound
from app.store import db
from app.store.paging import Page, keyset
from registry.models import Agency, StandingDecision
from registry.queries.agencies import AGENCIES_MAX
from registry.vocabulary import AgencyKind, DecisionState, Standing, StandingAct

#: Far above what one agency can gather in the life of the platform.
DECISIONS_MAX = 500


def find_decision(no: str) -> StandingDecision | None:
    """Return a decision by its number, freshly read, or None."""
    query = select(StandingDecision).where(StandingDecision.no == no)
    return db.session.scalar(query.execution_options(populate_existing=True))


def get_decision(no: str) -> StandingDecision:
    """Return a decision by its number."""
    decision = find_decision(no)
    if decision is None:
        raise NotFound("decision", no)
    return decision


def in_force(code: str) -> Sequence[StandingDecision]:
    """Return the measures that work against an agency now, newest first."""
    query = (
        select(StandingDecision)
        .where(StandingDecision.agency_code == code, StandingDecision.ended_at.is_(None))
        .order_by(StandingDecision.id.desc())
        .limit(DECISIONS_MAX)
    )
    return db.session.scalars(query).all()


def list_decisions(code: str) -> Sequence[StandingDecision]:
    """Return every decision about an agency, newest first."""
    query = (
        select(StandingDecision)
        .where(StandingDecision.agency_code == code)
        .order_by(StandingDecision.id.desc())
        .limit(DECISIONS_MAX)
    )
    return db.session.scalars(query).all()


def page_of_decisions(*, after: int | None = None) -> Page:
    """Return one page of all decisions, newest first."""
    query: Select[tuple[StandingDecision]] = select(StandingDecision)
    return keyset(query, column=StandingDecision.id, after=after)


def latest_no(code: str) -> str:
    """Return the number of the newest decision about an agency; empty when there is none."""
    newest = next(iter(list_decisions(code)), None)
    return newest.no if newest else ""


def last_sanction_on(code: str) -> date | None:
    """Return the day of the newest measure that was not overturned; restorations are none."""
    query = select(func.max(StandingDecision.from_on)).where(
        StandingDecision.agency_code == code,
        StandingDecision.act != StandingAct.RESTORE,
        StandingDecision.state != DecisionState.OVERTURNED,
    )
    return db.session.scalar(query)


def list_due_numbers(today: date, limit: int = 100) -> Sequence[str]:
    """Return the numbers of running measures whose last day is over."""
    query = (
        select(StandingDecision.no)
        .where(StandingDecision.ended_at.is_(None), StandingDecision.until_on < today)
        .order_by(StandingDecision.until_on)
        .limit(limit)
    )
    return db.session.scalars(query).all()


def list_open_appeals(court_id: int, limit: int = 50) -> Sequence[StandingDecision]:
    """Return the decisions of a court, and of rules, whose appeal waits for a judge."""
    query = (
        select(StandingDecision)
        .where(
            StandingDecision.state == DecisionState.APPEALED,
            StandingDecision.court_id == court_id,
        )
        .order_by(StandingDecision.appealed_at)
        .limit(limit)
    )
    return db.session.scalars(query).all()


def last_court_decisions() -> dict[str, datetime]:
    """Return by agency when a judge last decided about it; rules and the list do not count."""
    query = (
        select(StandingDecision.agency_code, func.max(StandingDecision.decided_at))
        .where(StandingDecision.decided_by.is_not(None))
        .group_by(StandingDecision.agency_code)
    )
    return {str(code): moment for code, moment in db.session.execute(query)}


def page_of_agencies(
    *,
    kind: AgencyKind | None = None,
    standing: Standing | None = None,
    text: str = "",
    after: int | None = None,
) -> Page:
    """Return one page of the court's list of agencies, by kind, standing and name or code."""
    query: Select[tuple[Agency]] = select(Agency)
    if kind is not None:
        query = query.where(Agency.kind == kind)
    if standing is not None:
        query = query.where(Agency.standing == standing)
    if text:
        named = Agency.name.contains(text, autoescape=True)
        query = query.where(named | Agency.code.startswith(text, autoescape=True))
    return keyset(query, column=Agency.id, after=after, descending=False)


def count_by_standing() -> dict[Standing, int]:
    """Return how many agencies of the list have each standing."""
    query = select(Agency.standing, func.count()).group_by(Agency.standing)
    return {Standing(standing): count for standing, count in db.session.execute(query)}


def list_running() -> list[tuple[Agency, list[StandingDecision]]]:
    """Return every agency with the measures that work against it, for verification."""
    query = select(StandingDecision).where(StandingDecision.ended_at.is_(None))
    running: dict[str, list[StandingDecision]] = {}
    for decision in db.session.scalars(query.order_by(StandingDecision.id)):
        running.setdefault(decision.agency_code, []).append(decision)
    agencies = db.session.scalars(select(Agency).order_by(Agency.code).limit(AGENCIES_MAX))
    return [(agency, running.get(agency.code, [])) for agency in agencies]
