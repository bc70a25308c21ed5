"""Strings of the parties are sealed until all are in; the court hands in nothing."""

from datetime import timedelta

import pytest

from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.permissions import Permission
from app.trail.queries import entries_of
from registry.services import draws, entropy
from registry.vocabulary import DrawState
from tests.support.books import (
    APPLICANT,
    INSPECTOR,
    LATER,
    NINE,
    STRANGER,
    frozen_draw,
    prepared_draw,
    write_books,
)

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.mark.parametrize("hours", [0, -1, 24 * 31])
def test_the_end_of_the_strings_lies_within_a_month(hours: int) -> None:
    books = write_books()
    draw = prepared_draw(books)

    with pytest.raises(Refusal, match="bad_strings_until"):
        draws.freeze_draw(
            no=draw.no, strings_until=NINE + timedelta(hours=hours), actor=books.clerk, at=NINE
        )


def test_drw_03_the_clerk_has_no_input_into_the_seed() -> None:
    """No service that a clerk may call takes anything that goes into the seed."""
    books = write_books()
    draw = frozen_draw(books)

    for staff in (books.clerk, books.judge):
        assert not staff.may(Permission.HAND_IN_STRING)
        with pytest.raises(Forbidden, match="not_a_giver"):
            entropy.hand_in_string(no=draw.no, text="1", actor=staff, at=NINE)


def test_a_clerk_who_is_also_a_party_elsewhere_hands_in_nothing_here() -> None:
    books = write_books()
    draw = frozen_draw(books)

    with pytest.raises(Forbidden, match="not_a_giver"):
        entropy.hand_in_string(no=draw.no, text="1", actor=STRANGER, at=NINE)


def test_a_string_is_sealed_until_all_are_opened() -> None:
    books = write_books()
    draw = frozen_draw(books)

    string = entropy.hand_in_string(no=draw.no, text=" 泉城 8417 ", actor=APPLICANT, at=NINE)

    assert string.text is None
    assert "泉城".encode() not in string.text_sealed
    (fact,) = [e for e in entries_of(f"draw:{draw.no}") if "string" in e.name]
    assert fact.payload["giver"] == "applicant/1"
    assert "泉城".encode() not in fact.body


def test_a_string_is_handed_in_once() -> None:
    books = write_books()
    draw = frozen_draw(books)
    entropy.hand_in_string(no=draw.no, text="1", actor=APPLICANT, at=NINE)

    with pytest.raises(Conflict, match="string_given"):
        entropy.hand_in_string(no=draw.no, text="2", actor=APPLICANT, at=NINE)


@pytest.mark.parametrize("words", ["", "   ", "x" * 201, "a\nb", "\x00"])
def test_a_string_has_one_to_two_hundred_plain_characters(words: str) -> None:
    books = write_books()
    draw = frozen_draw(books)

    with pytest.raises(Refusal, match="bad_string"):
        entropy.hand_in_string(no=draw.no, text=words, actor=APPLICANT, at=NINE)


def test_a_string_that_comes_late_is_refused() -> None:
    books = write_books()
    draw = frozen_draw(books)

    with pytest.raises(Refusal, match="strings_closed"):
        entropy.hand_in_string(
            no=draw.no, text="1", actor=APPLICANT, at=LATER + timedelta(microseconds=1)
        )


def test_strings_stay_open_while_a_party_with_an_account_has_time() -> None:
    books = write_books()
    draw = frozen_draw(books)
    entropy.hand_in_string(no=draw.no, text="1", actor=APPLICANT, at=NINE)

    with pytest.raises(Refusal, match="strings_open"):
        entropy.close_entropy(no=draw.no, actor=books.clerk, at=NINE)

    closed = entropy.close_entropy(no=draw.no, actor=books.clerk, at=LATER)
    assert closed.state is DrawState.ENTROPY_CLOSED


def test_a_draw_never_rests_on_the_court_alone() -> None:
    books = write_books()
    draw = frozen_draw(books)

    with pytest.raises(Refusal, match="no_strings"):
        entropy.close_entropy(no=draw.no, actor=books.clerk, at=LATER)

    entropy.hand_in_string(no=draw.no, text="骰子 3 5 1", actor=INSPECTOR, at=NINE)
    assert entropy.close_entropy(no=draw.no, actor=books.clerk, at=LATER).strings[0].text
