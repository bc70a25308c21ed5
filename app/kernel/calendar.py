"""Days of the law: counted in Shanghai, first day left out, holidays rolled over."""

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
