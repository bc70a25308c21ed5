"""The calculator of a buyer's default: online, offline, or in a sell-off."""

from app import lawbook
from app.kernel.money import Money
from app.lawbook.calculations import Bench
from app.lawbook.explain import Calculation, Step, merge_citations
from app.lawbook.inputs import Inputs
from auction.rules import articles
from auction.rules.default import (
    Loss,
    Use,
    Waterfall,
    price_difference,
    sell_off_kept,
    use_offline,
    use_online,
)

_TRACKS = ("ONLINE", "TRADITIONAL", "OFFLINE")
_STAGES = ("AUCTION", "SELL_OFF")
#: More than any deposit can be: the debts of a case of which nobody gave a figure.
_WITHOUT_END = Money(10**15 - 1)


def default(inputs: Inputs, bench: Bench) -> Calculation:
    """Return what a deposit is used for after a default, and what the buyer still owes."""
    if inputs.choice("stage", _STAGES, default="AUCTION") == "SELL_OFF":
        return _sell_off(inputs, bench)
    track = inputs.choice("track", _TRACKS, default="ONLINE")
    original, again = inputs.fen("original_price_fen"), inputs.fen("reauction_price_fen")
    deposit = inputs.fen("deposit_fen")
    cost = inputs.fen_or_none("cost_loss_fen") or Money.ZERO
    difference = price_difference(original, again)
    if track == "ONLINE":
        case_debt = inputs.fen_or_none("case_debt_fen")
        property_debt = inputs.fen_or_none("property_related_debt_fen")
        inputs.done()
        return _online(deposit, Loss(cost, difference), case_debt, property_debt)
    commission = inputs.fen_or_none(inputs.either("original_commission_fen", "commission_fen"))
    inputs.done()
    return _offline(deposit, Loss(cost, difference, commission or Money.ZERO), commission)


def _online(
    deposit: Money, loss: Loss, case_debt: Money | None, property_debt: Money | None
) -> Calculation:
    """Follow art. 24(1); debts without a figure take whatever is left."""
    if case_debt is None and property_debt is None:
        poured = use_online(deposit, loss, case_debt=_WITHOUT_END, property_debt=None)
        debts = {"to_debts_fen": poured.used(Use.CASE_DEBT).fen}
    else:
        poured = use_online(
            deposit,
            loss,
            case_debt=case_debt or Money.ZERO,
            property_debt=property_debt or Money.ZERO,
        )
        debts = {
            "to_case_debt_fen": poured.used(Use.CASE_DEBT).fen,
            "to_property_related_debt_fen": poured.used(Use.PROPERTY_DEBT).fen,
            "residual_needs_judge_fen": poured.used(Use.RESIDUAL).fen,
        }
    return _told(poured, loss, debts, refund=Money.ZERO)


def _offline(deposit: Money, loss: Loss, commission: Money | None) -> Calculation:
    """Follow 法释〔2020〕21号 art. 22; the first commission is told where there was one."""
    poured = use_offline(deposit, loss)
    more = {} if commission is None else {"to_commission_fen": poured.used(Use.COMMISSION).fen}
    return _told(poured, loss, {"to_debts_fen": 0, **more}, refund=poured.used(Use.REFUND))


def _told(poured: Waterfall, loss: Loss, debts: dict[str, int], *, refund: Money) -> Calculation:
    """Name the figures as the worked cases do."""
    result = {
        "to_cost_fen": poured.used(Use.COST).fen,
        "to_difference_fen": poured.used(Use.DIFFERENCE).fen,
        "refund_to_buyer_fen": refund.fen,
        **debts,
        "difference_fen": loss.difference.fen,
        "top_up_due_fen": poured.top_up.fen,
    }
    found = poured.calculation
    first = Step("First price less new price", loss.difference.fen, "", articles.TOP_UP)
    return Calculation(
        result, merge_citations(found.citations), found.policies, (first, *found.steps)
    )


def _sell_off(inputs: Inputs, bench: Bench) -> Calculation:
    """Follow 法明传〔2017〕455号 八, from memory."""
    inputs.fen_or_none("sell_off_price_fen")
    inputs.fen_or_none("winning_bid_fen")
    prepaid, deposit = inputs.fen("prepaid_fen"), inputs.fen("notice_deposit_fen")
    if deposit > prepaid:
        inputs.fault("notice_deposit_fen", "out_of_range")
    inputs.done()
    basis = lawbook.value("sell_off_default_keeps_deposit", on=bench.on).citation
    return sell_off_kept(prepaid, deposit, basis=basis)
