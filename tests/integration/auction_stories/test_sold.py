"""A flat is sold at the first auction, to the highest bid or to a right to the same one."""

from app.kernel.money import Money
from app.ledger.vocabulary import HoldState
from auction.rules.closing import DRAIN
from tests.support.sales import CLOSES, DEPOSIT, OPENS, START, STEP
from tests.support.stories import DAY, HOUR, MINUTE, Story, typed

#: What the trail tells of every sale from its end to the buyer's confirmation.
CONFIRMED = ["lot.sold", "deposit.applied", "balance.asked", "confirmation.issued"]


def test_a_flat_is_sold_paid_handed_over_and_shared_out(story: Story) -> None:
    price = Money(START.fen + 2 * STEP.fen)
    story.opened("mei", "tao")
    assert "正在竞价" in story.screen()

    # Tao opens. Mei answers in the last minute and again in the minutes that this brought.
    story.set_clock(OPENS + HOUR)
    story.bid("tao", START.fen)
    story.set_clock(CLOSES - MINUTE)
    story.bid("mei", START.fen + STEP.fen)
    story.bid("tao", START.fen + STEP.fen, outcome="below_ladder")
    story.set_clock(CLOSES + 3 * MINUTE)
    story.bid("mei", price.fen)
    story.set_clock(CLOSES + 8 * MINUTE)
    story.bid("tao", price.fen + STEP.fen, outcome="late")
    story.go_to(CLOSES + 8 * MINUTE + DRAIN)
    assert story.name("mei") in story.result()
    assert story.name("tao") not in story.result()

    # Mei pays, the judge rules, the clerk hands the keys over, the judge shares the price out.
    story.set_clock(CLOSES + 3 * DAY)
    story.pay_balance("mei")
    handed_over = CLOSES + 5 * DAY
    story.set_clock(handed_over)
    story.desk("judge", "ruling", is_unrestricted="yes")
    story.desk("clerk", "handover", handed_over_at=typed(handed_over), reason="钥匙当场移交")
    story.desk("judge", "settlement/approve")
    story.go_to(handed_over + MINUTE)

    assert story.shared_out() == price
    assert story.funds == Money.ZERO
    story.ends(
        story.lot_no,
        shows=["已成交并结案", price.yuan],
        deposits={"mei": HoldState.CAPTURED, "tao": HoldState.RELEASED},
        facts=[
            *["lot.announced", "lot.opened", "bid.placed", "bid.placed", "lot.extended"],
            *["bid.refused", "bid.placed", "lot.extended", "bid.refused", *CONFIRMED],
            *["deposit.released", "lot.paid", "distribution.planned", "lot.ruled"],
            *["lot.handed_over", "distribution.approved", "distribution.executed", "lot.settled"],
        ],
        proves=["settled", "3 bids, 2 extensions, 0 stops", story.buyer("mei", price)],
    )
    assert story.everything_holds()


def test_a_co_owner_buys_at_the_price_of_the_leader(story: Story) -> None:
    price = Money(START.fen + STEP.fen)

    # The panel found one co-owner, who was told by name; the judge confirms the account.
    story.announced(priority="共有人甲")
    story.register("yiran")
    story.desk("judge", "priority", account="yiran", rank="1", nature="co_owner")
    story.set_clock(OPENS - 2 * DAY)
    story.join("yiran", "tao")
    story.go_to(OPENS)

    # Tao overbids; the co-owner takes the same price, and to Tao it is too little now.
    story.set_clock(OPENS + HOUR)
    story.bid("yiran", START.fen)
    story.bid("tao", price.fen)
    assert story.paddle("tao") in story.screen()
    story.bid("yiran", price.fen)
    story.bid("tao", price.fen, outcome="below_ladder")
    story.go_to(CLOSES + DRAIN)

    result = story.result()
    assert story.name("yiran") in result
    assert price.yuan in result
    assert "第21条第1款" in result

    assert story.funds == DEPOSIT
    assert story.sale.settlement().balance == Money(price.fen - DEPOSIT.fen)
    story.ends(
        story.lot_no,
        shows=["成交价", price.yuan, story.paddle("yiran")],
        deposits={"yiran": HoldState.CAPTURED, "tao": HoldState.RELEASED},
        facts=[
            *["lot.announced", "priority.confirmed", "lot.opened", "bid.placed", "bid.placed"],
            *["bid.placed", "bid.refused", *CONFIRMED, "deposit.released"],
        ],
        proves=["sold", "3 bids, 0 extensions, 0 stops", story.buyer("yiran", price)],
    )
    placed = [row.payload for row in story.entries() if row.name == "auction.bid.placed"]
    assert [told["price"] for told in placed] == [str(START), str(price), str(price)]
    assert [told["rank"] for told in placed] == [None, None, 1]
    assert story.everything_holds()
