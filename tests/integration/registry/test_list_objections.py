"""A frozen list may be objected to for two working days; nothing is drawn before."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from app.kernel.actors import Actor
from app.kernel.calendar import SHANGHAI
from app.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from app.kernel.permissions import Role
from registry import queries, seeds
from registry.models import Draw, ListObjection
from registry.services import draws, list_objections
from registry.services.freezing import objections_end
from registry.vocabulary import DrawState
from tests.integration.registry.test_draws import check
from tests.support.books import (
    DEBTOR,
    INSPECTOR,
    LATER,
    NINE,
    STRANGER,
    Books,
    closed_draw,
    finished_draw,
    frozen_draw,
    write_books,
)

pytestmark = pytest.mark.usefixtures("db_session")

AGENCY = Actor(
    301, "agency01", "机构", frozenset({Role.AGENCY}), agency_code=seeds.AGENCIES[8].code
)


def objected(draw: Draw, actor: Actor = DEBTOR, at: datetime = NINE) -> ListObjection:
    return list_objections.object_to_list(
        no=draw.no, reason="该机构与申请人有关联", actor=actor, at=at
    )


def decided(
    books: Books,
    draw: Draw,
    objection: ListObjection,
    *,
    is_upheld: bool,
    actor: Actor | None = None,
) -> Draw:
    return list_objections.decide_objection(
        no=draw.no,
        objection_id=objection.id,
        is_upheld=is_upheld,
        reason="查无此情形",
        actor=actor or books.judge,
        at=NINE + timedelta(hours=3),
    )


@pytest.mark.parametrize(
    ("frozen", "end"),
    [
        ("2026-03-02T09:00", "2026-03-04T09:00"),
        ("2026-03-05T16:30", "2026-03-09T16:30"),
        ("2026-03-07T10:00", "2026-03-10T10:00"),
        ("2026-09-30T10:00", "2026-10-09T10:00"),
    ],
)
def test_the_window_is_two_working_days_to_the_hour(frozen: str, end: str) -> None:
    at = datetime.fromisoformat(frozen).replace(tzinfo=SHANGHAI)

    assert objections_end(at) == datetime.fromisoformat(end).replace(tzinfo=SHANGHAI)


def test_nothing_is_drawn_while_the_list_may_be_objected_to() -> None:
    books = write_books()
    draw = closed_draw(books)

    with pytest.raises(Refusal, match="objections_open"):
        draws.perform_draw(no=draw.no, actor=books.clerk, at=LATER - timedelta(microseconds=1))


def test_nothing_is_drawn_while_an_objection_is_undecided() -> None:
    books = write_books()
    draw = closed_draw(books)
    objected(draw)

    with pytest.raises(Refusal, match="objection_undecided"):
        draws.perform_draw(no=draw.no, actor=books.clerk, at=LATER)


def test_a_rejected_objection_lets_the_draw_go_on_and_stands_in_the_record() -> None:
    books = write_books()
    draw = closed_draw(books)
    decided(books, draw, objected(draw), is_upheld=False)

    done = draws.perform_draw(no=draw.no, actor=books.clerk, at=LATER)

    assert "该机构与申请人有关联" in (done.transcript or "")
    assert check(done.transcript or "") == []


def test_an_upheld_objection_makes_the_draw_void() -> None:
    books = write_books()
    draw = frozen_draw(books)

    voided = decided(books, draw, objected(draw), is_upheld=True)

    assert voided.state is DrawState.VOID
    assert voided.void_reason == "查无此情形"
    assert queries.count_void_draws(books.case.id) == 1


def test_the_second_void_of_a_case_by_an_objection_is_the_supervisors_too() -> None:
    books = write_books()
    draws.void_draw(no=frozen_draw(books).no, reason="第一次作废", actor=books.judge, at=NINE)
    second = frozen_draw(books)
    objection = objected(second)

    with pytest.raises(Forbidden, match="second_void"):
        decided(books, second, objection, is_upheld=True)

    assert queries.get_draw(second.no).objections[0].is_upheld is None
    decided(books, second, objection, is_upheld=True, actor=INSPECTOR)
    assert queries.get_draw(second.no).state is DrawState.VOID


def test_an_agency_of_the_list_may_object() -> None:
    books = write_books()
    draw = frozen_draw(books)

    assert objected(draw, AGENCY).objector == AGENCY.agency_code


@pytest.mark.parametrize(
    "actor", [STRANGER, replace(AGENCY, agency_code=seeds.credit_code(70))], ids=["person", "firm"]
)
def test_whom_the_list_does_not_concern_does_not_object(actor: Actor) -> None:
    books = write_books()
    draw = frozen_draw(books)

    with pytest.raises(Forbidden, match="not_concerned"):
        objected(draw, actor)


def test_each_side_objects_once() -> None:
    books = write_books()
    draw = frozen_draw(books)
    objected(draw)

    with pytest.raises(Conflict, match="objection_given"):
        objected(draw)


@pytest.mark.parametrize("reason", ["", "不行", "x" * 1001])
def test_an_objection_needs_words(reason: str) -> None:
    books = write_books()
    draw = frozen_draw(books)

    with pytest.raises(Refusal, match="objection_reason_missing"):
        list_objections.object_to_list(no=draw.no, reason=reason, actor=DEBTOR, at=NINE)


def test_an_objection_that_comes_late_is_refused() -> None:
    books = write_books()
    draw = frozen_draw(books)

    with pytest.raises(Conflict, match="objections_over"):
        objected(draw, at=LATER)


def test_an_objection_after_the_draw_is_refused() -> None:
    books = write_books()
    draw = finished_draw(books)

    with pytest.raises(Conflict, match="objections_over"):
        objected(draw)


def test_an_objection_is_decided_once() -> None:
    books = write_books()
    draw = frozen_draw(books)
    objection = objected(draw)
    decided(books, draw, objection, is_upheld=False)

    with pytest.raises(Conflict, match="objection_decided"):
        decided(books, draw, objection, is_upheld=True)


def test_an_objection_of_another_draw_is_not_found() -> None:
    books = write_books()
    draw = frozen_draw(books)

    with pytest.raises(NotFound):
        list_objections.decide_objection(
            no=draw.no,
            objection_id=999,
            is_upheld=False,
            reason="不存在的",
            actor=books.judge,
            at=NINE,
        )
