"""Days of the law: counted in Shanghai, first day left out, holidays rolled over."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar

SHANGHAI = ZoneInfo("Asia/Shanghai")


def local_date(moment: datetime) -> date:
    """Return the day in Shanghai on which a moment falls."""
    return moment.astimezone(SHANGHAI).date()


def start_of_day(day: date) -> datetime:
    """Return the first moment of a Shanghai day, as UTC."""
    return datetime.combine(day, time(), SHANGHAI).astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """Return the moment a Shanghai day is over, as UTC."""
    return start_of_day(day + timedelta(days=1))


def is_year_published(year: int) -> bool:
    """Say whether the State Council's holiday plan of a year is known here."""
    try:
        chinese_calendar.is_workday(date(year, 1, 4))
    except NotImplementedError:
        return False
    return True


def is_workday(day: date) -> bool:
    """Say whether a day is worked; weekends alone count where no plan is published yet."""
    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def legal_period_end(start: date, days: int) -> date:
    """Return the last day of a period of days that starts on the day after ``start``.

    民事诉讼法 art. 85: the first day does not count; a last day on a legal holiday moves to the
    next day that is not one. Weekends count as holidays here (domain.md 1.2, from memory).
    """
    end = start + timedelta(days=days)
    while not is_workday(end):
        end += timedelta(days=1)
    return end


def workdays_after(day: date, count: int) -> date:
    """Return the working day that is the ``count``-th after ``day``, which itself never counts."""
    found = day
    for _ in range(count):
        found += timedelta(days=1)
        while not is_workday(found):
            found += timedelta(days=1)
    return found


def months_after(day: date, count: int) -> date:
    """Return the day of the same number ``count`` months later, or the last one of that month.

    民法典 art. 202: where the month has no such day, its last day ends the period.
    """
    index = day.year * 12 + day.month - 1 + count
    year, month = divmod(index, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
