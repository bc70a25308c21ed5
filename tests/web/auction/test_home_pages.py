"""A home under purchase limits through the pages: mark, promise, proofs, judgement, ruling."""

from datetime import timedelta
from io import BytesIO
from typing import Any

from flask import Flask

from app.kernel.clock import clock
from auction.models import PurchaseProof
from auction.rules.closing import DRAIN
from auction.services import enrolling
from auction.services.confirming import balance_reference
from auction.vocabulary import LotState, SpecialPrompt
from tests.support.appraisals import small_pdf
from tests.support.homes import LIMIT, newcomer
from tests.support.people import sign_in
from tests.support.sales import ANNOUNCED, CLOSES, DRAFTED, OPENS, START, Sale
from tests.support.web import Client

DAY = timedelta(days=1)
BEFORE = OPENS - 2 * DAY
PAID = CLOSES + 3 * DAY


def at_desk(app: Flask, account: str, at: Any) -> Client:
    with clock.stopped_at(at):
        return sign_in(app, account)


def given(first: str, last: str, content: bytes | None = None) -> dict[str, Any]:
    file = (BytesIO(small_pdf() if content is None else content), "proof.pdf")
    return {"covers_from": first, "covers_until": last, "paper": file}


def proofs() -> list[int]:
    return [row.id for row in PurchaseProof.query.order_by(PurchaseProof.id)]


def test_a_buyer_promises_proves_and_is_ruled_the_home(app: Flask, sale: Sale) -> None:
    sale.ready()
    clerk = at_desk(app, "clerk", DRAFTED)
    desk, lot = f"/desk/lots/{sale.lot_no}", f"/lots/{sale.lot_no}"
    form = {
        "accepted": [prompt.value for prompt in SpecialPrompt],
        "has_capacity": "yes",
        "notice_version": "1",
    }

    with clock.stopped_at(DRAFTED):
        marked = clerk.post(f"{desk}/purchase-limit", data={"limit": LIMIT})
        preview = clerk.get(f"{desk}/preview").text
    sale.announce(ANNOUNCED)
    for account in ("buyer", "rival"):
        newcomer(sale, account)
    buyer, rival, judge = (at_desk(app, who, BEFORE) for who in ("buyer", "rival", "judge"))
    with clock.stopped_at(BEFORE):
        asked = buyer.get(f"{lot}/enroll").text
        without = buyer.post(f"{lot}/enroll", data=form)
        early = buyer.post(f"{lot}/qualification/proofs", data=given("2026-04-01", "2026-04-18"))
        enrolled = [
            who.post(f"{lot}/enroll", data={**form, "promises": "yes"}) for who in (buyer, rival)
        ]
        hostile = buyer.post(
            f"{lot}/qualification/proofs", data=given("2026-04-01", "2026-04-18", b"MZ not paper")
        )
        ahead = buyer.post(f"{lot}/qualification/proofs", data=given("2026-04-18", "2026-04-19"))
        kept = buyer.post(f"{lot}/qualification/proofs", data=given("2026-04-01", "2026-04-18"))
        (first,) = proofs()
        foreign = rival.get(f"{lot}/qualification/proofs/{first}.pdf")
        own = buyer.get(f"{lot}/qualification/proofs/{first}.pdf")
        sealed = judge.get(f"{desk}/qualification")
        peeked = judge.get(f"{desk}/qualification/proofs/{first}.pdf")
    for account in ("buyer", "rival"):
        paddle_of(sale, account)
    sale.tick(OPENS)
    sale.bid("buyer", START.fen, OPENS + timedelta(hours=1))
    sale.tick(CLOSES + DRAIN)
    sale.pay("buyer", balance_reference(sale.lot_no), PAID)
    sale.tick(PAID + timedelta(seconds=2))

    at = PAID + DAY
    buyer, rival, judge, clerk = (
        at_desk(app, who, at) for who in ("buyer", "rival", "judge", "clerk")
    )
    with clock.stopped_at(at):
        unproven = judge.post(f"{desk}/ruling", data={"is_unrestricted": "yes"})
        page = judge.get(f"{desk}/qualification").text
        by_clerk = clerk.post(
            f"{desk}/qualification/proofs/{first}",
            data={"accepts": "true", "reason": "材料齐全。"},
        )
        silent = judge.post(f"{desk}/qualification/proofs/{first}", data={"accepts": "false"})
        refused = judge.post(
            f"{desk}/qualification/proofs/{first}",
            data={"accepts": "false", "reason": "社保缴费记录中断。"},
        )
        still = judge.post(f"{desk}/proof", data={"reason": "购房资格证明已审核"})
        told = buyer.get(f"{lot}/qualification").text
        loser = rival.post(f"{lot}/qualification/proofs", data=given("2026-04-01", "2026-04-24"))
        again = buyer.post(f"{lot}/qualification/proofs", data=given("2026-04-01", "2026-04-24"))
        second = proofs()[-1]
        accepted = judge.post(
            f"{desk}/qualification/proofs/{second}",
            data={"accepts": "true", "reason": "社保缴费记录完整。"},
        )
        twice = judge.post(
            f"{desk}/qualification/proofs/{second}",
            data={"accepts": "false", "reason": "社保缴费记录中断。"},
        )
        hasty = judge.post(f"{desk}/ruling", data={"is_unrestricted": "yes"})
        proven = judge.post(f"{desk}/proof", data={"reason": "购房资格证明已审核"})
        ruled = judge.post(f"{desk}/ruling")
        late = buyer.post(f"{lot}/qualification/proofs", data=given("2026-04-01", "2026-04-25"))

    assert marked.status_code == 303
    assert "本标的物受房产所在地限购政策约束" in preview
    assert LIMIT in asked
    assert "法释〔2021〕18号 第2条" in asked
    assert "拍卖行为无效" in asked
    assert without.status_code == 422
    assert "缺少具备购房资格的承诺" in without.text
    assert "第1条" in without.text
    assert early.status_code == 409
    assert [answer.status_code for answer in enrolled] == [303, 303]
    assert (hostile.status_code, ahead.status_code, kept.status_code) == (422, 422, 303)
    assert foreign.status_code == 404
    assert own.data.startswith(b"%PDF-")
    assert (sealed.status_code, peeked.status_code) == (403, 403)
    assert unproven.status_code == 409
    assert "2026-04-18" in unproven.text
    assert "岚山鹭洲0" in page
    assert "岚山鹭洲1" not in page
    assert (by_clerk.status_code, silent.status_code, refused.status_code) == (403, 422, 303)
    assert still.status_code == 409
    assert "社保缴费记录中断。" in told
    assert (loser.status_code, again.status_code) == (409, 303)
    assert (accepted.status_code, twice.status_code) == (303, 409)
    assert (hasty.status_code, proven.status_code, ruled.status_code) == (409, 303, 303)
    assert late.status_code == 409
    assert sale.lot().state is LotState.RULED


def paddle_of(sale: Sale, account: str) -> str:
    """Pay the deposit of somebody who enrolled."""
    _, enrollment = enrolling.own_enrollment(lot_no=sale.lot_no, actor=sale.bidders[account][0])
    assert enrollment.deposit_reference is not None
    sale.pay(account, enrollment.deposit_reference, BEFORE)
    return sale.paddle(account)
