"""What a buyer in default loses, what it is used for, and what is still owed (悔拍).

Online the deposit is never returned: 法释〔2016〕18号 art. 24(1) names four uses in order. Offline
法释〔2020〕21号 art. 22 gives back what the losses leave. What the price of the new sale lacks may
be ordered from the buyer (the same art. 22, applied online by 18号 art. 37(3)).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from app.kernel.citation import Citation
from app.kernel.money import Money, total
from app.lawbook.explain import Calculation, Step, merge_citations
from auction.rules import articles


class Use(StrEnum):
    """What a forfeited deposit is used for, in the order of the law."""

    COST = "cost"
    DIFFERENCE = "difference"
    CASE_DEBT = "case_debt"
    PROPERTY_DEBT = "property_debt"
    #: Left after all of these: it waits for a judge (policy P8).
    RESIDUAL = "residual"
    COMMISSION = "commission"
    REFUND = "refund"


LABELS = {
    Use.COST: "Costs caused by the sale",
    Use.DIFFERENCE: "Difference of the prices",
    Use.CASE_DEBT: "Debts of this case",
    Use.PROPERTY_DEBT: "Debts on the property",
    Use.RESIDUAL: "Left over: a judge decides",
    Use.COMMISSION: "Commission of the first sale",
    Use.REFUND: "Back to the buyer",
}
#: What is left over after every use of art. 24 is for no rule of law.
RESIDUAL_POLICY = "P8"


@dataclass(frozen=True, slots=True)
class Loss:
    """What one default cost: the expense, the fall of the price, the first commission."""

    cost: Money = Money.ZERO
    difference: Money = Money.ZERO
    commission: Money = Money.ZERO

    def whole(self) -> Money:
        """Return all of it."""
        return total((self.cost, self.difference, self.commission))


@dataclass(frozen=True, slots=True)
class Used:
    """One use of the deposit: what was asked for it and what it got."""

    use: Use
    asked: Money
    used: Money
    citation: Citation


@dataclass(frozen=True, slots=True)
class Waterfall:
    """A deposit used to the last fen, and what the buyer still owes."""

    deposit: Money
    lines: tuple[Used, ...]
    top_up: Money
    calculation: Calculation

    def used(self, use: Use) -> Money:
        """Return what went into one use."""
        return total(line.used for line in self.lines if line.use is use)


def price_difference(original: Money, again: Money) -> Money:
    """Return by how much the new price lies below the first one, never less than nothing."""
    return Money(max(0, original.fen - again.fen))


def use_online(
    deposit: Money, loss: Loss, *, case_debt: Money, property_debt: Money | None
) -> Waterfall:
    """Use a forfeited deposit in the order of 法释〔2016〕18号 art. 24(1); nothing goes back.

    Costs of the sale, the difference, the debts of this case, the debts of the debtor that go
    with the property. The rest waits for a judge (P8). The top-up is what costs and difference
    exceed the deposit by (法释〔2020〕21号 art. 22). None for the debts on the property: nobody
    has looked for them, and the debts of the case take all that is left.
    """
    basis = articles.DEPOSIT_FORFEITED
    asked = [(Use.COST, loss.cost), (Use.DIFFERENCE, loss.difference), (Use.CASE_DEBT, case_debt)]
    if property_debt is not None:
        asked.append((Use.PROPERTY_DEBT, property_debt))
    lines, left = _pour(deposit, ((use, amount, basis) for use, amount in asked))
    if left:
        lines.append(Used(Use.RESIDUAL, left, left, articles.RESIDUAL_WAITS))
    return _waterfall(deposit, lines, loss, (RESIDUAL_POLICY,) if left else ())


def use_offline(deposit: Money, loss: Loss) -> Waterfall:
    """Take the losses from a deposit and give the rest back; 法释〔2020〕21号 art. 22(2)."""
    basis = articles.TOP_UP
    asked = (
        (Use.DIFFERENCE, loss.difference),
        (Use.COST, loss.cost),
        (Use.COMMISSION, loss.commission),
    )
    lines, left = _pour(deposit, ((use, amount, basis) for use, amount in asked))
    lines.append(Used(Use.REFUND, left, left, basis))
    return _waterfall(deposit, lines, loss, ())


def _pour(deposit: Money, asked: Iterable[tuple[Use, Money, Citation]]) -> tuple[list[Used], Money]:
    """Serve one use after the other until nothing is left."""
    left, lines = deposit, []
    for use, amount, basis in asked:
        part = min(left, amount)
        left -= part
        lines.append(Used(use, amount, part, basis))
    return lines, left


def _waterfall(
    deposit: Money, lines: list[Used], loss: Loss, policies: tuple[str, ...]
) -> Waterfall:
    top_up = Money(max(0, loss.whole().fen - deposit.fen))
    steps = [Step("Deposit of the buyer in default", deposit.fen)]
    for line in lines:
        note = "" if line.asked == line.used else f"{line.used.yuan} / {line.asked.yuan}"
        steps.append(Step(LABELS[line.use], line.used.fen, note, line.citation))
    note = f"max(0, {loss.whole().yuan} - {deposit.yuan})"
    steps.append(Step("Top-up of the buyer in default", top_up.fen, note, articles.TOP_UP))
    result = {
        "used": [{"use": line.use.value, "used_fen": line.used.fen} for line in lines],
        "top_up_due_fen": top_up.fen,
    }
    citations = merge_citations((line.citation for line in lines), (articles.TOP_UP,))
    return Waterfall(
        deposit, tuple(lines), top_up, Calculation(result, citations, policies, tuple(steps))
    )


def sell_off_kept(prepaid: Money, notice_deposit: Money, *, basis: Citation) -> Calculation:
    """Keep the deposit the notice names and give the rest of the prepaid price back.

    法明传〔2017〕455号 八, known from memory. The buyer may not bid again (18号 art. 24(2)).
    """
    kept = min(prepaid, notice_deposit)
    back = prepaid - kept
    return Calculation(
        {"forfeited_fen": kept.fen, "refund_fen": back.fen, "may_rebid": False},
        (basis, articles.DEFAULTED_BUYER),
        (),
        (
            Step("Deposit of the notice, kept", kept.fen, "", basis),
            Step("Back to the buyer", back.fen, f"{prepaid.yuan} - {kept.yuan}", basis),
        ),
    )
