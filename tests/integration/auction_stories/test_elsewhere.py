"""Two sales that this hall never saw: a machine on site by exception, a flat on a platform."""

import io
import json
import zipfile
from datetime import date, timedelta

from app.kernel.calendar import end_of_day
from app.kernel.money import Money
from app.ledger import facade as ledger
from app.ledger.facade import Payer
from app.ledger.vocabulary import HoldState
from auction import queries
from auction.rules.venue_files import NOTICE_SCHEMA
from auction.services.confirming import balance_reference
from auction.services.enrolling import own_enrollment
from auction.services.returning_price import deposit_reference
from auction.vocabulary import LotState
from registry import facade as registry
from registry.vocabulary import AgencyKind
from tests.support.other_venues import (
    BUYER,
    ENDED,
    IMPORTED,
    ON_SITE_DEPOSIT,
    PLATFORM,
    PRICE,
    REASON,
    RECORDED,
    RESERVE,
    SOLD_FOR,
    as_machine,
    hand_in,
    minutes_form,
    result_file,
)
from tests.support.pdfs import text_of
from tests.support.sales import ANNOUNCED, CLOSES, DEPOSIT, OPENS, SERVED, START
from tests.support.stories import DAY, HOUR, MINUTE, Story, typed

#: How the checker says that it has no bids to play.
ELSEWHERE = "held elsewhere: the record binds the result and its proof by their digests"
#: What the trail tells of a sale from the price to its end.
PAID = ["lot.paid", "distribution.planned"]
SETTLED = ["distribution.approved", "distribution.executed", "lot.ruled", "lot.handed_over"]


def test_a_machine_goes_by_exception_from_the_reason_to_the_ruling(story: Story) -> None:
    as_machine(story.sale)
    asked_and_approved(story)
    announced_on_site(story)
    held_on_site(story)
    minutes_recorded(story)

    settlement = story.sale.settlement()
    assert (settlement.price, settlement.deposit) == (PRICE, ON_SITE_DEPOSIT)
    story.set_clock(RECORDED + 2 * DAY)
    story.pay_balance("mei")
    settled(story)

    assert story.shared_out() == PRICE
    assert story.funds == Money.ZERO
    story.ends(
        story.lot_no,
        shows=["已成交并结案", PRICE.yuan, REASON],
        deposits={"mei": HoldState.CAPTURED, "tao": HoldState.RELEASED},
        facts=[
            *["lot.announced", "lot.held_elsewhere", "lot.opened", "result.refused"],
            *["result.recorded", "lot.sold", "deposit.applied", "balance.asked"],
            *["confirmation.issued", "deposit.released", *PAID, *SETTLED, "lot.settled"],
        ],
        proves=["settled", ELSEWHERE, story.buyer("mei", PRICE)],
    )
    assert "venue.approved" in story.trail(since="lot.drafted")
    assert "100.00 %" in story.read("/venues")
    assert story.everything_holds()


def asked_and_approved(story: Story) -> None:
    """The clerk asks with a reason, is refused the approval, and another judge gives it."""
    story.draft(venue="traditional")
    wanted = {"ground": "unfit_for_online", "place": "济南市历下区解放路100号三楼拍卖厅"}
    desk = f"/desk/lots/{story.lot_no}"
    assert story.send("clerk", f"{desk}/venue/exception", **wanted).status_code == 422
    story.desk("clerk", "venue/exception", **wanted, reason=REASON)
    assert story.send("clerk", f"{desk}/venue/approval").status_code == 403
    assert "传统拍卖尚未批准" in story.read(desk, "clerk")
    assert "批准采用传统拍卖" in story.read(f"{desk}/venue", "presiding")
    assert "决定是否现场拍卖" in story.read("/desk", "presiding")
    story.desk("presiding", "venue/approval")


