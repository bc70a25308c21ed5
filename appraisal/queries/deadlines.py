"""Find what is due: read from the rows as they stand, in a number of queries that never grows."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from app.kernel.calendar import local_date
from app.ledger import facade as ledger
from app.store import db
from app.store.locks import limit_waiting
from appraisal.models import Appointment, Assignment, Report, ReportService, Respite, Suspension
from appraisal.models.deadline import DeadlineReminder, DeadlineWatch
from appraisal.queries.assignments import OPEN_FOR_AGENCY
from appraisal.queries.topic_dues import inquiry_dues, objection_dues
from appraisal.rules.dues import Due, standing
from appraisal.rules.state_dues import Position, Window, dues_of, start_due
from appraisal.vocabulary import AssignmentState, RespiteGround
from appraisal.vocabulary.deadlines import COURT_DUTIES
from registry import facade as registry

#: More open assets than this no single court has; the board says so if one ever does.
BOARD_MAX = 1000
#: States in which a report was handed in and its service or its windows matter.
_REPORT_COUNTS = frozenset(
    {AssignmentState.REPORTED, AssignmentState.PUBLISHED, AssignmentState.OBJECTED}
)


@dataclass(frozen=True)
class OpenAsset:
    """An asset on its way to a price: where it stands, since when, and what is due in it."""

    asset_no: str
    asset_title: str
    case_number: str
    court_id: int
    court_name: str
    judge_name: str
    #: None while no appraisal was opened.
    appraisal_no: str | None
    state: AssignmentState | None
    state_since: datetime
    agency_code: str | None = None
    agency_name: str | None = None
    dues: list[Due] = field(default_factory=list)


def own_dues(assignments: Sequence[Assignment]) -> Iterator[Due]:
    """Yield what rests on the appraisal itself: fee, report, service, windows, price."""
    for position in _positions(assignments):
        yield from dues_of(position)


#: A topic with rows of its own adds one line here: a function that is asked once for all
#: appraisals of a board and yields what is open in them, made by ``period_due`` or ``set_due``.
Source = Callable[[Sequence[Assignment]], Iterable[Due]]
SOURCES: tuple[Source, ...] = (own_dues, objection_dues, inquiry_dues)


def list_dues(assignments: Sequence[Assignment]) -> dict[str, list[Due]]:
    """Return what is due in some appraisals by the number of the asset, the nearest first."""
    found: dict[str, list[Due]] = defaultdict(list)
    for source in SOURCES:
        for due in source(assignments):
            found[due.asset_no].append(due)
    since = {
        row.asset_no: local_date(row.state_since)
        for row in assignments
        if row.state is AssignmentState.SUSPENDED
    }
    return {
        no: sorted(
            (
                standing(due, since=since[no]) if no in since and not due.is_standing else due
                for due in dues
            ),
            key=lambda due: (due.is_standing, due.due_at, due.step, due.subject),
        )
        for no, dues in found.items()
    }


def list_open_of_court(court_id: int, *, limit: int = BOARD_MAX) -> list[OpenAsset]:
    """Return every open asset of a court with what is due in it, the longest waiting first."""
    appraised = db.session.scalars(
        select(Assignment)
        .where(Assignment.court_id == court_id, _is_open())
        .order_by(Assignment.state_since, Assignment.id)
        .limit(limit)
    ).all()
    seized = registry.seized_assets(select(Assignment.asset_no), court_id=court_id, limit=limit)
    rows = [*_opened(appraised), *(_not_begun(asset) for asset in seized)]
    return sorted(rows, key=lambda row: (row.state_since, row.asset_no))


def list_open_of_agency(agency_code: str, *, limit: int = BOARD_MAX) -> list[OpenAsset]:
    """Return what waits for an agency, suspended work among it, the longest waiting first."""
    states = (*OPEN_FOR_AGENCY, AssignmentState.OBJECTED, AssignmentState.SUSPENDED)
    rows = db.session.scalars(
        select(Assignment)
        .where(Assignment.agency_code == agency_code, Assignment.state.in_(states))
        .order_by(Assignment.state_since, Assignment.id)
        .limit(limit)
    ).all()
    return list(_opened(rows))


def find_open(asset_no: str) -> OpenAsset | None:
    """Return one asset with what is due in it; None once it was released or all is settled.

    The row of its appraisal is locked first: what is said of a day is said of the day that holds.
    """
    limit_waiting()
    row = db.session.scalar(
        select(Assignment)
        .where(Assignment.asset_no == asset_no)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    if row is not None:
        return None if row.state is AssignmentState.SETTLED else next(_opened([row]))
    seized = registry.find_seized_asset(asset_no)
    return _not_begun(seized) if seized else None


def _is_open() -> ColumnElement[bool]:
    return Assignment.state != AssignmentState.SETTLED


def _opened(rows: Sequence[Assignment]) -> Iterator[OpenAsset]:
    dues = list_dues(rows)
    judges = registry.judges_of({row.case_number for row in rows})
    for row in rows:
        judge = judges.get(row.case_number, "")
        yield OpenAsset(
            asset_no=row.asset_no,
            asset_title=row.asset_title,
            case_number=row.case_number,
            court_id=row.court_id,
            court_name=row.court_name,
            judge_name=judge,
            appraisal_no=row.no,
            state=row.state,
            state_since=row.state_since,
            agency_code=row.agency_code,
            agency_name=row.agency_name,
            dues=[_named(due, judge) for due in dues.get(row.asset_no, [])],
        )


def _not_begun(asset: registry.SeizedAssetView) -> OpenAsset:
    due = start_due(asset_no=asset.no, seized_on=asset.seized_on)
    return OpenAsset(
        asset_no=asset.no,
        asset_title=asset.title,
        case_number=asset.case_number,
        court_id=asset.court_id,
        court_name=asset.court_name,
        judge_name=asset.judge_name,
        appraisal_no=None,
        state=None,
        state_since=asset.registered_at,
        dues=[_named(due, asset.judge_name)],
    )


def _named(due: Due, judge: str) -> Due:
    """Name the judge in charge where the court itself must act."""
    return replace(due, who=judge) if due.duty in COURT_DUTIES and not due.who else due


def _positions(assignments: Sequence[Assignment]) -> Iterator[Position]:
    ids = [row.id for row in assignments]
    turns = _turns(ids)
    respites = _respites(ids, turns)
    suspensions = _suspensions(ids)
    reports = _newest_reports([row for row in assignments if _state(row) in _REPORT_COUNTS])
    windows = _windows({report.id: report.assignment_id for report in reports.values()})
    fees = ledger.due_days_of(
        {row.fee_order_no for row in assignments if _is_fee_pending(row) and row.fee_order_no}
    )
    for row in assignments:
        given, taken = respites.get(row.id, ((), 0))
        still = next((rest for rest in suspensions.get(row.id, []) if rest.ended_at is None), None)
        report = reports.get(row.id)
        yield Position(
            asset_no=row.asset_no,
            state=row.state,
            state_since=row.state_since,
            suspended_from=row.suspended_from,
            stands_since=still.began_at if still else None,
            agency_name=row.agency_name or "",
            commissioned_at=row.commissioned_at,
            due_at=row.due_at,
            extensions=given,
            # A suspension that is over has left its days among the respites.
            suspended_days=taken,
            reissues=row.reissues,
            fee_due_at=fees.get(row.fee_order_no or ""),
            handed_in_at=report.handed_in_at if report else None,
            windows=windows.get(row.id, []),
            price_fixed_at=row.price_fixed_at,
            price_valid_until=row.price_valid_until,
            has_fee=row.fee_order_no is not None,
        )


def _state(row: Assignment) -> AssignmentState | None:
    """Return where an appraisal stands, or would stand if it were not suspended."""
    return row.suspended_from if row.state is AssignmentState.SUSPENDED else row.state


def _is_fee_pending(row: Assignment) -> bool:
    return _state(row) is AssignmentState.FEE_PENDING


def _turns(ids: Collection[int]) -> dict[int, int]:
    query = (
        select(Appointment.assignment_id, func.max(Appointment.turn))
        .where(Appointment.assignment_id.in_(ids))
        .group_by(Appointment.assignment_id)
    )
    return dict(db.session.execute(query).all())


def _respites(
    ids: Collection[int], turns: Mapping[int, int]
) -> dict[int, tuple[tuple[int, ...], int]]:
    """Return the extensions and the court's own days of the turn that runs, by appraisal."""
    found: dict[int, tuple[tuple[int, ...], int]] = {}
    query = select(Respite).where(Respite.assignment_id.in_(ids)).order_by(Respite.id)
    for row in db.session.scalars(query):
        if row.turn != turns.get(row.assignment_id):
            continue
        given, taken = found.get(row.assignment_id, ((), 0))
        if row.ground is RespiteGround.EXTENSION:
            found[row.assignment_id] = ((*given, row.days), taken)
        else:
            found[row.assignment_id] = (given, taken + row.days)
    return found


