"""From a published report to a price nobody can doubt: objection, explanation, rest, certainty."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from app.kernel.clock import clock
from app.store import db
from appraisal import seeds
from appraisal.timers import fix_drained_prices
from appraisal.vocabulary import AssignmentState
from tests.browser.story import Person, Story
from tests.support.appraisals import HOUR, Desk, hand_in, lay_files
from tests.support.database import TestDatabases, worker_name
from tests.support.live import web_process
from tests.support.people import PASSWORD
from tests.support.servers import LiveServer
from tests.support.upload_stage import surveyed_desk

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.slow]

TEXT = "报告第七页的可比实例与本房屋楼层、装修差别较大，结果明显偏低。"
ANSWER = "已对楼层与装修作修正，修正系数见报告第九页。"


@pytest.fixture
def desk(databases: TestDatabases, tmp_path: Path) -> Iterator[Desk]:
    """A report that was served to both parties an hour ago, in a database of its own."""
    with surveyed_desk(databases.copy(f"objections_{worker_name()}"), tmp_path) as opened:
        served_at = clock.real_now() - HOUR
        lay_files(opened, served_at - HOUR)
        hand_in(opened, served_at - HOUR)
        seeds.seed_publication(opened.no, clerk=opened.clerk, at=served_at)
        yield opened


@pytest.fixture
def story(desk: Desk, browser: Browser) -> Iterator[Story]:
    """The web process over that database, and a browser."""
    url = desk.app.config["SQLALCHEMY_DATABASE_URI"]
    with web_process(url, desk.folder) as address:
        server = LiveServer(desk.folder, url, port=int(address.rsplit(":", 1)[1]))
        told = Story(server, browser, "objection")
        yield told
        told.close()


def seat(story: Story, account: str | None, *, phone: bool = False) -> Person:
    """Seat somebody whose password is that of the tests."""
    person = story.person(account, phone=phone)
    person.password = PASSWORD
    return person


def the_debtor_objects_on_a_telephone(debtor: Person, no: str) -> str:
    """Say what is wrong, learn where it goes, say why; return the page of the objection."""
    debtor.go("/my/appraisals").sees(no)
    debtor.go(f"/my/appraisals/{no}").shoot("my-appraisal")
    debtor.go(f"/my/appraisals/{no}/objection")
    debtor.fill(grounds="result")
    debtor.shoot("what-is-wrong")
    debtor.press("继续")
    debtor.fill(text=TEXT)
    debtor.shoot("why")
    debtor.content.locator("form[method=post] button[type=submit]").click()
    debtor.sees(TEXT)
    debtor.shoot("own-objection")
    return debtor.path


def the_court_hands_it_to_the_agency(clerk: Person, no: str) -> None:
    """The clerk sees it with its day, and hands it over."""
    clerk.go("/desk/deadlines").sees("将异议交评估机构说明")
    clerk.shoot("board")
    clerk.go(f"/desk/appraisals/{no}/objections").sees(TEXT)
    clerk.content.locator('form[action$="/transfer"] button').click()
    clerk.shoot("handed-over")


def the_agency_explains(agency: Person, no: str) -> None:
    """The agency answers each point within its five days."""
    agency.go(f"/assignments/{no}/objections").sees(TEXT)
    agency.fill(text=ANSWER)
    agency.shoot("explanation")
    agency.content.locator('form[action$="/answer"] button[type=submit]').click()
    agency.sees(ANSWER)


def the_judge_lets_it_rest_and_go_on(judge: Person, no: str) -> None:
    """Nothing is fixed while the appraisal rests; the public page says why."""
    judge.go(f"/desk/appraisals/{no}")
    form = judge.content.locator('form[action$="/suspension"]')
    judge.content.locator('details:has(form[action$="/suspension"]) > summary').click()
    judge.fill(within=form, ground="materials_wrong", reason="面积待核实")
    judge.shoot("suspend")
    form.locator("button[type=submit]").click()
    judge.sees("法院已决定暂缓" if judge.content.get_by_text("法院已决定暂缓").count() else "暂缓")
    judge.shoot("suspended")
    judge.go(f"/desk/appraisals/{no}")
    again = judge.content.locator('form[action$="/resumption"]')
    judge.fill(within=again, reason="已核实，面积无误")
    again.locator("button[type=submit]").click()
    judge.sees("恢复")


def test_an_objection_is_explained_and_the_price_becomes_certain(story: Story, desk: Desk) -> None:
    debtor, clerk = seat(story, "debtor", phone=True), seat(story, "clerk")
    agency, judge = seat(story, "agency1"), seat(story, "presiding")
    visitor = seat(story, None)

    page = the_debtor_objects_on_a_telephone(debtor, desk.no)
    the_court_hands_it_to_the_agency(clerk, desk.no)
    the_agency_explains(agency, desk.no)
    the_judge_lets_it_rest_and_go_on(judge, desk.no)
    db.session.rollback()
    over = desk.assignment().window_ends_at
    assert over is not None
    assert fix_drained_prices(over + HOUR) == 0, "an objection is still open"
    debtor.go(page).sees(ANSWER)
    debtor.shoot("answered")
    debtor.content.locator('form[action$="/satisfaction"] button').click()
    debtor.shoot("content")

    assert fix_drained_prices(over - HOUR) == 0, "the other party's days still run"
    assert fix_drained_prices(over + HOUR) == 1
    db.session.rollback()
    assert desk.assignment().state is AssignmentState.PRICE_FIXED
    visitor.go(f"/appraisals/{desk.no}").sees("处置参考价")
    expect(visitor.content).not_to_contain_text("李强")
    expect(visitor.content).not_to_contain_text(TEXT)
    visitor.shoot("public")
    assert story.faults == []
