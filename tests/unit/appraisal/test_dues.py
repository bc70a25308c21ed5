"""What is due in each state of an appraisal, and how holidays move its last day."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from app.kernel.calendar import end_of_day
from appraisal.rules.dues import PERIODS, Due, period_due, set_due
from appraisal.rules.state_dues import Position, Window, dues_of, start_due
from appraisal.vocabulary import SUSPENDABLE, AssignmentState
from appraisal.vocabulary.deadlines import DeadlineStep as Step
from appraisal.vocabulary.deadlines import Duty

S = AssignmentState
#: A Monday, nine o'clock in Shanghai.
MON = datetime(2026, 3, 2, 1, tzinfo=UTC)
MONDAY = date(2026, 3, 2)
DAY = timedelta(days=1)
TWO_WINDOWS = (
    Window("A-1/party/1", "王芳", MON, end_of_day(date(2026, 3, 9))),
    Window("A-1/party/2", "李强", MON + DAY, end_of_day(date(2026, 3, 9))),
)


def position(state: AssignmentState, **changes: Any) -> Position:
    """Return an appraisal that came into a state on Monday."""
    given: dict[str, Any] = {
        "asset_no": "A-1",
        "state": state,
        "state_since": MON,
        "agency_name": "泉城评估",
        "commissioned_at": MON,
        "due_at": end_of_day(date(2026, 4, 1)),
        "fee_due_at": end_of_day(date(2026, 3, 9)),
        "handed_in_at": MON,
        "windows": TWO_WINDOWS,
        "price_fixed_at": MON,
        "price_valid_until": date(2027, 3, 1),
        "has_fee": True,
    }
    return Position(**{**given, **changes})


def told(due: Due) -> tuple[Step, Duty, date]:
    return due.step, due.duty, due.end.due_on


#: State -> what is due in it: step, who acts, last day. The states left out rest on other rows.
EXPECTED: dict[AssignmentState, list[tuple[Step, Duty, date]]] = {
    S.FILED: [(Step.PREPARE, Duty.COURT, date(2026, 3, 12))],
    S.FACT_FINDING: [(Step.PREPARE, Duty.COURT, date(2026, 3, 12))],
    S.CHOOSING: [(Step.PREPARE, Duty.COURT, date(2026, 3, 12))],
    S.NEGOTIATING: [],
    S.DIRECTED_INQUIRY: [],
    S.NETWORK_INQUIRY: [],
    S.ROUTED: [(Step.PREPARE, Duty.COURT, date(2026, 3, 12))],
    S.SELECTED: [(Step.PREPARE, Duty.COURT, date(2026, 3, 12))],
    S.FEE_PENDING: [(Step.PAY_FEE, Duty.PARTY, date(2026, 3, 9))],
    S.STALLED: [(Step.PREPARE, Duty.COURT, date(2026, 3, 12))],
    S.COMMISSIONED: [
        (Step.ACCEPT, Duty.AGENCY, date(2026, 3, 5)),
        (Step.REPORT, Duty.AGENCY, date(2026, 4, 1)),
    ],
    S.SURVEYING: [(Step.REPORT, Duty.AGENCY, date(2026, 4, 1))],
    S.DRAFTING: [(Step.REPORT, Duty.AGENCY, date(2026, 4, 1))],
    S.REPORTED: [(Step.SERVE, Duty.COURT, date(2026, 3, 5))],
    S.CORRECTING: [(Step.CORRECT, Duty.AGENCY, date(2026, 4, 1))],
    S.PUBLISHED: [(Step.OBJECT, Duty.PARTY, date(2026, 3, 9))] * 2,
    S.OBJECTED: [(Step.OBJECT, Duty.PARTY, date(2026, 3, 9))] * 2,
    S.PRICE_FIXED: [
        (Step.START_SALE, Duty.COURT, date(2026, 3, 12)),
        (Step.VALIDITY, Duty.COURT, date(2027, 3, 1)),
    ],
    S.DISPOSING: [(Step.SELL, Duty.COURT, date(2027, 9, 1))],
    S.EXPIRED: [(Step.PREPARE, Duty.COURT, date(2026, 3, 12))],
    S.SETTLING: [(Step.SETTLE_FEE, Duty.COURT, date(2026, 3, 12))],
    S.SETTLED: [],
    S.EXHAUSTED: [(Step.PREPARE, Duty.COURT, date(2026, 3, 12))],
    S.SUSPENDED: [],
    S.WITHDRAWN: [(Step.SETTLE_FEE, Duty.COURT, date(2026, 3, 12))],
}


@pytest.mark.parametrize("state", AssignmentState)
def test_every_state_names_what_is_due_in_it(state: AssignmentState) -> None:
    assert [told(due) for due in dues_of(position(state))] == EXPECTED[state]


@pytest.mark.parametrize("state", AssignmentState)
def test_every_due_names_its_article(state: AssignmentState) -> None:
    for due in dues_of(position(state)):
        assert due.article.article
        assert due.is_policy == (due.step in {Step.PREPARE, Step.ACCEPT, Step.SETTLE_FEE})


@pytest.mark.parametrize("step", Step)
def test_every_step_is_either_counted_by_the_lawbook_or_set_under_an_article(step: Step) -> None:
    period = PERIODS[step]

    if period.key:
        assert period_due(step, asset_no="A-1", begins_on=MONDAY).days
    else:
        assert period.article
        with pytest.raises(ValueError, match="set, not counted"):
            period_due(step, asset_no="A-1", begins_on=MONDAY)


@pytest.mark.parametrize("state", SUSPENDABLE)
def test_no_clock_of_a_suspended_appraisal_moves(state: AssignmentState) -> None:
    """法释〔2018〕15号 art. 28: what was due stands still and is nobody's delay."""
    suspended = position(S.SUSPENDED, suspended_from=state, stands_since=MON + DAY)
    long_after = MON + 900 * DAY

    found = dues_of(suspended)

    assert [due.step for due in found] == [step for step, *_ in EXPECTED[state]]
    assert all(due.is_standing and not due.is_overdue(long_after) for due in found)
    assert all(due.days_left(date(2030, 1, 1)) == due.days_left(MONDAY) for due in found)


