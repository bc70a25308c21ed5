"""Periods of days as 民事诉讼法 art. 85 counts them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.calendar import (
    LegalEnd,
    end_of_day,
    holiday_name,
    is_workday,
    is_year_published,
    legal_end,
    legal_period_end,
    local_date,
    start_of_day,
)

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


def test_a_period_that_ends_in_the_national_holiday_moves_behind_it() -> None:
    assert legal_period_end(date(2026, 9, 26), 5) == date(2026, 10, 8)


@given(DAYS, st.integers(1, 90))
def test_a_period_ends_on_a_working_day_and_never_early(start: date, days: int) -> None:
    end = legal_period_end(start, days)

    assert end >= start + timedelta(days=days)
    assert is_workday(end)


@given(DAYS)
def test_a_shanghai_day_lasts_from_its_start_to_its_end(day: date) -> None:
    assert local_date(start_of_day(day)) == day
    assert local_date(end_of_day(day) - timedelta(microseconds=1)) == day
    assert local_date(end_of_day(day)) == day + timedelta(days=1)


@pytest.mark.parametrize(("hour", "day"), [(15, 1), (16, 2)])
def test_a_day_turns_at_midnight_in_shanghai(hour: int, day: int) -> None:
    assert local_date(datetime(2026, 3, 1, hour, tzinfo=UTC)) == date(2026, 3, day)


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2024, 2, 12), "春节"),
        (date(2024, 10, 1), "国庆节"),
        (date(2025, 1, 28), "春节"),
        (date(2025, 10, 6), "中秋节"),
        (date(2026, 1, 1), "元旦"),
        (date(2026, 5, 1), "劳动节"),
        (date(2026, 10, 1), "国庆节"),
        # A weekend has no name, nor has a day that is worked to make up for a holiday.
        (date(2026, 3, 14), None),
        (date(2024, 2, 18), None),
        (date(2026, 3, 16), None),
    ],
)
def test_a_day_off_is_called_by_its_holiday(day: date, name: str | None) -> None:
    assert holiday_name(day) == name


@pytest.mark.parametrize(
    "day",
    [
        # The plans published for 2024 and 2025, and those of 2026 as the calendar has them.
        date(2024, 2, 9),
        date(2024, 2, 4),
        date(2024, 9, 14),
        date(2025, 9, 28),
        date(2025, 4, 27),
        date(2026, 10, 10),
    ],
)
def test_a_day_that_makes_up_for_a_holiday_is_worked(day: date) -> None:
    assert is_workday(day)


@pytest.mark.parametrize(
    "day",
    [
        date(2024, 2, 12),
        date(2025, 10, 8),
        date(2026, 5, 1),
        date(2026, 10, 1),
        date(2026, 10, 7),
    ],
)
def test_a_day_of_a_holiday_is_not_worked(day: date) -> None:
    assert not is_workday(day)


def test_an_end_in_national_day_says_which_holiday_moved_it() -> None:
    end = legal_end(date(2026, 9, 26), 5)

    assert end == LegalEnd(date(2026, 10, 1), date(2026, 10, 8), "国庆节", is_provisional=False)
    assert end.is_rolled


def test_an_end_on_a_weekend_is_moved_by_no_holiday() -> None:
    end = legal_end(date(2026, 3, 10), 5)

    assert (end.nominal_on, end.due_on, end.holiday) == (
        date(2026, 3, 15),
        date(2026, 3, 16),
        None,
    )
    assert end.is_rolled


def test_an_end_on_a_working_day_stays() -> None:
    assert not legal_end(date(2026, 3, 4), 5).is_rolled


def test_an_end_in_a_year_without_a_published_plan_is_provisional() -> None:
    end = legal_end(date(2099, 9, 26), 5)

    assert not is_year_published(2099)
    assert end.is_provisional
    assert end.due_on == date(2099, 10, 1)
    assert end.holiday is None
