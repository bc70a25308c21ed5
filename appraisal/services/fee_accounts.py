"""Keep the fee account of an appraisal: asked, reminded, stalled, paid (domain 4.3)."""

from datetime import datetime

from app.documents import facade as papers
from app.identity import facade as identity
from app.kernel.actors import SYSTEM, Actor
from app.kernel.calendar import local_date
from app.kernel.citation import Citation
from app.kernel.errors import Conflict, Refusal
from app.kernel.facts import Audience, stamp
from app.kernel.money import Money
from app.ledger import chart
from app.ledger import facade as ledger
from app.store import Work, db, unit_of_work
from appraisal import queries
from appraisal.documents.fees import notice_values, reminder_values
from appraisal.facts.fees import (
    BasicFeeAsked,
    BasicFeeOverdue,
    BasicFeeReminded,
    FeePartReceived,
)
from appraisal.models import Assignment
from appraisal.models.fee import FeeAccount
from appraisal.queries import fees as fee_queries
from appraisal.rules.basic_fee import OWN_SETTING, reminder_at
from appraisal.rules.schedules import is_known
from appraisal.services.fee_settings import Proposal, propose
from appraisal.services.moving import move
from appraisal.vocabulary import AssignmentAction, AssignmentState
from appraisal.vocabulary.fees import FEE_ACCOUNT, FeeAction, FeeSecurity, FeeState
from registry import facade as registry
from registry.facade import PartyView
from registry.vocabulary import PartyRole

APPLICANT_PAYS = Citation("法释〔2018〕15号", "第33条")
#: What a payment is of: the reference of its order ends so; the basic fee's is the bare number.
CALLED, BALANCE = "called", "balance"


def applicant_of(assignment: Assignment) -> PartyView:
    """Return the applicant who can be asked to pay; raise Refusal where none has an account."""
    for party in registry.parties_of(assignment.case_number):
        if party.role is PartyRole.APPLICANT and party.person_id is not None:
            return party
    raise Refusal("no_applicant_account", citations=(APPLICANT_PAYS,))


def payer_of(
    assignment: Assignment, party: PartyView, *, purpose: str, actor: Actor, at: datetime
) -> ledger.Payer:
    """Return a party as the bank knows it; the reading of the sealed name is recorded."""
    if party.person_id is None:
        raise Refusal("no_applicant_account", citations=(APPLICANT_PAYS,))
    who = identity.real_name(
        party.person_id,
        purpose=purpose,
        reference=assignment.no,
        actor=actor,
        at=at,
        case_number=assignment.case_number,
    )
    return ledger.Payer(who.name, who.id_number, party.person_id)


def open_account(
    work: Work,
    assignment: Assignment,
    *,
    amount: Money,
    schedule: str,
    due_at: datetime,
    reason: str = "",
    actor: Actor,
    at: datetime,
) -> FeeAccount:
    """Ask for the basic fee, or ask again after a stall; call it under the assignment's lock.

    The regime and the schedule of this moment hold for the settlement. A sum other than the
    setting's needs a reason; without a setting the court enters the sum by hand (D2).
    """
    if not is_known(schedule, on=local_date(at)):
        raise Refusal("unknown_schedule", fields={"schedule": ["unknown_schedule"]})
    proposal = propose(assignment, on=local_date(at), schedule=schedule)
    _require_reason(proposal, amount, reason)
    applicant = applicant_of(assignment)
    account = fee_queries.lock_fee_account(assignment.id)
    if account is not None and account.state is not FeeState.BASIC_DUE:
        raise Conflict("fee_already_secured")
    was_due_at = account.due_at if account else None
    if account is None:
        account = FeeAccount(assignment_id=assignment.id, state=FeeState.BASIC_DUE, times_asked=0)
        account.basic_paid = account.basic_called = Money.ZERO
        account.balance_due = account.balance_paid = Money.ZERO
        db.session.add(account)
    account.times_asked += 1
    account.setting_id = proposal.setting.id if proposal.setting else None
    account.proposal = proposal.calculation.as_dict() if proposal.calculation else None
    account.regime, account.schedule = proposal.regime, schedule
    account.basic_fee, account.reason = amount, reason.strip()
    account.asked_at, account.due_at = at, due_at
    account.remind_at = reminder_at(due_at, asked_at=at)
    account.reminded_at = account.stalled_at = None
    order_no = _order(assignment, account, applicant, actor=actor, at=at)
    assignment.basic_fee, assignment.schedule = amount, schedule
    assignment.fee_order_no = order_no
    _tell_applicant(assignment, account, applicant, proposal, was_due_at, actor=actor, at=at)
    work.record(
        BasicFeeAsked(
            **assignment.head,
            amount=str(amount),
            order_no=order_no,
            due_at=stamp(due_at),
        ),
        actor=actor,
        at=at,
    )
    return account


