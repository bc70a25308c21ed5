"""The page after an offer that brought no buyer: what is due, who may do it, what is refused."""

from datetime import timedelta

from flask import Flask

from app.kernel.clock import clock
from auction import queries
from auction.vocabulary import LotState, Round
from tests.support.people import sign_in
from tests.support.sales import (
    CLOSES,
    SECOND_ANNOUNCED,
    SECOND_CLOSES,
    SECOND_DRAFTED,
    SECOND_OPENS,
    SECOND_START,
    Sale,
)
from tests.support.web import Client

DAY = timedelta(days=1)


def at_desk(app: Flask, account: str) -> Client:
    with clock.stopped_at(SECOND_DRAFTED):
        return sign_in(app, account)


def test_a_clerk_drafts_the_second_auction_from_the_page(sale: Sale, app: Flask) -> None:
    sale.failed()
    first = sale.lot_no
    clerk = at_desk(app, "clerk")

    with clock.stopped_at(SECOND_DRAFTED):
        page = clerk.get(f"/desk/lots/{first}/after")
        tasks = clerk.get("/desk")
        answer = clerk.post(f"/desk/lots/{first}/following")
        following = queries.find_following_lot(sale.lot())
        assert following is not None
        draft = clerk.get(f"/desk/lots/{following.no}")
        after = clerk.get(f"/desk/lots/{first}/after")

    assert page.status_code == 200
    assert "2026年5月21日" in page.text
    assert f"/desk/lots/{first}/after" in tasks.text
    assert answer.location.endswith(f"/desk/lots/{following.no}")
    assert (following.round, draft.status_code) == (Round.SECOND, 200)
    assert following.no in after.text


def test_a_sell_off_before_the_creditors_were_asked_is_refused_on_the_page(
    sale: Sale, app: Flask
) -> None:
    sale.second_failed()
    clerk = at_desk(app, "clerk")

    with clock.stopped_at(SECOND_CLOSES + DAY):
        refused = clerk.post(f"/desk/lots/{sale.lot_no}/following")
        english = clerk.post(
            f"/desk/lots/{sale.lot_no}/following", headers={"Accept-Language": "en"}
        )
        asked = clerk.post(f"/desk/lots/{sale.lot_no}/offer")
        page = clerk.get(f"/desk/lots/{sale.lot_no}/after")

    assert refused.status_code == 409
    assert "尚未征询债权人" in refused.text
    assert "法明传〔2017〕455号" in refused.text
    assert "The creditors were not asked yet" in english.text
    assert asked.status_code == 303
    assert sale.lot().state is LotState.IN_KIND_OFFERED
    assert "file.pdf" in page.text


def test_only_a_judge_excuses_a_delay(sale: Sale, app: Flask) -> None:
    sale.failed().follow(SECOND_DRAFTED)
    opens_at = CLOSES + 40 * DAY
    sale.prepare(SECOND_DRAFTED, opens_at, opens_at + DAY, start_price=SECOND_START)
    clerk, judge = at_desk(app, "clerk"), at_desk(app, "judge")
    path = f"/desk/lots/{sale.lot_no}/delay"

    with clock.stopped_at(SECOND_ANNOUNCED):
        refused = clerk.post(path, data={"reason": "异议审查期间超过三十日"})
        given = judge.post(path, data={"reason": "异议审查期间超过三十日"})
        page = judge.get(f"/desk/lots/{sale.lot_no}")

    assert (refused.status_code, given.status_code) == (403, 303)
    assert "异议审查期间超过三十日" in page.text
    assert "2026-05-21" not in page.text


def test_the_panel_of_a_second_auction_begins_with_the_price_after_the_cut(
    sale: Sale, app: Flask
) -> None:
    sale.failed().follow(SECOND_DRAFTED)
    judge = at_desk(app, "judge")

    with clock.stopped_at(SECOND_DRAFTED):
        page = judge.get(f"/desk/lots/{sale.lot_no}/panel")

    assert page.status_code == 200
    assert SECOND_START.yuan in page.text


def test_the_public_page_lists_the_offers_of_an_asset(
    sale: Sale, app: Flask, client: Client
) -> None:
    sale.second_failed()
    first = queries.list_offers_of_asset(sale.lot())[0].no

    with clock.stopped_at(SECOND_OPENS + 2 * DAY):
        page = client.get(f"/lots/{sale.lot_no}")

    assert f'href="/lots/{first}"' in page.text
    assert "流拍" in page.text
