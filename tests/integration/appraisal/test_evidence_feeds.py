"""What an appraisal tells the registry about its agency, once each, and what is left out."""

from datetime import datetime, timedelta

import pytest

from app.kernel.errors import Conflict, Forbidden, IllegalMove, NotFound, Refusal
from app.kernel.money import Money
from app.trail.queries import entries_of
from appraisal import facade, seeds
from appraisal.queries import list_appointments, list_attachments
from appraisal.services import commissioning, overdue, reports, surveys
from appraisal.timers import fix_due_prices, pass_on_due_work
from appraisal.vocabulary import (
    ASSIGNMENT,
    REPORT_AWAITED,
    AssignmentAction,
    AssignmentState,
    ReviewCheck,
)
from registry import facade as registry
from registry import queries
from registry.models import Evidence
from registry.vocabulary import AgencyField, EvidenceKind
from tests.support.appraisals import (
    HOUR,
    VALUE,
    WED,
    Desk,
    commission,
    hand_in,
    lay_files,
    published,
    reported,
    survey,
)
from tests.support.books import clerk_of

ONE_FAILS = {**dict.fromkeys(ReviewCheck, True), ReviewCheck.SCOPE: False}
MINUTE = timedelta(minutes=1)


def noted(desk: Desk, place: int = 0) -> list[Evidence]:
    """Return what counts for the agency of a place in the draw."""
    return list(queries.evidence_of(desk.agencies[place].agency_code or ""))


def causes(desk: Desk, place: int = 0) -> list[str]:
    """Return why it counts."""
    return [row.cause for row in noted(desk, place)]


def due(desk: Desk) -> datetime:
    """Return when the days of the agency in turn are over."""
    due_at = desk.assignment().due_at
    assert due_at is not None
    return due_at


def test_taking_the_work_counts_for_the_agency_once(desk: Desk) -> None:
    commission(desk)

    commissioning.accept_assignment(desk.no, actor=desk.agency, at=WED + HOUR)
    with pytest.raises(IllegalMove):
        commissioning.accept_assignment(desk.no, actor=desk.agency, at=WED + HOUR)

    (row,) = noted(desk)
    assert (row.kind, row.is_good, row.cause) == (EvidenceKind.ACCEPTANCE, True, "accepted")
    assert row.reference == f"{desk.no}/1"
    assert row.field is AgencyField.REAL_ESTATE
    assert row.court_id == desk.clerk.court_id


def test_a_refusal_counts_until_the_court_accepts_its_reason(desk: Desk) -> None:
    commission(desk)
    commissioning.refuse_assignment(desk.no, reason="利害关系", actor=desk.agency, at=WED + HOUR)
    assert [(row.cause, row.is_good) for row in noted(desk)] == [("refused", False)]

    overdue.excuse_refusal(desk.no, turn=1, reason="依法回避", actor=desk.clerk, at=WED + 2 * HOUR)

    assert noted(desk) == []
    with pytest.raises(Conflict, match="refusal_already_excused"):
        overdue.excuse_refusal(desk.no, turn=1, reason="再次", actor=desk.clerk, at=WED + 3 * HOUR)


def test_only_a_refusal_can_be_excused_and_only_by_its_court(desk: Desk) -> None:
    commission(desk)

    with pytest.raises(NotFound):
        overdue.excuse_refusal(desk.no, turn=1, reason="无", actor=desk.clerk, at=WED)
    with pytest.raises(Forbidden):
        overdue.excuse_refusal(desk.no, turn=1, reason="无", actor=clerk_of(999), at=WED)
    with pytest.raises(Refusal, match="reason_needed"):
        overdue.excuse_refusal(desk.no, turn=1, reason=" ", actor=desk.clerk, at=WED)


def test_a_report_on_its_last_day_is_in_time(desk: Desk) -> None:
    commission(desk)
    survey(desk)
    last_moment = due(desk) - timedelta(seconds=1)
    lay_files(desk, last_moment)

    hand_in(desk, last_moment)

    row = noted(desk)[-1]
    assert (row.kind, row.is_good, row.cause) == (EvidenceKind.TIMELINESS, True, "in_time")


def test_a_report_that_comes_when_its_days_are_over_counts_as_late(desk: Desk) -> None:
    commission(desk)
    survey(desk)
    due_at = due(desk)
    lay_files(desk, due_at)

    hand_in(desk, due_at)

    assert causes(desk) == ["accepted", "handed_in_late"]


