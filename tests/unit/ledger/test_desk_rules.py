"""What the finance desk shows as due: all of today, and in the evening what is near already."""

from datetime import UTC, datetime, timedelta

import pytest

from app.kernel.calendar import local_date
from app.ledger.desk_rules import Age, age_of, shown_until
from app.ledger.queries import bounds_of

#: Beijing time is eight hours ahead.
MIDNIGHT = datetime(2026, 11, 28, 16, tzinfo=UTC)


@pytest.mark.parametrize("hours", [1, 3, 4])
def test_in_the_evening_what_is_due_after_midnight_is_shown_once_it_is_near(hours: int) -> None:
    at = MIDNIGHT - timedelta(minutes=30)
    due = at + timedelta(hours=hours)
    _, day_ends = bounds_of(local_date(at))

    assert day_ends == MIDNIGHT
    assert age_of(due, at) is Age.ALARM
    assert due <= shown_until(day_ends, at)


def test_by_day_all_of_the_day_is_shown_and_no_more() -> None:
    at = MIDNIGHT - timedelta(hours=16)

    assert shown_until(MIDNIGHT, at) == MIDNIGHT
