"""Days of the law: counted in Shanghai, first day left out, holidays rolled over."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import chinese_calendar
from chinese_calendar import Holiday

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: The holidays as the State Council's yearly notice names them.
_HOLIDAYS = {
    Holiday.new_years_day.value: "元旦",
    Holiday.spring_festival.value: "春节",
    Holiday.tomb_sweeping_day.value: "清明节",
    Holiday.labour_day.value: "劳动节",
    Holiday.dragon_boat_festival.value: "端午节",
    Holiday.mid_autumn_festival.value: "中秋节",
    Holiday.national_day.value: "国庆节",
    Holiday.anti_fascist_70th_day.value: "抗战胜利纪念日",
}


@dataclass(frozen=True, slots=True)
class LegalEnd:
    """The last day of a period of the law, and why it is not the day one counts to."""

    #: The day the count alone comes to.
    nominal_on: date
    #: The day the period really ends on.
    due_on: date
    #: The holiday the count came to; none for a plain weekend, or if nothing was moved.
    holiday: str | None
    #: The year's holiday plan is not published yet: weekends alone were counted.
    is_provisional: bool

    @property
    def is_rolled(self) -> bool:
        """Say whether a holiday or a weekend moved the last day."""
        return self.due_on != self.nominal_on


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


def holiday_name(day: date) -> str | None:
    """Return the name of the legal holiday a day off belongs to; none for any other day."""
    if is_workday(day) or not is_year_published(day.year):
        return None
    _is_off, name = chinese_calendar.get_holiday_detail(day)
    return _HOLIDAYS.get(name)


def legal_end(start: date, days: int) -> LegalEnd:
    """Return how a period of days ends that starts on the day after ``start``.

    民事诉讼法 art. 85: the first day does not count; a last day on a legal holiday moves to the
    next day that is not one. Weekends count as holidays here (domain.md 1.2, from memory).
    """
    nominal = start + timedelta(days=days)
    due = nominal
    while not is_workday(due):
        due += timedelta(days=1)
    is_provisional = not (is_year_published(nominal.year) and is_year_published(due.year))
    return LegalEnd(nominal, due, holiday_name(nominal), is_provisional)


def legal_period_end(start: date, days: int) -> date:
    """Return the last day of a period of days that starts on the day after ``start``."""
    return legal_end(start, days).due_on


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
