"""The external mode: figures named beforehand, typed by two clerks, part of the seed."""

import json
from dataclasses import replace
from datetime import timedelta
from itertools import starmap

import pytest
from sqlalchemy import text

from app.kernel.actors import Actor
from app.kernel.errors import Conflict, Forbidden, IllegalMove, Refusal
from app.kernel.permissions import Role
from app.store import db
from app.trail.queries import entries_of
from registry import queries
from registry.checks import CHECKS
from registry.models import Draw
from registry.services import draws, entropy, figures
from registry.services.figures import NamedFigure
from registry.vocabulary import DrawState, EntropyMode
from tests.integration.registry.test_draws import check
from tests.support.books import (
    APPLICANT,
    INSPECTOR,
    LATER,
    NINE,
    Books,
    prepared_draw,
    write_books,
)

pytestmark = pytest.mark.usefixtures("db_session")

EVENING = LATER + timedelta(hours=12)
NIGHT = EVENING + timedelta(hours=1)
TWO = (NamedFigure("ssq", "2026026期", EVENING), NamedFigure("pl5", "26055期", EVENING))
SAID = ["03 07 12 18 26 33 + 09", "4 0 7 1 9"]
NONE = [False, False]


def second_clerk(books: Books) -> Actor:
    return replace(books.clerk, person_id=203, account="clerk2", name="书记员二")


def frozen(books: Books, *named: NamedFigure) -> Draw:
    return draws.freeze_draw(
        no=prepared_draw(books).no,
        strings_until=LATER,
        mode=EntropyMode.EXTERNAL,
        figures=named or TWO,
        actor=books.clerk,
        at=NINE,
    )


def closed(books: Books) -> Draw:
    draw = frozen(books)
    entropy.hand_in_string(no=draw.no, text="泉城 8417", actor=APPLICANT, at=NINE)
    return entropy.close_entropy(no=draw.no, actor=books.clerk, at=LATER)


def typed(draw: Draw, actor: Actor, values: list[str] | None = None) -> Draw:
    return figures.type_figures(
        no=draw.no, values=values or SAID, fallbacks=NONE, actor=actor, at=NIGHT
    )


def drawn(books: Books) -> Draw:
    draw = closed(books)
    typed(draw, books.clerk)
    typed(draw, second_clerk(books), ["03,07,12,18,26,33+9", "40719"])
    return draws.perform_draw(no=draw.no, actor=books.clerk, at=NIGHT)


def test_two_clerks_who_type_alike_feed_the_draw() -> None:
    books = write_books()

    draw = drawn(books)

    sealed = json.loads(draw.transcript or "")
    assert sealed["input"]["external"] == [
        ["中国福利彩票双色球 2026026期", SAID[0]],
        ["中国体育彩票排列5 26055期", SAID[1]],
    ]
    assert check(draw.transcript or "") == []
    assert CHECKS["R2"]() == []


def test_a_figure_changed_in_the_database_is_a_breach() -> None:
    books = write_books()
    drawn(books)
    db.session.execute(
        text("UPDATE registry_draw SET sources = jsonb_set(sources, '{1,value}', '\"4 0 7 1 8\"')")
    )
    db.session.commit()

    assert len(CHECKS["R2"]()) > 1


def test_another_figure_gives_another_seed() -> None:
    books = write_books()
    first = drawn(books)
    seed = first.seed
    figures.reopen_figures(no=first.no, reason="排列5末位误读", actor=books.clerk, at=NIGHT)
    for clerk in (books.clerk, second_clerk(books)):
        typed(first, clerk, [SAID[0], "4 0 7 1 8"])

    again = draws.perform_draw(no=first.no, actor=books.clerk, at=NIGHT)

    assert again.seed != seed
    assert check(again.transcript or "") == []
    (reopened,) = [
        e for e in entries_of(f"draw:{first.no}") if e.name == "registry.draw.figures_reopened"
    ]
    assert reopened.payload["seed"] == seed
    assert "误读" in json.loads(again.transcript or "")["draw"]["correction"]


def test_the_draw_waits_for_the_figures() -> None:
    books = write_books()
    draw = closed(books)
    typed(draw, books.clerk)

    with pytest.raises(Refusal, match="figures_missing"):
        draws.perform_draw(no=draw.no, actor=books.clerk, at=NIGHT)


def test_one_clerk_cannot_type_for_two() -> None:
    books = write_books()
    draw = closed(books)
    typed(draw, books.clerk)

    with pytest.raises(Conflict, match="figures_given"):
        typed(draw, books.clerk)


def test_figures_that_differ_stay_on_record_without_deciding_anything() -> None:
    books = write_books()
    draw = closed(books)
    typed(draw, books.clerk)

    with pytest.raises(Conflict, match="figures_differ"):
        typed(draw, second_clerk(books), [SAID[0], "4 0 7 1 8"])

    kept = queries.get_draw(draw.no)
    assert [entry.values[1] for entry in kept.figures] == ["4 0 7 1 9", "4 0 7 1 8"]
    assert [source["value"] for source in kept.sources] == [None, None]
    assert kept.state is DrawState.ENTROPY_CLOSED


def test_after_a_difference_both_clerks_type_again() -> None:
    books = write_books()
    draw = closed(books)
    typed(draw, books.clerk)
    with pytest.raises(Conflict):
        typed(draw, second_clerk(books), [SAID[0], "4 0 7 1 8"])

    typed(draw, second_clerk(books))
    settled = typed(draw, books.clerk)

    assert [source["value"] for source in settled.sources] == SAID
    assert [entry.attempt for entry in settled.figures] == [1, 1, 2, 2]


