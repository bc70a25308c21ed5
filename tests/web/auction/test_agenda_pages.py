"""The judge's page of one lot and the view over all: what is due, to decide, at risk."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event

from app.kernel.clock import clock
from app.kernel.permissions import Role
from app.store import db
from auction.queries.agenda import Matters, list_unfinished, matters_of
from auction.services import suspension
from auction.views.agenda import Agenda, agenda_of
from tests.support.people import make_person, sign_in
from tests.support.sales import CLOSES, DRAFTED, OPENS, Sale
from tests.support.web import Client

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def agenda(sale: Sale, app: Flask, at: datetime) -> Agenda:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        (matters,) = matters_of([sale.lot()])
        return agenda_of(matters, at)


def words(found: Agenda) -> tuple[list[str], list[str], list[str]]:
    return (
        [one.what for one in found.due],
        [one.what for one in found.decisions],
        [one.what for one in found.risks],
    )


def judge_at(app: Flask, at: datetime) -> Client:
    with clock.stopped_at(at):
        return sign_in(app, "judge")


def test_a_draft_waits_for_the_panel_and_tells_until_when_its_price_is_valid(
    sale: Sale, app: Flask
) -> None:
    sale.draft()

    found = agenda(sale, app, DRAFTED)
    outdated = agenda(sale, app, DRAFTED + 800 * DAY)

    assert words(found) == (
        ["The reference price runs out"],
        ["The panel decides its five matters"],
        [],
    )
    assert not found.is_late
    assert outdated.is_late
    assert outdated.risks[0].is_grave


def test_a_running_sale_without_a_deposit_is_at_risk_and_one_that_rests_waits(
    sale: Sale, app: Flask
) -> None:
    sale.opened()
    at = OPENS + HOUR
    running = agenda(sale, app, at)
    suspension.suspend_lot(lot_no=sale.lot_no, reason="经审查，理由成立。", actor=sale.judge, at=at)
    resting = agenda(sale, app, at + 2 * DAY)
    suspension.end_halt_cause(
        lot_no=sale.lot_no, ended_on=(at + DAY).date(), actor=sale.judge, at=at + 2 * DAY
    )
    ended = agenda(sale, app, at + 8 * DAY)

    assert words(running) == (["Bidding closes"], [], ["Nobody has paid a deposit yet"])
    assert words(resting) == (
        [],
        ["Let the sale go on, or take it back"],
        ["It stands still for 2 days, and no end of the cause is noted"],
    )
    assert words(ended) == (["The sale goes on"], ["Let the sale go on, or take it back"], [])
    assert ended.is_late
    assert ended.due[0].citation.article == "第28条"


def test_a_sale_goes_from_balance_to_ruling_to_handover_or_to_a_default(
    sale: Sale, app: Flask
) -> None:
    sale.sold()
    due_at = sale.settlement().due_at
    owing = agenda(sale, app, due_at - HOUR)
    overdue = agenda(sale, app, due_at)

    assert words(owing) == (["The price is paid in full"], [], [])
    assert words(overdue) == (["The price is paid in full"], ["Rule the default of the buyer"], [])
    assert overdue.is_late


def test_a_paid_sale_waits_for_its_ruling_and_its_plan(sale: Sale, app: Flask) -> None:
    sale.paid()
    found = agenda(sale, app, CLOSES + 3 * DAY)

    due, decisions, _ = words(found)
    assert due == ["The ruling is served"]
    assert decisions[0] == "Make and serve the ruling"
    assert found.due[0].citation.article == "第20条"


def test_a_failed_round_tells_by_when_the_next_notice_is_out(sale: Sale, app: Flask) -> None:
    sale.failed()
    found = agenda(sale, app, CLOSES + HOUR)

    assert words(found) == (
        ["The next notice is published"],
        ["Ask the creditors whether they take it"],
        [],
    )
    assert sale.lot() in list_unfinished(sale.lot().court_id, 10)

    first = sale.lot_no
    sale.follow(CLOSES + DAY)
    left = [lot.no for lot in list_unfinished(sale.lot().court_id, 10)]
    assert first not in left
    assert sale.lot_no in left


@pytest.mark.parametrize("show", ["", "late", "decide", "risk"])
def test_the_view_over_all_lots_sorts_them_by_what_they_want(
    sale: Sale, app: Flask, show: str
) -> None:
    sale.sold()
    at = sale.settlement().due_at + DAY
    judge = judge_at(app, at)

    with clock.stopped_at(at):
        page = judge.get(f"/desk/agenda?show={show}")
        one = judge.get(f"/desk/lots/{sale.lot_no}/agenda")
        wrong = judge.get("/desk/agenda?show=everything")

    assert page.status_code == 200
    assert (sale.lot_no in page.text) is (show != "risk")
    assert ("mc-tag--danger" in page.text) is (show != "risk")
    assert "裁定买受人悔拍" in one.text
    assert "法释〔2016〕18号 第24条第1款" in one.text
    assert "成交确认书" in one.text
    assert wrong.status_code == 422


def test_the_pages_are_for_judges_of_the_court_alone(sale: Sale, app: Flask) -> None:
    sale.announced()
    at = OPENS - HOUR
    other = make_person("judge9", Role.JUDGE, court_id=sale.lot().court_id + 1)
    with clock.stopped_at(at):
        stranger = sign_in(app, "judge9")
        clerk = sign_in(app, "clerk")
        answers = [
            stranger.get(f"/desk/lots/{sale.lot_no}/agenda").status_code,
            clerk.get(f"/desk/lots/{sale.lot_no}/agenda").status_code,
            clerk.get("/desk/agenda").status_code,
        ]
        page = stranger.get("/desk/agenda")

    assert other.court_id != sale.lot().court_id
    assert answers == [403, 403, 403]
    assert sale.lot_no not in page.text


def test_many_lots_are_read_in_as_many_queries_as_one(sale: Sale, app: Flask) -> None:
    sale.announced()

    def queries(lots: int) -> int:
        asked: list[str] = []

        def note(*given: object) -> None:
            asked.append(str(given[2]))

        lot = sale.lot()
        event.listen(db.engine, "before_cursor_execute", note)
        found: list[Matters] = matters_of([lot] * lots)
        event.remove(db.engine, "before_cursor_execute", note)
        assert len(found) == lots
        return len(asked)

    assert queries(1) == queries(50) == 10
