"""A machine announced for an auction on site, a flat announced on a listed platform."""

import io
import json
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import update
from werkzeug.test import TestResponse

from app.kernel.clock import clock
from app.kernel.facts import Audience, stamp
from app.kernel.money import Money
from app.store import db, unit_of_work
from app.trail.queries import entries_of
from auction import queries
from auction.checks import QUERIES, breaches_of
from auction.rules.venues import ResultGiven
from auction.services import drafting, venues
from auction.services.outside_results import record_result
from auction.vocabulary import Outcome, TraditionalGround, Venue
from registry.models import Asset
from registry.seeds import seed_draw
from registry.vocabulary import AgencyField, AgencyKind, AssetNature
from tests.support.appraisals import small_pdf
from tests.support.people import sign_in
from tests.support.sales import (
    CLOSES,
    DEPOSIT,
    DRAFTED,
    OPENS,
    START,
    STEP,
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


def page(app: Flask, account: str, at: Any) -> Client:
    """Return a client of somebody who signed in at a moment."""
    with clock.stopped_at(at):
        return sign_in(app, account)


def names_of(sale: Sale, stream: str = "") -> list[str]:
    """Return the names of the facts in the public stream of a lot, or in another of its own."""
    audience = Audience.COURT if stream else Audience.PUBLIC
    entries = entries_of(f"lot:{sale.lot_no}{stream}", audience=audience, limit=200)
    return [entry.name for entry in entries]


def whole_record_holds() -> bool:
    """Say whether every invariant of the sale holds."""
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
    """Choose a venue."""
    drafting.choose_venue(
        lot_no=sale.lot_no, venue=venue, reason="合议庭决定", actor=sale.clerk, at=DRAFTED
    )


def ask(sale: Sale, **changes: Any) -> None:
    """Ask for an auction on site."""
    given: dict[str, Any] = {
        "ground": TraditionalGround.UNFIT_FOR_ONLINE,
        "reason": REASON,
        "place": "济南市历下区解放路100号三楼拍卖厅",
        "is_ship": False,
        "committee": "",
        "actor": sale.clerk,
        "at": DRAFTED,
    }
    venues.ask_traditional(lot_no=sale.lot_no, **{**given, **changes})


def approve(sale: Sale, **changes: Any) -> None:
    """Approve it as another judge."""
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
    """Return the form of minutes as a clerk fills it in."""
    given = {
        "outcome": "sold",
        "ended_at": "2026-04-20T13:00",
        "price": PRICE.yuan,
        "paddle": changes.get("paddle") or sale.paddle("bidder1"),
        "commission": "72000.00",
        "bids": "7",
        "bidders": "2",
        "minutes": MINUTES,
        "evidence": (io.BytesIO(small_pdf("拍卖笔录")), "minutes.pdf"),
    }
    return {**given, **changes}


def of_site(sale: Sale, **changes: Any) -> ResultGiven:
    """Return the result of an auction on site."""
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
    """Record a result by the service."""
    proof: dict[str, Any] = {"evidence": small_pdf("拍卖笔录"), "filename": "m.pdf"}
    record_result(lot_no=sale.lot_no, given=given, actor=sale.clerk, at=at, **{**proof, **changes})


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


def result_file(sale: Sale, **changes: Any) -> dict[str, Any]:
    """Return the file that a platform hands back; what is None is left out."""
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
    """Hand a result file in, with its proof."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    form: dict[str, Any] = {"result": (io.BytesIO(body), "result.json")}
    if proof:
        form["evidence"] = (io.BytesIO(small_pdf("成交确认书")), "proof.pdf")
    return desk.post(
        f"/desk/lots/{sale.lot_no}/venue/import",
        data=form,
        headers={"Accept-Language": "en"},
    )