def test_after_a_difference_the_supervisors_entry_decides() -> None:
    books = write_books()
    draw = closed(books)
    typed(draw, books.clerk)
    with pytest.raises(Conflict):
        typed(draw, second_clerk(books), [SAID[0], "4 0 7 1 8"])

    settled = typed(draw, INSPECTOR, [SAID[0], "4 0 7 1 8"])

    assert settled.sources[1]["value"] == "4 0 7 1 8"
    done = draws.perform_draw(no=draw.no, actor=books.clerk, at=NIGHT)
    assert check(done.transcript or "") == []


def test_the_supervisor_types_nothing_while_the_clerks_do_not_differ() -> None:
    books = write_books()
    draw = closed(books)
    typed(draw, books.clerk)

    with pytest.raises(Forbidden, match="figures_not_split"):
        typed(draw, INSPECTOR)


def test_what_a_clerk_typed_is_in_no_fact_before_both_agree() -> None:
    books = write_books()
    draw = closed(books)

    typed(draw, books.clerk)

    assert all(
        "33" not in entry.body.decode()
        for entry in entries_of(f"draw:{draw.no}")
        if entry.name.endswith("figures_typed")
    )


def test_figures_are_not_typed_before_they_are_drawn() -> None:
    books = write_books()
    draw = closed(books)

    with pytest.raises(Refusal, match="source_not_drawn"):
        figures.type_figures(no=draw.no, values=SAID, fallbacks=NONE, actor=books.clerk, at=LATER)


@pytest.mark.parametrize(
    "values", [["1 2 3", "4 0 7 1 9"], ["03 07 12 18 26 33 + 09"], ["", ""]], ids=str
)
def test_an_impossible_result_is_refused_at_its_field(values: list[str]) -> None:
    books = write_books()
    draw = closed(books)

    with pytest.raises(Refusal, match="bad_figure") as refused:
        typed(draw, books.clerk, values)

    assert list(refused.value.fields) == ["value_1"]


@pytest.mark.parametrize(
    ("named", "code"),
    [
        ([("fc3d", "2026055期", EVENING)], "too_little_entropy"),
        ([], "too_little_entropy"),
        ([("ssq", "2026026期", LATER)], "source_too_early"),
        ([("ssq", "2026026期", EVENING), ("ssq", " 2026026期", EVENING)], "source_twice"),
        ([("index", "收盘", EVENING)], "unknown_game"),
        ([("ssq", "  ", EVENING)], "issue_missing"),
        ([("pl5", str(day), EVENING) for day in range(4)], "too_many_sources"),
    ],
    ids=str,
)
def test_figures_that_cannot_carry_the_draw_are_refused(
    named: list[tuple[str, str, object]], code: str
) -> None:
    books = write_books()
    draw = prepared_draw(books)

    with pytest.raises(Refusal, match=code):
        draws.freeze_draw(
            no=draw.no,
            strings_until=LATER,
            mode=EntropyMode.EXTERNAL,
            figures=list(starmap(NamedFigure, named)),
            actor=books.clerk,
            at=NINE,
        )
    assert queries.get_draw(draw.no).state is DrawState.DRAFT


def test_the_ceremony_names_no_figures() -> None:
    books = write_books()

    with pytest.raises(Refusal, match="figures_unasked"):
        draws.freeze_draw(
            no=prepared_draw(books).no,
            strings_until=LATER,
            figures=TWO,
            actor=books.clerk,
            at=NINE,
        )


def test_an_external_draw_needs_no_string_of_anybody() -> None:
    books = write_books()
    draw = frozen(books)

    assert (
        entropy.close_entropy(no=draw.no, actor=books.clerk, at=LATER).state
        is DrawState.ENTROPY_CLOSED
    )


def test_after_the_notice_figures_are_not_typed_again() -> None:
    books = write_books()
    draw = drawn(books)
    draws.notify_draw(no=draw.no, actor=books.clerk, at=NIGHT)

    with pytest.raises(IllegalMove):
        figures.reopen_figures(no=draw.no, reason="又发现误读", actor=books.clerk, at=NIGHT)


def test_after_the_notice_the_supervisor_alone_makes_the_draw_void() -> None:
    books = write_books()
    draw = drawn(books)
    draws.notify_draw(no=draw.no, actor=books.clerk, at=NIGHT)

    with pytest.raises(IllegalMove):
        draws.void_draw(no=draw.no, reason="开奖结果录错", actor=books.judge, at=NIGHT)
    voided = draws.void_draw(no=draw.no, reason="开奖结果录错", actor=INSPECTOR, at=NIGHT)

    assert voided.state is DrawState.VOID


def test_a_fallback_is_taken_when_both_say_the_named_draw_was_void() -> None:
    books = write_books()
    draw = closed(books)
    for clerk in (books.clerk, second_clerk(books)):
        figures.type_figures(
            no=draw.no, values=SAID, fallbacks=[True, False], actor=clerk, at=NIGHT
        )

    kept = queries.get_draw(draw.no)

    assert [source["is_fallback"] for source in kept.sources] == [True, False]


def test_a_nonce_that_does_not_match_its_commitment_draws_nothing() -> None:
    books = write_books()
    draw = closed(books)
    for clerk in (books.clerk, second_clerk(books)):
        typed(draw, clerk)
    db.session.execute(text("UPDATE registry_draw SET commitment = repeat('0', 64)"))
    db.session.commit()

    with pytest.raises(Conflict, match="nonce_mismatch"):
        draws.perform_draw(no=draw.no, actor=books.clerk, at=NIGHT)
    assert queries.get_draw(draw.no).nonce is None


def test_a_party_types_no_figures() -> None:
    books = write_books()
    draw = closed(books)
    stranger = Actor(9, "party", "当事人", frozenset({Role.PARTY}))

    with pytest.raises(Forbidden):
        typed(draw, stranger)
