"""What becomes of a price that stands: the sale begins in time, or the price grows out of date."""

from datetime import datetime

from app.documents import facade as papers
from app.kernel.actors import SYSTEM, Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.citation import Citation
from app.kernel.errors import Conflict, Refusal
from app.kernel.facts import stamp
from app.store import db, unit_of_work
from appraisal import queries
from appraisal.facts import DisposalStarted, PriceExpired, ReissueAsked, RouteReopened
from appraisal.models import Appointment, Assignment
from appraisal.rules.periods import report_due
from appraisal.rules.validity import is_price_used_up
from appraisal.services.letters import send_letter
from appraisal.services.moving import move
from appraisal.vocabulary import AssignmentAction, AssignmentState, PriceRoute
from registry import facade as registry

IN_VALIDITY = Citation("法释〔2018〕15号", "第27条")
AGAIN = Citation("法释〔2018〕15号", "第19条第4款")


def start_disposal(asset_no: str, *, actor: Actor, at: datetime) -> None:
    """Note that the first notice went out inside the validity; told twice, noted once (art. 27).

    A sale that was annulled after its fee was settled is held again on the same price while that
    holds. Raises Refusal: no_appraisal, price_expired.
    """
    with unit_of_work() as work:
        found = queries.find_assignment_of_asset(asset_no)
        if found is None:
            raise Refusal("no_appraisal", params={"asset_no": asset_no})
        assignment = queries.get_assignment_for_update(found.no)
        if assignment.state is AssignmentState.DISPOSING:
            return
        is_again = assignment.state is AssignmentState.SETTLED
        if assignment.price_valid_until is None or is_price_used_up(
            assignment.price_valid_until, on=local_date(at), is_disposing=is_again
        ):
            raise Refusal("price_expired", citations=(IN_VALIDITY,))
        if is_again:
            return
        move(assignment, AssignmentAction.START_DISPOSAL, actor=actor, at=at)
        assignment.disposal_started_at = at
        work.record(DisposalStarted(**assignment.head), actor=actor, at=at)


def expire_price(no: str, *, actor: Actor = SYSTEM, at: datetime) -> bool:
    """Say that a price no longer holds (art. 27); False while it does.

    Before the first notice its validity decides; once a sale has begun it holds for six months
    more, and only the court ends it then, for the sale may be in its last steps.
    """
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        if actor is not SYSTEM:
            require_court(actor, assignment.court_id)
        is_over = assignment.price_valid_until is not None and is_price_used_up(
            assignment.price_valid_until,
            on=local_date(at),
            is_disposing=assignment.state is AssignmentState.DISPOSING,
        )
        if not is_over:
            return False
        # Whoever asks, the calendar decides: nobody ends a price by choice.
        move(assignment, AssignmentAction.EXPIRE, actor=SYSTEM, at=at)
        assert assignment.price_valid_until is not None
        work.record(
            PriceExpired(**assignment.head, valid_until=assignment.price_valid_until.isoformat()),
            actor=actor,
            at=at,
        )
    return True


def end_price(no: str, *, actor: Actor, at: datetime) -> None:
    """End the price of a sale that has outlived its six months; refuse while it holds (art. 27)."""
    if not expire_price(no, actor=actor, at=at):
        raise Conflict("price_still_valid", citations=(IN_VALIDITY,))


def ask_reissue(no: str, *, actor: Actor, at: datetime) -> Assignment:
    """Have the same agency issue its report again within fifteen days (art. 19(4))."""
    require_court(actor, queries.get_assignment(no).court_id)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        if assignment.route is not PriceRoute.COMMISSIONED_APPRAISAL:
            raise Conflict("no_report_to_reissue", citations=(AGAIN,))
        move(assignment, AssignmentAction.REISSUE, actor=actor, at=at)
        assignment.reissues += 1
        assignment.due_at = report_due(at, is_reissue=True)
        registry.count_commission(code=assignment.agency_code or "", opened=1)
        valid_until = queries.get_report(assignment).valid_until
        drop_price(assignment)
        paper = send_letter(
            papers.PaperKind.REISSUE_NOTICE,
            assignment,
            reference=f"{no}/{assignment.reissues}",
            data={
                "agency_name": assignment.agency_name,
                "valid_until": valid_until,
                "due_at": assignment.due_at,
            },
            actor=actor,
            at=at,
        )
        db.session.add(_turn_again(assignment, paper.no, at=at))
        work.record(
            ReissueAsked(
                **assignment.head,
                agency_code=assignment.agency_code or "",
                agency_name=assignment.agency_name or "",
                due_at=stamp(assignment.due_at),
                paper_no=paper.no,
            ),
            actor=actor,
            at=at,
        )
    return assignment


def reopen_routes(no: str, *, reason: str, actor: Actor, at: datetime) -> Assignment:
    """Choose the way to a price anew: the old price is out of date, or supervision upset it."""
    if not reason.strip():
        raise Refusal("reason_needed", fields={"reason": ["reason_needed"]})
    require_court(actor, queries.get_assignment(no).court_id)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        move(assignment, AssignmentAction.REOPEN, actor=actor, at=at)
        drop_price(assignment)
        work.record(RouteReopened(**assignment.head, reason=reason.strip()), actor=actor, at=at)
    return assignment


def _turn_again(assignment: Assignment, paper_no: str, *, at: datetime) -> Appointment:
    """Return another turn of the same agency; it need not accept what is its own work."""
    last = queries.get_appointment(assignment)
    return Appointment(
        assignment_id=assignment.id,
        turn=last.turn + 1,
        rank=last.rank,
        agency_code=last.agency_code,
        agency_name=last.agency_name,
        is_reissue=True,
        commissioned_at=at,
        accepted_at=at,
        paper_no=paper_no,
    )


def drop_price(assignment: Assignment) -> None:
    """Let nothing rest on the old price any more."""
    assignment.reference_price = assignment.price_fixed_at = None
    assignment.price_valid_until = assignment.disposal_started_at = None
    assignment.window_ends_at = None
