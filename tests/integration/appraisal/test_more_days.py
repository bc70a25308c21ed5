"""More days for an inquiry platform: who may ask for them, until when, and how often (art. 11)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.kernel.clock import Clock
from appraisal.rules.inquiries import report_end
from appraisal.services import inquiry_intake, inquiry_review, suspension, withdrawal
from appraisal.services.inquiry_intake import Taken
from appraisal.services.network_inquiry import DRAIN
from appraisal.timers import judge_due_inquiries
from appraisal.vocabulary import SuspensionGround, WithdrawalGround
from appraisal.vocabulary.inquiries import InquiryStage, MessageOutcome, ReportDefect
from tests.support.appraisals import HOUR, WED
from tests.support.routes import RouteDesk, file_case, list_three, open_network

DUE = report_end(WED)
LATE = DUE + DRAIN
TICK = timedelta(microseconds=1)


@pytest.fixture
def case(
    app: Flask, db_session: Session, tmp_path: Path, clock_at: Callable[[datetime], Clock]
) -> RouteDesk:
    """A case in which three platforms were commissioned at once."""
    clock_at(WED)
    made = file_case(app, tmp_path)
    list_three(made, tmp_path / "inquiry")
    open_network(made)
    return made


def ask(case: RouteDesk, code: str, at: datetime, *, number: int = 1) -> MessageOutcome:
    """Let a platform ask for more days and return what became of it."""
    content = {
        "kind": "extension_request", "message_id": f"{code}-x{number}",
        "inquiry_no": case.inquiry().no, "reason": "可比实例不足",
    }  # fmt: skip
    taken = case.tell(code, content, at=at)
    assert isinstance(taken, Taken)
    return taken.outcome


def test_days_are_asked_for_before_they_are_over(case: RouteDesk) -> None:
    assert ask(case, "A", DUE - TICK) is MessageOutcome.TAKEN
    assert ask(case, "B", DUE) is MessageOutcome.LATE

    assert case.result("A").extension_asked_at == DUE - TICK
    assert case.result("B").extension_asked_at is None


def test_the_days_of_a_late_receipt_are_those_of_its_own_platform(case: RouteDesk) -> None:
    inquiry_intake.note_accepted(case.result("A").id, at=WED + timedelta(days=3))

    assert ask(case, "A", DUE) is MessageOutcome.TAKEN


def test_who_has_reported_needs_no_more_days(case: RouteDesk) -> None:
    case.report("A", 100, at=WED + HOUR)

    assert ask(case, "A", WED + 2 * HOUR) is MessageOutcome.NOT_AWAITED
    assert case.result("A").extension_asked_at is None


def test_more_days_are_given_only_once(case: RouteDesk) -> None:
    ask(case, "B", WED + HOUR)
    judge_due_inquiries(LATE)
    first = case.result("B").extension_asked_at

    assert ask(case, "B", LATE + HOUR, number=2) is MessageOutcome.LATE
    assert case.result("B").extension_asked_at == first


def test_a_correction_gets_no_more_days(case: RouteDesk) -> None:
    for code in "ABC":
        case.report(code, 100, at=WED + HOUR)
    inquiry_review.review_results(
        case.no, defects={one.id: ReportDefect.BASIC_FACTS for one in case.inquiry().results},
        note="核对面积", actor=case.clerk, at=WED + 2 * HOUR,
    )  # fmt: skip
    assert case.inquiry().stage is InquiryStage.CORRECTING

    assert ask(case, "A", WED + 3 * HOUR) is MessageOutcome.NOT_AWAITED
    assert case.result("A").extension_asked_at is None


def test_the_days_to_ask_stand_still_while_the_appraisal_rests(case: RouteDesk) -> None:
    suspension.suspend_appraisal(
        case.no, ground=SuspensionGround.MATERIALS_WRONG, reason="面积需重新核实",
        actor=case.desk.judge, at=WED + HOUR,
    )  # fmt: skip

    assert ask(case, "A", DUE + HOUR) is MessageOutcome.TAKEN


def test_nobody_asks_once_the_inquiry_was_called_back(case: RouteDesk) -> None:
    withdrawal.withdraw_appraisal(
        case.no, ground=WithdrawalGround.OBLIGATION_MET, reason="已履行完毕",
        actor=case.desk.judge, at=WED + HOUR,
    )  # fmt: skip

    assert ask(case, "A", WED + 2 * HOUR) is MessageOutcome.NOT_AWAITED
    assert case.report("A", 100, at=WED + 2 * HOUR).outcome is MessageOutcome.NOT_AWAITED
