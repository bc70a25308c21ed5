"""From the ruling to the keys: the plan, what the public sees, the buyer's papers, the doors."""

import re
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.kernel.clock import clock
from app.kernel.errors import Refusal
from app.trail.queries import entries_of
from auction.queries.agenda import matters_of
from auction.services import ruling
from auction.views.agenda import agenda_of
from auction.views.due_days import due_days
from tests.integration.auction.test_in_kind import (
    RANKED,
    answer_all,
    fee_order,
    offered,
    pay,
    rank,
    rule,
)
from tests.support.people import sign_in
from tests.support.sales import CLOSES, Sale
from tests.support.web import Client

DAY = timedelta(days=1)
PAID = CLOSES + 3 * DAY
#: 2026-04-25 in Shanghai; the handover is due by the end of May 10.
RULED = PAID + DAY
OWNER = "周执行"
BANK = "济南某某银行"


def at_desk(app: Flask, account: str, at: datetime) -> Client:
    with clock.stopped_at(at):
        return sign_in(app, account)


def status(client: Client, url: str) -> int:
    with client.get(url) as answer:
        return answer.status_code


def ruled(sale: Sale) -> Sale:
    sale.paid()
    ruling.rule_sale(lot_no=sale.lot_no, is_unrestricted=True, actor=sale.judge, at=RULED)
    sale.tick(RULED)
    return sale


def taken_in_kind(sale: Sale) -> datetime:
    """Let a bank take the home in kind after a failed round; return when title passed."""
    offered(sale)
    answer_all(sale, BANK)
    ranked = rank(sale)
    pay(sale, BANK, ranked.top_up_order or "", RANKED + DAY)
    with pytest.raises(Refusal):
        rule(sale, RANKED + 2 * DAY)
    pay(sale, BANK, fee_order(sale), RANKED + 2 * DAY)
    rule(sale, RANKED + 3 * DAY)
    sale.tick(RANKED + 3 * DAY)
    return RANKED + 3 * DAY


def test_a_clerk_plans_and_the_public_sees_steps_and_days_without_names(
    sale: Sale, app: Flask, client: Client
) -> None:
    ruled(sale)
    at, later = RULED + DAY, RULED + 9 * DAY
    clerk = at_desk(app, "clerk", at)
    desk = f"/desk/lots/{sale.lot_no}"
    steps = f"{desk}/handover/steps"

    def plan(step: str, due_on: str, **more: str) -> int:
        given = {"step": step, "owner": OWNER, "due_on": due_on, **more}
        return clerk.post(steps, data=given).status_code

    def done(step: str, done_on: str, **more: str) -> int:
        given = {"step": step, "done_on": done_on, **more}
        return clerk.post(f"{steps}/done", data=given).status_code

    with clock.stopped_at(at):
        planned = [
            plan("inspection", "2026-04-27"),
            plan("inspection", "2026-04-28"),
            plan("president_notice", "2026-04-30"),
            plan("clearance", "2026-05-11"),
            plan("clearance", "2026-05-11", late_reason="承租人提出异议，尚在审查。"),
            plan("keys", "2026-04-25"),
            plan("keys", "2026-05-10", owner=" "),
            plan("keys", "2026-05-10"),
        ]
        unplanned = done("meters", "2026-04-26")
        forced = done("clearance", "2026-04-26")
        looked = done("inspection", "2026-04-26")
        twice = done("inspection", "2026-04-26")
        without = done("president_notice", "2026-04-26")
        noticed = done("president_notice", "2026-04-26", leave_until="2026-05-03")
        page = clerk.get(f"{desk}/delivery").text
    clerk = at_desk(app, "clerk", later)
    with clock.stopped_at(later):
        cleared = done("clearance", "2026-05-03"), done("clearance", "2026-05-04")
    past = RULED + 16 * DAY
    with clock.stopped_at(past):
        public = client.get(f"/lots/{sale.lot_no}").text
    with app.test_request_context(headers={"Accept-Language": "en"}):
        (matters,) = matters_of([sale.lot()])
        late = [one.what for one in agenda_of(matters, past).due if one.is_late]

    assert planned == [303, 303, 303, 422, 303, 422, 422, 303]
    assert (unplanned, forced, looked, twice) == (404, 409, 303, 409)
    assert (without, noticed) == (422, 303)
    assert OWNER in page
    assert cleared == (409, 303)
    assert OWNER not in public
    assert "院长签发的限期迁出公告" in public
    assert "限期迁出至" in public
    assert "承租人提出异议" in public
    assert "已逾期" in public
    assert set(late) == {"The property changes hands", "Hand over the keys or the thing"}
    facts = [entry.payload for entry in entries_of(f"lot:{sale.lot_no}")]
    assert OWNER not in str(facts)


