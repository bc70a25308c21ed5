"""Evidence counts once, is never changed, and is set aside only by another row."""

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError

from app.kernel.actors import SYSTEM
from app.kernel.errors import NotFound
from app.kernel.facts import Audience
from app.store import db
from app.trail.queries import entries_of
from registry import queries, seeds
from registry.messages import CAUSES, cause_sentence
from registry.services.evidence import Piece, annul_evidence, annul_noted, load_history
from registry.vocabulary import EvidenceKind
from tests.support.books import Books, write_books
from tests.support.evidence import MONDAY, REFERENCE, noted

pytestmark = pytest.mark.usefixtures("db_session")
CODE = seeds.AGENCIES[0].code


@pytest.fixture
def books(app: Flask) -> Books:
    """A court, a case and the agencies."""
    return write_books()


def test_the_same_thing_told_twice_counts_once(books: Books) -> None:
    first = noted(books, CODE)
    second = noted(books, CODE, is_good=True, cause="in_time")

    assert second.id == first.id
    assert [row.is_good for row in queries.evidence_of(CODE)] == [False]


def test_one_reference_may_be_rated_by_several_raters(books: Books) -> None:
    for rater in ("a" * 64, "b" * 64, "a" * 64):
        noted(books, CODE, kind=EvidenceKind.DEBTOR_RATING, cause="rated", rater_digest=rater)

    assert len(queries.evidence_of(CODE)) == 2


def test_every_new_piece_is_told_to_the_court_s_record_and_scored(books: Books) -> None:
    row = noted(books, CODE)

    (entry,) = entries_of(f"agency:{CODE}:court", audience=Audience.COURT)
    assert entry.name == "registry.evidence.noted"
    assert entry.payload["evidence_id"] == row.id
    assert "rater_digest" not in entry.payload
    score = queries.latest_score(CODE)
    assert score is not None
    assert score.evidence_id == row.id


def test_a_piece_that_was_set_aside_counts_no_more_and_is_scored_anew(books: Books) -> None:
    row = noted(books, CODE)
    before = queries.latest_score(CODE)

    annul_evidence(evidence_id=row.id, reason="系统故障", actor=books.clerk, at=MONDAY)
    again = annul_evidence(evidence_id=row.id, reason="再次", actor=books.clerk, at=MONDAY)

    after = queries.latest_score(CODE)
    assert before is not None
    assert after is not None
    assert after.version == before.version + 1
    assert after.total > before.total
    assert again.reason == "系统故障"
    assert list(queries.evidence_of(CODE)) == []
    assert queries.count_evidence(CODE) == {}
    assert len(queries.list_evidence(CODE).items) == 1


def test_what_counted_at_an_earlier_mark_is_found_again(books: Books) -> None:
    first = noted(books, CODE)
    marks = queries.evidence_marks()
    noted(books, CODE, reference="V-0102-2026-0002/1")
    annul_evidence(evidence_id=first.id, reason="有误", actor=books.clerk, at=MONDAY)

    then = queries.evidence_of(CODE, until_id=marks[0], annulled_until_id=marks[1])

    assert [row.id for row in then] == [first.id]
    assert [row.reference for row in queries.evidence_of(CODE)] == ["V-0102-2026-0002/1"]


def test_nothing_noted_means_nothing_to_set_aside(books: Books) -> None:
    found = annul_noted(
        agency_code=CODE, kind=EvidenceKind.ACCEPTANCE, reference="nothing", reason="无",
        actor=books.clerk, at=MONDAY,
    )  # fmt: skip

    assert found is None
    with pytest.raises(NotFound):
        annul_evidence(evidence_id=999, reason="无", actor=books.clerk, at=MONDAY)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE registry_evidence SET is_good = true",
        "DELETE FROM registry_evidence",
        "UPDATE registry_evidence_annulment SET reason = 'x'",
    ],
)
def test_the_database_refuses_to_change_evidence(books: Books, statement: str) -> None:
    row = noted(books, CODE)
    annul_evidence(evidence_id=row.id, reason="有误", actor=books.clerk, at=MONDAY)

    with pytest.raises(DBAPIError, match="never changed"):
        db.session.execute(text(statement))
    db.session.rollback()


def test_a_sale_carries_a_measure_instead_of_a_verdict(books: Books) -> None:
    with pytest.raises(IntegrityError):
        noted(books, CODE, kind=EvidenceKind.SALE, is_good=True, measure={"appraised": "1"})


def test_a_history_is_loaded_once_as_one_fact(books: Books) -> None:
    piece = Piece(
        CODE, EvidenceKind.SALE, None, "history-1", "sold", MONDAY,
        measure={"appraised": "100", "price": "90"},
    )  # fmt: skip
    pieces = [piece, replace(piece, reference="history-2")]

    first = load_history(pieces, source="test", actor=SYSTEM, at=MONDAY)
    second = load_history(pieces, source="test", actor=SYSTEM, at=MONDAY)

    assert (first, second) == (2, 0)
    (entry,) = entries_of("registry:history", audience=Audience.COURT)
    assert (entry.payload["pieces"], entry.payload["agencies"]) == (2, 1)


@pytest.mark.parametrize("cause", list(CAUSES))
def test_every_cause_makes_a_sentence_even_of_too_little(app: Flask, cause: str) -> None:
    with app.test_request_context():
        said = cause_sentence(cause, {"appraisal_no": REFERENCE})

    assert REFERENCE in said
    assert "%(" not in said
