"""What an appraisal costs, and how the fee is settled once the sale has ended."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from app import lawbook
from app.kernel.citation import Citation
from app.kernel.money import Money, total
from app.lawbook.explain import Calculation, Step, merge_citations, merge_policies

RESULT_LINKED = Citation("鲁高法〔2016〕54号", "第(24)项")
FEE_BASE = Citation("法释〔2018〕15号", "第32条")
FEE_PAYER = Citation("法释〔2018〕15号", "第33条")


class Regime(StrEnum):
    """Which instruments govern the settlement; the merge of both is our policy P2."""

    SD54_WITH_FS15 = "SD54_WITH_FS15"
    SD54_PURE = "SD54_PURE"
    FS15_PURE = "FS15_PURE"


class FeeOutcome(StrEnum):
    """How the appraised property left the procedure."""

    SOLD = "SOLD"
    IN_KIND = "IN_KIND"
    #: The final failure, after the sell-off; a single failed round settles nothing (D4).
    FAILED = "FAILED"
    WITHDRAWN = "WITHDRAWN"
    #: The agency was replaced by the next in order.
    REAPPOINTED = "REAPPOINTED"


class BalanceSource(StrEnum):
    """Who pays the balance fee."""

    SALE_PROCEEDS = "SALE_PROCEEDS"
    ASSIGNEE = "ASSIGNEE"
    APPLICANT = "APPLICANT"


_REGIME_CITATIONS = {
    Regime.SD54_WITH_FS15: (RESULT_LINKED, FEE_BASE, FEE_PAYER),
    Regime.SD54_PURE: (RESULT_LINKED,),
    Regime.FS15_PURE: (FEE_BASE, FEE_PAYER),
}
_DISPOSED = frozenset({FeeOutcome.SOLD, FeeOutcome.IN_KIND})


@dataclass(frozen=True, slots=True)
class FeeFacts:
    """All that the settlement of one report's fee depends on."""

    schedule: str
    regime: Regime
    outcome: FeeOutcome
    appraisal: Money
    basic_fee: Money
    disposal_price: Money | None = None
    actual_expense: Money | None = None
    is_reissued: bool = False
    #: How often it was issued again, where it was.
    reissues: int = 1


@dataclass(frozen=True, slots=True)
class LotFacts:
    """One lot of a report that covers several."""

    name: str
    appraisal: Money
    outcome: FeeOutcome
    disposal_price: Money | None = None
    actual_expense: Money | None = None


def needs_price(outcome: FeeOutcome) -> bool:
    """Say whether the settlement turns on a deal or in-kind price."""
    return outcome in _DISPOSED


def needs_expense(outcome: FeeOutcome, regime: Regime) -> bool:
    """Say whether the settlement turns on the reasonable actual expense."""
    return outcome in (FeeOutcome.FAILED, FeeOutcome.WITHDRAWN) and regime is not Regime.SD54_PURE


def appraisal_fee(
    schedule: str, base: Money, *, on: date, float_percent: int | None = None
) -> Calculation:
    """Return the guide fee on a base by a schedule, and what floating makes of it (P1)."""
    table, citation = lawbook.schedule(schedule, on=on)
    guide, steps = table.charge(base, citation)
    steps += (Step("Fee by the schedule", guide.fen, "", citation),)
    result: dict[str, object] = {"fee_fen": guide.fen}
    if float_percent is not None:
        result, more = _floated(table, guide, float_percent, citation)
        steps += more
    return Calculation(result, (citation,), ("P1",), steps)


def _floated(
    table: lawbook.Schedule, guide: Money, float_percent: int, citation: Citation
) -> tuple[dict[str, object], tuple[Step, ...]]:
    """Float a guide fee inside the band its schedule allows, or say that it may not."""
    widest = table.float_percent_max or 0
    result: dict[str, object] = {
        "guide_fee_fen": guide.fen,
        "allowed_min_fen": guide.share(Fraction(100 - widest, 100)).fen,
        "allowed_max_fen": guide.share(Fraction(100 + widest, 100)).fen,
    }
    if abs(float_percent) > widest:
        return {**result, "accepted": False, "error": "FLOAT_OUT_OF_RANGE"}, ()
    fee = guide.share(Fraction(100 + float_percent, 100))
    step = Step("Fee after floating", fee.fen, f"{guide.yuan} × {100 + float_percent} %", citation)
    return {**result, "fee_fen": fee.fen}, (step,)