def test_handing_in_twice_counts_once(desk: Desk) -> None:
    reported(desk)

    with pytest.raises(IllegalMove):
        hand_in(desk)

    assert causes(desk) == ["accepted", "in_time"]


def test_the_time_a_report_lies_with_the_court_is_not_the_agency_s(desk: Desk) -> None:
    reported(desk)
    long_after = WED + timedelta(days=60)

    reports.return_report(
        desk.no, checks=ONE_FAILS, note="面积有误", actor=desk.clerk, at=long_after
    )
    lay_files(desk, long_after, words="补正")
    hand_in(desk, long_after + HOUR, reason="更正面积")

    assert causes(desk) == ["accepted", "in_time", "correction_ordered"]


def test_a_correction_after_its_own_three_days_counts_as_late(desk: Desk) -> None:
    reported(desk)
    reports.return_report(
        desk.no, checks=ONE_FAILS, note="面积有误", actor=desk.clerk, at=WED + 5 * HOUR
    )
    due_at = due(desk)
    lay_files(desk, due_at, words="补正")

    hand_in(desk, due_at, reason="更正面积")

    assert causes(desk)[-1] == "corrected_late"
    assert [row.is_good for row in noted(desk) if row.kind is EvidenceKind.TIMELINESS] == [
        True,
        False,
    ]


def test_a_second_correction_of_one_report_counts_as_the_first(desk: Desk) -> None:
    reported(desk)
    for step in (5, 7):
        at = WED + step * HOUR
        reports.return_report(desk.no, checks=ONE_FAILS, note="有误", actor=desk.clerk, at=at)
        lay_files(desk, at, words=f"补正{step}")
        hand_in(desk, at + HOUR, reason="更正")

    assert causes(desk).count("correction_ordered") == 1


def test_a_report_that_stood_counts_when_its_price_is_fixed(desk: Desk) -> None:
    ends_at = published(desk)

    fix_due_prices(ends_at)
    fix_due_prices(ends_at + HOUR)

    assert causes(desk) == ["accepted", "in_time", "stood"]


def test_a_corrected_report_does_not_count_as_one_that_stood(desk: Desk) -> None:
    ends_at = published(desk)
    at = ends_at - HOUR
    reports.return_report(desk.no, checks=ONE_FAILS, note="有误", actor=desk.clerk, at=at)
    lay_files(desk, at, words="补正")
    hand_in(desk, at, reason="更正")
    again = seeds.seed_publication(desk.no, clerk=desk.clerk, at=at + HOUR)
    fix_due_prices(again)

    rows = [row for row in noted(desk) if row.kind is EvidenceKind.OBJECTION]
    assert [(row.cause, row.is_good) for row in rows] == [("correction_ordered", False)]


