"""What an auction house may charge, and what colluding over a sale costs.

法释〔2020〕21号 art. 29: the buyer pays a commission up to a ceiling by tiers; where nothing was
sold the debtor bears what was really spent. 拍卖法 art. 65: the fines for collusion.
"""

from datetime import date

from app import lawbook
from app.kernel.citation import Citation
from app.kernel.money import Money
from app.lawbook.calculations import Bench
from app.lawbook.explain import Calculation, Step
from app.lawbook.inputs import Inputs
from auction.rules import articles

SCHEDULE = "COMMISSION_FS2020_A29"
_TRACKS = ("TRADITIONAL", "ONLINE")
_OUTCOMES = ("SOLD", "FAILED", "WITHDRAWN")
#: What was really spent; the settlement of the appraisal fee calls it by the longer name.
_SPENT = ("spent_cost_fen", "actual_cost_fen", "reasonable_actual_expense_fen")
_PARTIES = ("BIDDER", "AUCTION_HOUSE")


def commission_ceiling(price: Money, *, on: date) -> Money:
    """Return the most an auction house may charge a buyer at a price; 法释〔2020〕21号 art. 29."""
    table, basis = lawbook.schedule(SCHEDULE, on=on)
    return table.charge(price, basis)[0]


def commission(inputs: Inputs, bench: Bench) -> Calculation:
    """Return the ceiling of a commission, what is due without a sale, or a range of fines."""
    if inputs.has("top_bid_fen"):
        return _fine(inputs, bench)
    track = inputs.choice("track", _TRACKS, default="TRADITIONAL")
    inputs.choice("schedule", (SCHEDULE,), default=SCHEDULE)
    outcome = inputs.choice("outcome", _OUTCOMES, default="SOLD")
    charged = inputs.fen_or_none("commission_fen")
    if outcome != "SOLD":
        inputs.fen_or_none("deal_price_fen")
        spent = inputs.fen(inputs.either(*_SPENT))
        inputs.done()
        more = (_free_of_commission(bench),) if track == "ONLINE" else ()
        return _unsold(spent, charged, more)
    price = inputs.fen("deal_price_fen")
    inputs.done()
    ceiling, steps, basis = _free(bench) if track == "ONLINE" else _ceiling(price, bench)
    return Calculation(
        {"max_commission_fen": ceiling.fen, **_judged(charged, ceiling)},
        (basis,),
        ("P1",),
        steps,
    )


def _ceiling(price: Money, bench: Bench) -> tuple[Money, tuple[Step, ...], Citation]:
    """Return the greatest commission on a price, band by band; 法释〔2020〕21号 art. 29."""
    table, basis = lawbook.schedule(SCHEDULE, on=bench.on)
    ceiling, steps = table.charge(price, basis)
    return ceiling, (*steps, Step("Greatest commission", ceiling.fen, "", basis)), basis


def _free(bench: Bench) -> tuple[Money, tuple[Step, ...], Citation]:
    """Return nothing: a sale the court runs itself costs no commission."""
    basis = _free_of_commission(bench)
    return Money.ZERO, (Step("An online sale of the court's own", 0, "", basis),), basis


def _judged(charged: Money | None, ceiling: Money) -> dict[str, object]:
    """Say whether what was charged keeps the ceiling."""
    return {} if charged is None else {"ok": charged <= ceiling}


def _free_of_commission(bench: Bench) -> Citation:
    """Return why a sale the court runs itself costs no commission."""
    return lawbook.value("online_commission_fen", on=bench.on).citation


def _unsold(
    spent: Money, charged: Money | None, more_citations: tuple[Citation, ...]
) -> Calculation:
    """Return what is due when nothing was sold: the cost really spent, from the debtor."""
    basis = articles.COMMISSION
    result = {
        "max_commission_fen": 0,
        "cost_due_fen": spent.fen,
        "cost_paid_by": "DEBTOR",
        **_judged(charged, Money.ZERO),
    }
    citations = (*more_citations, basis)
    step = Step("Nothing sold: the cost really spent, from the debtor", spent.fen, "", basis)
    return Calculation(result, citations, (), (step,))


def _fine(inputs: Inputs, bench: Bench) -> Calculation:
    """Return the range of a fine for collusion; 拍卖法 art. 65."""
    top = inputs.fen("top_bid_fen")
    is_house = _offender(inputs) == "AUCTION_HOUSE"
    fine = inputs.fen_or_none("fine_fen")
    inputs.done()
    most_key = "collusion_fine_house_max_ratio" if is_house else "collusion_fine_bidder_max_ratio"
    rule = lawbook.value(most_key, on=bench.on)
    least_ratio = lawbook.ratio("collusion_fine_min_ratio", on=bench.on)
    most_ratio = lawbook.ratio(most_key, on=bench.on)
    least, most = top.at_least(least_ratio), top.at_most(most_ratio)
    name = "auction_house" if is_house else "bidder"
    result: dict[str, object] = {
        f"{name}_fine_min_fen": least.fen,
        f"{name}_fine_max_fen": most.fen,
    }
    if fine is not None:
        result["ok"] = least <= fine <= most
    steps = (
        Step("Least fine", least.fen, f"{top.yuan} × {least_ratio}", rule.citation),
        Step("Greatest fine", most.fen, f"{top.yuan} × {most_ratio}", rule.citation),
    )
    return Calculation(result, (rule.citation,), (), steps)


def _offender(inputs: Inputs) -> str:
    """Read who colluded; a bidder unless named."""
    return inputs.choice(inputs.either("party", "offender", "role"), _PARTIES, default="BIDDER")
