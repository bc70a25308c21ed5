"""Questions and viewings of a lot: who may, how often, until when, and who never learns of whom."""

import contextvars
import hashlib
import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.actors import Actor
from app.kernel.errors import Forbidden, NotFound, Refusal
from app.kernel.permissions import Role
from app.store import db
from app.trail.models import TrailEntry
from auction.models import Question, Viewing, ViewingBooking
from auction.queries import interest as queries
from auction.services import asking, viewing
from auction.services.interest import visitor_digest
from auction.vocabulary import LotState
from tests.support.lots import BASE, make_lot

OVER = BASE + timedelta(hours=10)
LATER = BASE + timedelta(hours=2)
WANG = Actor(11, "wang", "王", frozenset({Role.BIDDER}))
ZHAO = Actor(12, "zhao", "赵", frozenset({Role.BIDDER}))
CLERK = Actor(21, "clerk", "书记员", frozenset({Role.CLERK}), court_id=1)
STRANGER = Actor(22, "other", "书记员", frozenset({Role.CLERK}), court_id=2)


def code_of(act: Callable[[], object]) -> str:
    with pytest.raises(Refusal) as refused:
        act()
    return refused.value.code


def ask(words: str = "是否通天然气？", actor: Actor = WANG, **changes: Any) -> None:
    asking.ask_question(**{"lot_no": "L1", "words": words, "actor": actor, "at": BASE, **changes})


def answer(text: str = "已通。", actor: Actor = CLERK, **changes: Any) -> None:
    question = db.session.scalars(select(Question).order_by(Question.id)).first()
    assert question is not None
    given = {"lot_no": "L1", "question_id": question.id, "answer": text, "at": BASE, **changes}
    asking.answer_question(**given, actor=actor)


def offer(actor: Actor = CLERK, **changes: Any) -> int:
    given = {
        "lot_no": "L1",
        "starts_at": LATER,
        "ends_at": LATER + timedelta(hours=1),
        "place": "小区南门",
        "capacity": 1,
        "at": BASE,
        **changes,
    }
    viewing.offer_viewing(**given, actor=actor)
    return db.session.scalars(select(Viewing.id).order_by(Viewing.id.desc())).first() or 0


def book(viewing_id: int, actor: Actor = WANG, **changes: Any) -> None:
    given = {"lot_no": "L1", "viewing_id": viewing_id, "called": "王先生", "at": BASE, **changes}
    viewing.book_viewing(**given, actor=actor)


def cancel(viewing_id: int, actor: Actor = WANG, **changes: Any) -> None:
    given = {"lot_no": "L1", "viewing_id": viewing_id, "at": BASE, **changes}
    viewing.cancel_booking(**given, actor=actor)


def withdraw(viewing_id: int, actor: Actor = CLERK, **changes: Any) -> None:
    reason = "房屋钥匙尚未取得"
    given = {"lot_no": "L1", "viewing_id": viewing_id, "reason": reason, "at": BASE, **changes}
    viewing.withdraw_viewing(**given, actor=actor)


def taken(viewing_id: int) -> int:
    db.session.expire_all()
    return db.session.get_one(Viewing, viewing_id).taken


def facts(prefix: str) -> list[tuple[str, str, str]]:
    entries = db.session.scalars(
        select(TrailEntry).where(TrailEntry.name.startswith(prefix)).order_by(TrailEntry.id)
    )
    return [(entry.name.removeprefix("auction."), entry.audience, entry.actor) for entry in entries]


@pytest.mark.usefixtures("db_session")
def test_an_answered_question_is_public_and_its_asker_is_nowhere() -> None:
    lot = make_lot("L1")
    ask()
    ask()
    assert queries.list_answered(lot.id) == []
    assert len(queries.list_waiting(lot.id, visitor_digest(WANG))) == 1
    assert queries.list_waiting(lot.id, visitor_digest(ZHAO)) == []

    answer()
    answer()

    (question,) = queries.list_answered(lot.id)
    assert (question.words, question.answer) == ("是否通天然气？", "已通。")
    assert facts("auction.question.") == [
        ("question.asked", "sealed", "visitor"),
        ("question.answered", "public", "clerk"),
    ]
    told = db.session.scalars(select(TrailEntry).where(TrailEntry.name.like("%answered"))).one()
    assert told.payload["digest"] == hashlib.sha256("是否通天然气？\n已通。".encode()).hexdigest()


@pytest.mark.usefixtures("db_session")
def test_questions_are_refused_after_the_end_beyond_five_and_on_drafts() -> None:
    make_lot("L1")
    make_lot("L2", state=LotState.SOLD)
    make_lot("L3", state=LotState.APPROVED, announced_at=None)
    for number in range(asking.WAITING_MAX):
        ask(f"第{number}个问题？")

    assert code_of(lambda: ask("再问一个？")) == "too_many_questions"
    assert code_of(lambda: ask(actor=ZHAO, at=OVER)) == "lot_over"
    assert code_of(lambda: ask(lot_no="L2")) == "lot_over"
    with pytest.raises(NotFound):
        ask(lot_no="L3")
    assert len(db.session.scalars(select(Question)).all()) == asking.WAITING_MAX


@pytest.mark.usefixtures("db_session")
def test_answers_come_from_the_lots_own_court_once_and_in_time() -> None:
    make_lot("L1")
    make_lot("L2")
    ask()

    with pytest.raises(Forbidden):
        answer(actor=STRANGER)
    with pytest.raises(NotFound):
        answer(lot_no="L2")
    assert code_of(lambda: answer(at=OVER)) == "lot_over"
    answer()
    assert code_of(lambda: answer("改了主意。")) == "question_answered"


