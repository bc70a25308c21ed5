"""Two sales that this hall never saw: a machine on site by exception, a flat on a platform."""

import io
import json
import zipfile
from datetime import date, datetime, timedelta

import pytest
from flask import Flask

from app.kernel.calendar import end_of_day
from app.kernel.clock import clock
from app.kernel.errors import Refusal
from app.kernel.money import Money, total
from app.ledger import facade as ledger
from app.ledger.vocabulary import HoldState
from auction import queries
from auction.rules.venue_files import NOTICE_SCHEMA
from auction.services.confirming import balance_reference
from auction.services.enrolling import own_enrollment
from auction.services.returning_price import deposit_reference
from auction.services.settling import approve_distribution
from auction.vocabulary import LotState
from registry import facade as registry
from registry.vocabulary import AgencyKind
from tests.support.other_venues import (
    BUYER,
    DAY,
    ENDED,
    HOUR,
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
    names_of,
    page,
    result_file,
    whole_record_holds,
)
from tests.support.pdfs import text_of
from tests.support.sales import (
    ANNOUNCED,
    CLOSES,
    DEPOSIT,
    DRAFTED,
    OPENS,
    START,
    Payer,
    Sale,
)
from tests.support.web import Client


def test_a_machine_goes_by_exception_from_the_reason_to_the_ruling(
    sale: Sale, app: Flask, client: Client
) -> None:
    _ask_and_approve(sale, app)
    _announce_on_site(sale, app, client)
    _hold_on_site(sale)
    _record_minutes(sale, app, client)
    _loser_is_refunded_in_three_days(sale)

    assert sale.lot().state is LotState.SOLD
    settlement = sale.settlement()
    assert (settlement.price, settlement.deposit) == (PRICE, ON_SITE_DEPOSIT)
    paid_at = RECORDED + 2 * DAY
    sale.pay("bidder1", balance_reference(sale.lot_no), paid_at)
    _to_the_end(sale, paid_at, PRICE)
    told = names_of(sale)
    for name in ("held_elsewhere", "sold", "paid", "settled"):
        assert f"auction.lot.{name}" in told
    assert told.count("auction.result.recorded") == 1
    assert "auction.venue.approved" in names_of(sale, ":court")
    with clock.stopped_at(paid_at + DAY):
        counted = client.get("/venues")
    assert "100.00 %" in counted.text


def _ask_and_approve(sale: Sale, app: Flask) -> None:
    """The clerk asks with a reason, is refused the approval, and another judge gives it."""
    as_machine(sale)
    clerk, other = page(app, "clerk", DRAFTED), page(app, "presiding", DRAFTED)
    wanted = {"ground": "unfit_for_online", "place": "济南市历下区解放路100号三楼拍卖厅"}
    with clock.stopped_at(DRAFTED):
        drafted = clerk.post(f"/desk/assets/{sale.desk.asset_no}/lot")
        sale.lot_no = drafted.location.rpartition("/")[2]
        desk = f"/desk/lots/{sale.lot_no}"
        clerk.post(f"{desk}/venue", data={"venue": "traditional", "reason": "合议庭决定"})
        bare = clerk.post(f"{desk}/venue/exception", data=wanted)
        asked = clerk.post(f"{desk}/venue/exception", data={**wanted, "reason": REASON})
        by_clerk = clerk.post(f"{desk}/venue/approval")
        waiting = clerk.get(desk)
        tasks, offered = other.get("/desk"), other.get(f"{desk}/venue")
        approved = other.post(f"{desk}/venue/approval")
    assert [a.status_code for a in (bare, asked, by_clerk, approved)] == [422, 303, 403, 303]
    assert "传统拍卖尚未批准" in waiting.text
    assert "批准采用传统拍卖" in offered.text
    assert "决定是否现场拍卖" in tasks.text


def _announce_on_site(sale: Sale, app: Flask, client: Client) -> None:
    """The panel decides by the rules of a sale on site; the notice says where and by whom."""
    with pytest.raises(Refusal, match="reserve_is_appraisal"):
        sale.decide(start_price=START, deposit=ON_SITE_DEPOSIT)
    with pytest.raises(Refusal, match="deposit_below_offline_minimum"):
        sale.decide(start_price=RESERVE, deposit=Money(ON_SITE_DEPOSIT.fen - 1))
    sale.decide(start_price=RESERVE, deposit=ON_SITE_DEPOSIT)
    sale.write()
    sale.serve()
    clerk = page(app, "clerk", ANNOUNCED)
    with clock.stopped_at(ANNOUNCED):
        assert clerk.post(f"/desk/lots/{sale.lot_no}/announce").status_code == 303
        public = client.get(f"/lots/{sale.lot_no}")
    house = registry.draw_result(sale.desk.asset_no, AgencyKind.AUCTION_HOUSE)
    assert house.next_agency is not None
    for words in (house.next_agency.name, "三楼拍卖厅", REASON, house.no):
        assert words in public.text
    assert f"/lots/{sale.lot_no}/hall" not in public.text


