"""Settle the fee of an appraisal by the result of the sale."""

from datetime import datetime

from app.documents import facade as papers
from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.errors import Conflict, Refusal
from app.kernel.facts import Audience
from app.kernel.money import Money
from app.lawbook.explain import Calculation
from app.ledger import chart
from app.ledger import facade as ledger
from app.store import db, unit_of_work
from appraisal import queries
from appraisal.documents import settlement_values
from appraisal.facts import FeeSettled
from appraisal.models import Assignment, FeeSettlement, Report
from appraisal.rules.fees import FeeFacts, FeeOutcome, Regime, needs_expense, settle_fee
from appraisal.services import evidence
from appraisal.services.evidence import SaleCourse
from appraisal.services.moving import move
from appraisal.vocabulary import AssignmentAction, SettledOutcome
from registry import facade as registry
from registry.vocabulary import PartyRole

#: domain.md D3: the merge of both instruments, printed on the statement.
REGIME = Regime.SD54_WITH_FS15


def settle_fee_of_asset(
    asset_no: str,
    *,
    outcome: SettledOutcome,
    disposal_price: Money | None,
    actual_expense: Money | None,
    course: SaleCourse | None = None,
    actor: Actor,
    at: datetime,
) -> FeeSettlement:
    """Compute what the appraisal cost in all, post it, and issue the statement; once.

    Asked again it answers what was settled; with another outcome it refuses. The course of the
    sale goes into the evidence about the agency.
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
        report = queries.get_report(assignment)
        calculation = _calculate(assignment, report, outcome, disposal_price, actual_expense, at=at)
        paper = _issue_statement(
            assignment, report, outcome, disposal_price, calculation, actor=actor, at=at
        )
        result = calculation.result
        settlement = FeeSettlement(
            assignment_id=assignment.id,
            outcome=outcome,
            total_fee=Money(result["total_fee_fen"]),
            balance_due=Money(result["balance_due_fen"]),
            refund=Money(result["refund_fen"]),
            calculation=calculation.as_dict(),
            paper_no=paper.no,
            settled_at=at,
        )
        db.session.add(settlement)
        move(assignment, AssignmentAction.SETTLE, actor=actor, at=at)
        _post(assignment, settlement, calculation, actor=actor, at=at)
        work.record(
            FeeSettled(
                case_number=assignment.case_number,
                appraisal_no=assignment.no,
                asset_no=asset_no,
                outcome=outcome.value,
                total_fee=str(settlement.total_fee),
                balance_due=str(settlement.balance_due),
                refund=str(settlement.refund),
                paper_no=paper.no,
            ),
            actor=actor,
            at=at,
        )
        if outcome is not SettledOutcome.WITHDRAWN:
            # Taken in payment is no price that anybody bid: nobody offered the reserve.
            evidence.note_sale(
                assignment,
                report,
                price=disposal_price if outcome is SettledOutcome.SOLD else None,
                course=course or SaleCourse(local_date(at)),
                actor=actor,
                at=at,
            )
    return settlement


def _calculate(
    assignment: Assignment,
    report: Report,
    outcome: SettledOutcome,
    disposal_price: Money | None,
    actual_expense: Money | None,
    *,
    at: datetime,
) -> Calculation:
    fee_outcome = FeeOutcome(outcome.value)
    if needs_expense(fee_outcome, REGIME) and actual_expense is None:
        raise Refusal("expense_needed")
    if fee_outcome in {FeeOutcome.SOLD, FeeOutcome.IN_KIND} and disposal_price is None:
        raise Refusal("disposal_price_needed")
    return settle_fee(
        FeeFacts(
            schedule=assignment.schedule or "",
            regime=REGIME,
            outcome=fee_outcome,
            appraisal=report.value,
            basic_fee=assignment.basic_fee or Money.ZERO,
            disposal_price=disposal_price,
            actual_expense=actual_expense,
        ),
        on=local_date(at),
    )


def _issue_statement(
    assignment: Assignment,
    report: Report,
    outcome: SettledOutcome,
    disposal_price: Money | None,
    calculation: Calculation,
    *,
    actor: Actor,
    at: datetime,
) -> papers.PaperView:
    parties = registry.parties_of(assignment.case_number)
    return papers.issue(
        papers.PaperKind.FEE_SETTLEMENT,
        reference=assignment.no,
        case_number=assignment.case_number,
        court_id=assignment.court_id,
        court_code=assignment.court_code,
        court_name=assignment.court_name,
        data=settlement_values(
            assignment,
            report,
            outcome=FeeOutcome(outcome.value),
            regime=REGIME,
            disposal_price=disposal_price,
            calculation=calculation,
        ),
        audience=Audience.PARTIES,
        people=[party.person_id for party in parties if party.person_id],
        agencies=[assignment.agency_code or ""],
        actor=actor,
        at=at,
    )


def _post(
    assignment: Assignment,
    settlement: FeeSettlement,
    calculation: Calculation,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Move the money: what the agency earned of the basic fee, its balance, the rest back."""
    basic = assignment.basic_fee or Money.ZERO
    agency = chart.agency(assignment.agency_code or "")
    fees, funds = chart.fees(assignment.case_number), chart.funds(assignment.case_number)
    moves = [
        (ledger.Purpose.BASIC_FEE, fees, agency, basic - settlement.refund),
        (ledger.Purpose.BALANCE_FEE, funds, agency, settlement.balance_due),
    ]
    if settlement.refund:
        applicant = next(
            party
            for party in registry.parties_of(assignment.case_number)
            if party.role is PartyRole.APPLICANT
        )
        moves.append((ledger.Purpose.REFUND, fees, chart.party(applicant.id), settlement.refund))
    for purpose, debit, credit, amount in moves:
        if amount:
            ledger.post(
                purpose=purpose,
                debit=debit,
                credit=credit,
                amount=amount,
                key=f"fee:{assignment.no}:{purpose.value}",
                case_number=assignment.case_number,
                at=at,
                explanation=calculation,
                reference=assignment.no,
                actor=actor,
            )
