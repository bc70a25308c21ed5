"""A creditor answers on its own page; the court ranks, and ends what nobody takes."""

from datetime import timedelta

from flask import Flask

from app.kernel.clock import clock
from auction import queries
from auction.services import offering
from auction.vocabulary import LotState
from tests.support.people import make_person, sign_in
from tests.support.sales import CLOSES, Sale
from tests.support.shares import party_named, with_creditors
from tests.support.web import Client

DAY = timedelta(days=1)
ASKED = CLOSES + DAY


def at_desk(app: Flask, account: str) -> Client:
    with clock.stopped_at(ASKED):
        return sign_in(app, account)


def test_a_creditor_takes_it_and_the_court_calls_it(sale: Sale, app: Flask) -> None:
    with_creditors(sale).failed()
    offering.ask_creditors(lot_no=sale.lot_no, actor=sale.clerk, at=ASKED)
    bank, clerk = at_desk(app, "creditor91"), at_desk(app, "clerk")
    desk = f"/desk/lots/{sale.lot_no}"

    with clock.stopped_at(ASKED):
        tasks = bank.get("/desk")
        page = bank.get("/my/offers")
        answered = bank.post(f"/my/offers/{sale.lot_no}", data={"answer": "yes"})
        early = clerk.post(f"{desk}/offer/rank", data={"days": "10"})
        for name in ("王芳", "济南某某商贸"):
            clerk.post(
                f"{desk}/offer/answers",
                data={"party_id": str(party_named(sale, name)), "answer": "no"},
            )
        after = clerk.get(f"{desk}/after")
        ranked = clerk.post(f"{desk}/offer/rank", data={"days": "10"})
        turn = bank.get("/my/offers")
        judge = at_desk(app, "judge")
        ruled = judge.post(f"{desk}/offer/ruling", data={"is_unrestricted": "yes"})

    assert "/my/offers" in tasks.text
    assert sale.lot_no in page.text
    assert (answered.status_code, early.status_code, ranked.status_code) == (303, 409, 303)
    assert "债权人仍可答复" in early.text
    assert "排定顺序并通知第一顺位" in after.text
    assert "轮到您承受" in turn.text
    assert ruled.status_code == 409
    assert "尚未补交差额" in ruled.text
    offer = queries.find_open_offer(sale.lot().id)
    assert offer is not None
    assert offer.assignee_id == party_named(sale, "济南某某银行")


def test_anybody_fetches_the_lots_among_equals(sale: Sale, app: Flask, client: Client) -> None:
    with_creditors(sale).failed()
    offering.ask_creditors(lot_no=sale.lot_no, actor=sale.clerk, at=ASKED)
    clerk, bank = at_desk(app, "clerk"), at_desk(app, "creditor91")
    path = f"/lots/{sale.lot_no}/lots.json"

    with clock.stopped_at(ASKED):
        before = client.get(path)
        bound = bank.get("/my/offers")
        for name in ("济南某某银行", "王芳", "济南某某商贸"):
            clerk.post(
                f"/desk/lots/{sale.lot_no}/offer/answers",
                data={
                    "party_id": str(party_named(sale, name)),
                    "answer": "no" if name == "济南某某银行" else "yes",
                    "figure": name[-2:],
                },
            )
        clerk.post(f"/desk/lots/{sale.lot_no}/offer/rank", data={"days": "10"})
        drawn = client.get(path)
        desk = clerk.get(f"/desk/lots/{sale.lot_no}/after")
        none = client.get(f"{path}?draw=2")

    assert (before.status_code, drawn.status_code, none.status_code) == (404, 200, 404)
    assert drawn.json["result"]["commit"] in bound.text
    assert len(drawn.json["input"]["party"]) == 2
    assert path in desk.text


def test_a_stranger_finds_nothing_to_take(sale: Sale, app: Flask) -> None:
    with_creditors(sale).failed()
    offering.ask_creditors(lot_no=sale.lot_no, actor=sale.clerk, at=ASKED)
    make_person("stranger")
    stranger = at_desk(app, "stranger")

    with clock.stopped_at(ASKED):
        page = stranger.get("/my/offers")
        refused = stranger.post(f"/my/offers/{sale.lot_no}", data={"answer": "yes"})

    assert sale.lot_no not in page.text
    assert refused.status_code == 403
    assert queries.list_answers(1) == []


def test_a_judge_alone_gives_it_back_and_not_before_the_sell_off(sale: Sale, app: Flask) -> None:
    sale.failed()
    judge, clerk = at_desk(app, "judge"), at_desk(app, "clerk")
    desk = f"/desk/lots/{sale.lot_no}"

    with clock.stopped_at(ASKED):
        forbidden = clerk.post(f"{desk}/return", data={"reason": "无人接受抵债"})
        refused = judge.post(
            f"{desk}/return", data={"reason": "无人接受抵债"}, headers={"Accept-Language": "en"}
        )

    assert (forbidden.status_code, refused.status_code) == (403, 409)
    assert "Another round still follows" in refused.text
    assert sale.lot().state is LotState.UNSOLD