def _require_reason(proposal: Proposal, amount: Money, reason: str) -> None:
    """Refuse to depart from the court's own setting in silence."""
    if proposal.calculation is None or reason.strip():
        return
    proposed = Money(proposal.calculation.result["basic_fee_fen"])
    if amount != proposed:
        raise Refusal(
            "fee_departs_needs_reason",
            params={"proposed": proposed.yuan},
            citations=(OWN_SETTING,),
            fields={"reason": ["fee_departs_needs_reason"]},
        )


def _order(
    assignment: Assignment,
    account: FeeAccount,
    applicant: PartyView,
    *,
    actor: Actor,
    at: datetime,
) -> str:
    """Open the order of the basic fee, or give the one that stands more time."""
    if account.due_at <= at:
        raise Refusal("due_in_the_past")
    standing = ledger.find_order(assignment.no)
    if standing is not None and standing.amount == account.basic_fee:
        ledger.postpone_order(assignment.no, due_at=account.due_at, at=at)
        return standing.no
    if standing is not None:
        ledger.cancel_order(assignment.no, actor=actor, at=at)
    order = ledger.open_payment_order(
        purpose=ledger.Purpose.BASIC_FEE,
        reference=assignment.no,
        payer=payer_of(assignment, applicant, purpose="basic_fee", actor=actor, at=at),
        amount=account.basic_fee,
        due_at=account.due_at,
        case_number=assignment.case_number,
        key=f"basic-fee:{assignment.no}/{account.times_asked}",
        actor=actor,
        at=at,
    )
    return order.no


def _tell_applicant(
    assignment: Assignment,
    account: FeeAccount,
    applicant: PartyView,
    proposal: Proposal,
    was_due_at: datetime | None,
    *,
    actor: Actor,
    at: datetime,
) -> papers.PaperView:
    """Issue the notice the first time, and a reminder that names both days after a stall."""
    reference = f"{assignment.no}/{account.times_asked}"
    if was_due_at is None:
        version = proposal.setting.version if proposal.calculation and proposal.setting else None
        kind = papers.PaperKind.FEE_NOTICE
        data = notice_values(assignment, account, applicant.name, setting_version=version)
    else:
        kind = papers.PaperKind.FEE_REMINDER
        data = reminder_values(assignment, account, applicant.name, was_due_at=was_due_at)
    return _issue(assignment, kind, reference, data, applicant, actor=actor, at=at)


def _issue(
    assignment: Assignment,
    kind: papers.PaperKind,
    reference: str,
    data: dict[str, object],
    applicant: PartyView,
    *,
    actor: Actor,
    at: datetime,
) -> papers.PaperView:
    return papers.issue(
        kind,
        reference=reference,
        case_number=assignment.case_number,
        court_id=assignment.court_id,
        court_code=assignment.court_code,
        court_name=assignment.court_name,
        data=data,
        audience=Audience.PARTIES,
        people=[applicant.person_id] if applicant.person_id else [],
        actor=actor,
        at=at,
    )


def remind_applicant(no: str, *, at: datetime) -> bool:
    """Remind the applicant before the time to pay is over, once; say whether it was us."""
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        account = fee_queries.lock_fee_account(assignment.id)
        if (
            account is None
            or assignment.state is not AssignmentState.FEE_PENDING
            or account.state is not FeeState.BASIC_DUE
            or account.reminded_at is not None
            or not account.remind_at <= at < account.due_at
        ):
            return False
        account.reminded_at = at
        applicant = applicant_of(assignment)
        paper = _issue(
            assignment,
            papers.PaperKind.FEE_REMINDER,
            f"{no}/{account.times_asked}/before",
            reminder_values(assignment, account, applicant.name, was_due_at=None),
            applicant,
            actor=SYSTEM,
            at=at,
        )
        work.record(
            BasicFeeReminded(
                **assignment.head,
                amount=str(account.basic_fee),
                due_at=stamp(account.due_at),
                paper_no=paper.no,
            ),
            actor=SYSTEM,
            at=at,
        )
    return True