def settle_fee(facts: FeeFacts, *, on: date) -> Calculation:
    """Settle the fee of one report: what it costs in all, what is still due, what goes back.

    鲁高法〔2016〕54号 (24): basic fee first, balance from the price, nothing more on a failed
    sale. 法释〔2018〕15号 art. 32: the base is the lower of appraisal and price; a failed or
    withdrawn sale costs the reasonable actual expense. How the two are merged is P2.
    """
    if facts.outcome in _DISPOSED:
        return _settle_disposed(facts, on=on)
    fee, step = _fee_without_price(facts)
    result: dict[str, object] = _balance(fee, facts.basic_fee)
    if result["balance_due_fen"]:
        result["balance_paid_from"] = BalanceSource.APPLICANT.value
    steps = (step, *_balance_steps(result, facts.basic_fee))
    citations = (
        (FEE_BASE,) if facts.outcome is FeeOutcome.REAPPOINTED else _REGIME_CITATIONS[facts.regime]
    )
    settled = Calculation(result, citations, _policies(facts), steps)
    return _with_reissue(settled, facts, facts.appraisal, on=on)


def _settle_disposed(facts: FeeFacts, *, on: date) -> Calculation:
    """Settle after a sale or an assignment in kind; P3 takes the in-kind price as the price."""
    if facts.disposal_price is None:
        raise ValueError("a disposal has a price")
    base = min(facts.appraisal, facts.disposal_price)
    charged = appraisal_fee(facts.schedule, base, on=on)
    fee = Money(charged.result["fee_fen"])
    is_sale = facts.outcome is FeeOutcome.SOLD
    source = BalanceSource.SALE_PROCEEDS if is_sale else BalanceSource.ASSIGNEE
    result: dict[str, object] = {
        "fee_base_fen": base.fen,
        **_balance(fee, facts.basic_fee),
        "balance_paid_from": source.value,
    }
    note = f"min({facts.appraisal.yuan}, {facts.disposal_price.yuan})"
    steps = (
        Step("Fee base: the lower of appraisal and price", base.fen, note, FEE_BASE),
        *charged.steps,
        *_balance_steps(result, facts.basic_fee),
    )
    citations = merge_citations(_REGIME_CITATIONS[facts.regime], charged.citations)
    settled = Calculation(result, citations, _policies(facts), steps)
    return _with_reissue(settled, facts, base, on=on)


def _fee_without_price(facts: FeeFacts) -> tuple[Money, Step]:
    """Return the whole fee when nothing was sold, by the regime."""
    if facts.outcome is FeeOutcome.REAPPOINTED:
        return Money.ZERO, Step("A replaced agency is paid nothing", 0, "", FEE_BASE)
    if facts.regime is Regime.SD54_PURE:
        fee = facts.basic_fee
        return fee, Step("The basic fee stays whole, nothing more", fee.fen, "", RESULT_LINKED)
    if facts.actual_expense is None:
        raise ValueError("without a price the fee is the actual expense")
    expense = facts.actual_expense
    if facts.regime is Regime.FS15_PURE:
        return expense, Step("Reasonable actual expense", expense.fen, "", FEE_BASE)
    fee = min(expense, facts.basic_fee)
    note = f"min({expense.yuan}, {facts.basic_fee.yuan})"
    return fee, Step("Actual expense, at most the basic fee", fee.fen, note, RESULT_LINKED)


def _balance(fee: Money, basic_fee: Money) -> dict[str, object]:
    """Split a fee into what is still due and what goes back; nothing is lost (P11)."""
    return {
        "total_fee_fen": fee.fen,
        "balance_due_fen": max(0, fee.fen - basic_fee.fen),
        "refund_fen": max(0, basic_fee.fen - fee.fen),
    }


def _balance_steps(result: dict[str, object], basic_fee: Money) -> tuple[Step, ...]:
    """Explain balance and refund."""
    fee = Money(int(str(result["total_fee_fen"])))
    due, back = int(str(result["balance_due_fen"])), int(str(result["refund_fen"]))
    steps = [Step("Basic fee paid in advance", basic_fee.fen, "", RESULT_LINKED)]
    if back:
        note = f"{basic_fee.yuan} - {fee.yuan}"
        steps.append(Step("Refund of the basic fee", back, note, RESULT_LINKED))
    else:
        note = f"{fee.yuan} - {basic_fee.yuan}"
        steps.append(Step("Balance fee due", due, note, RESULT_LINKED))
    return tuple(steps)


def _with_reissue(settled: Calculation, facts: FeeFacts, base: Money, *, on: date) -> Calculation:
    """Add the line for a report issued again: 30 % of the fee, apart from it (P9, art. 32)."""
    if not facts.is_reissued:
        return settled
    fee = Money(appraisal_fee(facts.schedule, base, on=on).result["fee_fen"])
    step = _reissue_step(fee, facts.reissues, on=on)
    return Calculation(
        {**settled.result, "reissue_fee_fen": step.amount_fen},
        merge_citations(settled.citations, (step.citation,) if step.citation else ()),
        merge_policies(settled.policies, ("P9",)),
        (*settled.steps, step),
    )


