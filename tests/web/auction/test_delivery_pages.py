"""The desk from the price to the handover, and of a debtor who may sell it himself."""

from datetime import datetime, timedelta

from flask import Flask

from app.kernel.clock import clock
from auction.vocabulary import LotState
from tests.support.people import sign_in
from tests.support.sales import CLOSES, START, Sale
from tests.support.web import Client

DAY = timedelta(days=1)
PAID = CLOSES + 3 * DAY


def at_desk(app: Flask, account: str, at: datetime) -> Client:
    with clock.stopped_at(at):
        return sign_in(app, account)


def test_a_judge_rules_and_a_clerk_hands_over(sale: Sale, app: Flask, client: Client) -> None:
    sale.paid()
    at = PAID + DAY
    judge, clerk = at_desk(app, "judge", at), at_desk(app, "clerk", at)
    desk = f"/desk/lots/{sale.lot_no}"

    with clock.stopped_at(at):
        editor = judge.get(desk)
        tasks = judge.get("/desk")
        refused = judge.post(f"{desk}/ruling", headers={"Accept-Language": "en"})
        forbidden = clerk.post(f"{desk}/ruling", data={"is_unrestricted": "yes"})
        ruled = judge.post(f"{desk}/ruling", data={"is_unrestricted": "yes"})
        sale.tick(at)
        page = clerk.get(f"{desk}/delivery")
        early = clerk.post(
            f"{desk}/handover",
            data={"handed_over_at": "2026-04-20T10:00", "reason": "钥匙当场移交买受人"},
        )
        handed = clerk.post(
            f"{desk}/handover",
            data={"handed_over_at": "2026-04-25T10:00", "reason": "钥匙当场移交买受人"},
        )
        public = client.get(f"/lots/{sale.lot_no}")

    assert f"{desk}/delivery" in editor.text
    assert f"{desk}/delivery" in tasks.text
    assert "Whether the buyer may own this home is not settled" in refused.text
    assert (refused.status_code, forbidden.status_code, ruled.status_code) == (409, 403, 303)
    assert "成交裁定书" in page.text
    assert "协助执行通知书" in page.text
    assert (early.status_code, handed.status_code) == (422, 303)
    assert "第27条" in early.text
    assert "已成交并交付" in public.text
    assert sale.lot().state is LotState.HANDED_OVER


def test_a_judge_lets_the_debtor_sell_and_ends_it(sale: Sale, app: Flask, client: Client) -> None:
    sale.failed()
    at = CLOSES + DAY
    judge = at_desk(app, "judge", at)
    desk = f"/desk/lots/{sale.lot_no}"
    given = {"days": "30", "reason": "被执行人申请自行处置"}

    with clock.stopped_at(at):
        page = judge.get(f"{desk}/after")
        low = judge.post(f"{desk}/self-disposal", data={**given, "price": START.yuan})
        allowed = judge.post(f"{desk}/self-disposal", data={**given, "price": "1600000.00"})
        public = client.get(f"/lots/{sale.lot_no}")
        open_page = judge.get(f"{desk}/after")
        lapsed = judge.post(f"{desk}/self-disposal/lapse")

    assert "准许自行处置" in page.text
    assert (low.status_code, allowed.status_code, lapsed.status_code) == (422, 303, 303)
    assert "自行处置价格过低" in low.text
    assert "流拍，准许被执行人自行处置" in public.text
    assert "价款已交法院" in open_page.text
    assert sale.lot().state is LotState.UNSOLD