def test_the_buyer_finds_every_paper_for_the_register_and_downloads_the_courts(
    sale: Sale, app: Flask
) -> None:
    ruled(sale)
    at = RULED + DAY
    buyer, rival, clerk = (at_desk(app, who, at) for who in ("bidder1", "bidder2", "clerk"))
    address = f"/lots/{sale.lot_no}/registration"
    service = f"/desk/lots/{sale.lot_no}/registration/assistance"

    with clock.stopped_at(at):
        before = buyer.get(address).text
        ahead = clerk.post(
            service, data={"office": "济南市不动产登记中心", "served_on": "2026-04-28"}
        )
        served = clerk.post(
            service, data={"office": "济南市不动产登记中心", "served_on": "2026-04-26"}
        )
        page = buyer.get(address)
        of_court = clerk.get(address)
        foreign = rival.get(address)
        files = re.findall(r'href="(/papers/[^"]+/file\.pdf)"', page.text)
        downloads = [status(buyer, url) for url in files]
        kept_from_rival = [status(rival, url) for url in files]
        linked = buyer.get(f"/lots/{sale.lot_no}").text

    assert "尚未送达登记机构" in before
    assert "契税完税或者减免税凭证" in before
    assert (ahead.status_code, served.status_code) == (422, 303)
    assert "济南市不动产登记中心" in page.text
    assert "不动产登记机构" in page.text
    assert (of_court.status_code, foreign.status_code) == (200, 404)
    # Ruling and notice to assist for the buyer; the confirmation is everybody's.
    assert downloads == [200, 200, 200]
    assert sorted(kept_from_rival) == [200, 404, 404]
    assert address in linked


def test_the_page_of_a_lot_says_who_may_object_to_what_and_by_when(
    sale: Sale, client: Client
) -> None:
    sale.announced()
    page = client.get(f"/lots/{sale.lot_no}").text

    assert 'id="doors"' in page
    for said in (
        "民事诉讼法 第236条",
        "民事诉讼法 第238条",
        "法释〔2016〕18号 第36条",
        "15 日内审查处理",
        "10 日内向上一级法院申请复议",
        "收到之日起 5 日内",
    ):
        assert said in page
    assert "请求撤销拍卖" not in page


def test_what_a_creditor_took_in_kind_is_planned_and_handed_over_as_well(
    sale: Sale, app: Flask, client: Client
) -> None:
    ruled_at = taken_in_kind(sale)
    at, past = ruled_at + DAY, ruled_at + 17 * DAY
    desk = f"/desk/lots/{sale.lot_no}"
    # Ruled on 2026-05-06 in Shanghai: the handover is due by the end of the 21st.
    clerk = at_desk(app, "clerk", at)

    with clock.stopped_at(at):
        offer = clerk.get(f"{desk}/after").text
        desk_before = clerk.get("/desk").text
        given = {"step": "keys", "owner": OWNER, "due_on": "2026-05-20"}
        planned = clerk.post(f"{desk}/handover/steps", data=given).status_code
        page = clerk.get(f"{desk}/delivery").text
    with app.test_request_context(headers={"Accept-Language": "en"}), clock.stopped_at(past):
        (matters,) = matters_of([sale.lot()])
        late = {one.what for one in agenda_of(matters, past).due if one.is_late}
        overdue = client.get(f"/lots/{sale.lot_no}").text
    clerk = at_desk(app, "clerk", past)
    with clock.stopped_at(past):
        early = clerk.post(
            f"{desk}/handover/steps/done", data={"step": "keys", "done_on": "2026-05-05"}
        ).status_code
        done = clerk.post(
            f"{desk}/handover/steps/done", data={"step": "keys", "done_on": "2026-05-23"}
        ).status_code
        public = client.get(f"/lots/{sale.lot_no}").text
        closed = clerk.get(f"{desk}/delivery").text
        desk_after = clerk.get("/desk").text
    (after,) = matters_of([sale.lot()])

    assert f'href="{desk}/delivery"' in offer
    assert f'href="{desk}/delivery"' in desk_before
    assert planned == 303
    assert "从裁定到财产交付承受人" in page
    assert OWNER in page
    assert late == {"The property changes hands", "Hand over the keys or the thing"}
    assert "已逾期" in overdue
    assert (early, done) == (422, 303)
    assert "已逾期" not in public
    assert OWNER not in public
    assert "/handover/steps" not in closed
    assert f'href="{desk}/delivery"' not in desk_after
    assert [one for one in due_days(after, past) if one.code == "lot_handover"] == []
