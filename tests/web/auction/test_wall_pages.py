"""The wall as a judge and an inspector use it: tiles, one lot large, two presses to stop a sale."""

import re
from datetime import timedelta

import pytest
from flask import Flask

from app.kernel.clock import clock
from app.kernel.permissions import Role
from app.store import unit_of_work
from auction import queries
from auction.vocabulary import LotAction, LotState
from tests.support.people import make_person, sign_in
from tests.support.sales import OPENS, START, STEP, Sale
from tests.support.web import Client

AT = OPENS + timedelta(hours=3)
READY = "出价情况异常，需要核实。"


def at_wall(app: Flask, account: str) -> Client:
    with clock.stopped_at(AT):
        return sign_in(app, account)


def running(sale: Sale) -> str:
    sale.opened("bidder1", "bidder2")
    sale.bid("bidder1", START.fen, OPENS + timedelta(hours=1))
    sale.bid("bidder2", START.fen + STEP.fen, OPENS + timedelta(hours=1, seconds=1))
    return sale.lot_no


def test_a_judge_reads_price_paddle_and_bids_and_no_name(sale: Sale, app: Flask) -> None:
    no = running(sale)
    judge = at_wall(app, "judge")

    with clock.stopped_at(AT):
        page = judge.get("/wall").text
        large = judge.get(f"/wall?lot={no}").text
        desk = judge.get("/desk").text

    assert 'href="/wall"' in desk
    for text in (page, large):
        assert "1,550,000.00" in text
        assert sale.paddle("bidder2") in text
        assert sale.bidders["bidder1"][0].name not in text
        assert "bidder1" not in text
    assert "值守大屏" in page
    assert "平台运行状况" in page
    assert "实时事件" in large
    assert 'data-act="suspend"' in large


def test_the_head_of_the_wall_names_each_check_and_says_in_words_how_it_is(
    sale: Sale, app: Flask
) -> None:
    with clock.stopped_at(AT):
        page = sign_in(app, "judge").get("/wall").text

    health = page[page.index("data-health") :].split("</ul>")[0]
    assert re.search(r"数据库<span class=\"visually-hidden\">: 正常</span>", health)
    # Nobody has beaten the clock or sealed anything here.
    assert re.search(r"时钟进程<span class=\"\">: 已停止：恢复前标的物不会自动开始或者结束", health)
    assert "封存进程" in health


def test_two_presses_suspend_and_resume_and_a_repeat_does_it_once(sale: Sale, app: Flask) -> None:
    no = running(sale)
    judge = at_wall(app, "judge")
    halt = {"ground": "court_decides", "reason": READY}

    with clock.stopped_at(AT):
        first = judge.post(f"/wall/lots/{no}/suspend", data=halt)
        again = judge.post(f"/wall/lots/{no}/suspend", data=halt)
        other = judge.post(f"/wall/lots/{no}/suspend", data={**halt, "reason": "另外一个理由。"})
        page = judge.get(f"/wall?lot={no}").text

    assert (first.status_code, again.status_code, other.status_code) == (303, 303, 409)
    assert first.headers["Location"].endswith(f"&lot={no}#large")
    assert sale.lot().state is LotState.SUSPENDED
    assert 'data-act="resume"' in page
    assert READY in page

    with clock.stopped_at(AT + timedelta(hours=1)):
        resumed = judge.post(f"/wall/lots/{no}/resume", data={"reason": "情形已经消失。"})
        twice = judge.post(f"/wall/lots/{no}/resume", data={"reason": "情形已经消失。"})

    assert (resumed.status_code, twice.status_code) == (303, 303)
    assert sale.lot().state is LotState.OPEN
    acts = [act.action for act in queries.list_acts(sale.lot().id)]
    assert acts == [LotAction.RESUME, LotAction.SUSPEND]


def test_an_act_goes_back_to_the_wall_as_it_was(sale: Sale, app: Flask) -> None:
    no = running(sale)
    judge = at_wall(app, "judge")
    halt = {"ground": "court_decides", "reason": READY}

    with clock.stopped_at(AT):
        large = judge.get(f"/wall/lots/{no}?phase=bidding&sort=busy").text
        done = judge.post(f"/wall/lots/{no}/suspend?phase=bidding&sort=busy", data=halt)

    assert f'action="/wall/lots/{no}/suspend?phase=bidding&amp;sort=busy"' in large
    assert 'href="/wall?phase=bidding&amp;sort=busy" data-close' in large
    assert done.headers["Location"] == f"/wall?phase=bidding&sort=busy&lot={no}#large"


