"""The periods, the average and the fee of a network inquiry (法释〔2018〕15号 arts. 11-13, 31)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Protocol

from app import lawbook
from app.kernel.calendar import end_of_day, legal_period_end, local_date
from app.kernel.citation import Citation
from app.kernel.money import Money, total
from appraisal.vocabulary.inquiries import COUNTING, ResultStanding

_LAW = "法释〔2018〕15号"
ALL_PLATFORMS = Citation(_LAW, "第10条")
IN_TIME = Citation(_LAW, "第11条")
CORRECTION = Citation(_LAW, "第12条")
AVERAGE = Citation(_LAW, "第13条")
INQUIRY_FEE = Citation(_LAW, "第31条")


class AfterPeriod(StrEnum):
    """What follows when the days of the platforms are over (art. 11)."""

    RESULTS_IN = "results_in"
    EXTEND = "extend"
    FAIL = "fail"


def report_end(received_at: datetime) -> datetime:
    """Return when a platform's report is due: three days after it got the commission (art. 11)."""
    return _end("network_report_days", received_at)


def extended_end(was_due_at: datetime) -> datetime:
    """Return the end of the one extension: three days after the first end (art. 11)."""
    day = local_date(was_due_at)
    # The first end is the moment after its last day, so that day is the one before.
    last = date.fromordinal(day.toordinal() - 1)
    days = lawbook.number("network_extension_days", on=last)
    return end_of_day(legal_period_end(last, days))


def correction_end(asked_at: datetime) -> datetime:
    """Return when a platform's correction is due: three days (art. 12)."""
    return _end("network_correction_days", asked_at)


def _end(key: str, start: datetime) -> datetime:
    day = local_date(start)
    return end_of_day(legal_period_end(day, lawbook.number(key, on=day)))


def after_period(*, reports: int, has_request: bool, was_extended: bool) -> AfterPeriod:
    """Say what follows at the end of the days.

    Art. 11: with one report in time nobody gets more days; when all are late, three more days
    once if they asked; none and no request: the appraisal follows.
    """
    if reports:
        return AfterPeriod.RESULTS_IN
    if has_request and not was_extended:
        return AfterPeriod.EXTEND
    return AfterPeriod.FAIL


def must_correct(faulty: Collection[int], received: Collection[int]) -> bool:
    """Say whether platforms are asked to correct: only when every report is faulty (art. 12)."""
    return bool(received) and set(received) <= set(faulty)


@dataclass(frozen=True, slots=True)
class PlatformResult:
    """The price one platform reported in time, and what became of it."""

    platform: str
    price: Money
    standing: ResultStanding = ResultStanding.COUNTED

    @property
    def counts(self) -> bool:
        """Say whether the result enters the average (art. 13)."""
        return self.standing in COUNTING


class Counted(Protocol):
    """What the average and the fee ask of a platform's report."""

    @property
    def platform(self) -> str:
        """Name the platform."""
        ...

    @property
    def price(self) -> Money:
        """The price it reported."""
        ...

    @property
    def counts(self) -> bool:
        """Whether the report enters the average (art. 13)."""
        ...


def average_price(results: Sequence[Counted]) -> Money | None:
    """Return the average of the results that count, rounded once half up (art. 13, P1)."""
    counted = [result.price for result in results if result.counts]
    return total(counted).share(Fraction(1, len(counted))) if counted else None


def share_inquiry_fee(
    results: Sequence[Counted], disposal_price: Money, fee: Money
) -> dict[str, Money]:
    """Give the fee to the platform closest to the deal price; equally close ones share it.

    Art. 31. Results stand in the order of receipt; fen that are left go one by one in it (P23).
    """
    counted = [result for result in results if result.counts]
    gaps = [abs(result.price.fen - disposal_price.fen) for result in counted]
    closest = [one for one, gap in zip(counted, gaps, strict=True) if gap == min(gaps)]
    if not closest:
        return {}
    each, left = divmod(fee.fen, len(closest))
    return {
        result.platform: Money(each + (1 if place < left else 0))
        for place, result in enumerate(closest)
    }