def announced_on_site(story: Story) -> None:
    """The panel decides by the rules of a sale on site; the notice says where and by whom."""
    low = Money(ON_SITE_DEPOSIT.fen - 1)
    for terms, code in (
        ({"start": START, "deposit": ON_SITE_DEPOSIT}, "第5条"),
        ({"start": RESERVE, "deposit": low}, "第10条"),
    ):
        assert code in story.refused("judge", "panel", **story.panel_form(**terms))
    story.decide(start=RESERVE, deposit=ON_SITE_DEPOSIT)
    story.write(OPENS, CLOSES)
    story.set_clock(SERVED)
    story.serve()
    story.set_clock(ANNOUNCED)
    story.announce()
    house = registry.draw_result(story.sale.desk.asset_no, AgencyKind.AUCTION_HOUSE)
    assert house.next_agency is not None
    public = story.read(f"/lots/{story.lot_no}")
    for words in (house.next_agency.name, "三楼拍卖厅", REASON, house.no):
        assert words in public
    assert f"/lots/{story.lot_no}/hall" not in public


def held_on_site(story: Story) -> None:
    """Two pay the deposit; nobody bids here, and no clock decides how it ended."""
    story.set_clock(OPENS - 2 * DAY)
    story.join("mei", "tao")
    story.go_to(OPENS)
    story.set_clock(OPENS + HOUR)
    answer = story.socket("mei").bid(story.lot_no, str(RESERVE.fen), "here")
    assert answer["code"] == "bidding_elsewhere", answer


def minutes_recorded(story: Story) -> None:
    """The clerk records the signed minutes; a commission over the ceiling is refused."""
    story.go_to(RECORDED)
    assert story.sale.lot().state is LotState.OPEN
    assert "记录拍卖结果" in story.read("/desk", "clerk")
    url = f"/desk/lots/{story.lot_no}/venue"

    def form(**changes: object) -> dict[str, object]:
        return minutes_form(story.sale, paddle=story.paddle("mei"), **changes)

    odd = story.send("clerk", f"{url}/minutes", **form(commission="1e5"))
    dear = story.send("clerk", f"{url}/minutes", **form(commission="109300.01"))
    bare = story.send("clerk", f"{url}/minutes", **form(evidence=""))
    assert [answer.status_code for answer in (odd, dear, bare)] == [422, 422, 422]
    assert "佣金超过上限" in dear.text
    story.desk("clerk", "venue/minutes", **form())
    story.go_to(RECORDED + MINUTE)
    proof = story.client("clerk").get(f"{url}/evidence.pdf")
    proof.close()
    assert (proof.status_code, proof.mimetype) == (200, "application/pdf")
    assert story.client("tao").get(f"{url}/evidence.pdf").status_code == 403
    result = story.result()
    assert "72,000.00" in result
    assert "司法拍卖成交确认书" in result
    confirmation = queries.find_confirmation(story.sale.lot().id)
    assert confirmation is not None
    paper = story.client("mei").get(f"/papers/{confirmation.paper_no}/file.pdf")
    words = text_of(paper.data)
    paper.close()
    assert "经批准采用传统拍卖方式" in words
    assert "网络司法拍卖成交确认书" not in words
    _, lost = own_enrollment(lot_no=story.lot_no, actor=story.sale.bidders["tao"][0])
    refund = ledger.find_refund(lost.deposit_reference or "")
    assert refund is not None
    assert refund.due_at == end_of_day(date(2026, 4, 23))


def settled(story: Story) -> None:
    """The judge shares the price out and rules, the clerk hands the thing over."""
    story.desk("judge", "settlement/approve")
    story.desk("judge", "ruling", is_unrestricted="yes")
    now = story.now
    story.desk("clerk", "handover", handed_over_at=typed(now), reason="当场移交买受人")
    story.go_to(now + MINUTE)