def _suspensions(ids: Collection[int]) -> dict[int, list[Suspension]]:
    found: dict[int, list[Suspension]] = defaultdict(list)
    query = select(Suspension).where(Suspension.assignment_id.in_(ids)).order_by(Suspension.id)
    for row in db.session.scalars(query):
        found[row.assignment_id].append(row)
    return found


def _newest_reports(rows: Sequence[Assignment]) -> dict[int, Report]:
    query = (
        select(Report)
        .where(Report.assignment_id.in_([row.id for row in rows]))
        .ext(distinct_on(Report.assignment_id))
        .order_by(Report.assignment_id, Report.revision.desc())
    )
    return {report.assignment_id: report for report in db.session.scalars(query)}


def _windows(report_ids: Mapping[int, int]) -> dict[int, list[Window]]:
    """Return everybody's days to object, by appraisal."""
    services = db.session.scalars(
        select(ReportService)
        .where(ReportService.report_id.in_(report_ids))
        .order_by(ReportService.window_ends_at, ReportService.id)
    ).all()
    names = registry.party_names({service.party_id for service in services})
    found: dict[int, list[Window]] = defaultdict(list)
    for service in services:
        found[report_ids[service.report_id]].append(
            Window(
                subject=f"report/{service.report_id}/party/{service.party_id}",
                who=names.get(service.party_id, ""),
                received_at=service.received_at,
                ends_at=service.window_ends_at,
            )
        )
    return found