@pytest.mark.usefixtures("db_session")
def test_a_place_is_booked_once_given_back_and_free_for_another() -> None:
    lot = make_lot("L1")
    first = offer()
    assert offer() == first

    book(first)
    book(first)
    assert taken(first) == 1
    assert code_of(lambda: book(first, ZHAO)) == "viewing_full"
    cancel(first)
    cancel(first)
    assert taken(first) == 0
    book(first, ZHAO, called="赵女士")

    assert [one.called for one in queries.list_bookings(first)] == ["赵女士"]
    assert [row[1].id for row in queries.list_own_viewings(visitor_digest(ZHAO), BASE)] == [first]
    assert queries.list_own_viewings(visitor_digest(WANG), BASE) == []
    assert queries.list_viewings(lot.id, after=LATER) == []
    assert facts("auction.viewing.") == [
        ("viewing.offered", "public", "clerk"),
        ("viewing.booked", "sealed", "visitor"),
        ("viewing.canceled", "sealed", "visitor"),
        ("viewing.booked", "sealed", "visitor"),
    ]


@pytest.mark.usefixtures("db_session")
def test_nobody_holds_two_places_on_one_lot() -> None:
    make_lot("L1")
    make_lot("L2")
    first, second = offer(), offer(starts_at=LATER + timedelta(minutes=30))
    elsewhere = offer(lot_no="L2")
    book(first)

    assert code_of(lambda: book(second)) == "already_booked"
    book(elsewhere, lot_no="L2")
    # Of two reasons the one that the visitor can change is told.
    book(second, ZHAO)
    assert code_of(lambda: book(second)) == "already_booked"
    cancel(second, ZHAO)
    cancel(first)
    book(second)

    assert (taken(first), taken(second), taken(elsewhere)) == (0, 1, 1)


@pytest.mark.usefixtures("db_session")
def test_a_lot_has_so_many_viewings_and_each_its_own_lot(monkeypatch: pytest.MonkeyPatch) -> None:
    make_lot("L1")
    make_lot("L2")
    monkeypatch.setattr(viewing, "VIEWINGS_MAX", 1)
    only = offer()

    assert code_of(lambda: offer(starts_at=LATER + timedelta(minutes=30))) == "too_many_viewings"
    with pytest.raises(NotFound):
        book(only, lot_no="L2")


@pytest.mark.usefixtures("db_session")
def test_a_viewing_called_off_frees_its_visitors_and_tells_them() -> None:
    make_lot("L1")
    first, second = offer(), offer(starts_at=LATER + timedelta(minutes=30))
    book(first)

    assert code_of(lambda: withdraw(first, reason="忙")) == "reason_missing"
    with pytest.raises(Forbidden):
        withdraw(first, STRANGER)
    withdraw(first)
    withdraw(first)

    assert code_of(lambda: book(first, ZHAO)) == "viewing_withdrawn"
    (told,) = queries.list_own_viewings(visitor_digest(WANG), BASE)
    assert told[1].reason == "房屋钥匙尚未取得"
    book(second)
    assert (taken(first), taken(second)) == (0, 1)
    # The same time can be offered anew.
    assert offer() > second


@pytest.mark.usefixtures("db_session")
def test_times_after_the_end_in_the_past_or_of_another_court_are_refused() -> None:
    make_lot("L1")
    first = offer()
    hour = timedelta(hours=1)

    for starts_at, ends_at in (
        (BASE, LATER),
        (OVER, OVER + hour),
        (LATER, LATER),
        (LATER, LATER + timedelta(days=2)),
    ):
        assert code_of(lambda s=starts_at, e=ends_at: offer(starts_at=s, ends_at=e)) == (  # type: ignore[misc]
            "viewing_times"
        )
    with pytest.raises(Forbidden):
        offer(STRANGER, starts_at=LATER + hour, ends_at=LATER + 2 * hour)
    assert code_of(lambda: book(first, at=LATER)) == "viewing_begun"
    assert code_of(lambda: book(first, at=OVER)) == "lot_over"
    assert code_of(lambda: withdraw(first, at=LATER)) == "viewing_begun"
    with pytest.raises(NotFound):
        book(first + 1)
    book(first)
    assert code_of(lambda: cancel(first, at=LATER)) == "viewing_begun"


def test_of_many_who_want_the_last_places_exactly_as_many_get_them(
    app: Flask, db_session: Session
) -> None:
    make_lot("L1")
    contested = offer(capacity=3)
    people = [Actor(100 + n, f"p{n}", "某", frozenset({Role.BIDDER})) for n in range(6)]
    gate, codes = threading.Barrier(2 * len(people)), []

    def try_to(actor: Actor) -> None:
        with app.app_context():
            gate.wait()
            try:
                book(contested, actor)
                codes.append("booked")
            except Refusal as refusal:
                codes.append(refusal.code)
            finally:
                db.session.remove()

    # Each of them presses twice.
    threads = [
        threading.Thread(target=contextvars.Context().run, args=(try_to, actor))
        for actor in people * 2
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(codes) == ["booked"] * 6 + ["viewing_full"] * 6
    assert taken(contested) == 3
    holders = db_session.scalars(select(ViewingBooking.visitor_digest)).all()
    assert len(holders) == len(set(holders)) == 3
