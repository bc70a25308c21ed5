"""Bidding stands still, and what becomes of it."""

from datetime import timedelta

from app.kernel.calendar import local_date
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.ledger.vocabulary import HoldState
from appraisal.vocabulary import ReviewCheck
from auction.rules.closing import DRAIN
from tests.support.people import make_person
from tests.support.sales import CLOSES, OPENS, START, STEP
from tests.support.stories import DAY, HOUR, Story

SECOND = timedelta(seconds=1)
NOTE = "报告将不存在的储藏室计入建筑面积"
FAULT = "核心交换机故障，部分竞买人无法出价"


def test_a_fault_19_seconds_before_the_end_leaves_everybody_five_minutes(story: Story) -> None:
    price = Money(START.fen + STEP.fen)
    make_person("operator", Role.OPERATOR)
    story.opened("mei", "tao")
    story.set_clock(OPENS + HOUR)
    story.bid("tao", START.fen)

    # Whoever runs the platform stops the clock; nobody bids, and the end passes without an end.
    story.set_clock(CLOSES - 19 * SECOND)
    fault = f"/platform/lots/{story.lot_no}/fault"
    story.post("operator", fault, ground="platform_fault", reason=FAULT)
    story.bid("mei", price.fen, outcome="suspended")
    story.go_to(CLOSES + DAY)
    assert FAULT in (screen := story.screen())
    assert "因系统故障或者安全隐患暂缓" in screen
    assert "法院决定暂缓" not in screen
    assert story.deposit("mei") is story.deposit("tao") is HoldState.HELD

    # The judge lets it go on: not with the 19 seconds that were left, with five whole minutes.
    resumed = CLOSES + DAY + HOUR
    story.set_clock(resumed)
    ended_on = local_date(resumed).isoformat()
    story.desk("judge", "resume", reason="故障已经排除，恢复竞价", ended_on=ended_on)
    assert story.sale.lot().closes_at == resumed + 300 * SECOND

    # Mei needs 290 of them; her bid brings five minutes more.
    story.set_clock(resumed + 290 * SECOND)
    story.bid("mei", price.fen)
    story.go_to(resumed + 590 * SECOND + DRAIN)

    assert story.name("mei") in story.result()
    story.ends(
        story.lot_no,
        shows=["成交价", price.yuan, FAULT],
        deposits={"mei": HoldState.CAPTURED, "tao": HoldState.RELEASED},
        facts=[
            *["lot.announced", "lot.opened", "bid.placed", "lot.suspended", "bid.refused"],
            *["lot.halt_cause_ended", "lot.resumed", "bid.placed", "lot.extended", "lot.sold"],
            *["deposit.applied", "balance.asked", "confirmation.issued", "deposit.released"],
        ],
        proves=["sold", "2 bids, 1 extensions, 1 stops", story.buyer("mei", price)],
    )
    stopped = next(row.payload for row in story.entries() if row.name == "auction.lot.suspended")
    assert (stopped["ground"], stopped["remaining_seconds"]) == ("platform_fault", 19)
    assert story.everything_holds()


def test_a_report_taken_back_during_bidding_ends_the_sale(story: Story) -> None:
    story.opened("mei", "tao")
    story.set_clock(OPENS + HOUR)
    story.bid("mei", START.fen)

    # A judge finds that the report counts a room that is not there, and sends it back: the price
    # falls, and the sale that rests on it stands still at once.
    found = OPENS + 2 * HOUR
    story.set_clock(found)
    report = f"/desk/appraisals/{story.sale.desk.no}"
    still_holds = [check.value for check in list(ReviewCheck)[1:]]
    form = {"checks": still_holds, "note": NOTE}
    assert story.send("clerk", f"{report}/return", **form).status_code == 403
    story.post("judge", f"{report}/return", **form)
    story.go_to(found + SECOND)
    story.bid("tao", START.fen + STEP.fen, outcome="suspended")
    assert NOTE in story.screen()

    # It does not go on without its report. The judge withdraws it, and everybody is paid back.
    ended_on = local_date(found).isoformat()
    page = story.refused("judge", "resume", reason="先行恢复竞价", ended_on=ended_on)
    assert "评估报告已被收回" in page
    story.desk("judge", "withdraw", ground="other", reason=NOTE)
    story.go_to(found + HOUR)

    assert story.funds == Money.ZERO
    story.ends(
        story.lot_no,
        shows=["撤回", NOTE],
        deposits={"mei": HoldState.RELEASED, "tao": HoldState.RELEASED},
        facts=[
            *["lot.announced", "lot.opened", "bid.placed", "lot.suspended", "bid.refused"],
            *["lot.withdrawn", "deposit.released", "deposit.released"],
        ],
        proves=["withdrawn", "1 bids, 0 extensions, 1 stops"],
    )
    stopped = next(row for row in story.entries() if row.name == "auction.lot.suspended")
    assert stopped.payload["remaining_seconds"] == (CLOSES - found - SECOND).total_seconds()
    assert story.everything_holds()
