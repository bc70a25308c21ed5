"""Compute a settlement and write it down line by line: a lot of the report, a replaced agency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.kernel.errors import Refusal
from app.kernel.money import Money, total
from app.lawbook.explain import Calculation, Step
from appraisal.models import Appointment, Assignment, Report
from appraisal.models.fee import FeeAccount, FeeLine
from appraisal.rules.fees import (
    FEE_BASE,
    FEE_PAYER,
    RESULT_LINKED,
    BalanceSource,
    FeeFacts,
    FeeOutcome,
    LotFacts,
    Regime,
    needs_expense,
    needs_price,
    settle_fee,
    settle_fee_of_lots,
    settle_unstarted,
)
from appraisal.vocabulary.fees import FeeSecurity, SettledOutcome

#: Steps of a calculation that speak of money paid in advance.
_ADVANCE_STEPS = frozenset(
    {"Basic fee paid in advance", "Refund of the basic fee", "Balance fee due"}
)
_SOURCES = {
    FeeOutcome.SOLD: BalanceSource.SALE_PROCEEDS,
    FeeOutcome.IN_KIND: BalanceSource.ASSIGNEE,
}


@dataclass(frozen=True)
class LotOutcome:
    """How one lot of a report that was sold in parts left the procedure (P10)."""

    name: str
    appraised: Money
    outcome: SettledOutcome
    price: Money | None = None
    expense: Money | None = None


@dataclass(frozen=True)
class Ending:
    """How an appraised asset left the procedure: as a whole, or lot by lot."""

    outcome: SettledOutcome
    price: Money | None = None
    expense: Money | None = None
    lots: tuple[LotOutcome, ...] = ()


def require_complete(ending: Ending, regime: Regime, report: Report | None) -> None:
    """Refuse an ending that lacks the price or the expense its settlement turns on."""
    parts = ending.lots or (
        LotOutcome("", Money.ZERO, ending.outcome, ending.price, ending.expense),
    )
    for part in parts:
        outcome = FeeOutcome(part.outcome.value)
        if needs_expense(outcome, regime) and part.expense is None:
            raise Refusal("expense_needed", citations=(FEE_BASE,))
        if needs_price(outcome) and part.price is None:
            raise Refusal("disposal_price_needed")
    if ending.lots:
        whole = total(lot.appraised for lot in ending.lots)
        if report is None or whole != report.value:
            raise Refusal("lots_do_not_add_up", fields={"lots": ["lots_do_not_add_up"]})


def calculate(
    assignment: Assignment,
    account: FeeAccount,
    report: Report | None,
    ending: Ending,
    *,
    on: date,
) -> Calculation:
    """Compute what the appraisal cost, by the regime and the schedule of the asking.

    A report that was issued again costs 30 % more each time, where the asset was disposed of:
    on a failure nothing is charged beyond the expense.
    """
    if assignment.commissioned_at is None or assignment.agency_code is None:
        return settle_unstarted(account.basic_paid)
    if ending.lots:
        return settle_fee_of_lots(
            account.schedule,
            account.regime,
            account.basic_fee,
            [
                LotFacts(
                    lot.name, lot.appraised, FeeOutcome(lot.outcome.value), lot.price, lot.expense
                )
                for lot in ending.lots
            ],
            on=on,
            reissues=assignment.reissues,
        )
    outcome = FeeOutcome(ending.outcome.value)
    return settle_fee(
        FeeFacts(
            schedule=account.schedule,
            regime=account.regime,
            outcome=outcome,
            appraisal=report.value if report else Money.ZERO,
            basic_fee=account.basic_fee,
            disposal_price=ending.price,
            actual_expense=ending.expense,
            is_reissued=assignment.reissues > 0 and needs_price(outcome),
            reissues=assignment.reissues,
        ),
        on=on,
    )


def lines_of(
    assignment: Assignment,
    account: FeeAccount,
    report: Report | None,
    ending: Ending,
    calculation: Calculation,
    replaced: Sequence[Appointment],
) -> list[FeeLine]:
    """Return the lines of the statement: each lot, then each agency that was replaced, at 0."""
    lots = ending.lots or (
        LotOutcome(
            assignment.asset_title,
            report.value if report else Money.ZERO,
            ending.outcome,
            ending.price,
            ending.expense,
        ),
    )
    heads = [f"lot_{lot.name}_" if ending.lots else "" for lot in lots]
    lines = [
        _line(assignment, account, lot, _figures(calculation, account, head), calculation)
        for lot, head in zip(lots, heads, strict=True)
    ]
    lines += [_replaced(appointment) for appointment in replaced]
    for place, line in enumerate(lines, 1):
        line.place = place
    return lines


@dataclass(frozen=True)
class _Figures:
    """What one line comes to."""

    fee: Money
    basic: Money
    balance: Money
    refund: Money
    reissue: Money


def _figures(calculation: Calculation, account: FeeAccount, head: str) -> _Figures:
    """Read one lot's figures; under a letter the basic part is called, so nothing goes back."""
    result = calculation.result
    fee = _read(result, f"{head}fee_fen" if head else "total_fee_fen")
    balance = _read(result, f"{head}balance_fen" if head else "balance_due_fen")
    refund = _read(result, f"{head}refund_fen")
    # What is not balance came from the basic fee: fee + refund = basic + balance.
    basic = fee + refund - balance
    if account.security is not FeeSecurity.PAYMENT:
        basic, refund = basic - refund, Money.ZERO
    return _Figures(fee, basic, balance, refund, _read(result, f"{head}reissue_fee_fen"))


