"""Settle the fee of an appraisal by the way its asset left the procedure (reliability M11)."""

from datetime import datetime

from app.documents import facade as papers
from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.errors import Conflict, Refusal
from app.kernel.money import Money, total
from app.lawbook.explain import Calculation
from app.ledger import chart
from app.ledger import facade as ledger
from app.store import Work, db, unit_of_work
from appraisal import queries
from appraisal.documents import settlement_values
from appraisal.facts.fees import FeeSettled
from appraisal.models import Assignment, FeeSettlement, Report
from appraisal.models.fee import FeeAccount
from appraisal.queries import fees as fee_queries
from appraisal.rules.basic_fee import balance_due_at
from appraisal.rules.fees import FEE_BASE, BalanceSource, FeeOutcome, needs_expense
from appraisal.services import evidence
from appraisal.services.evidence import SaleCourse
from appraisal.services.expenses import confirmed_expense
from appraisal.services.fee_accounts import (
    APPLICANT_PAYS,
    BALANCE,
    CALLED,
    ask_rest,
    close_if_paid,
    payer_of,
)
from appraisal.services.fee_lines import (
    Ending,
    LotOutcome,
    calculate,
    lines_of,
    require_complete,
    under_letter,
)
from appraisal.services.inquiry_fees import settle_inquiry_fee
from appraisal.services.interim import issue_to_parties
from appraisal.services.moving import move
from appraisal.vocabulary import AssignmentAction, SettledOutcome
from appraisal.vocabulary.fees import FEE_ACCOUNT, FeeAction, FeeSecurity, FeeState
from registry import facade as registry
from registry.facade import PartyView
from registry.vocabulary import PartyRole

#: What is answered where no agency was commissioned: nothing cost anything.
_NOTHING = Calculation({"total_fee_fen": 0, "balance_due_fen": 0, "refund_fen": 0})


