"""Periods of days as 民事诉讼法 art. 85 counts them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.calendar import (
    end_of_day,
    is_workday,
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