def _read(result: Any, key: str) -> Money:
    return Money(int(result.get(key, 0)))


def _line(
    assignment: Assignment,
    account: FeeAccount,
    lot: LotOutcome,
    figures: _Figures,
    calculation: Calculation,
) -> FeeLine:
    outcome = FeeOutcome(lot.outcome.value)
    has_rest = figures.balance or figures.reissue
    return FeeLine(
        name=lot.name,
        agency_code=assignment.agency_code or "",
        agency_name=assignment.agency_name or "",
        outcome=outcome,
        appraised=lot.appraised or None,
        price=lot.price if needs_price(outcome) else None,
        expense=lot.expense if needs_expense(outcome, account.regime) else None,
        fee=figures.fee,
        basic=figures.basic,
        balance=figures.balance,
        refund=figures.refund,
        reissue_fee=figures.reissue,
        paid_from=_SOURCES.get(outcome, BalanceSource.APPLICANT) if has_rest else None,
        citations=[citation.as_dict() for citation in calculation.citations],
        policies=list(calculation.policies),
    )


def _replaced(appointment: Appointment) -> FeeLine:
    """Return the line of an agency whose work went to the next one: it is paid nothing."""
    zero = dict.fromkeys(("fee", "basic", "balance", "refund", "reissue_fee"), Money.ZERO)
    return FeeLine(
        name=appointment.agency_name,
        agency_code=appointment.agency_code,
        agency_name=appointment.agency_name,
        outcome=FeeOutcome.REAPPOINTED,
        citations=[FEE_BASE.as_dict()],
        policies=[],
        **zero,
    )


def under_letter(calculation: Calculation, *, called: Money, balance: Money) -> Calculation:
    """Say what is called under an insurer's letter: nothing was advanced, so nothing goes back."""
    result = {key: 0 if key.endswith("refund_fen") else n for key, n in calculation.result.items()}
    steps = [step for step in calculation.steps if step.label not in _ADVANCE_STEPS]
    steps.append(Step("Basic fee called under the letter of guarantee", called.fen, "", FEE_PAYER))
    if balance:
        steps.append(Step("Balance fee due", balance.fen, "", RESULT_LINKED))
    return Calculation(result, calculation.citations, calculation.policies, tuple(steps))