def settle_fee_of_asset(
    asset_no: str,
    *,
    outcome: SettledOutcome,
    disposal_price: Money | None,
    actual_expense: Money | None,
    course: SaleCourse | None = None,
    lots: tuple[LotOutcome, ...] = (),
    assignee_party_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> FeeSettlement:
    """Compute what the appraisal cost in all, post it, and issue the statement; once.

    Asked again it answers what was settled; with another outcome it refuses. The regime and the
    schedule are those of the asking. Where the expense is needed and not given, it is the sum
    the court found reasonable of the agency's claim. A price found without an agency settles
    nothing here; the fee of a network inquiry is given to the closest platform (art. 31).
    """
    with unit_of_work() as work:
        found = queries.find_assignment_of_asset(asset_no)
        if found is None:
            raise Refusal("no_appraisal", params={"asset_no": asset_no})
        assignment = queries.get_assignment_for_update(found.no)
        if earlier := queries.find_settlement(assignment.id):
            if earlier.outcome is not outcome:
                raise Conflict("fee_already_settled")
            return earlier
        move(assignment, AssignmentAction.CONCLUDE, actor=actor, at=at)
        account = fee_queries.lock_fee_account(assignment.id)
        ending = Ending(outcome, disposal_price, actual_expense, lots)
        if account is None:
            settlement = _settle_nothing(assignment, outcome, at=at)
            settle_inquiry_fee(
                assignment, price=disposal_price, outcome=outcome, actor=actor, at=at
            )
        else:
            settlement = _settle(assignment, account, ending, assignee_party_id, actor=actor, at=at)
        move(assignment, AssignmentAction.SETTLE, actor=actor, at=at)
        _record(work, assignment, settlement, actor=actor, at=at)
        _note_sale(assignment, ending, course, actor=actor, at=at)
    return settlement


def _settle_nothing(
    assignment: Assignment, outcome: SettledOutcome, *, at: datetime
) -> FeeSettlement:
    """Write down that no agency was ever to be paid."""
    settlement = FeeSettlement(
        assignment_id=assignment.id,
        outcome=outcome,
        regime=None,
        total_fee=Money.ZERO,
        balance_due=Money.ZERO,
        refund=Money.ZERO,
        reissue_fee=Money.ZERO,
        calculation=_NOTHING.as_dict(),
        paper_no="",
        settled_at=at,
    )
    db.session.add(settlement)
    return settlement


def _settle(
    assignment: Assignment,
    account: FeeAccount,
    ending: Ending,
    assignee_party_id: int | None,
    *,
    actor: Actor,
    at: datetime,
) -> FeeSettlement:
    report = queries.find_report(assignment.id)
    is_worked = assignment.commissioned_at is not None and assignment.agency_code is not None
    if is_worked:
        ending = _with_expense(assignment, account, ending)
        require_complete(ending, account.regime, report)
        if report is None and ending.outcome in {SettledOutcome.SOLD, SettledOutcome.IN_KIND}:
            report = queries.get_report(assignment)
    calculation = calculate(assignment, account, report, ending, on=local_date(at))
    turns = queries.list_appointments(assignment.id)
    replaced = turns[:-1] if is_worked else turns
    lines = lines_of(assignment, account, report, ending, calculation, replaced)
    called = Money.ZERO
    if account.security is FeeSecurity.GUARANTEE:
        called = total(line.basic for line in lines)
        balance = total(line.balance for line in lines)
        calculation = under_letter(calculation, called=called, balance=balance)
    reissue = total(line.reissue_fee for line in lines)
    settlement = FeeSettlement(
        assignment_id=assignment.id,
        outcome=ending.outcome,
        regime=account.regime,
        total_fee=total(line.fee for line in lines) + reissue,
        balance_due=total(line.balance for line in lines) + reissue,
        refund=total(line.refund for line in lines),
        reissue_fee=reissue,
        calculation=calculation.as_dict(),
        settled_at=at,
        lines=lines,
    )
    settlement.paper_no = _issue_statement(
        assignment, account, report, settlement, calculation, actor=actor, at=at
    ).no
    db.session.add(settlement)
    db.session.flush()
    _move_money(
        assignment, account, settlement, called, calculation, assignee_party_id, actor=actor, at=at
    )
    return settlement


def _with_expense(assignment: Assignment, account: FeeAccount, ending: Ending) -> Ending:
    """Fill in the expense the court confirmed, where the settlement turns on it."""
    is_needed = needs_expense(FeeOutcome(ending.outcome.value), account.regime)
    if not is_needed or ending.expense is not None or ending.lots:
        return ending
    return Ending(ending.outcome, ending.price, confirmed_expense(assignment))


def _issue_statement(
    assignment: Assignment,
    account: FeeAccount,
    report: Report | None,
    settlement: FeeSettlement,
    calculation: Calculation,
    *,
    actor: Actor,
    at: datetime,
) -> papers.PaperView:
    return issue_to_parties(
        assignment,
        papers.PaperKind.FEE_SETTLEMENT,
        assignment.no,
        settlement_values(assignment, account, report, settlement, calculation),
        actor=actor,
        at=at,
    )


def _move_money(
    assignment: Assignment,
    account: FeeAccount,
    settlement: FeeSettlement,
    called: Money,
    calculation: Calculation,
    assignee_party_id: int | None,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Post what is there, ask for what is not, and close the account when nothing is missing."""
    account.total_fee, account.refund = settlement.total_fee, settlement.refund
    if account.state is FeeState.BASIC_DUE:
        account.state = FEE_ACCOUNT.after(account.state, FeeAction.LAPSE)
        account.settled_at = at
        if ledger.find_order(assignment.no) is not None:
            ledger.cancel_order(assignment.no, actor=actor, at=at)
        return
    account.basic_called, account.balance_due = called, settlement.balance_due
    is_back_only = bool(settlement.refund) and not settlement.balance_due
    action = FeeAction.GIVE_BACK if is_back_only else FeeAction.CHARGE
    account.state = FEE_ACCOUNT.after(account.state, action)
    account.balance_paid = _post(assignment, account, settlement, calculation, actor=actor, at=at)
    _ask_for_rest(assignment, account, assignee_party_id, actor=actor, at=at)
    close_if_paid(account, at=at)


def _post(
    assignment: Assignment,
    account: FeeAccount,
    settlement: FeeSettlement,
    calculation: Calculation,
    *,
    actor: Actor,
    at: datetime,
) -> Money:
    """Move what is in the book already; return what of the balance came from the price."""
    agency = chart.agency(assignment.agency_code or "")
    fees, funds = chart.fees(assignment.case_number), chart.funds(assignment.case_number)
    sold = [ln for ln in settlement.lines if ln.paid_from is BalanceSource.SALE_PROCEEDS]
    balance, again = total(ln.balance for ln in sold), total(ln.reissue_fee for ln in sold)
    basic = account.basic_paid - settlement.refund
    moves = [
        ("basic_fee", ledger.Purpose.BASIC_FEE, fees, agency, basic),
        ("balance_fee", ledger.Purpose.BALANCE_FEE, funds, agency, balance),
        ("reissue_fee", ledger.Purpose.BALANCE_FEE, funds, agency, again),
    ]
    if settlement.refund:
        back = chart.party(_applicant(assignment).id)
        moves.append(("refund", ledger.Purpose.REFUND, fees, back, settlement.refund))
    for name, purpose, debit, credit, amount in moves:
        if amount:
            ledger.post(
                purpose=purpose,
                debit=debit,
                credit=credit,
                amount=amount,
                key=f"fee:{assignment.no}:{name}",
                case_number=assignment.case_number,
                at=at,
                explanation=calculation,
                reference=assignment.no,
                actor=actor,
            )
    return balance + again


def _applicant(assignment: Assignment) -> PartyView:
    parties = registry.parties_of(assignment.case_number)
    return next(party for party in parties if party.role is PartyRole.APPLICANT)


def _ask_for_rest(
    assignment: Assignment,
    account: FeeAccount,
    assignee_party_id: int | None,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Ask the insurer for the called basic part, and the one who bears it for the balance.

    The assignee pays before the ruling is served (P3, D5); else it is the applicant (art. 33).
    """
    due_at = balance_due_at(at)
    if account.basic_called:
        letter = fee_queries.find_standing_guarantee(assignment.id)
        assert letter is not None, "a called basic fee rests on an accepted letter"
        payer = ledger.Payer(letter.insurer, letter.insurer_code)
        ask_rest(
            assignment,
            CALLED,
            payer=payer,
            amount=account.basic_called,
            due_at=due_at,
            actor=actor,
            at=at,
        )
    rest = account.balance_due - account.balance_paid
    if rest:
        party = _bearer(assignment, assignee_party_id)
        ask_rest(
            assignment,
            BALANCE,
            payer=payer_of(assignment, party, purpose="balance_fee", actor=actor, at=at),
            amount=rest,
            due_at=due_at,
            actor=actor,
            at=at,
        )


def _bearer(assignment: Assignment, party_id: int | None) -> PartyView:
    """Return the party that bears the balance: the one named, else the applicant."""
    if party_id is None:
        return _applicant(assignment)
    parties = registry.parties_of(assignment.case_number)
    found = next((party for party in parties if party.id == party_id), None)
    if found is None or found.person_id is None:
        raise Refusal("no_applicant_account", citations=(APPLICANT_PAYS, FEE_BASE))
    return found


def _record(
    work: Work,
    assignment: Assignment,
    settlement: FeeSettlement,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    work.record(
        FeeSettled(
            **assignment.head,
            outcome=settlement.outcome.value,
            total_fee=str(settlement.total_fee),
            balance_due=str(settlement.balance_due),
            refund=str(settlement.refund),
            paper_no=settlement.paper_no,
        ),
        actor=actor,
        at=at,
    )


def _note_sale(
    assignment: Assignment,
    ending: Ending,
    course: SaleCourse | None,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Keep what the sale says about the value; a withdrawal says nothing, nor do mixed lots."""
    report = queries.find_report(assignment.id)
    outcomes = {lot.outcome for lot in ending.lots} or {ending.outcome}
    if report is None or assignment.agency_code is None or len(outcomes) > 1:
        return
    (outcome,) = outcomes
    if outcome is SettledOutcome.WITHDRAWN:
        return
    price = ending.price
    if ending.lots:
        price = total(lot.price for lot in ending.lots if lot.price is not None)
    evidence.note_sale(
        assignment,
        report,
        # Taken in payment is no price that anybody bid: nobody offered the reserve.
        price=price if outcome is SettledOutcome.SOLD else None,
        course=course or SaleCourse(local_date(at)),
        actor=actor,
        at=at,
    )