def test_a_page_without_scripts_is_not_read_anew_under_a_judge_who_writes(
    sale: Sale, app: Flask
) -> None:
    no = running(sale)
    make_person("inspector", Role.INSPECTOR)

    with clock.stopped_at(AT):
        judge, inspector = sign_in(app, "judge"), sign_in(app, "inspector")
        writing = judge.get(f"/wall?lot={no}").text
        looking = inspector.get(f"/wall?lot={no}").text

    assert 'http-equiv="refresh"' not in writing
    assert 'http-equiv="refresh"' in looking


def test_what_is_left_of_a_long_sale_is_told_with_its_days(sale: Sale, app: Flask) -> None:
    no = running(sale)
    judge = at_wall(app, "judge")
    with clock.stopped_at(AT):
        judge.post(f"/wall/lots/{no}/suspend", data={"ground": "court_decides", "reason": READY})
    with app.app_context(), unit_of_work():
        queries.get_lot(no).remaining = timedelta(days=59, hours=3, minutes=4, seconds=5)

    with clock.stopped_at(AT):
        pages = [judge.get(f"/wall/lots/{no}").text, judge.get(f"/desk/lots/{no}/supervise").text]

    for page in pages:
        assert "59天 03:04:05" in page


def test_a_refused_act_comes_back_with_what_was_written(sale: Sale, app: Flask) -> None:
    no = running(sale)
    judge = at_wall(app, "judge")

    with clock.stopped_at(AT):
        empty = judge.post(
            f"/wall/lots/{no}/suspend",
            data={"ground": "court_decides", "reason": "", "act": "suspend"},
        )
        ruling = judge.post(
            f"/wall/lots/{no}/stay",
            data={"ground": "court_decides", "reason": "不是裁定的理由。", "act": "stay"},
        )
        stayed = judge.post(
            f"/wall/lots/{no}/stay",
            data={"ground": "third_party", "reason": "案外人提出异议。", "act": "stay"},
        )

    assert empty.status_code in {400, 422}
    assert ruling.status_code in {400, 422}
    assert "不是裁定的理由。" in ruling.text
    assert stayed.status_code == 303
    assert sale.lot().state is LotState.STAYED


def test_an_inspector_looks_and_does_not_act(sale: Sale, app: Flask) -> None:
    no = running(sale)
    make_person("inspector", Role.INSPECTOR)
    make_person("judge9", Role.JUDGE, court_id=999)
    inspector, stranger = at_wall(app, "inspector"), at_wall(app, "judge9")
    halt = {"ground": "court_decides", "reason": READY}

    with clock.stopped_at(AT):
        page = inspector.get(f"/wall?lot={no}")
        unknown = inspector.get("/wall?court=9999")
        refused = inspector.post(f"/wall/lots/{no}/suspend", data=halt)
        elsewhere = stranger.get(f"/wall/lots/{no}")
        other = stranger.post(f"/wall/lots/{no}/suspend", data=halt)

    assert page.status_code == 200
    assert "data-act" not in page.text
    assert 'name="court"' in page.text
    assert (unknown.status_code, refused.status_code) == (404, 403)
    assert (elsewhere.status_code, other.status_code) == (403, 403)
    assert sale.lot().state is LotState.OPEN


@pytest.mark.parametrize(
    ("query", "shown"),
    [("", True), ("?phase=bidding", True), ("?phase=ended", False), ("?sort=busy", True)],
)
def test_phase_and_order_work_without_scripts(
    sale: Sale, app: Flask, query: str, *, shown: bool
) -> None:
    no = running(sale)
    judge = at_wall(app, "judge")

    with clock.stopped_at(AT):
        page = judge.get(f"/wall{query}").text

    assert (f'data-tile="{no}"' in page) is shown
    assert "没有处于该阶段的标的" in page
    assert '<noscript><meta http-equiv="refresh"' in page


def test_an_unknown_phase_is_refused_by_name(sale: Sale, app: Flask) -> None:
    with clock.stopped_at(AT):
        answer = sign_in(app, "judge").get("/wall?phase=x")

    assert answer.status_code in {400, 422}