def test_the_way_to_a_price_is_started_within_thirty_days_of_the_seizure() -> None:
    """法释〔2018〕15号 art. 1; the court's own start is not moved on by a weekend."""
    due = start_due(asset_no="A-1", seized_on=date(2026, 3, 5))

    assert (due.end.due_on, due.end.is_rolled) == (date(2026, 4, 4), False)
    assert str(due.article) == "法释〔2018〕15号 第1条"


def test_a_seizure_older_than_the_interpretation_is_counted_by_it_too() -> None:
    due = start_due(asset_no="A-1", seized_on=date(2016, 5, 4))

    assert (due.days, due.end.due_on) == (30, date(2016, 6, 3))


def test_national_day_moves_a_last_day_with_its_name() -> None:
    """民事诉讼法 art. 85(3): 30 days from 1 September come to 1 October."""
    due = period_due(Step.REPORT, asset_no="A-1", begins_on=date(2026, 9, 1))

    assert due.end.nominal_on == date(2026, 10, 1)
    assert due.end.due_on == date(2026, 10, 8)
    assert due.end.holiday == "国庆节"
    assert not due.end.is_provisional


def test_a_make_up_workday_of_spring_festival_ends_a_period() -> None:
    """Saturday 14 February 2026 is worked to make up for the festival."""
    due = period_due(Step.SERVE, asset_no="A-1", begins_on=date(2026, 2, 11))

    assert due.end.due_on == date(2026, 2, 14)
    assert not due.end.is_rolled


def test_spring_festival_moves_a_last_day() -> None:
    due = period_due(Step.OBJECT, asset_no="A-1", begins_on=date(2026, 2, 12))

    assert (due.end.nominal_on, due.end.holiday) == (date(2026, 2, 17), "春节")
    assert due.end.due_on == date(2026, 2, 24)


def test_a_year_without_a_holiday_plan_is_marked_where_the_plan_can_move_the_day() -> None:
    counted = period_due(Step.REPORT, asset_no="A-1", begins_on=date(2026, 12, 20))
    day_set = set_due(
        Step.PAY_FEE, asset_no="A-1", begins_on=MONDAY, due_at=end_of_day(date(2027, 2, 5))
    )

    assert counted.end.is_provisional
    assert not day_set.end.is_provisional


def test_extensions_and_suspended_days_are_one_period() -> None:
    """Art. 19: 30 + 15 + 15 days and six of suspension from 27 July come to 1 October."""
    due = period_due(
        Step.REPORT,
        asset_no="A-1",
        begins_on=date(2026, 7, 27),
        extensions=(15, 15),
        suspended_days=6,
    )

    assert (due.end.nominal_on, due.end.due_on) == (date(2026, 10, 1), date(2026, 10, 8))


def test_the_day_a_row_holds_decides_over_the_count() -> None:
    due_at = end_of_day(date(2026, 10, 20))

    due = period_due(Step.REPORT, asset_no="A-1", begins_on=date(2026, 9, 1), due_at=due_at)

    assert (due.due_at, due.end.due_on) == (due_at, date(2026, 10, 20))
    assert not due.end.is_rolled


def test_a_reissued_report_has_fifteen_days() -> None:
    """法释〔2018〕15号 art. 19(4)."""
    again = position(S.DRAFTING, reissues=1, due_at=end_of_day(date(2026, 3, 17)))

    (due,) = dues_of(again)

    assert (due.step, due.days, due.end.due_on) == (Step.REISSUE, 15, date(2026, 3, 17))


def test_nobody_is_late_when_a_time_to_object_is_over() -> None:
    due = dues_of(position(S.PUBLISHED))[0]

    assert not due.is_overdue(MON + 30 * DAY)


def test_nothing_is_settled_where_no_fee_was_asked() -> None:
    assert dues_of(position(S.WITHDRAWN, has_fee=False)) == []
