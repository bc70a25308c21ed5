"""Periods of working days and of months."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.calendar import is_workday, months_after, workdays_after

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))

COUNTED = [
    # Monday to Friday, then over a week end.
    (date(2026, 3, 2), 1, date(2026, 3, 3)),
    (date(2026, 3, 2), 10, date(2026, 3, 16)),
    # The week of the national day is left out; the Saturday after it is worked.
    (date(2026, 9, 30), 2, date(2026, 10, 9)),
    (date(2026, 9, 30), 3, date(2026, 10, 10)),
]


@pytest.mark.parametrize(("start", "count", "end"), COUNTED)
def test_only_worked_days_are_counted(start: date, count: int, end: date) -> None:
    assert workdays_after(start, count) == end


@given(DAYS, st.integers(1, 30))
def test_exactly_so_many_working_days_lie_in_the_period(start: date, count: int) -> None:
    end = workdays_after(start, count)

    days = (start + timedelta(days=n) for n in range(1, (end - start).days + 1))
    assert sum(map(is_workday, days)) == count
    assert is_workday(end)


MONTHS = [
    (date(2026, 3, 2), 3, date(2026, 6, 2)),
    (date(2026, 8, 31), 6, date(2027, 2, 28)),
    (date(2027, 8, 31), 6, date(2028, 2, 29)),
    (date(2026, 12, 15), 60, date(2031, 12, 15)),
]


@pytest.mark.parametrize(("start", "count", "end"), MONTHS)
def test_a_month_ends_on_the_same_number_or_on_its_last_day(
    start: date, count: int, end: date
) -> None:
    """民法典 art. 202."""
    assert months_after(start, count) == end
