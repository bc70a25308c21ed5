"""The adapter against the reference platforms on the loopback, with every fault they know."""

import threading
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import make_server

from app.inquiry_sandbox.desk import Manner
from app.inquiry_sandbox.server import Messenger, create_platforms
from app.kernel.clock import Clock, clock
from app.store import db, unit_of_work
from appraisal.models.inquiry import InquiryDispatch, InquiryMessage
from appraisal.queries.inquiries import find_platform
from appraisal.rules.inquiries import report_end
from appraisal.services import inquiry_dispatch, inquiry_review
from appraisal.services import inquiry_wire as wire_of
from appraisal.services.inquiry_wire import HttpWire
from appraisal.services.network_inquiry import DRAIN
from appraisal.timers import judge_due_inquiries
from appraisal.vocabulary.inquiries import (
    DispatchKind,
    InquiryStage,
    MessageOutcome,
    ReportDefect,
    ResultStanding,
)
from tests.support.appraisals import HOUR, WED
from tests.support.routes import RouteDesk, file_case, list_three, open_network

pytestmark = pytest.mark.live
AT = WED + HOUR


class Field:
    """The court's door and the platforms, both on the loopback."""

    def __init__(self, case: RouteDesk, messenger: Messenger, wire: HttpWire) -> None:
        self.case, self.messenger, self.wire = case, messenger, wire

    def manner(self, code: str, manner: Manner) -> None:
        self.messenger.desks[code].manner = manner

    def send(self, *codes: str) -> None:
        """Let what is due go out to some platforms, and let them answer at once."""
        for code in codes or ("A", "B", "C"):
            platform = find_platform(code)
            assert platform is not None
            inquiry_dispatch.send_due(self.wire, platform.id, at=AT)
        for desk in self.messenger.desks.values():
            self.messenger.deliver(desk)
        db.session.rollback()

    def hurry(self) -> None:
        """Let every pause be over."""
        with unit_of_work():
            for row in db.session.scalars(select(InquiryDispatch)):
                row.next_at = clock.real_now()

    def standing(self, code: str) -> str:
        db.session.expire_all()
        return self.case.result(code).standing.value


@pytest.fixture
def field(
    app: Flask, db_session: Session, tmp_path: Path, clock_at: Callable[[datetime], Clock]
) -> Iterator[Field]:
    """Three platforms that were commissioned, nothing sent yet."""
    clock_at(WED)
    case = file_case(app, tmp_path)
    list_three(case, tmp_path / "inquiry")
    platforms, messenger = create_platforms(tmp_path / "inquiry")
    servers = [make_server("127.0.0.1", 0, one, threaded=True) for one in (app, platforms)]
    for server in servers:
        threading.Thread(target=server.serve_forever, daemon=True).start()
    court, sandbox = (f"http://127.0.0.1:{server.server_port}" for server in servers)
    open_network(case)
    yield Field(case, messenger, HttpWire(court, sandbox))
    messenger.end.set()
    for server in servers:
        server.shutdown()
        server.server_close()


def test_three_prompt_platforms_bring_the_results_by_themselves(field: Field) -> None:
    field.send()

    assert field.case.inquiry().stage is InquiryStage.REVIEWING
    assert {field.standing(code) for code in "ABC"} == {"received"}
    assert field.case.result("A").due_at == report_end(AT)


def test_one_that_is_down_stalls_no_other_and_is_tried_again(field: Field) -> None:
    field.manner("A", Manner.DOWN)
    field.send()
    assert [field.standing(code) for code in "ABC"] == ["awaited", "received", "received"]

    field.manner("A", Manner.PROMPT)
    field.hurry()
    field.send("A")

    assert field.standing("A") == "received"


def test_a_slow_one_is_left_after_a_while(field: Field, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wire_of, "ANSWER_WITHIN", 0.2)
    field.manner("B", Manner.SLOW)

    field.send("B")

    row = db.session.scalars(select(InquiryDispatch).where(InquiryDispatch.tries == 1)).one()
    assert row.last_fault == "ReadTimeout"


def test_a_forged_report_is_refused_and_the_true_one_fetched(field: Field) -> None:
    field.manner("A", Manner.WRONG_SIGNATURE)
    field.send("A")
    assert field.standing("A") == "awaited"

    field.hurry()
    field.send("A")

    assert field.standing("A") == "received"


def test_garbage_is_kept_and_the_true_report_fetched(field: Field) -> None:
    field.manner("A", Manner.GARBAGE)
    field.send("A")
    assert field.standing("A") == "awaited"
    kept = db.session.scalars(select(InquiryMessage)).one()
    assert kept.outcome is MessageOutcome.UNREADABLE

    field.hurry()
    field.send("A")

    assert field.standing("A") == "received"


def test_a_report_told_twice_counts_once(field: Field) -> None:
    field.manner("A", Manner.TWICE)
    field.send("A")

    assert field.case.result("A").revision == 1
    assert len(db.session.scalars(select(InquiryMessage)).all()) == 1


def test_a_report_that_is_not_sent_is_fetched(field: Field) -> None:
    field.manner("A", Manner.POLL_ONLY)
    field.send("A")
    assert field.standing("A") == "awaited"

    field.hurry()
    field.send("A")

    assert field.standing("A") == "received"


def test_a_platform_that_lost_the_commission_gets_it_again(field: Field) -> None:
    field.manner("A", Manner.SILENT)
    field.send("A")
    desk = field.messenger.desks["A"]
    desk.inquiries.clear()
    desk.keys.clear()
    desk.manner = Manner.PROMPT

    field.hurry()
    field.send("A")
    field.hurry()
    field.send("A")

    assert field.standing("A") == "received"


def test_those_who_asked_report_in_the_days_they_were_given(field: Field) -> None:
    for code in "ABC":
        field.manner(code, Manner.ASKS_EXTENSION)
    field.send()
    end = field.case.inquiry().decides_at

    judge_due_inquiries(end + DRAIN)
    for desk in field.messenger.desks.values():
        desk.manner = Manner.PROMPT
    field.hurry()
    field.send()

    assert {field.standing(code) for code in "ABC"} == {"received"}


def test_corrections_are_asked_and_come(field: Field) -> None:
    field.send()
    inquiry_review.review_results(
        field.case.no,
        defects={one.id: ReportDefect.LEFT_OUT for one in field.case.inquiry().results},
        note="遗漏车位", actor=field.case.clerk, at=AT,
    )  # fmt: skip
    field.hurry()

    field.send()

    assert [field.case.result(code).revision for code in "ABC"] == [2, 2, 2]
    assert {field.standing(code) for code in "ABC"} == {ResultStanding.RECEIVED.value}


def test_the_pauses_grow_to_a_limit() -> None:
    pauses = [
        inquiry_dispatch.pause_after(DispatchKind.INQUIRY, tries).total_seconds()
        for tries in (0, 1, 2, 1000)
    ]

    assert pauses == [2, 4, 8, 600]
