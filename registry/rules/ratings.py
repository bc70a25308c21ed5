"""When ratings are opened, and what a sheet of answers comes to; our policy (P16)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from app import lawbook
from app.kernel.calendar import end_of_day, legal_period_end, local_date
from registry.vocabulary.ratings import QUESTIONS_OF_SIDE, RatingSide


def rating_ends_at(closed_at: datetime) -> datetime:
    """Return when nobody may rate any more: fifteen days after the commission was closed."""
    day = local_date(closed_at)
    return end_of_day(legal_period_end(day, lawbook.number("rating_days", on=day)))


def may_be_opened(awaited: Collection[str], rated: Collection[str]) -> bool:
    """Say whether the sealed ratings may be opened before their time: everybody asked has rated.

    Nobody may wait for the other side's sheet and answer it.
    """
    return bool(awaited) and set(awaited) <= set(rated)


def missing_answers(side: RatingSide, answers: Mapping[str, bool]) -> Sequence[str]:
    """Return the questions of a side that a sheet leaves open."""
    return [question for question in QUESTIONS_OF_SIDE[side] if question not in answers]


def is_good_sheet(answers: Mapping[str, bool]) -> bool:
    """Say whether more questions were answered well than not."""
    return 2 * sum(answers.values()) > len(answers)