def _reissue_step(fee: Money, reissues: int, *, on: date) -> Step:
    """Return the line of a report that was issued again: 30 % of its fee each time (art. 32)."""
    rule = lawbook.value("reissue_fee_ratio", on=on)
    line = fee.share(lawbook.ratio("reissue_fee_ratio", on=on) * reissues)
    times = f" × {reissues}" if reissues > 1 else ""
    note = f"{fee.yuan} × {rule.value}{times}"
    return Step("Report issued again", line.fen, note, rule.citation)


def settle_unstarted(basic_fee: Money) -> Calculation:
    """Give the whole basic fee back where no agency is left that worked (art. 32)."""
    result: dict[str, object] = _balance(Money.ZERO, basic_fee)
    step = Step("No agency worked: nothing is due", 0, "", FEE_BASE)
    return Calculation(result, (FEE_BASE,), ("P11",), (step, *_balance_steps(result, basic_fee)))


def _policies(facts: FeeFacts) -> tuple[str, ...]:
    """Name the policies that filled what the rules leave open."""
    names = []
    if facts.outcome in _DISPOSED:
        names += ["P1", "P11"]
    if facts.regime is Regime.SD54_WITH_FS15:
        names.append("P2")
    if facts.outcome is FeeOutcome.IN_KIND:
        names.append("P3")
    return merge_policies(names)


def settle_fee_of_lots(
    schedule: str,
    regime: Regime,
    basic_fee: Money,
    lots: Sequence[LotFacts],
    *,
    on: date,
    reissues: int = 0,
) -> Calculation:
    """Settle one report over several lots: fee on the whole, split by appraised value (P10).

    A lot sold below its appraisal carries its share of the fee on its own lower base, and of a
    report issued again 30 % of its fee each time (P9).
    """
    whole = total(lot.appraisal for lot in lots)
    if not whole:
        raise ValueError("a report over nothing has no fee to split")
    charged = appraisal_fee(schedule, whole, on=on)
    whole_fee = Money(charged.result["fee_fen"])
    basics = split(basic_fee, [lot.appraisal for lot in lots])
    shares = split(whole_fee, [lot.appraisal for lot in lots])
    result: dict[str, object] = {}
    steps = list(charged.steps)
    for lot, basic, share in zip(lots, basics, shares, strict=True):
        fee, step = _fee_of_lot(lot, share, basic, regime)
        result |= _lot_result(lot, fee, basic)
        steps += [Step("Share of the lot in the fee", share.fen, lot.name, FEE_BASE), step]
        if reissues and lot.outcome in _DISPOSED:
            again = _reissue_step(fee, reissues, on=on)
            result[f"lot_{lot.name}_reissue_fee_fen"] = again.amount_fen
            steps.append(again)
    policies = ["P1", "P10", *(["P2"] if regime is Regime.SD54_WITH_FS15 else [])]
    return Calculation(
        result,
        merge_citations(_REGIME_CITATIONS[regime], charged.citations),
        merge_policies(policies, ("P9",) if reissues else ()),
        tuple(steps),
    )


def _fee_of_lot(lot: LotFacts, share: Money, basic: Money, regime: Regime) -> tuple[Money, Step]:
    """Return the fee one lot bears."""
    if lot.outcome not in _DISPOSED:
        facts = FeeFacts("", regime, lot.outcome, lot.appraisal, basic, None, lot.actual_expense)
        return _fee_without_price(facts)
    if lot.disposal_price is None:
        raise ValueError("a disposal has a price")
    base = min(lot.appraisal, lot.disposal_price)
    fee = share if base == lot.appraisal else share.share(Fraction(base.fen, lot.appraisal.fen))
    note = f"min({lot.appraisal.yuan}, {lot.disposal_price.yuan})"
    return fee, Step("Fee of the lot", fee.fen, note, FEE_BASE)


def _lot_result(lot: LotFacts, fee: Money, basic: Money) -> dict[str, object]:
    """Name the figures of one lot; a refund is named where the lot bears one."""
    split_up = _balance(fee, basic)
    name = f"lot_{lot.name}"
    result: dict[str, object] = {f"{name}_fee_fen": fee.fen, f"{name}_basic_fen": basic.fen}
    if lot.outcome in _DISPOSED or split_up["balance_due_fen"]:
        result[f"{name}_balance_fen"] = split_up["balance_due_fen"]
    if lot.outcome not in _DISPOSED or split_up["refund_fen"]:
        result[f"{name}_refund_fen"] = split_up["refund_fen"]
    return result


def split(amount: Money, weights: Sequence[Money]) -> list[Money]:
    """Split an amount by weights; the last part takes what rounding leaves, nothing is lost."""
    whole = total(weights)
    if not whole:
        raise ValueError("nothing to split by")
    parts: list[Money] = []
    given = 0
    for weight in weights[:-1]:
        part = amount.fen * weight.fen // whole.fen
        parts.append(Money(part))
        given += part
    return [*parts, Money(amount.fen - given)]