def _hold_on_site(sale: Sale) -> None:
    """Two pay the deposit; nobody bids here, and no clock decides how it ended."""
    for account in ("bidder1", "bidder2"):
        sale.join(account)
    sale.tick(OPENS)
    with pytest.raises(Refusal, match="bidding_elsewhere"):
        sale.bid("bidder1", RESERVE.fen, OPENS + HOUR)
    sale.tick(CLOSES + DAY)
    assert sale.lot().state is LotState.OPEN


def _record_minutes(sale: Sale, app: Flask, client: Client) -> None:
    """The clerk records the signed minutes; a commission over the ceiling is refused."""
    clerk, url = page(app, "clerk", RECORDED), f"/desk/lots/{sale.lot_no}/venue"
    with clock.stopped_at(RECORDED):
        assert "记录拍卖结果" in clerk.get("/desk").text
        odd = clerk.post(f"{url}/minutes", data=minutes_form(sale, commission="1e5"))
        dear = clerk.post(f"{url}/minutes", data=minutes_form(sale, commission="109300.01"))
        bare = clerk.post(f"{url}/minutes", data=minutes_form(sale, evidence=""))
        done = clerk.post(f"{url}/minutes", data=minutes_form(sale))
        sale.tick(RECORDED)
        shown = client.get(f"/lots/{sale.lot_no}/result")
        proof = clerk.get(f"{url}/evidence.pdf")
        stranger = client.get(f"{url}/evidence.pdf")
    proof.close()
    assert [a.status_code for a in (odd, dear, bare, done)] == [422, 422, 422, 303]
    assert "佣金超过上限" in dear.text
    assert (proof.status_code, proof.mimetype) == (200, "application/pdf")
    assert stranger.status_code in (302, 303, 401, 403)
    assert "72,000.00" in shown.text
    assert "司法拍卖成交确认书" in shown.text
    confirmation = queries.find_confirmation(sale.lot().id)
    assert confirmation is not None
    assert confirmation.paper_no is not None
    paper = client.get(f"/papers/{confirmation.paper_no}/file.pdf")
    words = text_of(paper.data)
    paper.close()
    assert "经批准采用传统拍卖方式" in words
    assert "网络司法拍卖成交确认书" not in words


def _loser_is_refunded_in_three_days(sale: Sale) -> None:
    _, lost = own_enrollment(lot_no=sale.lot_no, actor=sale.bidders["bidder2"][0])
    assert lost.deposit_reference is not None
    assert ledger.deposit_state(lost.deposit_reference) is HoldState.RELEASED
    refund = ledger.find_refund(lost.deposit_reference)
    assert refund is not None
    assert refund.due_at == end_of_day(date(2026, 4, 23))


def _to_the_end(sale: Sale, paid_at: datetime, price: Money) -> None:
    """The price is shared out, ruled on and handed over; nothing is left in the case."""
    sale.tick(paid_at + timedelta(seconds=2))
    approve_distribution(lot_no=sale.lot_no, actor=sale.judge, at=paid_at + HOUR)
    sale.delivered(at=paid_at + DAY)
    lot = sale.lot()
    assert lot.state is LotState.SETTLED
    assert total(row.amount for row in queries.list_distribution(lot.id)) == price
    assert ledger.balance(f"case:{lot.case_number}:funds") == Money.ZERO
    assert whole_record_holds()


