"""Periods and verdicts around what counts in a score."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.kernel.errors import IllegalMove
from registry.rules.ratings import is_good_sheet, may_be_opened, missing_answers, rating_ends_at
from registry.rules.score_objections import SCORE_OBJECTION, last_day_to_object
from registry.vocabulary import EvidenceKind, PartyRole
from registry.vocabulary.objections import ScoreObjectionAction, ScoreObjectionState
from registry.vocabulary.ratings import (
    KIND_OF_SIDE,
    QUESTIONS_OF_SIDE,
    SIDE_OF_ROLE,
    RatingSide,
)

EVERY_PAIR = [(state, action) for state in ScoreObjectionState for action in ScoreObjectionAction]


@pytest.mark.parametrize(("state", "action"), EVERY_PAIR)
def test_only_an_open_objection_moves(
    state: ScoreObjectionState, action: ScoreObjectionAction
) -> None:
    if state is ScoreObjectionState.OPEN:
        assert SCORE_OBJECTION.after(state, action) is not state
    else:
        with pytest.raises(IllegalMove):
            SCORE_OBJECTION.after(state, action)


def test_ten_working_days_leave_the_first_day_and_weekends_out() -> None:
    assert last_day_to_object(datetime(2026, 3, 2, 2, tzinfo=UTC)) == date(2026, 3, 16)


def test_the_national_holiday_does_not_eat_the_days_to_object() -> None:
    """2026: 1 to 7 October are holidays; the 10th is worked instead."""
    assert last_day_to_object(datetime(2026, 9, 30, 2, tzinfo=UTC)) == date(2026, 10, 20)


def test_an_entry_of_the_evening_counts_from_its_day_in_shanghai() -> None:
    late = datetime(2026, 3, 2, 16, 30, tzinfo=UTC)

    assert last_day_to_object(late) == date(2026, 3, 17)


def test_ratings_are_taken_for_fifteen_days() -> None:
    closed = datetime(2026, 3, 2, 2, tzinfo=UTC)

    assert rating_ends_at(closed) == datetime(2026, 3, 17, 16, tzinfo=UTC)
    assert rating_ends_at(closed) - closed > timedelta(days=15)


@pytest.mark.parametrize(
    ("awaited", "rated"),
    [("adc", "ac"), ("adc", ""), ("", "a"), ("", "")],
)
def test_sheets_stay_sealed_while_somebody_asked_is_silent(awaited: str, rated: str) -> None:
    assert not may_be_opened(set(awaited), set(rated))


def test_sheets_are_opened_when_everybody_asked_has_rated() -> None:
    assert may_be_opened({"a", "d", "court"}, {"a", "d", "court"})


def test_a_sheet_is_good_when_more_was_well_than_not() -> None:
    assert is_good_sheet({"a": True, "b": True, "c": False})
    assert not is_good_sheet({"a": True, "b": False})
    assert not is_good_sheet({})


def test_every_question_of_a_side_needs_an_answer() -> None:
    first, *others = QUESTIONS_OF_SIDE[RatingSide.JUDGE]

    assert missing_answers(RatingSide.JUDGE, {first: False}) == others


def test_opposite_interests_feed_different_parts_of_the_score() -> None:
    assert len(set(KIND_OF_SIDE.values())) == len(RatingSide)
    assert SIDE_OF_ROLE[PartyRole.APPLICANT] is not SIDE_OF_ROLE[PartyRole.DEBTOR]
    assert PartyRole.INTERESTED not in SIDE_OF_ROLE
    assert KIND_OF_SIDE[RatingSide.DEBTOR] is EvidenceKind.DEBTOR_RATING
