"""The statement of a payer: what was paid, what came back, and what is still at the court."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from app.kernel.calendar import local_date
from app.kernel.money import Money, total
from app.lawbook import Calculation, Step
from app.lawbook.explain import merge_citations, merge_policies
from app.ledger import reasons
from app.ledger.models import BankReceipt, PaymentOrder, Transfer
from app.ledger.payer_views import is_own, whereabouts
from app.ledger.queries import payer as own
from app.ledger.vocabulary import (
    Booking,
    HoldState,
    InstructionState,
    LineKind,
    PaymentFault,
    Purpose,
    Whereabouts,
)
from app.ledger.vocabulary import Step as TransferStep

_ENDS = {
    TransferStep.CAPTURED: (LineKind.CAPTURED, HoldState.CAPTURED),
    TransferStep.FORFEITED: (LineKind.FORFEITED, HoldState.FORFEITED),
}


@dataclass(frozen=True)
class Chosen:
    """What a reader wants to see; nothing chosen is everything."""

    purpose: Purpose | None = None
    kind: LineKind | None = None
    #: Days in Shanghai, both included.
    from_on: date | None = None
    to_on: date | None = None

    def takes_day(self, at: datetime) -> bool:
        """Say whether a moment lies in the period."""
        day = local_date(at)
        after = self.from_on is None or day >= self.from_on
        return after and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True)
class StatementLine:
    """One movement of a payer's money, with the total after it."""

    at: datetime
    kind: LineKind
    purpose: Purpose
    order_no: str
    case_number: str
    amount: Money
    paid: Money | None
    returned: Money | None
    #: What was paid in all less what came back, after this line.
    remaining: Money
    serial: str
    fault: PaymentFault | None
    explanation: Calculation


@dataclass(frozen=True)
class PayerStatement:
    """The lines of a period, with what stood before it and its totals."""

    lines: tuple[StatementLine, ...]
    before: Money
    paid: Money
    returned: Money
    after: Money
    why_paid: Calculation
    why_returned: Calculation
    why_after: Calculation


def statement_of(owner_digests: Sequence[str], chosen: Chosen) -> PayerStatement:
    """Return the statement of a payer over a period.

    Money that others paid on his orders is not his and stands on the page of the order only.
    """
    orders = {order.id: order for order in own.list_own_orders(owner_digests)}
    lines = [line for line in _running(_lines(orders)) if chosen.purpose in {None, line.purpose}]
    if chosen.purpose is not None:
        lines = _running(lines)
    before = [line for line in lines if chosen.from_on and local_date(line.at) < chosen.from_on]
    start = before[-1].remaining if before else Money.ZERO
    inside = [line for line in lines if chosen.takes_day(line.at)]
    paid = total(line.paid for line in inside if line.paid)
    returned = total(line.returned for line in inside if line.returned)
    after = inside[-1].remaining if inside else start
    why_paid = _why([line for line in inside if line.paid], paid)
    why_returned = _why([line for line in inside if line.returned], returned)
    return PayerStatement(
        lines=tuple(line for line in inside if chosen.kind in {None, line.kind}),
        before=start,
        paid=paid,
        returned=returned,
        after=after,
        why_paid=why_paid,
        why_returned=why_returned,
        why_after=_why_after(start, why_paid, why_returned, paid, returned, after),
    )


def _why_after(
    start: Money,
    why_paid: Calculation,
    why_returned: Calculation,
    paid: Money,
    returned: Money,
    after: Money,
) -> Calculation:
    """Return how what is still there came about; it rests on what its parts rest on."""
    return Calculation(
        {"amount_fen": after.fen},
        merge_citations(why_paid.citations, why_returned.citations),
        merge_policies(why_paid.policies, why_returned.policies),
        (
            Step("At the beginning of the period", start.fen),
            Step("Paid in the period", paid.fen),
            Step("Came back in the period", returned.fen),
        ),
    )