def test_a_flat_sold_on_a_platform_comes_back_and_runs_on(
    sale: Sale, app: Flask, client: Client
) -> None:
    _name_the_platform(sale, app)
    _take_the_notice_out(sale, app, client)
    _import_the_result(sale, app, client)

    lot, settlement = sale.lot(), sale.settlement()
    assert (lot.state, lot.price) == (LotState.SOLD, SOLD_FOR)
    assert (settlement.deposit, settlement.balance) == (DEPOSIT, SOLD_FOR - DEPOSIT)
    paid_at = IMPORTED + 5 * HOUR
    sale.bidders["buyer"] = (sale.clerk, Payer(str(BUYER["name"]), str(BUYER["id_number"])))
    sale.pay("buyer", balance_reference(sale.lot_no), paid_at)
    assert sale.lot().state is LotState.SOLD, "the platform still holds the deposit"
    sale.bidders["platform"] = (sale.clerk, Payer(*PLATFORM))
    sale.pay("platform", deposit_reference(lot), paid_at + HOUR)
    assert sale.lot().state is LotState.PAID
    _to_the_end(sale, paid_at + HOUR, SOLD_FOR)
    told, inside = names_of(sale), names_of(sale, ":court")
    assert told.count("auction.lot.sold") == told.count("auction.result.recorded") == 1
    assert inside.count("auction.venue.package_taken") == 2


def _name_the_platform(sale: Sale, app: Flask) -> None:
    """The clerk chooses a listed platform; before its notice no package goes out."""
    sale.draft()
    clerk = page(app, "clerk", DRAFTED)
    desk = f"/desk/lots/{sale.lot_no}"
    named = {
        "name": PLATFORM[0], "code": PLATFORM[1], "listing_url": "https://platform.example/lots/1",
    }  # fmt: skip
    with clock.stopped_at(DRAFTED):
        clerk.post(f"{desk}/venue", data={"venue": "external", "reason": "申请执行人选择"})
        unnamed = clerk.get(desk)
        wrong = clerk.post(f"{desk}/venue/platform", data={**named, "code": "91110000802100433C"})
        script = {**named, "listing_url": "javascript:alert(1)"}
        odd = clerk.post(f"{desk}/venue/platform", data=script)
        done = clerk.post(f"{desk}/venue/platform", data=named)
        early = clerk.get(f"{desk}/venue/package.zip")
    assert "未写明拍卖平台" in unnamed.text
    assert [a.status_code for a in (wrong, odd, done, early)] == [422, 422, 303, 409]


def _take_the_notice_out(sale: Sale, app: Flask, client: Client) -> None:
    """The same notice gives the same bytes; the page sends bidders to the platform."""
    sale.decide()
    sale.write()
    sale.serve()
    sale.announce()
    clerk, url = page(app, "clerk", ANNOUNCED), f"/desk/lots/{sale.lot_no}/venue"
    with clock.stopped_at(ANNOUNCED):
        first, again = (clerk.get(f"{url}/package.zip") for _ in range(2))
        alone = clerk.get(f"{url}/notice.json")
        public = client.get(f"/lots/{sale.lot_no}")
    assert first.data == again.data
    package = zipfile.ZipFile(io.BytesIO(first.data))
    assert package.namelist() == [
        "defects.txt", "instructions.txt", "notice.json", "notice.schema.json", "notice.txt",
        "photographs.csv", "result.schema.json", "state.schema.json",
    ]  # fmt: skip
    plain = json.loads(package.read("notice.json"))
    assert plain == alone.json
    assert (plain["lot"], plain["start_price"]) == (sale.lot_no, str(START))
    assert set(plain) == set(NOTICE_SCHEMA["required"])
    assert "竞买" in package.read("instructions.txt").decode()
    assert PLATFORM[0] in public.text
    assert "https://platform.example/lots/1" in public.text
    with pytest.raises(Refusal, match="enrollment_elsewhere"):
        sale.enroll("bidder1")


def _import_the_result(sale: Sale, app: Flask, client: Client) -> None:
    """Handed in twice it is one result; another one is refused, and the buyer is named."""
    sale.tick(OPENS)
    sale.tick(ENDED + timedelta(minutes=1))
    assert sale.lot().state is LotState.OPEN, "nobody here knows how it ended there"
    clerk = page(app, "clerk", IMPORTED)
    with clock.stopped_at(IMPORTED):
        done = hand_in(clerk, sale, result_file(sale))
        twice = hand_in(clerk, sale, result_file(sale))
        other = hand_in(clerk, sale, result_file(sale, price=str(SOLD_FOR.fen + 1)))
        sale.tick(IMPORTED)
        shown = client.get(f"/lots/{sale.lot_no}/result")
    assert [a.status_code for a in (done, twice, other)] == [303, 303, 409]
    assert "Another result of this lot is on the record" in other.text
    assert str(BUYER["name"]) in shown.text
    assert str(BUYER["id_number"]) not in shown.text
