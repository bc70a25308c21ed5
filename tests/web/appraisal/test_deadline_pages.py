"""The deadline board as the court, the agency and everyone see it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.identity.facade import actor_named
from app.kernel.calendar import end_of_day
from app.kernel.clock import Clock
from app.kernel.permissions import Role
from app.trail.reader import run_readers
from appraisal.readers import READERS
from appraisal.tasks import tasks
from appraisal.timers import remind_of_due_days
from tests.support.appraisals import HOUR, WED, Desk, commission, open_desk, reported, survey
from tests.support.people import make_person, sign_in

DAY = timedelta(days=1)


@pytest.fixture
def desk(
    app: Flask, db_session: Session, tmp_path: Path, clock_at: Callable[[datetime], Clock]
) -> Desk:
    """A case of two parties whose three agencies are drawn; the clock stands after the draw."""
    clock_at(WED)
    return open_desk(app, tmp_path)


def text_of(answer: object) -> str:
    words = re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True))  # type: ignore[attr-defined]
    return re.sub(r"\s+", " ", words)


def test_the_court_reads_filters_and_exports_what_is_due(desk: Desk) -> None:
    reported(desk)
    clerk = sign_in(desk.app, "clerk")

    page = text_of(clerk.get("/desk/deadlines"))
    agencies_only = text_of(clerk.get("/desk/deadlines?who=agency&when=nonsense"))
    sheet = clerk.get("/desk/deadlines.csv?step=serve")

    assert "审查并发送评估报告" in page
    assert "法院 · 李明" in page
    assert "原届满日 2026-03-07 为休息日，顺延至 2026-03-09" in page
    assert "法释〔2018〕15号 第21条第1款" in page
    assert "没有符合条件的期限" in agencies_only
    assert sheet.mimetype == "text/csv"
    assert "2026-03-09" in sheet.get_data(as_text=True)


def test_national_day_is_named_on_the_board_of_court_and_agency(
    desk: Desk, clock_at: Callable[[datetime], Clock]
) -> None:
    started = datetime(2026, 9, 1, 2, tzinfo=UTC)
    clock_at(started)
    commission(desk, started)
    survey(desk, started + 2 * HOUR)
    words = "原届满日 2026-10-01 为法定休假日（国庆节），顺延至 2026-10-08"

    court = text_of(sign_in(desk.app, "clerk").get("/desk/deadlines"))
    agency = text_of(sign_in(desk.app, desk.agency.account).get("/desk/assignments"))

    assert words in court
    assert words in agency


def test_who_sits_on_what_names_the_holder_and_the_days(
    desk: Desk, clock_at: Callable[[datetime], Clock]
) -> None:
    reported(desk)
    clock_at(WED + 40 * DAY)

    page = text_of(sign_in(desk.app, "clerk").get("/desk/idle"))

    assert "第(58)项" in page
    assert "法院 · 李明" in page
    assert "40 日" in page
    assert "逾期 34 日" in page


def test_an_escalated_day_stands_on_the_desk_of_the_judge(desk: Desk) -> None:
    reported(desk)
    make_person("judge", Role.JUDGE, court_id=desk.clerk.court_id)
    late = WED + 40 * DAY

    with desk.app.test_request_context():
        of_clerk = [str(task.title) for task in tasks(actor_named("clerk"), late)]
        of_judge = [str(task.title) for task in tasks(actor_named("judge"), late)]

    assert [title.split("：")[0].split(":")[0] for title in of_judge] == ["提请院领导督办"]
    assert len(of_clerk) == 1
    assert "督办" not in of_clerk[0]


def test_another_s_missed_day_stands_on_the_desk_of_the_clerk(desk: Desk) -> None:
    commission(desk)
    late = WED + 8 * DAY

    with desk.app.test_request_context():
        found = [task for task in tasks(desk.clerk, late) if "已逾期" in str(task.title)]
        own = tasks(desk.agency, WED + HOUR)

    assert [desk.assignment().agency_name in str(task.title) for task in found] == [True]
    assert [(task.hint.split(" · ")[1], task.due_at) for task in own] == [
        ("明槌平台规则 P32", end_of_day((WED + 5 * DAY).date()))
    ]


def test_everyone_reads_a_number_and_no_name(desk: Desk) -> None:
    reported(desk)
    run_readers(READERS)
    remind_of_due_days(WED + 40 * DAY)

    page = text_of(desk.app.test_client().get("/deadlines"))

    assert "逾期事项" in page
    assert re.search(r"历下区人民法院 1", page)
    assert desk.no not in page
    assert "李明" not in page


def test_the_board_is_the_court_s_own(desk: Desk) -> None:
    reported(desk)
    make_person("elsewhere", Role.CLERK, court_id=(desk.clerk.court_id or 0) + 1)

    page = text_of(sign_in(desk.app, "elsewhere").get("/desk/deadlines"))

    assert desk.no not in page
    assert sign_in(desk.app, desk.agency.account).get("/desk/deadlines").status_code == 403
