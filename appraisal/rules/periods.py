"""The periods of the appraisal, each a day of the law turned into a moment."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from app import lawbook
from app.kernel.calendar import LegalEnd, end_of_day, legal_end, legal_period_end, local_date


def report_end(
    received_on: date, *, suspended_days: int = 0, extension_days: Sequence[int] = ()
) -> LegalEnd:
    """Return how the period of a report ends that runs from the receipt of the commission.

    法释〔2018〕15号 art. 19: 30 days, those of a suspension not counted, and the extensions
    granted. All are one period: its days are summed, and a holiday moves its last day only
    (民事诉讼法 art. 85).
    """
    days = lawbook.number("report_days", on=received_on)
    return legal_end(received_on, days + suspended_days + sum(extension_days))


def report_due_on(
    received_on: date, *, suspended_days: int = 0, extension_days: Sequence[int] = ()
) -> date:
    """Return the last day on which the report is in time, as ``report_end`` counts it."""
    return report_end(
        received_on, suspended_days=suspended_days, extension_days=extension_days
    ).due_on


def report_due(
    commissioned_at: datetime, *, suspended_days: int = 0, extension_days: Sequence[int] = ()
) -> datetime:
    """Return the moment the days of a report are over (法释〔2018〕15号 art. 19)."""
    return end_of_day(
        report_due_on(
            local_date(commissioned_at),
            suspended_days=suspended_days,
            extension_days=extension_days,
        )
    )


def materials_due(overdue_at: datetime) -> datetime:
    """Return when a late agency must have given the materials back: three days (art. 19(3))."""
    return _end("materials_return_days", overdue_at)


def correction_due(returned_at: datetime, *, suspended_days: int = 0) -> datetime:
    """Return when a correction is due: three days (法释〔2018〕15号 art. 20).

    Time the court took itself counts as little as in the period of the report.
    """
    return _end("correction_days", returned_at, suspended_days)


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


def _end(key: str, start: datetime, suspended_days: int = 0) -> datetime:
    day = local_date(start)
    return end_of_day(legal_period_end(day, lawbook.number(key, on=day) + suspended_days))
