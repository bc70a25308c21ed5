"""Stop the clock of a sale by a decision or a ruling, and start it again, with reasons in public.

法释〔2016〕18号 art. 28 (暂缓, 中止, platform faults, five days), 36 (objections).
"""

from datetime import date, datetime, timedelta

from app import lawbook
from app.kernel.actors import SYSTEM, Actor, require_court
from app.kernel.calendar import end_of_day, local_date
from app.kernel.errors import Forbidden, IllegalMove, Refusal
from app.kernel.facts import stamp
from app.kernel.permissions import Role
from app.store import Work, unit_of_work
from app.store.locks import lock_row
from appraisal import facade as appraisal
from appraisal.vocabulary import AssignmentState
from auction import queries
from auction.documents import REPORT_TAKEN_BACK
from auction.facts import LotResumed, LotSuspended
from auction.facts.acts import HaltCauseEnded, LotStayed
from auction.models import Lot
from auction.rules import articles
from auction.rules.closing import Times, times_after_resume
from auction.services.acts import require_reason, write_act
from auction.services.moving import move
from auction.services.opening import open_locked
from auction.vocabulary import (
    HALTED,
    PLATFORM_GROUNDS,
    RULING_GROUNDS,
    STOPPABLE,
    HaltGround,
    LotAction,
)

#: The report was taken back and stands no more, or not yet again.
_REPORT_BACK = frozenset(
    {
        AssignmentState.CORRECTING,
        AssignmentState.REPORTED,
        AssignmentState.PUBLISHED,
        AssignmentState.OBJECTED,
    }
)


def suspend_lot(
    *,
    lot_no: str,
    reason: str,
    actor: Actor,
    at: datetime,
    ground: HaltGround = HaltGround.COURT_DECIDES,
) -> Lot:
    """Stop a sale at once by a decision; the reason is published with it (18号 art. 28).

    What was left of the bidding period, or until it, is kept. Whoever runs the platform may do so
    for a fault or an attack alone (28(2)). Raises IllegalMove once bidding is over; Refusal:
    reason_missing, ruling_needed (a third party's claim takes a stay, art. 36).
    """
    words = require_reason(reason, (articles.SUSPENSION,))
    if ground is HaltGround.THIRD_PARTY:
        citations = (articles.OBJECTION_HALTS,)
        raise Refusal("ruling_needed", citations=citations, fields={"ground": "ruling_needed"})
    with unit_of_work() as work:
        lot = _halt(work, lot_no, LotAction.SUSPEND, ground, words, actor, at)
        assert lot.remaining is not None
        fact = LotSuspended(
            lot=lot.no,
            case_number=lot.case_number,
            ground=ground,
            reason=words,
            suspended_at=stamp(at),
            remaining_seconds=int(lot.remaining.total_seconds()),
        )
        work.record(fact, actor=actor, at=at)
        return lot


def suspend_for_report(*, asset_no: str, note: str, at: datetime) -> bool:
    """Suspend the sale of an asset whose report was taken back; say whether there was one to stop.

    Its start price rests on the report (18号 art. 10). A sale past its end keeps its result.
    """
    lot = queries.find_live_lot_of_asset(asset_no)
    if lot is None or lot.state not in STOPPABLE:
        return False
    try:
        suspend_lot(lot_no=lot.no, reason=REPORT_TAKEN_BACK.format(note=note), actor=SYSTEM, at=at)
    except IllegalMove:
        return False
    return True


def _require_price_stands(lot: Lot) -> None:
    """Refuse to go on while the report is in correction, or once it says another value."""
    fixed = {part.asset_no: part.reference_price for part in queries.list_parts(lot.id)}
    for asset_no, value in (fixed or {lot.asset_no: lot.reference_price}).items():
        found = appraisal.find_appraisal(asset_no)
        price = appraisal.reference_price(asset_no)
        is_back = found is not None and found.state in _REPORT_BACK
        if is_back or (price is not None and price.value != value):
            raise Refusal("report_taken_back", status=409, citations=(articles.START_PRICE,))


def stay_lot(*, lot_no: str, ground: HaltGround, reason: str, actor: Actor, at: datetime) -> Lot:
    """Stop a sale by a ruling, whether it runs or is suspended already (18号 art. 28, 36).

    Raises Refusal: reason_missing, decision_enough for what a ruling is not made for.
    """
    words = require_reason(reason, (articles.SUSPENSION,))
    if ground not in RULING_GROUNDS:
        citations = (articles.SUSPENSION,)
        raise Refusal("decision_enough", citations=citations, fields={"ground": "decision_enough"})
    with unit_of_work() as work:
        lot = _halt(work, lot_no, LotAction.STAY, ground, words, actor, at)
        fact = LotStayed(
            lot=lot.no,
            case_number=lot.case_number,
            ground=ground,
            reason=words,
            suspended_at=stamp(at),
        )
        work.record(fact, actor=actor, at=at)
        return lot


