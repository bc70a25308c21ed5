"""Three flats of one case: two sales cover the debts, so the third is not sold."""

from app.kernel.money import Money
from app.ledger.vocabulary import HoldState
from auction.rules.closing import DRAIN
from auction.services.planning import creditors_of
from tests.support.more_assets import add_flats
from tests.support.sales import DRAFTED, START, STEP
from tests.support.shares import with_creditors
from tests.support.stories import DAY, HOUR, MINUTE, Story

#: The second and the third flat are appraised in the next three weeks.
SEIZED = DRAFTED + HOUR
PREPARED = DRAFTED + 20 * DAY
ANNOUNCED = PREPARED + 4 * DAY
OPENS = ANNOUNCED + 31 * DAY
#: The first two end an hour apart; the third one would go on for two days.
FIRST_ENDS, SECOND_ENDS, THIRD_ENDS = OPENS + DAY, OPENS + DAY + HOUR, OPENS + 3 * DAY
#: What the trail tells of each of the first two, before and after what the second brings.
SOLD = [
    *["lot.announced", "lot.opened", "bid.placed", "lot.sold", "deposit.applied"],
    *["balance.asked", "confirmation.issued"],
]
PAID = ["lot.paid", "distribution.planned"]
REASON = "前两套房产的价款已足以清偿全部债务和费用"


def test_the_third_flat_is_not_sold_once_two_cover_the_debts(story: Story) -> None:
    first, second, third = three_lots_announced(story)
    bidders = ((first, "mei"), (second, "tao"), (third, "lin"))
    story.set_clock(OPENS - DAY)
    for lot_no, who in (*bidders, (third, "mei")):
        story.at(lot_no).join(who)
    story.go_to(OPENS)
    story.set_clock(OPENS + HOUR)
    for lot_no, who in bidders:
        story.at(lot_no).bid(who, START.fen)

    # One flat is sold: not enough yet, and the judge who would stop the rest is refused.
    story.go_to(FIRST_ENDS + DRAIN)
    refused = story.at(third).refused("judge", "enough/stop", costs="0.00", reason=REASON)
    assert "第14条" in refused
    assert "债务已足以清偿" not in story.read("/desk", "judge")

    # Two flats are sold: the judge finds it on the desk, and stops the third while it is bid on.
    story.go_to(SECOND_ENDS + DRAIN)
    assert "债务已足以清偿" in story.read("/desk", "judge")
    sums = story.read(f"/desk/lots/{third}/enough", "judge")
    assert Money(2 * START.fen).yuan in sums
    assert "2,533,400.00" in sums
    story.desk("judge", "enough/stop", costs="0.00", reason=REASON)
    assert "债务已足以清偿" not in story.read("/desk", "judge")
    story.bid("mei", START.fen + STEP.fen, outcome="not_open")
    story.go_to(SECOND_ENDS + MINUTE)

    # Mei and Tao pay. Every creditor is planned to be paid once, and the rest is the debtor's.
    story.set_clock(SECOND_ENDS + DAY)
    story.at(first).pay_balance("mei")
    story.at(second).pay_balance("tao")

    assert "停止拍卖决定书" in story.read(f"/desk/lots/{third}/acts", "judge")
    claims = {claim.party_id: claim.amount for claim in creditors_of(story.sale.lot().case_number)}
    assert story.planned(first, second) == claims
    for lot_no, who in ((first, "mei"), (second, "tao")):
        covered = ["case.debts_covered"] if lot_no == second else []
        story.ends(
            lot_no,
            shows=["已成交", START.yuan],
            deposits={who: HoldState.CAPTURED},
            facts=[*SOLD, *covered, *PAID],
            proves=["paid", "1 bids, 0 extensions, 0 stops", story.buyer(who, START, lot_no)],
        )
    story.ends(
        third,
        shows=["已停止拍卖", REASON],
        deposits={"lin": HoldState.RELEASED, "mei": HoldState.RELEASED},
        facts=[
            *["lot.announced", "lot.opened", "bid.placed", "lot.act_refused"],
            *["lot.stopped_covered", "case.rest_stopped", "bid.refused"],
            *["deposit.released", "deposit.released"],
        ],
        proves=["stopped", "1 bids, 0 extensions, 0 stops"],
    )
    assert story.everything_holds()


def three_lots_announced(story: Story) -> list[str]:
    """Two more creditors and two more flats; the three lots are announced on one day."""
    with_creditors(story.sale)
    assets = [story.sale.desk.asset_no, *add_flats(story.sale, SEIZED, "二号楼住宅", "三号楼住宅")]
    lots = []
    story.set_clock(PREPARED)
    for asset_no, ends in zip(assets, (FIRST_ENDS, SECOND_ENDS, THIRD_ENDS), strict=True):
        story.draft(asset_no)
        story.prepare(OPENS, ends)
        lots.append(story.lot_no)
    story.set_clock(ANNOUNCED)
    for lot_no in lots:
        story.at(lot_no).announce()
    return lots
