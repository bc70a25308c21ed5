"""Plan how a thing is vacated and handed over, and note what was done (20〔21〕 art. 27)."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import select

from app import lawbook
from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.errors import Conflict, NotFound, Refusal
from app.store import db, unit_of_work
from app.store.locks import lock_row
from auction.facts.handover import AssistanceServed, HandoverPlanned, HandoverStepDone
from auction.models import AssistanceService, Lot, PlannedStep
from auction.rules import articles
from auction.rules.handover import judge_day, judge_done
from auction.services.acts import refusals_on_record, require_reason
from auction.vocabulary import LotAction, LotState
from auction.vocabulary.handover import HandoverStep

#: Art. 27 lets nobody wait longer for a thing taken in kind than for one bought.
PLANNED_IN = frozenset({LotState.RULED, LotState.IN_KIND})


def _ruled_lot(lot_no: str, actor: Actor) -> Lot:
    lot = lock_row(Lot, no=lot_no)
    require_court(actor, lot.court_id)
    if lot.state not in PLANNED_IN:
        raise Refusal("plan_not_ruled", status=409, citations=(articles.HANDOVER,))
    return lot


def find_step(lot: Lot, step: HandoverStep) -> PlannedStep | None:
    """Return one step of a lot's plan, or None."""
    return db.session.scalar(select(PlannedStep).filter_by(lot_id=lot.id, step=step))


def list_steps(lot: Lot) -> Sequence[PlannedStep]:
    """Return the plan of a lot in the order of its days."""
    query = select(PlannedStep).filter_by(lot_id=lot.id)
    return db.session.scalars(query.order_by(PlannedStep.due_on, PlannedStep.id)).all()


def ends_in_kind(steps: Sequence[PlannedStep]) -> bool:
    """Say whether a thing taken in kind is in the creditor's hands: its keys are (P81)."""
    return any(one.step is HandoverStep.KEYS and one.done_on is not None for one in steps)


def plan_step(
    *,
    lot_no: str,
    step: HandoverStep,
    owner: str,
    due_on: date,
    late_reason: str,
    actor: Actor,
    at: datetime,
) -> PlannedStep:
    """Plan a step, or plan it anew while it is open: who sees to it, by when.

    Raises Refusal: plan_not_ruled, owner_missing, plan_day_past, plan_day_late, reason_missing;
    Conflict: plan_step_done.
    """
    with unit_of_work() as work:
        lot = _ruled_lot(lot_no, actor)
        if not owner.strip():
            raise Refusal("owner_missing", fields={"owner": "owner_missing"})
        words = late_reason.strip() and require_reason(late_reason, (articles.HANDOVER,))
        last_day = _last_day(lot)
        judge_day(due_on, today=local_date(at), hand_over_by=last_day, late_reason=words)
        planned = find_step(lot, step)
        if planned is None:
            planned = PlannedStep(lot_id=lot.id, step=step)
            db.session.add(planned)
        elif planned.done_on is not None:
            raise Conflict("plan_step_done", citations=(articles.HANDOVER,))
        planned.owner, planned.due_on = owner.strip(), due_on
        planned.late_reason = words if due_on > last_day else None
        planned.planned_by, planned.planned_at = actor.label, at
        fact = HandoverPlanned(
            lot=lot.no,
            case_number=lot.case_number,
            step=step,
            owner=planned.owner,
            due_on=due_on.isoformat(),
            late_reason=planned.late_reason or "",
        )
        work.record(fact, actor=actor, at=at)
        return planned


def _last_day(lot: Lot) -> date:
    assert lot.title_passed_at is not None
    served_on = local_date(lot.title_passed_at)
    return date.fromordinal(served_on.toordinal() + lawbook.number("handover_days", on=served_on))


def finish_step(
    *,
    lot_no: str,
    step: HandoverStep,
    done_on: date,
    note: str,
    leave_until: date | None,
    actor: Actor,
    at: datetime,
) -> PlannedStep:
    """Note that a step was done; people are made to leave only after a notice (民诉法 261).

    Raises NotFound for what was not planned, Conflict(plan_step_done), and as ``judge_done``.
    """
    with refusals_on_record(lot_no, LotAction.HAND_OVER, actor, at), unit_of_work() as work:
        lot = _ruled_lot(lot_no, actor)
        planned = find_step(lot, step)
        if planned is None:
            raise NotFound("step", step)
        if planned.done_on is not None:
            raise Conflict("plan_step_done", citations=(articles.HANDOVER,))
        assert lot.title_passed_at is not None
        notice = find_step(lot, HandoverStep.PRESIDENT_NOTICE)
        judge_done(
            step,
            done_on,
            today=local_date(at),
            ruled_on=local_date(lot.title_passed_at),
            leave_until=leave_until,
            noticed_until=notice.leave_until if notice else None,
        )
        planned.done_on, planned.note = done_on, note.strip() or None
        planned.done_by, planned.done_at = actor.label, at
        if step is HandoverStep.PRESIDENT_NOTICE:
            planned.leave_until = leave_until
        fact = HandoverStepDone(
            lot=lot.no, case_number=lot.case_number, step=step, done_on=done_on.isoformat()
        )
        work.record(fact, actor=actor, at=at)
        return planned


def serve_assistance(
    *, lot_no: str, office: str, served_on: date, actor: Actor, at: datetime
) -> AssistanceService:
    """Note which office the notice to assist reached, and when (18号 art. 6).

    Raises Refusal: plan_not_ruled before the ruling, plan_done_wrong, reason_missing.
    """
    words = require_reason(office, (articles.COURT_DUTIES,))
    with unit_of_work() as work:
        lot = lock_row(Lot, no=lot_no)
        require_court(actor, lot.court_id)
        served_at = lot.title_passed_at
        if served_at is None:
            raise Refusal("plan_not_ruled", status=409, citations=(articles.COURT_DUTIES,))
        if not local_date(served_at) <= served_on <= local_date(at):
            raise Refusal("plan_done_wrong", fields={"served_on": "plan_done_wrong"})
        service = AssistanceService(
            lot_id=lot.id,
            office=words,
            served_on=served_on,
            recorded_by=actor.label,
            recorded_at=at,
        )
        db.session.add(service)
        fact = AssistanceServed(
            lot=lot.no,
            case_number=lot.case_number,
            office=words,
            served_on=served_on.isoformat(),
        )
        work.record(fact, actor=actor, at=at)
        return service


def list_assistance(lot: Lot) -> Sequence[AssistanceService]:
    """Return which offices the notice to assist reached, in order."""
    query = select(AssistanceService).filter_by(lot_id=lot.id).order_by(AssistanceService.id)
    return db.session.scalars(query).all()
