"""What each state of an appraisal leaves to be done (domain 4.1), from plain values.

The negotiation, both inquiries and the objections rest on rows of their own; those topics name
what is due in them.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.kernel.calendar import end_of_day, local_date
from appraisal.rules.dues import Due, period_due, sale_due, set_due, standing
from appraisal.vocabulary import AssignmentState as S
from appraisal.vocabulary.deadlines import DeadlineStep as Step


@dataclass(frozen=True, slots=True)
class Window:
    """One person's own days to object, from the day the report reached that person."""

    subject: str
    who: str
    received_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Position:
    """Where an appraisal stands and since when, with the days its rows hold."""

    asset_no: str
    state: S
    state_since: datetime
    suspended_from: S | None = None
    stands_since: datetime | None = None
    agency_name: str = ""
    commissioned_at: datetime | None = None
    due_at: datetime | None = None
    #: Extensions and days that do not count, of the turn that runs.
    extensions: tuple[int, ...] = ()
    suspended_days: int = 0
    reissues: int = 0
    fee_due_at: datetime | None = None
    handed_in_at: datetime | None = None
    windows: Sequence[Window] = ()
    price_fixed_at: datetime | None = None
    price_valid_until: date | None = None
    #: Whether a fee was ever asked for, so that there is something to settle.
    has_fee: bool = False


def start_due(*, asset_no: str, seized_on: date) -> Due:
    """Return by when the way to a price must have been started: 30 days of the seizure (art. 1)."""
    return period_due(Step.START, asset_no=asset_no, begins_on=seized_on)


def dues_of(position: Position) -> list[Due]:
    """Return what is due where an appraisal stands; while it is suspended all clocks stand."""
    if position.state is S.SUSPENDED:
        if position.suspended_from is None:
            return []
        since = local_date(position.stands_since or position.state_since)
        before = replace(position, state=position.suspended_from)
        return [standing(due, since=since) for due in dues_of(before)]
    find = _BY_STATE.get(position.state)
    return list(find(position)) if find else []


def _prepare(position: Position) -> Iterator[Due]:
    """The law sets no days for these steps of the court; our policy does."""
    due = _since(Step.PREPARE, position)
    # Each state is a step of its own, even if two of them end on the same day.
    yield replace(due, subject=f"{position.asset_no}/{position.state}")


def _fee(position: Position) -> Iterator[Due]:
    if position.fee_due_at is not None:
        yield set_due(
            Step.PAY_FEE,
            asset_no=position.asset_no,
            begins_on=local_date(position.state_since),
            due_at=position.fee_due_at,
        )


def _commissioned(position: Position) -> Iterator[Due]:
    yield period_due(
        Step.ACCEPT,
        asset_no=position.asset_no,
        begins_on=local_date(position.commissioned_at or position.state_since),
        who=position.agency_name,
    )
    yield from _report(position)


def _report(position: Position) -> Iterator[Due]:
    """The report of the turn that runs, or the same report again after its validity (art. 19)."""
    if position.due_at is None:
        return
    is_reissue = position.state is S.DRAFTING and position.reissues > 0
    begins_at = position.state_since if is_reissue else position.commissioned_at
    yield period_due(
        Step.REISSUE if is_reissue else Step.REPORT,
        asset_no=position.asset_no,
        begins_on=local_date(begins_at or position.state_since),
        who=position.agency_name,
        due_at=position.due_at,
        extensions=() if is_reissue else position.extensions,
        suspended_days=0 if is_reissue else position.suspended_days,
    )


def _correct(position: Position) -> Iterator[Due]:
    if position.due_at is not None:
        yield period_due(
            Step.CORRECT,
            asset_no=position.asset_no,
            begins_on=local_date(position.state_since),
            who=position.agency_name,
            due_at=position.due_at,
        )


def _serve(position: Position) -> Iterator[Due]:
    yield period_due(
        Step.SERVE,
        asset_no=position.asset_no,
        begins_on=local_date(position.handed_in_at or position.state_since),
    )


def _windows(position: Position) -> Iterator[Due]:
    """Everybody's days run on their own, whatever another person does (arts. 22, 23)."""
    for window in position.windows:
        yield period_due(
            Step.OBJECT,
            asset_no=position.asset_no,
            subject=window.subject,
            who=window.who,
            begins_on=local_date(window.received_at),
            due_at=window.ends_at,
        )


def _priced(position: Position) -> Iterator[Due]:
    fixed_on = local_date(position.price_fixed_at or position.state_since)
    yield period_due(Step.START_SALE, asset_no=position.asset_no, begins_on=fixed_on)
    if position.price_valid_until is not None:
        yield set_due(
            Step.VALIDITY,
            asset_no=position.asset_no,
            begins_on=fixed_on,
            due_at=end_of_day(position.price_valid_until),
        )


def _disposing(position: Position) -> Iterator[Due]:
    if position.price_valid_until is not None:
        yield sale_due(
            asset_no=position.asset_no,
            begins_on=local_date(position.state_since),
            valid_until=position.price_valid_until,
        )


def _settle(position: Position) -> Iterator[Due]:
    if position.has_fee:
        yield _since(Step.SETTLE_FEE, position)


def _since(step: Step, position: Position) -> Due:
    return period_due(step, asset_no=position.asset_no, begins_on=local_date(position.state_since))


#: State -> what is due in it. The states left out name their days in rows of their own topics
#: (negotiation, inquiries), or nothing more is due in them (settled).
_BY_STATE: Mapping[S, Callable[[Position], Iterator[Due]]] = {
    S.FILED: _prepare,
    S.FACT_FINDING: _prepare,
    S.CHOOSING: _prepare,
    S.ROUTED: _prepare,
    S.SELECTED: _prepare,
    S.STALLED: _prepare,
    S.EXHAUSTED: _prepare,
    S.EXPIRED: _prepare,
    S.FEE_PENDING: _fee,
    S.COMMISSIONED: _commissioned,
    S.SURVEYING: _report,
    S.DRAFTING: _report,
    S.CORRECTING: _correct,
    S.REPORTED: _serve,
    S.PUBLISHED: _windows,
    S.OBJECTED: _windows,
    S.PRICE_FIXED: _priced,
    S.DISPOSING: _disposing,
    S.SETTLING: _settle,
    S.WITHDRAWN: _settle,
}
