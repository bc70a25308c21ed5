"""Two sales that this hall never saw: a machine on site by exception, a flat on a platform."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from sqlalchemy import update
from werkzeug.test import TestResponse

from app.kernel.clock import clock
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.facts import Audience, stamp
from app.kernel.money import Money, total
from app.ledger import facade as ledger
from app.ledger.vocabulary import HoldState
from app.media import facade as media
from app.store import db, unit_of_work
from app.trail.queries import entries_of
from auction import queries
from auction.checks import QUERIES, breaches_of
from auction.messages.venues import REFUSALS
from auction.models import VenuePlan
from auction.queries.venues import count_by_venue, find_outside_result, standing_plan
from auction.rules.commission import commission_ceiling
from auction.rules.venues import ResultGiven
from auction.services import drafting, venues
from auction.services.confirming import balance_reference
from auction.services.enrolling import own_enrollment
from auction.services.outside_results import record_result
from auction.services.returning_price import deposit_reference
from auction.services.settling import approve_distribution
from auction.vocabulary import LotState, Outcome, TraditionalGround, Venue
from registry import facade as registry
from registry.models import Asset
from registry.seeds import seed_draw
from registry.vocabulary import AgencyField, AgencyKind, AssetNature
from tests.support.appraisals import small_pdf
from tests.support.people import sign_in
from tests.support.sales import (
    ANNOUNCED,
    CLOSES,
    DEPOSIT,
    DRAFTED,
    OPENS,
    START,
    STEP,
    Payer,
    Sale,
    id_number,
)
from tests.support.web import Client

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
#: On site the first reserve is the appraised value, the deposit 5 % of it (20〔21〕 arts. 5, 10).
RESERVE = Money(220_000_000)
ON_SITE_DEPOSIT = Money(11_000_000)
PRICE = Money(231_000_000)
HAMMER = OPENS + 3 * HOUR
RECORDED = OPENS + 6 * HOUR
PLATFORM_CODE = "91110000802100433B"
PLATFORM = ("公开拍卖网（测试）", PLATFORM_CODE)
MINUTES = "拍卖师宣读须知，竞买人五人到场，三次报价后落槌成交，当场签字确认。"
REASON = "设备须现场试机验看，竞买人须当场签署安全承诺，不宜网络拍卖。"


def page(app: Flask, account: str, at: Any) -> Client:
    with clock.stopped_at(at):
        return sign_in(app, account)


def names_of(sale: Sale, stream: str = "") -> list[str]:
    audience = Audience.COURT if stream else Audience.PUBLIC
    entries = entries_of(f"lot:{sale.lot_no}{stream}", audience=audience, limit=200)
    return [entry.name for entry in entries]


def whole_record_holds() -> bool:
    return not [breach for name in QUERIES for breach in breaches_of(name)]


def as_machine(sale: Sale) -> None:
    """Let the asset be a machine, and draw three auction houses for it."""
    values = {
        "nature": AssetNature.EQUIPMENT,
        "title": "龙门起重机一台",
    }
    with unit_of_work():
        db.session.execute(update(Asset).where(Asset.no == sale.desk.asset_no).values(**values))
    seed_draw(
        sale.desk.asset_no,
        clerk=sale.clerk,
        givers=[sale.desk.applicant, sale.desk.debtor],
        at=DRAFTED - 6 * DAY,
        kind=AgencyKind.AUCTION_HOUSE,
        field=AgencyField.AUCTION_GENERAL,
    )


def choose(sale: Sale, venue: Venue) -> None:
    drafting.choose_venue(
        lot_no=sale.lot_no, venue=venue, reason="合议庭决定", actor=sale.clerk, at=DRAFTED
    )


def ask(sale: Sale, **changes: Any) -> None:
    given: dict[str, Any] = {
        "ground": TraditionalGround.UNFIT_FOR_ONLINE,
        "reason": REASON,
        "place": "济南市历下区解放路100号三楼拍卖厅",
        "is_ship": False,
        "committee": "",
        "actor": sale.clerk,
    }
    venues.ask_traditional(lot_no=sale.lot_no, at=DRAFTED, **{**given, **changes})


def approve(sale: Sale, **changes: Any) -> None:
    given = {"actor": sale.desk.judge, "at": DRAFTED + HOUR}
    venues.approve_traditional(lot_no=sale.lot_no, **{**given, **changes})


def on_site(sale: Sale) -> Sale:
    """Walk until a machine is announced for an auction on site, with two bidders enrolled."""

    def work() -> None:
        as_machine(sale)
        sale.draft()
        choose(sale, Venue.TRADITIONAL)
        ask(sale)
        approve(sale)
        sale.decide(start_price=RESERVE, deposit=ON_SITE_DEPOSIT)
        sale.write()
        sale.serve()
        sale.announce()
        for account in ("bidder1", "bidder2"):
            sale.join(account)

    return sale.walk("on_site", work)


def minutes_form(sale: Sale, **changes: Any) -> dict[str, Any]:
    given = {
        "outcome": "sold",
        "ended_at": "2026-04-20T13:00",
        "price": PRICE.yuan,
        "paddle": sale.paddle("bidder1"),
        "commission": "72000.00",
        "bids": "7",
        "bidders": "2",
        "minutes": MINUTES,
        "evidence": (io.BytesIO(small_pdf("拍卖笔录")), "minutes.pdf"),
    }
    return {**given, **changes}


def of_site(sale: Sale, **changes: Any) -> ResultGiven:
    given: dict[str, Any] = {
        "outcome": Outcome.SOLD,
        "ended_at": HAMMER,
        "price": PRICE,
        "paddle": sale.paddle("bidder1"),
        "commission": Money(7_200_000),
        "bids": 7,
        "bidders": 2,
        "minutes": MINUTES,
    }
    return ResultGiven(**{**given, **changes})


def record(sale: Sale, given: ResultGiven, at: Any = RECORDED, **changes: Any) -> None:
    proof: dict[str, Any] = {"evidence": small_pdf("拍卖笔录"), "filename": "m.pdf"}
    record_result(lot_no=sale.lot_no, given=given, actor=sale.clerk, at=at, **{**proof, **changes})


def test_a_machine_goes_by_exception_from_the_reason_to_the_ruling(  # noqa: PLR0915 - a story
    sale: Sale, app: Flask, client: Client
) -> None:
    as_machine(sale)
    clerk, other = page(app, "clerk", DRAFTED), page(app, "presiding", DRAFTED)
    with clock.stopped_at(DRAFTED):
        drafted = clerk.post(f"/desk/assets/{sale.desk.asset_no}/lot")
        sale.lot_no = drafted.location.rpartition("/")[2]
        desk = f"/desk/lots/{sale.lot_no}"
        clerk.post(f"{desk}/venue", data={"venue": "traditional", "reason": "合议庭决定"})
        wanted = {"ground": "unfit_for_online", "place": "济南市历下区解放路100号三楼拍卖厅"}
        bare = clerk.post(f"{desk}/venue/exception", data=wanted)
        asked = clerk.post(f"{desk}/venue/exception", data={**wanted, "reason": REASON})
        by_clerk = clerk.post(f"{desk}/venue/approval")
        waiting = clerk.get(desk)
        approved = other.post(f"{desk}/venue/approval")
    assert [a.status_code for a in (bare, asked, by_clerk, approved)] == [422, 303, 403, 303]
    assert "传统拍卖尚未批准" in waiting.text

    with pytest.raises(Refusal, match="reserve_is_appraisal"):
        sale.decide(start_price=START, deposit=ON_SITE_DEPOSIT)
    with pytest.raises(Refusal, match="deposit_below_offline_minimum"):
        sale.decide(start_price=RESERVE, deposit=Money(ON_SITE_DEPOSIT.fen - 1))
    sale.decide(start_price=RESERVE, deposit=ON_SITE_DEPOSIT)
    sale.write()
    sale.serve()
    announcing = page(app, "clerk", ANNOUNCED)
    with clock.stopped_at(ANNOUNCED):
        assert announcing.post(f"{desk}/announce").status_code == 303
        public = client.get(f"/lots/{sale.lot_no}")
    house = registry.draw_result(sale.desk.asset_no, AgencyKind.AUCTION_HOUSE)
    assert house.next_agency is not None
    for words in (house.next_agency.name, "三楼拍卖厅", REASON, house.no):
        assert words in public.text
    assert f"/lots/{sale.lot_no}/hall" not in public.text

    for account in ("bidder1", "bidder2"):
        sale.join(account)
    sale.tick(OPENS)
    with pytest.raises(Refusal, match="bidding_elsewhere"):
        sale.bid("bidder1", RESERVE.fen, OPENS + HOUR)
    sale.tick(CLOSES + DAY)
    assert sale.lot().state is LotState.OPEN, "no clock decides how an auction on site ended"

    recording = page(app, "clerk", RECORDED)
    with clock.stopped_at(RECORDED):
        over = recording.post(f"{desk}/venue/minutes", data=minutes_form(sale, commission="1e5"))
        dear = recording.post(
            f"{desk}/venue/minutes", data=minutes_form(sale, commission="109300.01")
        )
        bare = recording.post(f"{desk}/venue/minutes", data=minutes_form(sale, evidence=""))
        done = recording.post(f"{desk}/venue/minutes", data=minutes_form(sale))
        sale.tick(RECORDED)
        shown = client.get(f"/lots/{sale.lot_no}/result")
        proof = recording.get(f"{desk}/venue/evidence.pdf")
        peeked = client.get(f"{desk}/venue/evidence.pdf")
    assert [a.status_code for a in (over, dear, bare, done)] == [422, 422, 422, 303]
    assert "佣金超过上限" in dear.text
    assert (proof.status_code, proof.mimetype) == (200, "application/pdf")
    proof.close()
    assert peeked.status_code in (302, 303, 401, 403)
    assert "72,000.00" in shown.text
    assert "司法拍卖成交确认书" in shown.text
    _loser_is_refunded_in_three_days(sale)

    lot = sale.lot()
    assert lot.state is LotState.SOLD
    settlement = sale.settlement()
    assert (settlement.price, settlement.deposit) == (PRICE, ON_SITE_DEPOSIT)
    paid_at = RECORDED + 2 * DAY
    sale.pay("bidder1", balance_reference(sale.lot_no), paid_at)
    sale.tick(paid_at + timedelta(seconds=2))
    approve_distribution(lot_no=sale.lot_no, actor=sale.judge, at=paid_at + HOUR)
    sale.delivered(at=paid_at + DAY)

    lot = sale.lot()
    assert lot.state is LotState.SETTLED
    assert total(row.amount for row in queries.list_distribution(lot.id)) == PRICE
    assert ledger.balance(f"case:{lot.case_number}:funds") == Money.ZERO
    told = names_of(sale)
    for name in ("held_elsewhere", "sold", "paid", "settled"):
        assert f"auction.lot.{name}" in told
    assert told.count("auction.result.recorded") == 1
    assert "auction.venue.approved" in names_of(sale, ":court")
    assert whole_record_holds()
    with clock.stopped_at(paid_at + DAY):
        counted = client.get("/venues")
    assert "100.00 %" in counted.text


def _loser_is_refunded_in_three_days(sale: Sale) -> None:
    _, lost = own_enrollment(lot_no=sale.lot_no, actor=sale.bidders["bidder2"][0])
    assert lost.deposit_reference is not None
    assert ledger.deposit_state(lost.deposit_reference) is HoldState.RELEASED
    refund = ledger.find_refund(lost.deposit_reference)
    assert refund is not None
    assert str(refund.due_at.astimezone(None).date()) in {"2026-04-23", "2026-04-24"}
    assert refund.due_at > HAMMER + timedelta(days=3)
    assert refund.due_at <= HAMMER + timedelta(days=4)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"price": Money(RESERVE.fen - 1)}, "result_below_start"),
        ({"paddle": "ZZZZ"}, "result_paddle_unknown"),
        ({"paddle": None}, "result_price_missing"),
        ({"ended_at": RECORDED + HOUR}, "result_in_the_future"),
        ({"ended_at": OPENS - HOUR}, "result_before_opening"),
        ({"minutes": "成交"}, "minutes_of_sale_missing"),
        ({"commission": Money(10_930_001)}, "commission_over_ceiling"),
        ({"outcome": Outcome.UNSOLD}, "result_unsold_with_price"),
    ],
)
def test_minutes_that_cannot_be_are_refused_on_the_record(
    sale: Sale, changes: dict[str, Any], code: str
) -> None:
    on_site(sale)

    with pytest.raises(Refusal, match=code):
        record(sale, of_site(sale, **changes))

    assert sale.lot().state is LotState.ANNOUNCED
    assert find_outside_result(sale.lot().id) is None
    assert "auction.result.refused" in names_of(sale, ":court")


def test_the_ceiling_itself_may_be_charged(sale: Sale) -> None:
    on_site(sale)
    ceiling = commission_ceiling(PRICE, on=HAMMER.date())
    assert ceiling == Money(10_930_000), "5 % of two million, 3 % of the rest"

    record(sale, of_site(sale, commission=ceiling))

    assert sale.lot().state is LotState.SOLD


def test_unsold_on_site_gives_every_deposit_back(sale: Sale) -> None:
    on_site(sale)

    record(sale, of_site(sale, outcome=Outcome.UNSOLD, price=None, paddle=None, bids=0))
    sale.tick(RECORDED)

    assert sale.lot().state is LotState.UNSOLD
    for account in ("bidder1", "bidder2"):
        _, enrollment = own_enrollment(lot_no=sale.lot_no, actor=sale.bidders[account][0])
        assert ledger.deposit_state(enrollment.deposit_reference or "") is HoldState.RELEASED
    assert whole_record_holds()


def test_nobody_joins_an_auction_on_site_once_it_has_begun(sale: Sale) -> None:
    on_site(sale)

    with pytest.raises(Conflict):
        sale.enroll("bidder3", at=OPENS)


def test_whoever_asked_does_not_approve(sale: Sale) -> None:
    as_machine(sale)
    sale.draft()
    choose(sale, Venue.TRADITIONAL)
    ask(sale, actor=sale.judge)

    with pytest.raises(Forbidden, match="approver_asked"):
        approve(sale, actor=sale.judge)
    with pytest.raises(Forbidden):
        approve(sale, actor=sale.clerk)
    approve(sale)
    ask(sale, reason="另一个理由：须现场交割。", actor=sale.judge)

    plan = standing_plan(sale.lot())
    assert plan is not None
    assert plan.approved_by is None, "asked anew, approved anew"


@pytest.mark.parametrize(
    ("leave_out", "code"),
    [
        ("ask", "traditional_reason_missing"),
        ("approve", "traditional_not_approved"),
        ("draw", "house_not_drawn"),
    ],
)
def test_the_notice_waits_for_reason_approval_and_house(
    sale: Sale, leave_out: str, code: str
) -> None:
    steps: dict[str, Callable[[Sale], None]] = {"draw": as_machine}
    if leave_out != "draw":
        steps["draw"](sale)
    sale.draft()
    choose(sale, Venue.TRADITIONAL)
    if leave_out != "ask":
        ask(sale)
        if leave_out != "approve":
            approve(sale)
    sale.decide(start_price=RESERVE, deposit=ON_SITE_DEPOSIT)
    sale.write()
    sale.serve()

    with pytest.raises(Refusal) as refused:
        sale.announce()

    assert refused.value.code == code
    assert sale.lot().state is LotState.APPROVED


def test_a_decision_for_the_hall_does_not_carry_an_auction_on_site(sale: Sale) -> None:
    as_machine(sale)
    sale.draft()
    sale.decide()
    choose(sale, Venue.TRADITIONAL)
    ask(sale)
    approve(sale)
    sale.write()
    sale.serve()

    with pytest.raises(Refusal, match="decision_not_for_venue"):
        sale.announce()


def test_the_reserve_of_a_ship_is_shown_to_nobody_before_the_end(
    sale: Sale, app: Flask, client: Client
) -> None:
    secret = Money(187_654_321)
    sale.draft()
    choose(sale, Venue.TRADITIONAL)
    ground = TraditionalGround.OTHER_WAY_REQUIRED
    with pytest.raises(Refusal, match="committee_too_small"):
        ask(sale, ground=ground, is_ship=True, committee="甲\n乙")
    ask(sale, ground=ground, is_ship=True, committee="甲验船师\n乙拍卖师\n丙法官")
    approve(sale)
    sealing = {"lot_no": sale.lot_no, "actor": sale.judge, "at": DRAFTED}
    with pytest.raises(Refusal, match="secret_reserve_too_low"):
        venues.seal_reserve(reserve=Money(175_999_999), **sealing)
    sale.decide(start_price=START, deposit=ON_SITE_DEPOSIT)
    sale.write()
    sale.serve()
    with pytest.raises(Refusal, match="secret_reserve_missing"):
        sale.announce()
    with pytest.raises(Forbidden):
        venues.seal_reserve(reserve=secret, **{**sealing, "actor": sale.clerk})
    venues.seal_reserve(reserve=secret, **sealing)
    sale.announce(OPENS - 31 * DAY)
    sale.join("bidder1")

    desk = page(app, "judge", OPENS)
    with clock.stopped_at(OPENS):
        peeked = desk.post(f"/desk/lots/{sale.lot_no}/venue/reserve/opening")
        shown = [client.get(f"/lots/{sale.lot_no}").text, peeked.text]
        shown.append(desk.get(f"/desk/lots/{sale.lot_no}/venue").text)
    assert peeked.status_code == 403
    assert not [text for text in shown if "1,876,543" in text or "1876543" in text]
    plan = db.session.get(VenuePlan, sale.lot().id)
    assert plan is not None
    assert str(secret).encode() not in (plan.reserve_sealed or b"")
    assert "auction.venue.reserve_refused" in names_of(sale, ":court")

    low = Money(secret.fen - 1)
    with pytest.raises(Refusal) as refused:
        record(sale, of_site(sale, price=low, commission=Money.ZERO))
    assert refused.value.code == "result_below_reserve"
    assert not refused.value.params
    record(sale, of_site(sale, price=secret, commission=Money.ZERO))
    reader = {"lot_no": sale.lot_no, "actor": sale.judge, "at": RECORDED}
    assert venues.open_reserve(**reader) == secret
    assert names_of(sale, ":court")[-1] == "auction.venue.reserve_opened"


def test_anything_else_has_no_secret_reserve(sale: Sale) -> None:
    on_site_draft = sale.draft()
    choose(sale, Venue.TRADITIONAL)
    ask(sale)

    with pytest.raises(Refusal, match="secret_reserve_for_ships_only"):
        venues.seal_reserve(lot_no=on_site_draft.no, reserve=RESERVE, actor=sale.judge, at=DRAFTED)


# --- a listed platform -----------------------------------------------------------------------


def on_platform(sale: Sale) -> Sale:
    """Walk until a flat is announced on a listed platform."""

    def work() -> None:
        sale.draft()
        choose(sale, Venue.EXTERNAL)
        venues.name_platform(
            lot_no=sale.lot_no,
            name=PLATFORM[0],
            code=PLATFORM[1],
            listing_url="https://platform.example/lots/1",
            actor=sale.clerk,
            at=DRAFTED,
        )
        sale.decide()
        sale.write()
        sale.serve()
        sale.announce()

    return sale.walk("on_platform", work)


BUYER = {
    "paddle": "T6688",
    "name": "周小舟",
    "id_type": "resident_id",
    "id_number": id_number(77),
}
SOLD_FOR = Money(START.fen + 12 * STEP.fen)
#: A late bid moved the end by five minutes there.
ENDED = CLOSES + timedelta(minutes=5)
IMPORTED = ENDED + HOUR


def result_file(sale: Sale, **changes: Any) -> dict[str, Any]:
    lot = sale.lot()
    notice = queries.find_notice(lot.id, lot.notice_version)
    assert notice is not None
    plain = {
        "format": "mingchui-venue-result/1",
        "lot": sale.lot_no,
        "notice_digest": notice.digest,
        "platform": {"name": PLATFORM[0], "code": PLATFORM[1], "lot_id": "1"},
        "outcome": "sold",
        "ended_at": stamp(ENDED),
        "bids": 41,
        "bidders": 6,
        "extensions": 1,
        "price": str(SOLD_FOR),
        "deposit": str(DEPOSIT),
        "buyer": BUYER,
    }
    return {key: value for key, value in {**plain, **changes}.items() if value is not None}


def hand_in(desk: Client, sale: Sale, content: Any, *, proof: bool = True) -> TestResponse:
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    form: dict[str, Any] = {"result": (io.BytesIO(body), "result.json")}
    if proof:
        form["evidence"] = (io.BytesIO(small_pdf("成交确认书")), "proof.pdf")
    return desk.post(
        f"/desk/lots/{sale.lot_no}/venue/import",
        data=form,
        headers={"Accept-Language": "en"},
    )


def test_a_flat_sold_on_a_platform_comes_back_and_runs_on(  # noqa: PLR0915 - a story
    sale: Sale, app: Flask, client: Client
) -> None:
    sale.draft()
    clerk = page(app, "clerk", DRAFTED)
    desk = f"/desk/lots/{sale.lot_no}"
    with clock.stopped_at(DRAFTED):
        clerk.post(f"{desk}/venue", data={"venue": "external", "reason": "申请执行人选择"})
        unnamed = clerk.get(desk)
        named = clerk.post(
            f"{desk}/venue/platform",
            data={
                "name": PLATFORM[0],
                "code": PLATFORM[1],
                "listing_url": "https://platform.example/lots/1",
            },
        )
        early = clerk.get(f"{desk}/venue/package.zip")
    assert "未写明拍卖平台" in unnamed.text
    assert (named.status_code, early.status_code) == (303, 409)
    sale.decide()
    sale.write()
    sale.serve()
    sale.announce()
    out = page(app, "clerk", ANNOUNCED)
    with clock.stopped_at(ANNOUNCED):
        first, again = (out.get(f"{desk}/venue/package.zip") for _ in range(2))
        public = client.get(f"/lots/{sale.lot_no}")
    assert first.data == again.data
    package = zipfile.ZipFile(io.BytesIO(first.data))
    assert set(package.namelist()) == {
        "defects.txt", "instructions.txt", "notice.json", "notice.schema.json", "notice.txt",
        "photographs.csv", "result.schema.json",
    }  # fmt: skip
    plain = json.loads(package.read("notice.json"))
    assert (plain["lot"], plain["start_price"]) == (sale.lot_no, str(START))
    assert "特别提示" not in plain
    assert PLATFORM[0] in public.text
    assert "https://platform.example/lots/1" in public.text
    with pytest.raises(Refusal, match="enrollment_elsewhere"):
        sale.enroll("bidder1")

    sale.tick(OPENS)
    sale.tick(ENDED + timedelta(minutes=1))
    assert sale.lot().state is LotState.OPEN, "nobody here knows how it ended there"
    importing = page(app, "clerk", IMPORTED)
    with clock.stopped_at(IMPORTED):
        done = hand_in(importing, sale, result_file(sale))
        twice = hand_in(importing, sale, result_file(sale))
        other = hand_in(importing, sale, result_file(sale, price=str(SOLD_FOR.fen + 1)))
        sale.tick(IMPORTED)
        shown = client.get(f"/lots/{sale.lot_no}/result")
    assert [a.status_code for a in (done, twice, other)] == [303, 303, 409]
    assert "Another result of this lot is on the record" in other.text
    assert BUYER["name"] in shown.text
    assert BUYER["id_number"] not in shown.text

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
    sale.tick(paid_at + HOUR + timedelta(seconds=2))
    approve_distribution(lot_no=sale.lot_no, actor=sale.judge, at=paid_at + 2 * HOUR)
    sale.delivered(at=paid_at + DAY)

    lot = sale.lot()
    assert lot.state is LotState.SETTLED
    assert total(row.amount for row in queries.list_distribution(lot.id)) == SOLD_FOR
    assert ledger.balance(f"case:{lot.case_number}:funds") == Money.ZERO
    told, inside = names_of(sale), names_of(sale, ":court")
    assert told.count("auction.lot.sold") == told.count("auction.result.recorded") == 1
    assert inside.count("auction.venue.package_taken") == 2
    assert whole_record_holds()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"lot": "L-other"}, "result_of_other_lot"),
        ({"notice_digest": "0" * 64}, "result_of_other_notice"),
        ({"platform": {"name": "别家", "code": "91370000000000000X"}}, "result_of_other_platform"),
        ({"price": str(START.fen - 1)}, "result_below_start"),
        ({"price": None}, "result_price_missing"),
        ({"ended_at": stamp(CLOSES - HOUR)}, "result_before_end"),
        ({"ended_at": stamp(IMPORTED + HOUR)}, "result_in_the_future"),
        ({"deposit": str(DEPOSIT.fen + 1)}, "result_deposit_differs"),
        ({"outcome": "unsold"}, "result_unsold_with_price"),
        ({"extra": 1}, "result_file_unreadable"),
        ({"bids": "41"}, "result_file_unreadable"),
        ({"buyer": {**BUYER, "id_number": "370102198001010001"}}, "result_file_unreadable"),
    ],
)
def test_a_file_that_cannot_be_this_sale_changes_nothing(
    sale: Sale, app: Flask, changes: dict[str, Any], code: str
) -> None:
    on_platform(sale)
    desk = page(app, "clerk", IMPORTED)

    with clock.stopped_at(IMPORTED):
        refused = hand_in(desk, sale, result_file(sale, **changes))

    assert refused.status_code in (409, 422)
    assert _title(code) in refused.text
    assert sale.lot().state is LotState.ANNOUNCED
    assert find_outside_result(sale.lot().id) is None


def _title(code: str) -> str:
    with force_locale("en"):
        return str(REFUSALS[code][0])


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"\xff\xfe", b"{" * 100_000])
def test_what_is_no_result_file_is_said_to_be_none(sale: Sale, app: Flask, content: bytes) -> None:
    on_platform(sale)
    desk = page(app, "clerk", IMPORTED)

    with clock.stopped_at(IMPORTED):
        refused = hand_in(desk, sale, content)

    assert refused.status_code == 422
    assert "This is no result file" in refused.text


def test_a_result_without_its_proof_is_not_taken(sale: Sale, app: Flask) -> None:
    on_platform(sale)
    desk = page(app, "clerk", IMPORTED)

    with clock.stopped_at(IMPORTED):
        refused = hand_in(desk, sale, result_file(sale), proof=False)

    assert refused.status_code == 422
    assert find_outside_result(sale.lot().id) is None


def test_unsold_on_a_platform_goes_on_to_the_same_platform(sale: Sale, app: Flask) -> None:
    on_platform(sale)
    desk = page(app, "clerk", IMPORTED)
    nothing = {"outcome": "unsold", "bids": 0, "bidders": 0, "extensions": 0}
    none = dict.fromkeys(("price", "buyer", "deposit"))

    with clock.stopped_at(IMPORTED):
        taken = hand_in(desk, sale, result_file(sale, **nothing, **none, ended_at=stamp(CLOSES)))
        sale.tick(IMPORTED)
    following = sale.follow(CLOSES + DAY)

    plan = standing_plan(following)
    assert taken.status_code == 303
    assert plan is not None
    assert (plan.platform_name, plan.listing_url) == (PLATFORM[0], None)
    assert whole_record_holds()


def test_the_hall_takes_no_result_from_elsewhere(sale: Sale) -> None:
    sale.opened("bidder1")

    with pytest.raises(Conflict, match="not_sold_elsewhere"):
        record(sale, of_site(sale))


def test_the_share_on_site_is_of_all_offers_announced(sale: Sale) -> None:
    on_platform(sale)

    (row,) = count_by_venue()

    assert (row.year, row.external, row.traditional, row.traditional_share) == (
        2026, 1, 0, "0.00 %",
    )  # fmt: skip


def test_the_proof_is_kept_with_the_case(sale: Sale) -> None:
    on_site(sale)

    record(sale, of_site(sale))

    kept = find_outside_result(sale.lot().id)
    assert kept is not None
    assert media.get_media(kept.evidence_media_id).sha256 == kept.evidence_sha256
    assert media.get_media(kept.evidence_media_id).published_at is None
