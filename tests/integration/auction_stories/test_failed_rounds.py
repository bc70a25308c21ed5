"""Nobody bids at either auction: the sell-off finds a buyer, or the creditor takes the flat."""

import re
from typing import Any

from app.kernel.money import Money
from app.ledger import chart
from app.ledger.facade import Payer
from app.ledger.vocabulary import HoldState
from appraisal import facade as appraisal
from auction.rules.closing import DRAIN
from tests.support.appraisals import APPLICANT_ID
from tests.support.sales import (
    CLOSES,
    OPENS,
    SECOND_ANNOUNCED,
    SECOND_CLOSES,
    SECOND_DRAFTED,
    SECOND_OPENS,
    SECOND_START,
    START,
    STEP,
)
from tests.support.stories import DAY, MINUTE, Story

#: The creditors are asked the day after, the sell-off is out within fifteen days.
ASKED = SECOND_CLOSES + DAY
SELL_OFF_DRAFTED = SECOND_CLOSES + 11 * DAY
SELL_OFF_ANNOUNCED = SELL_OFF_DRAFTED + 3 * DAY
SELL_OFF_OPENS = SELL_OFF_ANNOUNCED + 15 * DAY
SELL_OFF_CLOSES = SELL_OFF_OPENS + 60 * DAY
#: What the record of an offer counts that nobody took.
NOBODY = "0 bids, 0 extensions, 0 stops"


def test_unsold_twice_the_flat_is_sold_in_the_sell_off(story: Story) -> None:
    price = Money(SECOND_START.fen + STEP.fen)
    unsold_twice(story)
    sell_off_announced(story)

    # Whoever wants to bid pays the whole price in. The first bid opens a day, however late.
    story.set_clock(SELL_OFF_OPENS - DAY)
    story.join("mei", "tao")
    story.go_to(SELL_OFF_OPENS)
    first_at = SELL_OFF_OPENS + 3 * DAY
    story.set_clock(first_at)
    story.bid("mei", SECOND_START.fen)
    assert story.sale.lot().closes_at == first_at + DAY
    last_at = first_at + DAY - 4 * MINUTE
    story.set_clock(last_at)
    story.bid("tao", price.fen)
    story.go_to(last_at + 5 * MINUTE + DRAIN)

    # Tao owes no more than the step; the judge shares the whole price out.
    assert story.sale.settlement().balance == STEP
    story.set_clock(last_at + DAY)
    story.pay_balance("tao")
    story.desk("judge", "settlement/approve")

    assert story.name("tao") in story.result()
    assert story.shared_out() == price
    assert story.funds == Money.ZERO
    three_offers_end(
        story,
        shows=["变卖", price.yuan],
        deposits={"mei": HoldState.RELEASED, "tao": HoldState.CAPTURED},
        facts=[
            *["lot.announced", "lot.opened", "bid.placed", "lot.contested", "bid.placed"],
            *["lot.extended", "lot.sold", "deposit.applied", "balance.asked"],
            *["confirmation.issued", "deposit.released", "lot.paid", "distribution.planned"],
            *["distribution.approved", "distribution.executed"],
        ],
        proves=["paid", "2 bids, 1 extensions, 0 stops", story.buyer("tao", price)],
    )
    assert story.everything_holds()


def test_a_sell_off_without_a_bid_leaves_the_flat_to_the_creditor(story: Story) -> None:
    unsold_twice(story)
    sell_off_announced(story)
    story.go_to(SELL_OFF_OPENS)
    story.go_to(SELL_OFF_CLOSES + DRAIN)
    assert "流拍" in story.screen()

    # The applicant takes it; the claim is larger than the price, so nothing is to be topped up.
    story.set_clock(SELL_OFF_CLOSES + DAY)
    story.desk("clerk", "offer")
    assert SECOND_START.yuan in story.read("/my/offers", "applicant")
    story.post("applicant", f"/my/offers/{story.lot_no}", answer="yes")
    story.desk("clerk", "offer/rank", days="10")

    # The ruling waits until the assignee has paid the rest of the appraisal's fee (D5).
    assert "评估费" in story.refused("judge", "offer/ruling", is_unrestricted="yes")
    order = re.search(r"/payments/([A-Z0-9]+)", story.read("/desk", "applicant"))
    assert order is not None
    story.sale.bidders["applicant"] = (story.sale.desk.applicant, Payer("王芳", APPLICANT_ID))
    story.pay("applicant", order.group(1))
    story.desk("judge", "offer/ruling", is_unrestricted="yes")
    story.go_to(SELL_OFF_CLOSES + DAY + MINUTE)

    assert "以物抵债裁定书" in story.read(f"/desk/lots/{story.lot_no}/acts", "judge")

    assert story.funds == Money.ZERO
    fee = appraisal.find_settlement(story.sale.desk.asset_no)
    assert fee is not None
    assert fee.is_paid
    assert story.owed("agency") == {chart.agency(fee.agency_code): fee.total}

    three_offers_end(
        story,
        shows=["变卖", "已由债权人以物抵债", SECOND_START.yuan],
        deposits={},
        facts=[
            *["lot.announced", "lot.opened", "lot.unsold", "lot.offered_in_kind"],
            *["in_kind.answered", "in_kind.assignee_chosen", "lot.act_refused"],
            "lot.taken_in_kind",
        ],
        proves=["in_kind", NOBODY],
    )
    assert story.everything_holds()


def three_offers_end(story: Story, **last: Any) -> None:
    """Two auctions ended without a bid, and the sell-off as it did."""
    first, second, sell_off = story.offers()
    story.ends(
        first,
        shows=["流拍", START.yuan],
        deposits={},
        facts=["lot.announced", "lot.opened", "lot.unsold", "lot.followed"],
        proves=["unsold", NOBODY],
    )
    story.ends(
        second,
        shows=["流拍", SECOND_START.yuan],
        deposits={},
        facts=[
            *["lot.announced", "lot.opened", "lot.unsold", "lot.offered_in_kind"],
            *["lot.offer_closed", "lot.followed"],
        ],
        proves=["unsold", NOBODY],
    )
    story.ends(sell_off, **last)


def unsold_twice(story: Story) -> None:
    """Nobody bids at the first auction, nor at the second one a fifth cheaper."""

    def work() -> None:
        story.announced()
        story.go_to(OPENS)
        story.go_to(CLOSES + DRAIN)
        story.set_clock(SECOND_DRAFTED)
        story.follow()
        story.prepare(SECOND_OPENS, SECOND_CLOSES, start=SECOND_START)
        story.set_clock(SECOND_ANNOUNCED)
        story.announce()
        story.go_to(SECOND_OPENS)
        story.go_to(SECOND_CLOSES + DRAIN)

    story.walk("story unsold twice", SECOND_CLOSES + DRAIN, work)
    assert "流拍" in story.screen()


def sell_off_announced(story: Story) -> None:
    """The creditors are asked in vain for ten days; the sell-off is announced."""

    def work() -> None:
        story.set_clock(ASKED)
        story.desk("clerk", "offer")
        story.go_to(SELL_OFF_DRAFTED)
        story.follow()
        story.prepare(SELL_OFF_OPENS, SELL_OFF_CLOSES, start=SECOND_START)
        story.set_clock(SELL_OFF_ANNOUNCED)
        story.announce()

    story.walk("story sell-off announced", SELL_OFF_ANNOUNCED, work)
