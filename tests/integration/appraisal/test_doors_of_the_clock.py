"""What falls due by itself is looked at again under the lock: a timer that is early does nothing.

The lists the clock reads may be a moment old; the order decides, whoever gives it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.kernel.calendar import end_of_day
from app.kernel.clock import Clock
from app.kernel.errors import Refusal
from app.store import unit_of_work
from appraisal.rules.inquiries import report_end
from appraisal.services import directed_inquiry
from appraisal.services import objection_course as course
from appraisal.services.directed_inquiry import end_directed_inquiry
from appraisal.services.fee_accounts import remind_applicant, stall_unpaid
from appraisal.services.network_inquiry import DRAIN, judge_due_inquiry
from appraisal.services.price_negotiating import end_price_negotiation
from appraisal.vocabulary import AssignmentState, PriceRoute
from appraisal.vocabulary.fees import FeeState
from appraisal.vocabulary.inquiries import PublicPrice, RouteBasis, RouteFault
from appraisal.vocabulary.objections import ObjectionState
from tests.support.appraisals import HOUR, WED, Desk, published
from tests.support.fees import DAY, account, ask, opened
from tests.support.objections import SECOND, THU, G, force, object_to
from tests.support.routes import (
    LAST_DAY,
    RouteDesk,
    figure,
    file_case,
    list_three,
    open_network,
    open_window,
    rule_out,
)

OVER = end_of_day(LAST_DAY)


@pytest.fixture
def case(
    app: Flask, db_session: Session, tmp_path: Path, clock_at: Callable[[datetime], Clock]
) -> RouteDesk:
    clock_at(WED)
    return file_case(app, tmp_path)


def put(case: RouteDesk, **values: Any) -> None:
    with unit_of_work():
        for name, value in values.items():
            setattr(case.assignment(), name, value)


def test_an_applicant_is_reminded_once_and_only_while_the_fee_is_due(desk: Desk) -> None:
    opened(desk)
    due_at, remind_at = account(desk).due_at, account(desk).remind_at

    assert not remind_applicant(desk.no, at=remind_at - SECOND)
    assert not remind_applicant(desk.no, at=due_at)
    force(desk, state=AssignmentState.SUSPENDED)
    assert not remind_applicant(desk.no, at=remind_at)
    force(desk, state=AssignmentState.FEE_PENDING)
    with unit_of_work():
        account(desk).state = FeeState.BASIC_PAID
    assert not remind_applicant(desk.no, at=remind_at)
    with unit_of_work():
        account(desk).state = FeeState.BASIC_DUE
    assert remind_applicant(desk.no, at=remind_at)
    assert not remind_applicant(desk.no, at=remind_at)


def test_nothing_stalls_before_the_last_day_to_pay_is_over(desk: Desk) -> None:
    opened(desk)
    due_at = account(desk).due_at

    assert not stall_unpaid(desk.no, at=due_at - SECOND)
    force(desk, state=AssignmentState.SUSPENDED)
    assert not stall_unpaid(desk.no, at=due_at + DAY)
    force(desk, state=AssignmentState.FEE_PENDING)
    with unit_of_work():
        account(desk).state = FeeState.BASIC_PAID
    assert not stall_unpaid(desk.no, at=due_at + DAY)
    assert desk.assignment().state is AssignmentState.FEE_PENDING


def test_after_a_stall_the_fee_is_not_asked_for_by_yesterday(desk: Desk) -> None:
    opened(desk)
    late = account(desk).due_at + DAY
    assert stall_unpaid(desk.no, at=late)

    with pytest.raises(Refusal, match="due_in_the_past"):
        ask(desk, due_at=late, at=late)


def test_a_negotiation_ends_by_itself_when_its_window_is_over(case: RouteDesk) -> None:
    assert not end_price_negotiation(case.no, at=OVER)
    open_window(case)

    assert not end_price_negotiation(case.no, at=OVER - SECOND)
    figure(case, case.applicant)
    figure(case, case.debtor)
    assert not end_price_negotiation(case.no, at=OVER)
    assert case.assignment().state is AssignmentState.NEGOTIATING


def test_a_negotiation_that_was_left_is_not_ended_again(case: RouteDesk) -> None:
    open_window(case)
    put(case, state=AssignmentState.WITHDRAWN)

    assert not end_price_negotiation(case.no, at=OVER)


def test_a_letter_ends_by_itself_when_its_days_are_over(case: RouteDesk) -> None:
    assert not end_directed_inquiry(case.no, at=OVER + DAY)
    rule_out(case, PriceRoute.NEGOTIATED, RouteFault.PARTY_REFUSED)
    directed_inquiry.open_directed_inquiry(
        case.no, body_name="税务局", price_kind=PublicPrice.TAX_BASE, questions="",
        last_day=LAST_DAY, basis=RouteBasis.IN_ORDER, basis_note="", actor=case.clerk, at=WED,
    )  # fmt: skip

    assert not end_directed_inquiry(case.no, at=OVER)
    put(case, state=AssignmentState.WITHDRAWN)
    assert not end_directed_inquiry(case.no, at=OVER + DAY)
    put(case, state=AssignmentState.DIRECTED_INQUIRY)
    assert end_directed_inquiry(case.no, at=OVER + DAY)
    assert not end_directed_inquiry(case.no, at=OVER + DAY)


def test_an_inquiry_is_judged_when_the_days_of_the_platforms_are_over(
    case: RouteDesk, tmp_path: Path
) -> None:
    late = report_end(WED) + DRAIN
    assert not judge_due_inquiry(case.no, at=late)
    list_three(case, tmp_path / "inquiry")
    open_network(case)

    assert not judge_due_inquiry(case.no, at=late - SECOND)
    put(case, state=AssignmentState.SUSPENDED)
    assert not judge_due_inquiry(case.no, at=late)
    put(case, state=AssignmentState.NETWORK_INQUIRY)
    assert judge_due_inquiry(case.no, at=late)


def test_silence_counts_when_the_days_to_speak_are_over(desk: Desk) -> None:
    published(desk)
    filed = object_to(desk, G.METHOD)
    far = THU + timedelta(days=60)

    assert not course.note_silence(filed.no, at=far)
    assert not course.close_undisputed(filed.no, at=far)
    course.hand_to_agency(filed.no, actor=desk.clerk, at=THU)
    assert filed.due_at is not None
    assert not course.note_silence(filed.no, at=filed.due_at - SECOND)
    assert not course.close_undisputed(filed.no, at=far)
    course.answer_objection(filed.no, text="采用比较法依据充分。", actor=desk.agency, at=THU + HOUR)
    assert not course.close_undisputed(filed.no, at=filed.due_at - SECOND)
    assert not course.note_silence(filed.no, at=far)
    assert filed.state is ObjectionState.ANSWERED
    assert course.close_undisputed(filed.no, at=filed.due_at)
