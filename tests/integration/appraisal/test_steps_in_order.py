"""No step of an appraisal is taken before the one it stands on, and none twice."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.clock import Clock
from app.kernel.errors import Conflict, IllegalMove, Refusal
from app.kernel.money import Money
from app.store import db, unit_of_work
from appraisal import queries
from appraisal.queries.inquiries import list_attempts
from appraisal.queries.objections import list_of_assignment
from appraisal.rules.inquiries import report_end
from appraisal.services import inquiry_intake, inquiry_review, objections, overdue, routing
from appraisal.services import price_negotiating as negotiating
from appraisal.services.inquiry_fees import settle_inquiry_fee
from appraisal.services.network_inquiry import DRAIN
from appraisal.services.objection_door import served_report, window_of
from appraisal.services.objection_ends import may_reopen
from appraisal.timers import fix_due_prices, judge_due_inquiries
from appraisal.vocabulary import AppraisalGround, AssignmentState, PriceRoute, SettledOutcome
from appraisal.vocabulary.inquiries import InquiryStage, ResultStanding, RouteFault
from appraisal.vocabulary.objections import ObjectionGround
from registry import facade as registry
from registry.models import Asset
from registry.services.cases import record_asset_facts
from tests.integration.appraisal.test_course import resume, suspend
from tests.integration.appraisal.test_network_inquiry import all_reported, review, serve
from tests.support.appraisals import HOUR, WED, Desk, commission, open_desk, published, reported
from tests.support.fees import put
from tests.support.money import race
from tests.support.objections import object_to, said
from tests.support.routes import (
    RouteDesk,
    figure,
    file_case,
    list_three,
    open_network,
    open_window,
)

DAY = timedelta(days=1)


@pytest.fixture
def desk(
    app: Flask, db_session: Session, tmp_path: Path, clock_at: Callable[[datetime], Clock]
) -> Desk:
    """A drawn case at the hour of its commission."""
    clock_at(WED)
    return open_desk(app, tmp_path)


@pytest.fixture
def case(
    app: Flask, db_session: Session, tmp_path: Path, clock_at: Callable[[datetime], Clock]
) -> RouteDesk:
    """A case that is filed, with three platforms on the list."""
    clock_at(WED)
    made = file_case(app, tmp_path)
    list_three(made, tmp_path / "inquiry")
    return made


def served(case: RouteDesk) -> datetime:
    """Walk an inquiry until its results are served; return when the last window is over."""
    open_network(case)
    all_reported(case)
    review(case, at=WED + 4 * HOUR)
    return serve(case, WED + 5 * HOUR)


# Row 1 and 3: filed once, and no way is chosen before all five facts of art. 3 are found.


def test_two_clerks_file_an_asset_once(desk: Desk) -> None:
    def file() -> object:
        return routing.file_appraisal(desk.asset_no, actor=desk.clerk, at=WED).no

    results = race(desk.app, [file, file, file])

    assert sum(isinstance(one, str) for one in results) == 1
    refused = [one for one in results if not isinstance(one, str)]
    assert [getattr(one, "code", one) for one in refused] == ["already_filed"] * 2


def test_two_clerks_choose_the_way_once(desk: Desk) -> None:
    def choose() -> object:
        return routing.choose_route(
            desk.asset_no, route=PriceRoute.COMMISSIONED_APPRAISAL,
            ground=AppraisalGround.BOTH_ASK, note="", actor=desk.clerk, at=WED,
        ).no  # fmt: skip

    results = race(desk.app, [choose, choose, choose])

    assert sum(isinstance(one, str) for one in results) == 1
    refused = [one for one in results if not isinstance(one, str)]
    assert [getattr(one, "code", one) for one in refused] == ["route_already_chosen"] * 2


def test_the_choice_of_a_way_waits_for_the_last_of_the_facts(desk: Desk) -> None:
    asset = db.session.scalars(select(Asset)).one()
    found = dict(asset.facts)
    missing = next(iter(found))
    with unit_of_work():
        asset.facts = {name: words for name, words in found.items() if name != missing}
    no = routing.file_appraisal(desk.asset_no, actor=desk.clerk, at=WED).no

    assert queries.get_assignment(no).state is AssignmentState.FACT_FINDING
    assert not routing.complete_facts(desk.asset_no, at=WED)
    assert queries.get_assignment(no).state is AssignmentState.FACT_FINDING

    record_asset_facts(asset_no=desk.asset_no, found={missing: "已查明"}, actor=desk.clerk, at=WED)
    assert routing.complete_facts(desk.asset_no, at=WED)
    assert queries.get_assignment(no).state is AssignmentState.CHOOSING
    assert not routing.complete_facts(desk.asset_no, at=WED)


def test_facts_of_an_asset_nobody_filed_move_nothing(desk: Desk) -> None:
    assert not routing.complete_facts(desk.asset_no, at=WED)


# Row 5: a negotiation in which nobody named a figure says so.


def test_a_negotiation_without_a_figure_says_that_there_was_none(case: RouteDesk) -> None:
    open_window(case)

    assert negotiating.end_price_negotiation(case.no, at=WED + 30 * DAY)

    assert list_attempts(case.assignment().id)[-1].fault is RouteFault.NO_FIGURE


def test_a_negotiation_with_one_figure_says_whose_side_was_silent(case: RouteDesk) -> None:
    open_window(case)
    figure(case, case.applicant)

    assert negotiating.end_price_negotiation(case.no, at=WED + 30 * DAY)

    assert list_attempts(case.assignment().id)[-1].fault is RouteFault.ONE_SIDE_ONLY


# Row 8: the stages of a network inquiry.


def test_a_platform_that_reported_gets_no_days_when_it_confirms(case: RouteDesk) -> None:
    open_network(case)
    decides_at = case.inquiry().decides_at
    case.report("A", 100, at=WED + HOUR)

    inquiry_intake.note_accepted(case.result("A").id, at=WED + 3 * DAY)

    assert case.result("A").due_at is None
    assert case.inquiry().decides_at == decides_at


def test_a_platform_that_confirms_after_the_end_reopens_nothing(case: RouteDesk) -> None:
    open_network(case)
    case.report("A", 100, at=WED + HOUR)
    over = report_end(WED) + DRAIN
    judge_due_inquiries(over)
    assert case.inquiry().stage is InquiryStage.REVIEWING

    inquiry_intake.note_accepted(case.result("B").id, at=over + HOUR)

    assert case.result("B").due_at is None


def test_results_are_not_judged_while_the_appraisal_rests(case: RouteDesk) -> None:
    open_network(case)
    all_reported(case)
    put(case.desk, state=AssignmentState.SUSPENDED)

    with pytest.raises(Conflict, match="nothing_to_review"):
        review(case, at=WED + 4 * HOUR)


def test_days_that_are_over_are_not_moved_by_a_rest(case: RouteDesk) -> None:
    open_network(case)
    all_reported(case)
    before = case.inquiry().due_at, case.inquiry().decides_at

    suspend(case.desk, WED + DAY)
    resume(case.desk, WED + 6 * DAY)

    assert (case.inquiry().due_at, case.inquiry().decides_at) == before


def test_an_inquiry_that_still_asks_is_not_given_up_for_objections(case: RouteDesk) -> None:
    open_network(case)

    with pytest.raises(Conflict, match="results_still_count"):
        inquiry_review.fail_objected_results(case.no, note="异议", actor=case.clerk, at=WED + HOUR)

    assert case.assignment().state is AssignmentState.NETWORK_INQUIRY


def test_no_price_is_made_of_results_that_were_all_set_aside(case: RouteDesk) -> None:
    ends_at = served(case)
    for code in "ABC":
        inquiry_review.mark_result(
            case.result(code).id, ResultStanding.UPHELD, actor=case.clerk, at=ends_at
        )

    assert fix_due_prices(ends_at) == 0
    assert case.assignment().reference_price is None


def test_platforms_whose_results_were_not_used_are_paid_nothing(case: RouteDesk) -> None:
    """Art. 31: the fee is for the result nearest to the price a sale was based on."""
    open_network(case)
    all_reported(case)
    review(case, at=WED + 4 * HOUR)
    assert case.inquiry().stage is InquiryStage.REVIEWED

    with unit_of_work():
        shares = settle_inquiry_fee(
            case.assignment(), price=Money(101), outcome=SettledOutcome.SOLD,
            actor=case.clerk, at=WED + 2 * HOUR,
        )  # fmt: skip

    assert list(shares) == []


# Row 16: work is taken from an agency that is late with its first report, from nobody else.


def test_the_work_of_a_published_report_is_not_taken(desk: Desk) -> None:
    published(desk)

    with pytest.raises(IllegalMove):
        overdue.pass_on_overdue(desk.no, actor=desk.clerk, at=WED + 90 * DAY)


def test_the_work_of_an_objected_report_is_not_taken_for_being_late(desk: Desk) -> None:
    published(desk)
    object_to(desk, ObjectionGround.METHOD)
    assert desk.assignment().state is AssignmentState.OBJECTED

    with pytest.raises(IllegalMove):
        overdue.pass_on_overdue(desk.no, actor=desk.clerk, at=WED + 90 * DAY)

    assert desk.assignment().agency_code == desk.agency.agency_code


# Rows 19 to 23: nobody objects before there is something to object to.


def test_nobody_s_days_run_before_the_report_is_public(desk: Desk) -> None:
    reported(desk)
    party = registry.parties_of(desk.assignment().case_number)[1]

    assert window_of(desk.assignment(), party.id) is None
    assert window_of(desk.assignment(), None) is None
    with pytest.raises(Refusal):
        object_to(desk, ObjectionGround.METHOD)


def test_the_report_of_an_agency_that_was_replaced_is_no_longer_objected_to(desk: Desk) -> None:
    published(desk)
    first = served_report(desk.assignment())
    assert first is not None

    put(desk, agency_code=desk.agencies[1].agency_code)

    assert served_report(desk.assignment()) is None


def test_a_refused_objection_stands_in_the_record(desk: Desk) -> None:
    ends_at = published(desk)

    with pytest.raises(Refusal):
        objections.file_objection(
            desk.no, statement=said(ObjectionGround.METHOD), actor=desk.applicant, at=ends_at
        )

    (kept,) = list_of_assignment(desk.assignment().id)
    assert kept.state.value == "refused"


# Row 27: a rest that took no whole day gives back none.


def test_a_rest_of_an_hour_gives_no_day_back(desk: Desk) -> None:
    commission(desk)
    before = desk.assignment().due_at

    suspend(desk, WED + HOUR)
    resume(desk, WED + 2 * HOUR)

    assert desk.assignment().due_at == before
    assert not queries.list_respites(desk.assignment().id)


def test_nothing_is_given_back_while_the_report_lies_with_the_court(desk: Desk) -> None:
    reported(desk)

    suspend(desk, WED + DAY)
    resume(desk, WED + 6 * DAY)

    assert not queries.list_respites(desk.assignment().id)


# Row 26: a price a notice of a sale rested on is not taken back by a late ruling (art. 25).


def test_a_price_is_not_reopened_once_a_notice_rested_on_it(desk: Desk) -> None:
    fix_due_prices(published(desk))
    assert may_reopen(desk.assignment())

    put(desk, state=AssignmentState.EXPIRED)
    assert may_reopen(desk.assignment())
    put(desk, disposal_started_at=WED)
    assert not may_reopen(desk.assignment())