def _why(lines: Sequence[StatementLine], result: Money) -> Calculation:
    """Return how a sum came about, purpose by purpose, with the articles."""
    steps = []
    for purpose in dict.fromkeys(line.purpose for line in lines):
        some = [line for line in lines if line.purpose is purpose]
        fen = total(line.amount for line in some).fen
        cited = some[0].explanation.citations
        steps.append(_sum_step(purpose, fen, len(some), cited[0] if cited else None))
    calculation = reasons.why_total(steps, result)
    policies = {name for line in lines for name in line.explanation.policies}
    return replace(calculation, policies=tuple(sorted(policies)))


def _sum_step(purpose: Purpose, fen: int, count: int, citation: object) -> Step:
    match purpose:
        case Purpose.DEPOSIT:
            step = Step("Bidding deposits", fen)
        case Purpose.BALANCE:
            step = Step("Balances of prices", fen)
        case Purpose.TOP_UP | Purpose.IN_KIND_TOP_UP:
            step = Step("Differences made up", fen)
        case _:
            step = Step("Appraisal fees", fen)
    return replace(step, note=f"× {count}", citation=citation)  # type: ignore[arg-type]


def _lines(orders: dict[int, PaymentOrder]) -> list[StatementLine]:
    receipts = own.list_receipts_of(list(orders))
    refunds = own.refunds_of([receipt.id for receipt in receipts])
    lines: list[StatementLine] = []
    for receipt in receipts:
        order = orders[receipt.order_id or 0]
        is_booked = receipt.booking is Booking.BOOKED
        if not is_booked and not is_own(order, receipt):
            continue
        refund = refunds.get(receipt.id)
        is_kept = is_booked or whereabouts(receipt, refund) is Whereabouts.BOOKED_BY_FINANCE
        lines.append(_paid_line(order, receipt, is_kept=is_kept))
        if refund is not None and refund.state is InstructionState.DONE:
            assert refund.done_at is not None
            why = reasons.why_returned(refund.purpose, refund.amount)
            line = _line(order, refund.done_at, LineKind.RETURNED, refund.amount, why)
            lines.append(replace(line, returned=refund.amount, serial=refund.bank_serial or ""))
    by_no = {order.no: order for order in orders.values()}
    for no, end in own.hold_ends_of(list(by_no)).items():
        if end.step in _ENDS:
            lines.append(_end_line(by_no[no], end))
    return lines


def _paid_line(order: PaymentOrder, receipt: BankReceipt, *, is_kept: bool) -> StatementLine:
    if is_kept:
        kind, why = LineKind.PAID, reasons.why_ordered(order.purpose, receipt.amount)
    else:
        kind = LineKind.NOT_BOOKED
        why = reasons.why_misfit(order.purpose, receipt.amount, order.amount, receipt.fault)
    line = _line(order, receipt.received_at, kind, receipt.amount, why)
    return replace(
        line, paid=receipt.amount, serial=receipt.serial, fault=None if is_kept else receipt.fault
    )


def _end_line(order: PaymentOrder, end: Transfer) -> StatementLine:
    kind, state = _ENDS[end.step]
    return _line(order, end.at, kind, end.amount, reasons.why_held(state, end.amount))


def _line(
    order: PaymentOrder, at: datetime, kind: LineKind, amount: Money, why: Calculation
) -> StatementLine:
    return StatementLine(
        at=at,
        kind=kind,
        purpose=order.purpose,
        order_no=order.no,
        case_number=order.case_number,
        amount=amount,
        paid=None,
        returned=None,
        remaining=Money.ZERO,
        serial="",
        fault=None,
        explanation=why,
    )


def _running(lines: Sequence[StatementLine]) -> list[StatementLine]:
    """Put lines in the order of time and write the total after each."""
    remaining = 0
    made = []
    for line in sorted(lines, key=lambda line: line.at):
        remaining += (line.paid.fen if line.paid else 0) - (
            line.returned.fen if line.returned else 0
        )
        made.append(replace(line, remaining=Money(remaining)))
    return made
