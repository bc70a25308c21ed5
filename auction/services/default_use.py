"""Turn the uses of a deposit into payments, each to an account: online, and on site.

Online 法释〔2016〕18号 art. 24(1) names four uses and nothing goes back. On site 法释〔2020〕21号
art. 22 takes the difference, the costs and the commission of the first sale; the rest goes back.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from app.documents import facade as papers
from app.kernel.citation import Citation
from app.kernel.errors import Conflict, NotFound
from app.kernel.money import Money, total
from app.ledger import chart
from app.ledger import facade as ledger
from auction.models import BuyerDefault, Lot
from auction.queries.venues import find_outside_result, standing_plan
from auction.rules import articles
from auction.rules.default import (
    Loss,
    Use,
    Used,
    Waterfall,
    price_difference,
    use_offline,
    use_online,
)
from auction.rules.distribution import Claim, ClaimClass, distribute
from auction.services.planning import creditors_of
from auction.services.returning_price import deposit_reference
from auction.vocabulary import Venue


@dataclass(frozen=True)
class DebtGiven:
    """A cost of the sale or a debt on the property: to which party, how much."""

    party_id: int
    amount: Money


def pour(
    lot: Lot,
    default: BuyerDefault,
    *,
    new_price: Money,
    costs: Sequence[DebtGiven],
    case_debt: Money,
    property_debts: Sequence[DebtGiven],
) -> Waterfall:
    """Use a deposit by the rules of the sale it was paid for.

    Raises Conflict(default_use_on_site) where debts are to be paid out of what goes back.
    """
    cost = total(row.amount for row in costs)
    difference = price_difference(default.original_price, new_price)
    property_debt = total(row.amount for row in property_debts)
    if lot.venue is not Venue.TRADITIONAL:
        return use_online(
            default.forfeited,
            Loss(cost, difference),
            # The deposit pays no creditor more than the file says is owed.
            case_debt=min(case_debt, total(row.amount for row in creditors_of(lot.case_number))),
            property_debt=property_debt,
        )
    if case_debt or property_debt:
        raise Conflict("default_use_on_site", citations=(articles.TOP_UP,))
    return use_offline(default.forfeited, Loss(cost, difference, commission_of(lot)))


def default_articles(lot: Lot) -> tuple[Citation, ...]:
    """Return what a default rests on: on site the deposit is no more than a cover of the loss."""
    if lot.venue is Venue.TRADITIONAL:
        return (articles.TOP_UP,)
    return (articles.DEPOSIT_FORFEITED, articles.DEFAULTED_BUYER)


def statement_kind(lot: Lot) -> papers.PaperKind:
    """Return the paper that states what a deposit was used for; on site the rest goes back."""
    is_on_site = lot.venue is Venue.TRADITIONAL
    return papers.PaperKind.LOSS_STATEMENT if is_on_site else papers.PaperKind.FORFEITURE_STATEMENT


def commission_of(lot: Lot) -> Money:
    """Return the commission of a sale on site, as its minutes have it; art. 29."""
    result = find_outside_result(lot.id)
    return result.commission if result is not None else Money.ZERO


def _commission(lot: Lot, line: Used) -> list["_Part"]:
    """Pay the house that held the first sale; a ship's committee has no commission."""
    if not line.asked:
        return []
    plan = standing_plan(lot)
    if plan is None or plan.house_code is None:
        raise NotFound("auction_house", lot.no)
    account = chart.agency(plan.house_code)
    return [(account, plan.house_name or plan.house_code, line.asked, line.used)]


def _refund(lot: Lot, line: Used) -> list["_Part"]:
    """Give what the losses leave back to whoever paid the deposit (art. 22(2))."""
    if not line.used:
        return []
    order = ledger.find_order(deposit_reference(lot))
    if order is None:
        raise NotFound("payment_order", lot.no)
    return [(chart.payer(order.no), "", line.asked, line.used)]


def lines_of(
    lot: Lot,
    poured: Waterfall,
    costs: Sequence[DebtGiven],
    property_debts: Sequence[DebtGiven],
    names: dict[int, str],
) -> list[dict[str, object]]:
    """Turn uses into payments: each to an account; the difference joins the price of the case."""
    lines: list[dict[str, object]] = []
    for line in poured.lines:
        if line.use is Use.COST:
            parts = _pour_over(line.used, costs, names)
        elif line.use is Use.PROPERTY_DEBT:
            parts = _pour_over(line.used, property_debts, names)
        elif line.use is Use.CASE_DEBT:
            parts = _share_debt(lot, line)
        elif line.use is Use.COMMISSION:
            parts = _commission(lot, line)
        elif line.use is Use.REFUND:
            parts = _refund(lot, line)
        elif line.use is Use.DIFFERENCE:
            parts = [(chart.funds(lot.case_number), "", line.asked, line.used)]
        else:
            parts = [(chart.forfeited(lot.case_number), "", line.asked, line.used)]
        lines += [
            {
                "use": line.use.value,
                "account": account,
                "payee": payee,
                "asked": str(asked),
                "amount": str(amount),
                "citation": line.citation.as_dict(),
            }
            for account, payee, asked, amount in parts
        ]
    return lines


#: Account, payee, what was asked, what it gets.
_Part = tuple[str, str, Money, Money]


def _pour_over(amount: Money, rows: Sequence[DebtGiven], names: dict[int, str]) -> list[_Part]:
    """Serve the rows of one use one after the other, in the order given."""
    left, parts = amount, []
    for row in rows:
        part = min(left, row.amount)
        left -= part
        parts.append((chart.party(row.party_id), names[row.party_id], row.amount, part))
    return parts


def _share_debt(lot: Lot, line: Used) -> list[_Part]:
    """Share what goes to the debts of the case among its creditors as proceeds are (P48)."""
    creditors = creditors_of(lot.case_number)
    secured = [claim for claim in creditors if claim.is_secured]
    ordinary = [claim for claim in creditors if not claim.is_secured]
    shared = distribute(
        line.used,
        sale_costs=(),
        execution_fee_due=Money.ZERO,
        secured=[claim.claim() for claim in secured],
        ordinary=[Claim(claim.name, claim.amount) for claim in ordinary],
    )
    shares = shared.paid_to(ClaimClass.SECURED) + shared.paid_to(ClaimClass.ORDINARY)
    # Where the debts got all that was asked for them, each creditor got all of its part of it.
    is_whole = line.used == line.asked
    return [
        (
            chart.party(claim.party_id),
            claim.name,
            share.paid if is_whole else share.claimed,
            share.paid,
        )
        for claim, share in zip((*secured, *ordinary), shares, strict=True)
    ]
