"""The periods of the appraisal, each a day of the law turned into a moment."""

from collections.abc import Iterable
from datetime import date, datetime

from app import lawbook
from app.kernel.calendar import end_of_day, legal_period_end, local_date


def report_due(commissioned_at: datetime) -> datetime:
    """Return when the report is due: 30 days from the commission (法释〔2018〕15号 art. 19)."""
    return _end("report_days", commissioned_at)


def materials_due(overdue_at: datetime) -> datetime:
    """Return when a late agency must have given the materials back: three days (art. 19(3))."""
    return _end("materials_return_days", overdue_at)


def correction_due(returned_at: datetime) -> datetime:
    """Return when a correction is due: three days (法释〔2018〕15号 art. 20)."""
    return _end("correction_days", returned_at)


def service_due(handed_in_at: datetime) -> datetime:
    """Return when the report must be served: three days after the court has it (art. 21)."""
    return _end("report_service_days", handed_in_at)


def objection_end(received_at: datetime) -> tuple[date, datetime]:
    """Return the last day to object and the moment it is over: five days (arts. 22, 23)."""
    start = local_date(received_at)
    last = legal_period_end(start, lawbook.number("objection_days", on=start))
    return last, end_of_day(last)


def window_end(ends: Iterable[datetime]) -> datetime | None:
    """Return when nobody may object any more: one person's end never shortens another's."""
    return max(ends, default=None)


def _end(key: str, start: datetime) -> datetime:
    day = local_date(start)
    return end_of_day(legal_period_end(day, lawbook.number(key, on=day)))