def list_watched(at: datetime, limit: int = 50) -> Sequence[str]:
    """Return the numbers of the assets that are to be looked at by now, the longest due first."""
    return db.session.scalars(
        select(DeadlineWatch.asset_no)
        .where(DeadlineWatch.look_at <= at)
        .order_by(DeadlineWatch.look_at)
        .limit(limit)
    ).all()


def claim_watch(asset_no: str, at: datetime) -> DeadlineWatch | None:
    """Return an asset's watch under its lock if it is to be looked at and nobody else does."""
    return db.session.scalar(
        select(DeadlineWatch)
        .where(DeadlineWatch.asset_no == asset_no, DeadlineWatch.look_at <= at)
        .with_for_update(skip_locked=True)
        .execution_options(populate_existing=True)
    )


def next_day_ahead(after: datetime) -> datetime | None:
    """Return the next moment at which a day of the law is over."""
    return db.session.scalar(
        select(func.min(DeadlineWatch.next_due_at)).where(DeadlineWatch.next_due_at > after)
    )


def overdue_of_courts() -> dict[int, int]:
    """Return how many days are missed now, by court; courts without one are left out."""
    query = (
        select(DeadlineWatch.court_id, func.sum(DeadlineWatch.overdue))
        .where(DeadlineWatch.overdue > 0, DeadlineWatch.court_id.is_not(None))
        .group_by(DeadlineWatch.court_id)
    )
    return {int(court_id or 0): int(count) for court_id, count in db.session.execute(query)}


def list_reminders(asset_no: str, limit: int = 200) -> Sequence[DeadlineReminder]:
    """Return what people were reminded of in an asset, oldest first."""
    return db.session.scalars(
        select(DeadlineReminder)
        .where(DeadlineReminder.asset_no == asset_no)
        .order_by(DeadlineReminder.id)
        .limit(limit)
    ).all()
