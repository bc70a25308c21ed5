"""A buyer does not pay: what the next auction brings less is made up to the last fen."""

from app.kernel.money import Money
from app.ledger import chart
from app.ledger import facade as ledger
from app.ledger.vocabulary import HoldState
from auction.rules.closing import DRAIN
from tests.support.sales import CLOSES, DEPOSIT, OPENS, START, STEP
from tests.support.stories import DAY, HOUR, Story

#: Mei bids twenty steps and does not pay; Lin pays the start price.
PRICE = Money(START.fen + 20 * STEP.fen)
DIFFERENCE = Money(20 * STEP.fen)
REASON = "买受人逾期未付余款，经催告仍不支付。"


def test_a_default_a_cheaper_auction_and_the_difference_topped_up(story: Story) -> None:
    story.opened("mei", "tao")
    story.set_clock(OPENS + HOUR)
    story.bid("tao", START.fen)
    story.bid("mei", PRICE.fen)
    story.go_to(CLOSES + DRAIN)

    # The days to pay pass. The judge rules the default, and the auction is held again.
    due = story.sale.settlement().due_at
    story.go_to(due)
    story.desk("judge", "default", reason=REASON)
    assert story.money_in(chart.forfeited(story.sale.lot().case_number)) == DEPOSIT
    story.follow()
    opens, closes = due + 40 * DAY, due + 41 * DAY
    story.prepare(opens, closes)
    story.set_clock(due + 4 * DAY)
    story.announce()

    # Mei may not bid again; Lin buys at the start price.
    story.set_clock(opens - DAY)
    barred = story.enroll("mei")
    assert (barred.status_code, "第24条第2款" in barred.text) == (403, True)
    story.join("lin")
    story.go_to(opens)
    story.set_clock(opens + HOUR)
    story.bid("lin", START.fen)
    story.go_to(closes + DRAIN)

    # The deposit makes up what it can of the difference; Mei is ordered to pay the rest, and pays.
    first, again = story.offers()
    use = {"new_price": START.yuan, "case_debt": DIFFERENCE.yuan}
    story.desk_of(first, "clerk", "default/use", **use)
    story.desk_of(first, "judge", "default/use/approve")
    story.desk_of(first, "judge", "default/top-up", days="10")
    order = ledger.find_order(f"top_up:{first}")
    assert order is not None
    assert order.amount == Money(DIFFERENCE.fen - DEPOSIT.fen)
    assert order.no in story.read("/payments", "mei")
    story.pay("mei", order.no)

    # Lin pays too; what is shared out is the price that Mei had bid.
    story.pay_balance("lin")
    story.desk("judge", "settlement/approve")

    assert story.name("lin") in story.result(again)
    assert story.shared_out() == PRICE
    assert story.funds == Money.ZERO
    assert story.money_in(chart.forfeited(story.sale.lot().case_number)) == Money.ZERO

    story.ends(
        first,
        shows=["买受人未付款", PRICE.yuan],
        deposits={"mei": HoldState.CAPTURED, "tao": HoldState.RELEASED},
        facts=[
            *["lot.announced", "lot.opened", "bid.placed", "bid.placed", "lot.sold"],
            *["deposit.applied", "balance.asked", "confirmation.issued", "deposit.released"],
            *["lot.defaulted", "default.ruled", "lot.followed", "default.use_stated"],
            *["default.use_approved", "top_up.ordered", "top_up.received"],
        ],
        proves=["defaulted", "2 bids, 0 extensions, 0 stops", story.buyer("mei", PRICE, first)],
    )
    story.ends(
        again,
        shows=["已成交", START.yuan],
        deposits={"lin": HoldState.CAPTURED},
        facts=[
            *["lot.announced", "lot.opened", "bid.placed", "lot.sold", "deposit.applied"],
            *["balance.asked", "confirmation.issued", "lot.paid", "distribution.planned"],
            *["distribution.approved", "distribution.executed"],
        ],
        proves=["paid", "1 bids, 0 extensions, 0 stops", story.buyer("lin", START, again)],
    )
    assert story.everything_holds()
