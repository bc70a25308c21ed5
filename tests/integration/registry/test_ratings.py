"""Ratings are sealed until everybody has rated; one counts a commission and identity."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.identity.vocabulary import PersonKind
from app.kernel.actors import SYSTEM, Actor
from app.kernel.errors import Conflict, NotFound, Refusal
from app.kernel.facts import Audience
from app.kernel.permissions import Role
from app.store import db
from app.trail.queries import entries_of
from registry import queries, seeds
from registry.models import Rating
from registry.queries.ratings import get_round
from registry.services import cases
from registry.services.rating import ask_for_ratings, open_ratings, rate
from registry.timers.ratings import open_due_ratings
from registry.vocabulary import EvidenceKind, PartyRole
from registry.vocabulary.ratings import QUESTIONS_OF_SIDE, RatingSide
from tests.support.books import APPLICANT, DEBTOR, STRANGER, WANG_ID, Books, write_books
from tests.support.evidence import MONDAY, REFERENCE, closed_commission

pytestmark = pytest.mark.usefixtures("db_session")
CODE = seeds.AGENCIES[0].code
OF_PARTIES = QUESTIONS_OF_SIDE[RatingSide.APPLICANT]
OF_JUDGES = QUESTIONS_OF_SIDE[RatingSide.JUDGE]
WELL, BADLY = dict.fromkeys(OF_PARTIES, True), dict.fromkeys(OF_PARTIES, False)
COURT_WELL = dict.fromkeys(OF_JUDGES, True)
HOUR = timedelta(hours=1)


@pytest.fixture
def books(app: Flask) -> Books:
    """A closed commission of a case with one party on each side."""
    books = write_books()
    closed_commission(books, CODE)
    return books


def kinds() -> list[tuple[EvidenceKind, bool | None]]:
    """Return what counts for the agency."""
    return [(row.kind, row.is_good) for row in queries.evidence_of(CODE)]


def test_a_sheet_counts_only_when_everybody_asked_has_rated(books: Books) -> None:
    rate(REFERENCE, answers=WELL, actor=APPLICANT, at=MONDAY + HOUR)
    rate(REFERENCE, answers=BADLY, actor=DEBTOR, at=MONDAY + HOUR)
    assert kinds() == []

    rate(REFERENCE, answers=COURT_WELL, actor=books.judge, at=MONDAY + HOUR)

    assert sorted(kinds()) == [
        (EvidenceKind.APPLICANT_RATING, True),
        (EvidenceKind.DEBTOR_RATING, False),
        (EvidenceKind.JUDGE_RATING, True),
    ]


def test_a_sealed_sheet_is_readable_nowhere(books: Books) -> None:
    rate(REFERENCE, answers=BADLY, actor=DEBTOR, at=MONDAY + HOUR)

    row = db.session.scalars(select(Rating)).one()
    assert row.answers is None
    assert b"told_of_survey" not in row.answers_sealed
    (given,) = [
        e
        for e in entries_of(f"agency:{CODE}:court", audience=Audience.COURT)
        if e.name.endswith("given")
    ]
    assert set(given.payload) == {"reference", "case_number", "code", "agency_name", "side"}


def test_after_fifteen_days_the_sheets_that_came_are_opened(books: Books) -> None:
    rate(REFERENCE, answers=BADLY, actor=DEBTOR, at=MONDAY + HOUR)
    ends_at = get_round(REFERENCE).ends_at

    assert open_due_ratings(ends_at - timedelta(seconds=1)) == 0
    assert open_due_ratings(ends_at) == 1
    assert open_due_ratings(ends_at) == 0
    assert not open_ratings(REFERENCE, at=ends_at)

    assert kinds() == [(EvidenceKind.DEBTOR_RATING, False)]


def test_nobody_rates_twice(books: Books) -> None:
    rate(REFERENCE, answers=WELL, actor=APPLICANT, at=MONDAY + HOUR)

    with pytest.raises(Conflict, match="rated_already"):
        rate(REFERENCE, answers=BADLY, actor=APPLICANT, at=MONDAY + 2 * HOUR)


def test_two_accounts_of_one_identity_rate_once(app: Flask) -> None:
    books = write_books()
    cases.add_party(
        case_id=books.case.id, role=PartyRole.OTHER_CREDITOR, name="王某",
        kind=PersonKind.NATURAL, id_number=WANG_ID, person_id=777, actor=books.clerk, at=MONDAY,
    )  # fmt: skip
    closed_commission(books, CODE)
    second = Actor(777, "again", "王某", frozenset({Role.PARTY}))
    rate(REFERENCE, answers=BADLY, actor=DEBTOR, at=MONDAY + HOUR)

    with pytest.raises(Conflict, match="rated_already"):
        rate(REFERENCE, answers=BADLY, actor=second, at=MONDAY + HOUR)


def test_the_court_sends_one_sheet_whichever_judge_fills_it_in(books: Books) -> None:
    colleague = Actor(299, "judge2", "法官乙", frozenset({Role.JUDGE}), books.court_id)
    rate(REFERENCE, answers=COURT_WELL, actor=books.judge, at=MONDAY + HOUR)

    with pytest.raises(Conflict, match="rated_already"):
        rate(REFERENCE, answers=COURT_WELL, actor=colleague, at=MONDAY + HOUR)


def test_nobody_rates_before_the_commission_is_closed(app: Flask) -> None:
    write_books()

    with pytest.raises(NotFound):
        rate(REFERENCE, answers=WELL, actor=APPLICANT, at=MONDAY)


def test_nobody_rates_when_the_time_is_over(books: Books) -> None:
    with pytest.raises(Refusal, match="rating_over"):
        rate(REFERENCE, answers=WELL, actor=APPLICANT, at=get_round(REFERENCE).ends_at)


def test_a_stranger_and_another_court_s_judge_find_no_sheet(books: Books) -> None:
    elsewhere = Actor(298, "judge9", "法官", frozenset({Role.JUDGE}), 999)

    for actor in (STRANGER, elsewhere, SYSTEM):
        with pytest.raises(NotFound):
            rate(REFERENCE, answers=WELL, actor=actor, at=MONDAY + HOUR)


def test_every_closed_question_has_to_be_answered(books: Books) -> None:
    with pytest.raises(Refusal) as refused:
        rate(REFERENCE, answers={OF_PARTIES[0]: True}, actor=APPLICANT, at=MONDAY + HOUR)

    assert set(refused.value.fields) == set(OF_PARTIES[1:])


def test_with_one_side_out_of_reach_the_sheets_wait_for_the_time_to_end(app: Flask) -> None:
    books = write_books()
    (debtor,) = [party for party in books.case.parties if party.role is PartyRole.DEBTOR]
    debtor.person_id = None
    db.session.commit()
    closed_commission(books, CODE)

    rate(REFERENCE, answers=WELL, actor=APPLICANT, at=MONDAY + HOUR)
    rate(REFERENCE, answers=COURT_WELL, actor=books.judge, at=MONDAY + HOUR)

    assert kinds() == []


def test_a_commission_closes_once(books: Books) -> None:
    first = get_round(REFERENCE)

    second = ask_for_ratings(
        reference=REFERENCE, agency_code=CODE, asset_no=books.asset.no, actor=SYSTEM,
        at=MONDAY + timedelta(days=9),
    )  # fmt: skip

    assert (second.id, second.closed_at) == (first.id, first.closed_at)


def test_a_fourth_rating_by_one_judge_moves_no_score(books: Books) -> None:
    """Fairness 2.5: at most three of one rater count, the newest."""
    for turn in range(1, 5):
        reference = f"V-0102-2026-01{turn:02d}"
        at = MONDAY + timedelta(days=20 * turn)
        ask_for_ratings(
            reference=reference, agency_code=CODE, asset_no=books.asset.no, actor=SYSTEM, at=at
        )
        rate(reference, answers=COURT_WELL, actor=books.judge, at=at)
        open_ratings(reference, at=get_round(reference).ends_at)

    assert len(kinds()) == 4
    score = queries.latest_score(CODE)
    assert score is not None
    (part,) = [part for part in score.parts if part["key"] == "judge"]
    assert part["pieces"] == 4
    assert 2.9 > part["n"] > 2.5
