"""The periods of the appraisal end on the day the law says."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.kernel.calendar import end_of_day, is_workday, local_date
from appraisal.rules.periods import (
    correction_due,
    objection_end,
    report_due,
    report_due_on,
    report_end,
    window_end,
)


def test_five_days_to_object_do_not_count_the_day_of_receipt() -> None:
    last_day, ends_at = objection_end(datetime(2026, 3, 4, 6, tzinfo=UTC))

    assert last_day == date(2026, 3, 9)
    assert ends_at == datetime(2026, 3, 9, 16, tzinfo=UTC)


def test_a_last_day_on_a_sunday_moves_to_monday() -> None:
    last_day, _ = objection_end(datetime(2026, 3, 10, 6, tzinfo=UTC))

    assert last_day == date(2026, 3, 16)


def test_a_receipt_late_in_the_evening_counts_by_the_day_in_shanghai() -> None:
    last_day, _ = objection_end(datetime(2026, 3, 3, 17, tzinfo=UTC))

    assert last_day == date(2026, 3, 9)


def test_thirty_days_to_report_run_from_the_commission() -> None:
    assert report_due(datetime(2026, 3, 4, 1, tzinfo=UTC)) == datetime(2026, 4, 3, 16, tzinfo=UTC)


def test_one_partys_end_never_shortens_anothers() -> None:
    early = datetime(2026, 3, 9, 16, tzinfo=UTC)
    late = early + timedelta(days=3)

    assert window_end([late, early]) == late


def test_the_days_of_a_report_are_summed_and_its_last_day_is_moved_once() -> None:
    """From 2026-08-06 the first thirty days end on a Saturday; that moves nothing on the way.

    Sunday 2026-09-20 is worked to make up for National Day.
    """
    received = date(2026, 8, 6)

    assert report_due_on(received) == date(2026, 9, 7)
    assert report_due_on(received, extension_days=[15]) == date(2026, 9, 20)
    assert report_due_on(received, suspended_days=6, extension_days=[15, 15]) == date(2026, 10, 12)


def test_a_report_due_on_national_day_is_due_after_the_holiday() -> None:
    end = report_end(date(2026, 7, 27), suspended_days=6, extension_days=(15, 15))

    assert (end.nominal_on, end.due_on, end.holiday) == (
        date(2026, 10, 1),
        date(2026, 10, 8),
        "国庆节",
    )


def test_the_moment_and_the_day_of_a_report_are_one_rule() -> None:
    at = datetime(2026, 7, 27, 1, tzinfo=UTC)

    due_at = report_due(at, suspended_days=6, extension_days=[15, 15])

    assert due_at == end_of_day(date(2026, 10, 8))


def test_a_correction_is_due_after_three_days_and_those_the_court_took() -> None:
    at = datetime(2026, 3, 4, 1, tzinfo=UTC)

    assert correction_due(at) == end_of_day(date(2026, 3, 9))
    assert correction_due(at, suspended_days=1) == end_of_day(date(2026, 3, 9))
    assert correction_due(at, suspended_days=6) == end_of_day(date(2026, 3, 13))


@given(
    received=st.dates(date(2019, 1, 1), date(2090, 1, 1)),
    suspended=st.integers(0, 180),
    extensions=st.lists(st.integers(1, 15), max_size=2),
    more=st.integers(1, 15),
)
def test_more_days_never_bring_the_end_forward(
    received: date, suspended: int, extensions: list[int], more: int
) -> None:
    before = report_due_on(received, suspended_days=suspended, extension_days=extensions)
    after = report_due_on(received, suspended_days=suspended, extension_days=[*extensions, more])

    assert before <= after <= before + timedelta(days=more + 12)
    assert is_workday(after)
    assert local_date(end_of_day(after) - timedelta(seconds=1)) == after
