"""What is refused while a price is agreed on or asked for (domain 4.1, rows 4-9)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.calendar import end_of_day
from app.kernel.clock import Clock
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.money import Money
from app.store import db, unit_of_work
from appraisal.models import Assignment
from appraisal.rules.inquiries import report_end
from appraisal.services import directed_inquiry, inquiry_platforms, inquiry_review, routing
from appraisal.services import network_inquiry as network
from appraisal.services import price_negotiating as negotiating
from appraisal.services.network_inquiry import DRAIN
from appraisal.services.pricing import fix_price
from appraisal.services.reports import ServiceEntry
from appraisal.vocabulary import AppraisalGround, AssignmentState, PriceRoute, ServiceMethod
from appraisal.vocabulary.inquiries import (
    InquiryStage,
    PublicPrice,
    ReportDefect,
    ResultStanding,
    RouteBasis,
    RouteFault,
)
from registry import facade as registry
from registry.models import Asset, Party
from registry.vocabulary import PartyRole
from tests.support.appraisals import HOUR, WED, small_pdf
from tests.support.routes import (
    FEE,
    LAST_DAY,
    PRICE,
    RouteDesk,
    figure,
    file_case,
    list_three,
    open_network,
    open_window,
    rule_out,
)

SECOND = timedelta(seconds=1)
REVIEWED = WED + 4 * HOUR


@pytest.fixture
def case(
    app: Flask, db_session: Session, tmp_path: Path, clock_at: Callable[[datetime], Clock]
) -> RouteDesk:
    clock_at(WED)
    return file_case(app, tmp_path)


@pytest.fixture
def asked(case: RouteDesk, tmp_path: Path) -> RouteDesk:
    """Three platforms are at work."""
    list_three(case, tmp_path / "inquiry")
    open_network(case)
    return case


def letter(case: RouteDesk, **changes: Any) -> None:
    given: dict[str, Any] = {
        "body_name": "税务局", "price_kind": PublicPrice.TAX_BASE, "questions": "",
        "last_day": LAST_DAY, "basis": RouteBasis.IN_ORDER, "basis_note": "",
        "actor": case.clerk, "at": WED,
    }  # fmt: skip
    directed_inquiry.open_directed_inquiry(case.no, **{**given, **changes})


def answer(case: RouteDesk, at: datetime = WED + HOUR, **changes: Any) -> Assignment:
    given: dict[str, Any] = {
        "value": PRICE, "valid_until": date(2026, 6, 1), "received_at": at,
        "source": small_pdf("复函"), "filename": "复函.pdf",
    }  # fmt: skip
    told = directed_inquiry.Answer(**{**given, **changes})
    return directed_inquiry.take_answer(case.no, answer=told, actor=case.clerk, at=at)


def put(case: RouteDesk, **values: Any) -> None:
    with unit_of_work():
        for name, value in values.items():
            setattr(case.assignment(), name, value)


@pytest.mark.parametrize("last_day", [date(2026, 3, 3), date(2026, 5, 4)])
def test_the_parties_and_a_body_have_a_day_ahead_and_two_months_at_most(
    case: RouteDesk, last_day: date
) -> None:
    with pytest.raises(Refusal, match="bad_last_day"):
        negotiating.open_price_negotiation(case.no, last_day=last_day, actor=case.clerk, at=WED)
    with pytest.raises(Refusal, match="bad_last_day"):
        letter(case, last_day=last_day)


def test_a_figure_is_a_price_that_holds_for_a_year_at_most(case: RouteDesk) -> None:
    open_window(case)
    given: dict[str, Any] = {"actor": case.applicant, "at": WED + HOUR}

    with pytest.raises(Refusal, match="no_value"):
        negotiating.hand_in_figure(case.no, value=Money.ZERO, valid_until=None, **given)
    for until in (date(2026, 3, 4), date(2027, 3, 5)):
        with pytest.raises(Refusal, match="price_validity"):
            negotiating.hand_in_figure(case.no, value=PRICE, valid_until=until, **given)
    with pytest.raises(Forbidden, match="not_a_price_party"):
        figure(case, case.clerk)
    with pytest.raises(Forbidden, match="not_a_price_party"):
        figure(case, replace(case.clerk, person_id=None))


def test_nothing_is_confirmed_rejected_or_broken_off_that_is_not_agreed(case: RouteDesk) -> None:
    given: dict[str, Any] = {"note": "经审查。", "actor": case.clerk, "at": WED + 2 * HOUR}
    refused = RouteFault.PARTY_REFUSED
    open_window(case)
    for act in (negotiating.confirm_agreement, negotiating.reject_agreement):
        with pytest.raises(Conflict, match="no_agreement"):
            act(case.no, **given)
    with pytest.raises(Refusal, match="fault_of_another_route"):
        negotiating.break_off_negotiation(case.no, fault=RouteFault.NO_RESULT, **given)
    figure(case, case.applicant)
    figure(case, case.debtor)
    with pytest.raises(Conflict, match="figures_over"):
        negotiating.break_off_negotiation(case.no, fault=refused, **given)
    negotiating.confirm_agreement(case.no, **given)

    for act in (negotiating.confirm_agreement, negotiating.reject_agreement):
        with pytest.raises(Conflict, match="figures_over"):
            act(case.no, **given)
    with pytest.raises(Conflict, match="figures_over"):
        figure(case, case.applicant, Money(1))
    assert case.assignment().state is AssignmentState.PRICE_FIXED


def test_an_agreement_is_confirmed_while_its_negotiation_runs(case: RouteDesk) -> None:
    given: dict[str, Any] = {"note": "经审查。", "actor": case.clerk, "at": WED + 2 * HOUR}
    open_window(case)
    put(case, state=AssignmentState.WITHDRAWN)
    with pytest.raises(Conflict, match="figures_over"):
        figure(case, case.applicant)
    with pytest.raises(Conflict, match="figures_over"):
        negotiating.confirm_agreement(case.no, **given)
    put(case, state=AssignmentState.NEGOTIATING)
    negotiating.break_off_negotiation(case.no, fault=RouteFault.PARTY_REFUSED, **given)
    with pytest.raises(Conflict, match="figures_over"):
        negotiating.confirm_agreement(case.no, **given)


def party(role: PartyRole, person_id: int | None) -> Any:
    return type("Party", (), {"role": role, "person_id": person_id})


def test_both_sides_can_be_reached_and_nobody_stands_on_both() -> None:
    applicant, debtor = PartyRole.APPLICANT, PartyRole.DEBTOR

    for awaited in (
        [party(applicant, 1)],
        [party(debtor, 2)],
        [party(applicant, 1), party(debtor, None)],
        [party(applicant, None), party(debtor, 2)],
    ):
        with pytest.raises(Refusal, match="price_side_unreachable"):
            negotiating._require_both_sides(awaited)
    with pytest.raises(Refusal, match="account_on_both_sides"):
        negotiating._require_both_sides([party(applicant, 1), party(debtor, 1)])


def test_nobody_is_asked_for_a_price_whose_other_side_cannot_be_reached(case: RouteDesk) -> None:
    with unit_of_work():
        for row in db.session.scalars(select(Party)):
            row.person_id = None

    with pytest.raises(Refusal, match="price_side_unreachable"):
        open_window(case)


def test_no_appraisal_is_chosen_before_the_facts_are_found(case: RouteDesk) -> None:
    with unit_of_work():
        for row in db.session.scalars(select(Asset)):
            row.facts = {"title": "王芳"}

    with pytest.raises(Refusal, match="facts_missing"):
        routing.choose_route(
            case.desk.asset_no, route=PriceRoute.COMMISSIONED_APPRAISAL,
            ground=AppraisalGround.BOTH_ASK, note="", actor=case.clerk, at=WED,
        )  # fmt: skip


def test_an_answer_is_a_price_that_holds_and_came_in_its_days(case: RouteDesk) -> None:
    rule_out(case, PriceRoute.NEGOTIATED, RouteFault.PARTY_REFUSED)
    letter(case)
    over = end_of_day(LAST_DAY)

    for changes, code in (
        ({"value": Money.ZERO}, "no_value"),
        ({"valid_until": date(2026, 3, 4)}, "price_validity"),
        ({"valid_until": date(2027, 3, 5)}, "price_validity"),
        ({"received_at": WED - SECOND}, "bad_received_at"),
        ({"received_at": WED + HOUR + SECOND}, "bad_received_at"),
    ):
        with pytest.raises(Refusal, match=code):
            answer(case, **changes)
    with pytest.raises(Refusal, match="answer_late"):
        answer(case, over)
    put(case, state=AssignmentState.WITHDRAWN)
    with pytest.raises(Conflict, match="letter_closed"):
        answer(case)
    put(case, state=AssignmentState.DIRECTED_INQUIRY)
    answer(case)
    put(case, state=AssignmentState.DIRECTED_INQUIRY)
    with pytest.raises(Conflict, match="letter_closed"):
        answer(case)


def test_a_joint_request_goes_over_the_order_with_its_proof_alone(case: RouteDesk) -> None:
    with pytest.raises(Refusal, match="joint_note_missing"):
        letter(case, basis=RouteBasis.JOINT_REQUEST, basis_note="  无 ")
    with pytest.raises(Refusal, match="joint_note_missing"):
        open_network(case, basis_note=" ")
    with pytest.raises(Conflict, match="route_"):
        letter(case)
    with pytest.raises(Refusal, match="fault_of_another_route"):
        rule_out(case, PriceRoute.NEGOTIATED, RouteFault.NOT_COVERED)
    with pytest.raises(Conflict, match="already_filed"):
        routing.file_appraisal(case.desk.asset_no, actor=case.clerk, at=WED)


def service(case: RouteDesk, *received: datetime) -> dict[int, ServiceEntry]:
    people = registry.parties_of(case.assignment().case_number)
    entries = [ServiceEntry(ServiceMethod.DIRECT, at) for at in received]
    return {one.id: entry for one, entry in zip(people, entries, strict=True)}


def review(case: RouteDesk, at: datetime = REVIEWED) -> None:
    defects = dict.fromkeys(one.id for one in case.inquiry().results)
    inquiry_review.review_results(case.no, defects=defects, note="", actor=case.clerk, at=at)


def set_stage(case: RouteDesk, stage: InquiryStage) -> None:
    with unit_of_work():
        case.inquiry().stage = stage


def reviewed(case: RouteDesk) -> None:
    for code in "ABC":
        case.report(code, 100, at=WED + HOUR)
    review(case)


def test_results_are_reviewed_once_each_of_them_and_when_they_are_in(asked: RouteDesk) -> None:
    with pytest.raises(Conflict, match="nothing_to_review"):
        review(asked)
    for code in "ABC":
        asked.report(code, 100, at=WED + HOUR)
    with pytest.raises(Refusal, match="result_not_judged"):
        inquiry_review.review_results(asked.no, defects={}, note="", actor=asked.clerk, at=REVIEWED)
    review(asked)
    with pytest.raises(Conflict, match="nothing_to_review"):
        review(asked)


def test_results_are_served_after_their_review_and_by_now(asked: RouteDesk) -> None:
    reviewed(asked)
    at = REVIEWED + HOUR

    for received, code in (
        (at + SECOND, "served_in_future"),
        (REVIEWED - SECOND, "served_before_report"),
    ):
        with pytest.raises(Refusal, match=code):
            inquiry_review.publish_results(
                asked.no, service=service(asked, at, received), actor=asked.clerk, at=at
            )
    inquiry_review.publish_results(
        asked.no, service=service(asked, at, at), actor=asked.clerk, at=at
    )
    with pytest.raises(Conflict, match="results_not_reviewed"):
        inquiry_review.publish_results(
            asked.no, service=service(asked, at, at), actor=asked.clerk, at=at
        )


def test_no_average_is_the_price_while_one_persons_days_run_whoever_asks(asked: RouteDesk) -> None:
    reviewed(asked)
    late = REVIEWED + timedelta(days=6)
    put(asked, state=AssignmentState.PUBLISHED)
    assert not fix_price(asked.no, at=late)
    set_stage(asked, InquiryStage.SERVED)
    assert not fix_price(asked.no, at=late)
    set_stage(asked, InquiryStage.REVIEWED)
    put(asked, state=AssignmentState.NETWORK_INQUIRY)
    inquiry_review.publish_results(
        asked.no, service=service(asked, REVIEWED, late), actor=asked.clerk, at=late
    )
    ends_at = asked.assignment().window_ends_at
    assert ends_at is not None
    put(asked, window_ends_at=WED)

    assert not fix_price(asked.no, at=ends_at - SECOND)
    assert asked.assignment().state is AssignmentState.PUBLISHED
    set_stage(asked, InquiryStage.FAILED)
    assert not fix_price(asked.no, at=ends_at)
    set_stage(asked, InquiryStage.SERVED)
    assert fix_price(asked.no, at=ends_at)


def test_a_result_is_marked_by_an_objection_while_it_is_open_to_one(asked: RouteDesk) -> None:
    reviewed(asked)
    mark, result = inquiry_review.mark_result, asked.result("A").id
    given: dict[str, Any] = {"actor": asked.clerk, "at": REVIEWED}

    put(asked, state=AssignmentState.PUBLISHED)
    with pytest.raises(Conflict, match="result_not_open"):
        mark(result, ResultStanding.PENDING, **given)
    put(asked, state=AssignmentState.NETWORK_INQUIRY)
    with pytest.raises(Refusal, match="result_standing_unknown"):
        mark(result, ResultStanding.RECEIVED, **given)
    with pytest.raises(Refusal, match="corrected_value"):
        mark(result, ResultStanding.CORRECTED, **given)
    with pytest.raises(Refusal, match="corrected_value"):
        mark(result, ResultStanding.PENDING, value=PRICE, **given)
    inquiry_review.publish_results(asked.no, service=service(asked, REVIEWED, REVIEWED), **given)
    with pytest.raises(Conflict, match="results_still_count"):
        inquiry_review.fail_objected_results(asked.no, note="异议成立。", **given)
    for code in "ABC":
        mark(asked.result(code).id, ResultStanding.PENDING, **given)
    with pytest.raises(Conflict, match="results_still_count"):
        inquiry_review.fail_objected_results(asked.no, note="异议成立。", **given)
    put(asked, state=AssignmentState.SUSPENDED)
    with pytest.raises(Conflict, match="result_not_open"):
        mark(result, ResultStanding.UPHELD, **given)


def test_where_no_platform_was_asked_none_is_asked_again(case: RouteDesk) -> None:
    put(case, state=AssignmentState.EXPIRED)

    with pytest.raises(Conflict, match="nothing_to_renew"):
        network.renew_network_inquiry(case.no, actor=case.clerk, at=WED)


def test_a_faulty_result_is_not_objected_to(asked: RouteDesk) -> None:
    for code in "ABC":
        asked.report(code, 100, at=WED + HOUR)
    faulty = asked.result("C").id
    defects = {one.id: None for one in asked.inquiry().results}
    given: dict[str, Any] = {"actor": asked.clerk, "at": REVIEWED}
    inquiry_review.review_results(
        asked.no, defects={**defects, faulty: ReportDefect.BEYOND_SCOPE}, note="范围不符", **given
    )
    inquiry_review.publish_results(asked.no, service=service(asked, REVIEWED, REVIEWED), **given)

    with pytest.raises(Conflict, match="result_not_open"):
        inquiry_review.mark_result(faulty, ResultStanding.PENDING, **given)


def test_platforms_are_asked_again_only_for_a_price_out_of_date(asked: RouteDesk) -> None:
    given: dict[str, Any] = {"actor": asked.clerk, "at": report_end(WED) + DRAIN}
    with pytest.raises(Conflict, match="nothing_to_renew"):
        network.renew_network_inquiry(asked.no, **given)
    put(asked, state=AssignmentState.EXPIRED)
    with pytest.raises(Conflict, match="route_no_platform"):
        network.renew_network_inquiry(asked.no, **given)


def test_the_list_of_platforms_is_kept_by_the_operator_alone(asked: RouteDesk) -> None:
    given: dict[str, Any] = {
        "code": "D", "name": "丁", "url": "https://d.example/api",
        "public_key": asked.keys["A"].public, "fee": FEE, "actor": asked.operator, "at": WED,
    }  # fmt: skip
    for changes in (
        {"code": "d d"}, {"url": "ftp://d.example"}, {"public_key": "no key"},
    ):  # fmt: skip
        with pytest.raises(Refusal, match="platform_entry_invalid"):
            inquiry_platforms.list_platform(**{**given, **changes})
    with pytest.raises(Forbidden):
        inquiry_platforms.list_platform(**{**given, "actor": asked.clerk})
    with pytest.raises(Forbidden):
        inquiry_platforms.delist_platform("A", reason="停业整顿", actor=asked.clerk, at=WED)
    with pytest.raises(Refusal, match="reason_needed"):
        inquiry_platforms.delist_platform("A", reason=" ", actor=asked.operator, at=WED)
    inquiry_platforms.delist_platform("A", reason="停业整顿", actor=asked.operator, at=WED)
    for code in ("A", "Z"):
        with pytest.raises(Refusal, match="platform_not_listed"):
            inquiry_platforms.delist_platform(code, reason="停业整顿", actor=asked.operator, at=WED)