def test_a_sale_keeps_both_values_and_counts_once(desk: Desk) -> None:
    at = published(desk)
    fix_due_prices(at)
    course = facade.SaleCourse(
        ended_on=at.date(), reserve=Money(VALUE.fen * 7 // 10), failed_rounds=1
    )

    for _ in range(2):
        facade.settle_assignment(
            desk.asset_no, outcome="FAILED", disposal_price=None,
            actual_expense=Money(50_000), course=course, actor=desk.clerk, at=at,
        )  # fmt: skip

    (row,) = [row for row in noted(desk) if row.kind is EvidenceKind.SALE]
    assert row.is_good is None
    assert row.measure == {
        "appraised": str(VALUE),
        "price": None,
        "reserve": str(VALUE.fen * 7 // 10),
        "appraised_on": "2026-03-04",
        "ended_on": at.date().isoformat(),
        "region_code": "370102",
        "nature": "housing",
        "failed_rounds": 1,
    }


def test_a_withdrawn_sale_says_nothing_about_the_value(desk: Desk) -> None:
    at = published(desk)
    fix_due_prices(at)

    facade.settle_assignment(
        desk.asset_no, outcome="WITHDRAWN", disposal_price=None, actual_expense=Money(50_000),
        actor=desk.clerk, at=at,
    )  # fmt: skip

    assert EvidenceKind.SALE not in {row.kind for row in noted(desk)}


@pytest.mark.parametrize("progress", ["commissioned", "surveying", "drafting"])
def test_overdue_work_goes_to_the_next_in_order_by_itself(desk: Desk, progress: str) -> None:
    """法释〔2018〕15号 art. 19(3): late without request, the next agency follows."""
    commission(desk)
    if progress != "commissioned":
        commissioning.accept_assignment(desk.no, actor=desk.agency, at=WED + HOUR)
    if progress == "drafting":
        surveys.record_survey(
            desk.no, held_at=WED, place="解放路", attendees=seeds.SURVEY_PEOPLE, notes="空置",
            actor=desk.agency, at=WED + HOUR,
        )  # fmt: skip
        lay_files(desk)
    due_at = due(desk)

    assert pass_on_due_work(due_at - timedelta(seconds=1)) == 0
    assert pass_on_due_work(due_at + MINUTE) == 1
    assert pass_on_due_work(due_at + MINUTE) == 0

    assignment = desk.assignment()
    assert assignment.agency_code == desk.agencies[1].agency_code
    assert assignment.state is AssignmentState.COMMISSIONED
    assert due(desk) > due_at + timedelta(days=29)
    assert causes(desk)[-1] == "late"
    assert not list_attachments(assignment.id)
    assert registry.draw_result(desk.asset_no).fallen == (desk.agency.agency_code,)
    first, second = list_appointments(assignment.id)
    assert first.lapsed_at == due_at + MINUTE
    assert second.lapsed_at is None
    names = [entry.name for entry in entries_of(f"appraisal:{desk.no}")]
    assert "appraisal.assignment.overdue" in names


def test_the_clerk_cannot_take_the_work_while_the_days_run(desk: Desk) -> None:
    commission(desk)

    with pytest.raises(Conflict, match="not_overdue"):
        overdue.pass_on_overdue(desk.no, actor=desk.clerk, at=due(desk) - HOUR)
    with pytest.raises(Forbidden):
        overdue.pass_on_overdue(desk.no, actor=clerk_of(999), at=due(desk) + HOUR)


def test_a_second_click_does_not_take_the_work_from_the_next_agency(desk: Desk) -> None:
    commission(desk)
    at = due(desk) + HOUR

    overdue.pass_on_overdue(desk.no, actor=desk.clerk, at=at)
    with pytest.raises(Conflict, match="not_overdue"):
        overdue.pass_on_overdue(desk.no, actor=desk.clerk, at=at)

    assert desk.assignment().agency_code == desk.agencies[1].agency_code
    assert causes(desk, 1) == []


def test_the_late_agency_no_longer_finds_the_case(desk: Desk) -> None:
    commission(desk)
    survey(desk)
    at = due(desk) + HOUR
    lay_files(desk, at - 2 * HOUR)

    overdue.pass_on_overdue(desk.no, actor=desk.clerk, at=at)

    with pytest.raises(NotFound):
        hand_in(desk, at)


def test_nobody_is_left_when_the_last_of_the_three_is_late(desk: Desk) -> None:
    commission(desk)
    at = due(desk) + HOUR
    for agency in desk.agencies[:2]:
        commissioning.refuse_assignment(desk.no, reason="回避", actor=agency, at=at)
    commissioning.accept_assignment(desk.no, actor=desk.agencies[2], at=at)

    assert pass_on_due_work(due(desk) + MINUTE) == 1

    assert desk.assignment().state is AssignmentState.EXHAUSTED
    assert causes(desk, 2) == ["accepted", "late"]


def test_a_late_correction_is_not_taken_from_its_agency(desk: Desk) -> None:
    reported(desk)
    reports.return_report(
        desk.no, checks=ONE_FAILS, note="有误", actor=desk.clerk, at=WED + 5 * HOUR
    )

    assert pass_on_due_work(due(desk) + timedelta(days=30)) == 0
    with pytest.raises(IllegalMove):
        overdue.pass_on_overdue(desk.no, actor=desk.clerk, at=due(desk) + HOUR)


@pytest.mark.parametrize("state", list(AssignmentState))
def test_work_is_taken_only_while_the_first_report_is_awaited(state: AssignmentState) -> None:
    awaited = {
        AssignmentState.COMMISSIONED,
        AssignmentState.SURVEYING,
        AssignmentState.DRAFTING,
    }

    # An objection to qualification or procedure that is upheld takes the work too (art. 23).
    taken = awaited | {AssignmentState.OBJECTED}
    assert (AssignmentAction.REPLACE in ASSIGNMENT.allowed(state)) == (state in taken)
    assert (AssignmentAction.EXHAUST in ASSIGNMENT.allowed(state)) == (state in taken)
    assert (state in REPORT_AWAITED) == (state in awaited)