def test_a_flat_sold_on_a_platform_comes_back_and_runs_on(story: Story) -> None:
    platform_named(story)
    notice_taken_out(story)
    result_imported(story)

    lot, settlement = story.sale.lot(), story.sale.settlement()
    assert (lot.state, lot.price) == (LotState.SOLD, SOLD_FOR)
    assert (settlement.deposit, settlement.balance) == (DEPOSIT, SOLD_FOR - DEPOSIT)
    story.set_clock(IMPORTED + 5 * HOUR)
    clerk = story.sale.clerk
    story.sale.bidders["buyer"] = (clerk, Payer(str(BUYER["name"]), str(BUYER["id_number"])))
    story.sale.bidders["platform"] = (clerk, Payer(*PLATFORM))
    for who, reference in (
        ("buyer", balance_reference(story.lot_no)),
        ("platform", deposit_reference(lot)),
    ):
        assert story.sale.lot().state is LotState.SOLD, "not all of the price is here yet"
        order = ledger.find_order(reference)
        assert order is not None
        story.pay(who, order.no)
    assert story.sale.lot().state is LotState.PAID
    settled(story)

    assert story.shared_out() == SOLD_FOR
    assert story.funds == Money.ZERO
    assert str(BUYER["name"]) in story.result()
    assert str(BUYER["id_number"]) not in story.result()
    story.ends(
        story.lot_no,
        shows=["已成交并结案", SOLD_FOR.yuan, PLATFORM[0]],
        deposits={},
        facts=[
            *["lot.announced", "lot.held_elsewhere", "venue.package_taken"],
            *["venue.package_taken", "lot.opened", "result.recorded", "lot.sold"],
            *["result.refused", "balance.asked", "confirmation.issued", "deposit.applied"],
            *[*PAID, *SETTLED, "lot.settled"],
        ],
        proves=["settled", ELSEWHERE, f"buyer {BUYER['paddle']} {SOLD_FOR.yuan} yuan"],
    )
    assert story.everything_holds()


def platform_named(story: Story) -> None:
    """The clerk chooses a listed platform; before its notice no package goes out."""
    story.draft(venue="external")
    desk = f"/desk/lots/{story.lot_no}"
    named = {
        "name": PLATFORM[0], "code": PLATFORM[1], "listing_url": "https://platform.example/lots/1",
    }  # fmt: skip
    assert "未写明拍卖平台" in story.read(desk, "clerk")
    for wrong in ({"code": "91110000802100433C"}, {"listing_url": "javascript:alert(1)"}):
        answer = story.send("clerk", f"{desk}/venue/platform", **{**named, **wrong})
        assert answer.status_code == 422
    story.desk("clerk", "venue/platform", **named)
    assert story.client("clerk").get(f"{desk}/venue/package.zip").status_code == 409


def notice_taken_out(story: Story) -> None:
    """The same notice gives the same bytes; the page sends bidders to the platform."""
    story.decide()
    story.write(OPENS, CLOSES)
    story.set_clock(SERVED)
    story.serve()
    story.set_clock(ANNOUNCED)
    story.announce()
    clerk, url = story.client("clerk"), f"/desk/lots/{story.lot_no}/venue"
    first, again = (clerk.get(f"{url}/package.zip") for _ in range(2))
    assert first.data == again.data
    package = zipfile.ZipFile(io.BytesIO(first.data))
    assert package.namelist() == [
        "defects.txt", "instructions.txt", "notice.json", "notice.schema.json", "notice.txt",
        "photographs.csv", "result.schema.json", "state.schema.json",
    ]  # fmt: skip
    plain = json.loads(package.read("notice.json"))
    assert plain == clerk.get(f"{url}/notice.json").json
    assert (plain["lot"], plain["start_price"]) == (story.lot_no, str(START))
    assert set(plain) == set(NOTICE_SCHEMA["required"])
    assert "竞买" in package.read("instructions.txt").decode()
    public = story.read(f"/lots/{story.lot_no}")
    assert PLATFORM[0] in public
    assert "https://platform.example/lots/1" in public
    assert story.enroll("mei").status_code == 409


def result_imported(story: Story) -> None:
    """Handed in twice it is one result; another one is refused."""
    story.go_to(OPENS)
    story.go_to(ENDED + timedelta(minutes=1))
    assert story.sale.lot().state is LotState.OPEN, "nobody here knows how it ended there"
    story.set_clock(IMPORTED)
    clerk = story.client("clerk")
    done = hand_in(clerk, story.sale, result_file(story.sale))
    twice = hand_in(clerk, story.sale, result_file(story.sale))
    more = result_file(story.sale, price=str(SOLD_FOR.fen + 1))
    other = hand_in(clerk, story.sale, more)
    assert [answer.status_code for answer in (done, twice, other)] == [303, 303, 409]
    assert "Another result of this lot is on the record" in other.text
    story.go_to(IMPORTED + MINUTE)
