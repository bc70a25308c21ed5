"""Read findings: lists by court, one of them, and how often judges agreed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select

from app.kernel.errors import NotFound
from app.screening.models import Finding, FindingClosure
from app.screening.vocabulary import FindingCounts, ScreenCode, Verdict
from app.store.db import db
from app.store.paging import Page, keyset


@dataclass(frozen=True)
class Precision:
    """What judges said of the findings of one screen."""

    screen: ScreenCode
    open: int
    founded: int
    unfounded: int

    @property
    def closed(self) -> int:
        """How many were looked into."""
        return self.founded + self.unfounded


def get_finding(finding_id: int) -> Finding:
    """Return a finding; raise NotFound."""
    found = db.session.get(Finding, finding_id)
    if found is None:
        raise NotFound("finding", finding_id)
    return found


def find_closure(finding_id: int) -> FindingClosure | None:
    """Return how a finding was closed, or None."""
    return db.session.get(FindingClosure, finding_id)


def _of_court(court_id: int | None) -> list[ColumnElement[bool]]:
    return [] if court_id is None else [Finding.court_id == court_id]


def list_findings(
    *,
    court_id: int | None,
    is_open: bool | None,
    case_number: str | None = None,
    after: int | None = None,
    limit: int = 20,
) -> Page:
    """Return open or closed findings, or all, the newest first; of one court or case if given."""
    query = select(Finding).outerjoin(FindingClosure, FindingClosure.finding_id == Finding.id)
    closed = FindingClosure.finding_id
    if is_open is not None:
        query = query.where(closed.is_(None) if is_open else closed.is_not(None))
    if case_number is not None:
        query = query.where(Finding.case_number == case_number)
    return keyset(query.where(*_of_court(court_id)), column=Finding.id, after=after, limit=limit)


def closures_of(finding_ids: Sequence[int]) -> dict[int, FindingClosure]:
    """Return how some findings were closed, by finding."""
    query = select(FindingClosure).where(FindingClosure.finding_id.in_(finding_ids))
    return {closure.finding_id: closure for closure in db.session.scalars(query)}


def count_open(court_id: int) -> int:
    """Return how many findings of a court nobody looked into."""
    query = (
        select(func.count())
        .select_from(Finding)
        .outerjoin(FindingClosure, FindingClosure.finding_id == Finding.id)
        .where(Finding.court_id == court_id, FindingClosure.finding_id.is_(None))
    )
    return db.session.scalars(query).one()


def list_open(court_id: int, limit: int) -> Sequence[Finding]:
    """Return the findings of a court that nobody looked into, the newest first."""
    return list_findings(court_id=court_id, is_open=True, limit=limit).items


def list_precision(court_id: int | None) -> list[Precision]:
    """Return what judges said of each screen that found anything, of one court if given."""
    query = (
        select(Finding.screen, FindingClosure.verdict, func.count())
        .outerjoin(FindingClosure, FindingClosure.finding_id == Finding.id)
        .where(*_of_court(court_id))
        .group_by(Finding.screen, FindingClosure.verdict)
    )
    counts: dict[tuple[ScreenCode, Verdict | None], int] = {
        (screen, verdict): count for screen, verdict, count in db.session.execute(query)
    }
    found = {screen for screen, _ in counts}
    return [
        Precision(
            screen,
            counts.get((screen, None), 0),
            counts.get((screen, Verdict.FOUNDED), 0),
            counts.get((screen, Verdict.UNFOUNDED), 0),
        )
        for screen in ScreenCode
        if screen in found
    ]


def list_findings_of(subject: str, limit: int = 100) -> Sequence[Finding]:
    """Return the findings about one thing, oldest first."""
    query = select(Finding).where(Finding.subject == subject).order_by(Finding.id).limit(limit)
    return db.session.scalars(query).all()


def list_open_of(subject: str, limit: int = 50) -> Sequence[Finding]:
    """Return the findings about one thing that nobody looked into, newest first."""
    query = (
        select(Finding)
        .outerjoin(FindingClosure, FindingClosure.finding_id == Finding.id)
        .where(Finding.subject == subject, FindingClosure.finding_id.is_(None))
        .order_by(Finding.id.desc())
    )
    return db.session.scalars(query.limit(limit)).all()


def count_open_of(subjects: Sequence[str]) -> dict[str, int]:
    """Return how many findings nobody looked into, of each of some things that has any."""
    query = (
        select(Finding.subject, func.count())
        .outerjoin(FindingClosure, FindingClosure.finding_id == Finding.id)
        .where(Finding.subject.in_(subjects), FindingClosure.finding_id.is_(None))
        .group_by(Finding.subject)
    )
    return {row[0]: row[1] for row in db.session.execute(query)}


def count_of(subjects: Collection[str]) -> dict[str, FindingCounts]:
    """Return the counts of each of some things that has a finding."""
    return _counts(Finding.subject.in_(subjects)) if subjects else {}


def count_of_court(court_id: int) -> dict[str, FindingCounts]:
    """Return the counts of each thing of a court that has a finding."""
    return _counts(Finding.court_id == court_id)


def _counts(condition: ColumnElement[bool]) -> dict[str, FindingCounts]:
    query = (
        select(
            Finding.subject,
            func.count(),
            func.count(FindingClosure.finding_id),
            func.count().filter(FindingClosure.verdict == Verdict.FOUNDED),
        )
        .outerjoin(FindingClosure, FindingClosure.finding_id == Finding.id)
        .where(condition)
        .group_by(Finding.subject)
    )
    return {subject: FindingCounts(*counts) for subject, *counts in db.session.execute(query)}


def list_verdicts(card: str, limit: int = 10_000) -> list[tuple[str, int, Verdict]]:
    """Return subject, tenths of points and verdict of closed findings of one version of a card."""
    query = (
        select(Finding.subject, Finding.points_tenths, FindingClosure.verdict)
        .join(FindingClosure, FindingClosure.finding_id == Finding.id)
        .where(Finding.card == card)
        .order_by(Finding.id.desc())
        .limit(limit)
    )
    return [(subject, points, verdict) for subject, points, verdict in db.session.execute(query)]