def _halt(
    work: Work,
    lot_no: str,
    action: LotAction,
    ground: HaltGround,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Lot:
    """Move a lot to where it stands still, and keep where it was and what was left."""
    lot = lock_row(Lot, no=lot_no)
    _require_halter(lot, ground, actor)
    open_locked(work, lot, at=at)
    left = lot.state
    move(lot, action, actor=actor, at=at)
    assert lot.closes_at is not None
    if left not in HALTED:
        if at >= lot.closes_at:
            raise IllegalMove("lot", left, action)
        lot.stopped_from, lot.suspended_at, lot.remaining = left, at, lot.closes_at - at
    lot.halt_ended_on = None
    write_act(
        lot,
        action,
        left=left,
        ground=ground,
        reason=reason,
        citations=(articles.SUSPENSION,),
        details={"from_at": at},
        actor=actor,
        at=at,
    )
    return lot


def _require_halter(lot: Lot, ground: HaltGround, actor: Actor) -> None:
    """Let a judge of the court stop for any ground, whoever runs the platform for its own two."""
    if actor.has(Role.JUDGE) or actor.kind == "system":
        require_court(actor, lot.court_id)
    elif ground not in PLATFORM_GROUNDS:
        raise Forbidden("platform_grounds_only", citations=(articles.PLATFORM_STOPS,))


def end_halt_cause(*, lot_no: str, ended_on: date, actor: Actor, at: datetime) -> Lot:
    """Note on which day the cause of a stop ended; within five days the sale goes on (28(4)).

    Raises Refusal(cause_day_wrong) for a day ahead or before the stop.
    """
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        if lot.state not in HALTED:
            raise IllegalMove("lot", lot.state, "end_halt_cause")
        _note_cause(work, lot, ended_on, actor, at)
        return lot


def resume_by(ended_on: date) -> datetime:
    """Return the moment by which a sale goes on whose cause ended on a day (18号 art. 28(4))."""
    days = lawbook.number("resume_days", on=ended_on)
    return end_of_day(ended_on + timedelta(days=days))


def _note_cause(work: Work, lot: Lot, ended_on: date, actor: Actor, at: datetime) -> None:
    assert lot.suspended_at is not None
    if not local_date(lot.suspended_at) <= ended_on <= local_date(at):
        citations = (articles.SUSPENSION,)
        fields = {"ended_on": "cause_day_wrong"}
        raise Refusal("cause_day_wrong", citations=citations, fields=fields)
    if lot.halt_ended_on == ended_on:
        return
    lot.halt_ended_on = ended_on
    fact = HaltCauseEnded(
        lot=lot.no,
        case_number=lot.case_number,
        ended_on=ended_on.isoformat(),
        resume_by=stamp(resume_by(ended_on)),
    )
    work.record(fact, actor=actor, at=at)


def resume_lot(
    *, lot_no: str, reason: str, actor: Actor, at: datetime, ended_on: date | None = None
) -> Lot:
    """Go on with what was left, and with five minutes at least (18号 art. 28, D8).

    A sale stopped before its opening keeps what was left until then (P63). Without a day the cause
    ended today, unless its end was noted before. A resumption after the five days is late, not
    unlawful: the fact says so.
    """
    words = require_reason(reason, (articles.SUSPENSION,))
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        left = lot.state
        _require_price_stands(lot)
        move(lot, LotAction.RESUME, actor=actor, at=at)
        _note_cause(work, lot, ended_on or lot.halt_ended_on or local_date(at), actor, at)
        assert lot.halt_ended_on is not None
        is_late = at >= resume_by(lot.halt_ended_on)
        _give_back(lot, at)
        lot.stopped_from = lot.suspended_at = lot.remaining = lot.halt_ended_on = None
        lot.resumed_at = at
        assert lot.closes_at is not None
        assert lot.opens_at is not None
        write_act(
            lot,
            LotAction.RESUME,
            left=left,
            reason=words,
            citations=(articles.SUSPENSION,),
            details={"from_at": at, "due_at": lot.closes_at},
            actor=actor,
            at=at,
        )
        fact = LotResumed(
            lot=lot.no,
            case_number=lot.case_number,
            reason=words,
            state=lot.state,
            opens_at=stamp(lot.opens_at),
            closes_at=stamp(lot.closes_at),
            is_late=is_late,
        )
        work.record(fact, actor=actor, at=at)
        return lot


def _give_back(lot: Lot, at: datetime) -> None:
    """Give back the time that was left when the sale was stopped."""
    assert lot.opens_at is not None
    assert lot.scheduled_close_at is not None
    assert lot.closes_at is not None
    assert lot.stopped_from is not None
    assert lot.suspended_at is not None
    times = times_after_resume(
        Times(lot.opens_at, lot.scheduled_close_at, lot.closes_at),
        stopped_from=lot.stopped_from,
        suspended_at=lot.suspended_at,
        at=at,
    )
    lot.opens_at, lot.closes_at = times.opens_at, times.closes_at
    lot.scheduled_close_at = times.scheduled_close_at