def stall_unpaid(no: str, *, at: datetime) -> bool:
    """Let an appraisal rest whose basic fee did not come in time (P21); say whether it was us."""
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        account = fee_queries.lock_fee_account(assignment.id)
        if (
            account is None
            or assignment.state is not AssignmentState.FEE_PENDING
            or account.state is not FeeState.BASIC_DUE
            or at < account.due_at
        ):
            return False
        move(assignment, AssignmentAction.STALL, actor=SYSTEM, at=at)
        account.stalled_at = at
        work.record(
            BasicFeeOverdue(
                **assignment.head,
                amount=str(account.basic_fee),
                due_at=stamp(account.due_at),
            ),
            actor=SYSTEM,
            at=at,
        )
    return True


def secure(account: FeeAccount, security: FeeSecurity, *, at: datetime) -> None:
    """Note what the commission goes out on; call it under the assignment's lock."""
    account.state = FEE_ACCOUNT.after(account.state, FeeAction.SECURE)
    account.security, account.secured_at = security, at
    account.stalled_at = None
    if security is FeeSecurity.PAYMENT:
        account.basic_paid = account.basic_fee


def receive_basic_fee(no: str, *, at: datetime) -> None:
    """Note that the basic fee arrived; told twice, noted once."""
    with unit_of_work():
        assignment = queries.get_assignment_for_update(no)
        account = fee_queries.lock_fee_account(assignment.id)
        if account is not None and account.state is FeeState.BASIC_DUE:
            secure(account, FeeSecurity.PAYMENT, at=at)


def ask_rest(
    assignment: Assignment,
    part: str,
    *,
    payer: ledger.Payer,
    amount: Money,
    due_at: datetime,
    actor: Actor,
    at: datetime,
) -> str:
    """Open the order of what is still due of a settled fee; return its number."""
    order = ledger.open_payment_order(
        purpose=ledger.Purpose.BALANCE_FEE,
        reference=f"{assignment.no}/{part}",
        payer=payer,
        amount=amount,
        due_at=due_at,
        case_number=assignment.case_number,
        key=f"fee:{assignment.no}/{part}",
        actor=actor,
        at=at,
    )
    return order.no


def receive_rest(reference: str, *, at: datetime) -> None:
    """Give the agency what came in of a settled fee and close the account when all is there."""
    no, _, part = reference.rpartition("/")
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        account = fee_queries.lock_fee_account(assignment.id)
        if account is None or account.state is not FeeState.BALANCE_DUE:
            return
        if part == CALLED:
            due = account.basic_called - account.basic_paid
            account.basic_paid = account.basic_called
        else:
            due = account.balance_due - account.balance_paid
            account.balance_paid = account.balance_due
        if not due:
            return
        ledger.post(
            purpose=ledger.Purpose.BALANCE_FEE,
            debit=chart.fees(assignment.case_number),
            credit=chart.agency(assignment.agency_code or ""),
            amount=due,
            key=f"fee:{no}:{part}",
            case_number=assignment.case_number,
            at=at,
            reference=no,
        )
        close_if_paid(account, at=at)
        work.record(
            FeePartReceived(
                **assignment.head,
                part=part,
                amount=str(due),
            ),
            actor=SYSTEM,
            at=at,
        )


def close_if_paid(account: FeeAccount, *, at: datetime) -> None:
    """Close the account once nothing of the fee is missing any more."""
    is_whole = (account.basic_called, account.balance_due) == (
        account.basic_paid if account.basic_called else Money.ZERO,
        account.balance_paid,
    )
    if is_whole:
        account.state = FEE_ACCOUNT.after(account.state, FeeAction.CLOSE)
        account.settled_at = at
