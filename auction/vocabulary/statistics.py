"""Whom a statistic is about, over which time, and in which unit its figures are."""

import re
from datetime import date, datetime
from enum import StrEnum

from app.kernel.calendar import SHANGHAI


class Level(StrEnum):
    """How wide a place is; each is the sum of the places below it."""

    COURT = "court"
    CITY = "city"
    PROVINCE = "province"
    PLATFORM = "platform"


#: From which level a wider place is added up.
BELOW = {
    Level.CITY: Level.COURT,
    Level.PROVINCE: Level.CITY,
    Level.PLATFORM: Level.PROVINCE,
}


class Unit(StrEnum):
    """How the number of a figure is to be read."""

    COUNT = "count"
    #: Hundredths of something counted: 125 is 1.25.
    MEAN = "mean"
    #: Hundredths of a percent: 6372 is 63.72 %.
    PERCENT = "percent"
    DAYS = "days"
    FEN = "fen"


#: The one place of the widest level, and the facet that leaves nothing out.
EVERYWHERE = "all"
WHOLE = "all"
#: What the facet of an agency that appraised begins with.
AGENCY = "agency:"
#: The period that has no bounds.
ALL_TIME = "all"

_MONTH = re.compile(r"(?!0000)[0-9]{4}-(0[1-9]|1[0-2])", re.ASCII)
_YEAR = re.compile(r"(?!0000)[0-9]{4}", re.ASCII)


def month_of(moment: datetime) -> str:
    """Return the month of a moment in Beijing time, such as 2026-03."""
    return f"{moment.astimezone(SHANGHAI):%Y-%m}"


def is_month(text: str) -> bool:
    """Say whether a text names a month."""
    return _MONTH.fullmatch(text) is not None


def is_period(text: str) -> bool:
    """Say whether a text names a month, a year or all time."""
    return text == ALL_TIME or is_month(text) or _YEAR.fullmatch(text) is not None


def month_bounds(month: str) -> tuple[datetime, datetime]:
    """Return the first moment of a month in Beijing time, and that of the next."""
    first = date.fromisoformat(f"{month}-01")
    after = months_from(month, 1)
    return _midnight(first), _midnight(date.fromisoformat(f"{after}-01"))


def months_from(month: str, count: int) -> str:
    """Return the month so many months later, or earlier if negative."""
    place = int(month[:4]) * 12 + int(month[5:]) - 1 + count
    return f"{place // 12:04d}-{place % 12 + 1:02d}"


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=SHANGHAI)
