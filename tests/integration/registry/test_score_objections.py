"""An agency objects to a piece of evidence; the score waits for the court."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.kernel.actors import Actor
from app.kernel.calendar import end_of_day
from app.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from app.kernel.facts import Audience
from app.kernel.permissions import Role
from app.trail.queries import entries_of
from registry import queries, seeds
from registry.models import ScoreObjection
from registry.queries.score_objections import list_moves
from registry.services.evidence import annul_evidence
from registry.services.score_objections import (
    decide_objection,
    object_to_evidence,
    withdraw_objection,
)
from registry.vocabulary.objections import ScoreObjectionAction, ScoreObjectionState
from tests.integration.registry.test_races import in_parallel
from tests.support.books import Books, clerk_of, write_books
from tests.support.evidence import LAST_DAY, MONDAY, noted, person_of

pytestmark = pytest.mark.usefixtures("db_session")
CODE, OTHER = seeds.AGENCIES[0].code, seeds.AGENCIES[1].code
AGENCY = person_of(CODE)
HOUR = timedelta(hours=1)


@pytest.fixture
def books(app: Flask) -> Books:
    """A court, a case and the agencies."""
    return write_books()


def total() -> float:
    """Return the newest score of the agency."""
    score = queries.latest_score(CODE)
    assert score is not None
    return score.total


def made(books: Books, **changes: Any) -> ScoreObjection:
    """Note a late report and object to it."""
    row = noted(books, CODE)
    given: dict[str, Any] = {"reason": "材料由法院迟延移交", "actor": AGENCY, "at": MONDAY + HOUR}
    return object_to_evidence(row.id, **{**given, **changes})


def decide(no: str, actor: Actor, outcome: ScoreObjectionAction, **changes: Any) -> ScoreObjection:
    """Decide with reasons a day later."""
    given = {"reasons": "经查，移交确有迟延", "at": MONDAY + timedelta(days=1)}
    return decide_objection(no, outcome=outcome, actor=actor, **{**given, **changes})


def test_the_score_keeps_its_value_until_the_court_has_decided(books: Books) -> None:
    row = noted(books, CODE)
    before = total()

    objection = object_to_evidence(row.id, reason="材料迟延", actor=AGENCY, at=MONDAY + HOUR)

    assert objection.no.startswith("O-0102-2026-")
    assert objection.state is ScoreObjectionState.OPEN
    assert total() == before


def test_upheld_the_entry_no_longer_counts_and_a_new_version_says_why(books: Books) -> None:
    objection = made(books)
    before = total()

    decide(objection.no, books.clerk, ScoreObjectionAction.UPHOLD)

    assert list(queries.evidence_of(CODE)) == []
    assert total() > before
    counted, undone = list_moves(CODE, [objection.evidence_id])
    assert (undone.decision_no, undone.previous_total) == (objection.no, counted.total)
    annulment = queries.find_annulment(objection.evidence_id)
    assert annulment is not None
    assert annulment.decision_no == objection.no
    names = [entry.name for entry in entries_of(f"agency:{CODE}:court", audience=Audience.COURT)]
    assert names[-3:] == [
        "registry.score_objection.made",
        "registry.score_objection.decided",
        "registry.evidence.annulled",
    ]


def test_rejected_the_score_stays_as_it_was(books: Books) -> None:
    objection = made(books)
    before = total()

    decided = decide(objection.no, books.judge, ScoreObjectionAction.REJECT)

    assert decided.state is ScoreObjectionState.REJECTED
    assert decided.decided_by_name == "法官"
    assert total() == before


def test_the_last_of_the_ten_working_days_is_still_in_time(books: Books) -> None:
    objection = made(books, at=end_of_day(LAST_DAY) - timedelta(seconds=1))

    assert objection.state is ScoreObjectionState.OPEN


def test_an_objection_is_refused_one_day_late(books: Books) -> None:
    with pytest.raises(Refusal, match="evidence_objection_late"):
        made(books, at=end_of_day(LAST_DAY))


def test_another_agency_does_not_find_the_entry(books: Books) -> None:
    """ACC-02: what counts for one agency is no other agency's business."""
    with pytest.raises(NotFound):
        made(books, actor=person_of(OTHER))


def test_another_agency_cannot_take_the_objection_back(books: Books) -> None:
    objection = made(books)

    with pytest.raises(NotFound):
        withdraw_objection(objection.no, actor=person_of(OTHER), at=MONDAY + HOUR)


def test_a_second_click_makes_no_second_objection(books: Books) -> None:
    objection = made(books)

    with pytest.raises(Conflict, match="evidence_objection_exists"):
        object_to_evidence(objection.evidence_id, reason="材料迟延", actor=AGENCY, at=MONDAY + HOUR)


def test_nobody_objects_to_what_no_longer_counts(books: Books) -> None:
    row = noted(books, CODE)
    annul_evidence(evidence_id=row.id, reason="有误", actor=books.clerk, at=MONDAY)

    with pytest.raises(Conflict, match="evidence_annulled"):
        object_to_evidence(row.id, reason="材料迟延", actor=AGENCY, at=MONDAY + HOUR)


def test_an_entry_of_no_court_is_nobody_s_to_decide(books: Books) -> None:
    row = noted(books, CODE, court_id=None)

    with pytest.raises(Refusal, match="evidence_without_court"):
        object_to_evidence(row.id, reason="材料迟延", actor=AGENCY, at=MONDAY + HOUR)


@pytest.mark.parametrize("reason", ["", "  ", "不对"])
def test_an_objection_needs_a_reason(books: Books, reason: str) -> None:
    with pytest.raises(Refusal, match="reason_missing"):
        made(books, reason=reason)


def test_taken_back_an_objection_is_not_decided_any_more(books: Books) -> None:
    objection = made(books)

    withdraw_objection(objection.no, actor=AGENCY, at=MONDAY + HOUR)

    with pytest.raises(Conflict, match="score_objection_closed"):
        decide(objection.no, books.clerk, ScoreObjectionAction.UPHOLD)


def test_another_court_does_not_decide(books: Books) -> None:
    objection = made(books)

    with pytest.raises(Forbidden):
        decide(objection.no, clerk_of(999), ScoreObjectionAction.UPHOLD)


def test_whoever_recorded_the_entry_does_not_judge_it(books: Books) -> None:
    row = noted(books, CODE, actor=books.clerk)
    objection = object_to_evidence(row.id, reason="并未补正", actor=AGENCY, at=MONDAY + HOUR)

    with pytest.raises(Forbidden, match="own_evidence"):
        decide(objection.no, books.clerk, ScoreObjectionAction.REJECT)
    assert decide(objection.no, books.judge, ScoreObjectionAction.REJECT).decision


def test_a_court_cannot_take_an_agency_s_objection_back(books: Books) -> None:
    objection = made(books)

    with pytest.raises(Refusal, match="invalid_input"):
        decide(objection.no, books.clerk, ScoreObjectionAction.WITHDRAW)


def test_a_decision_needs_reasons_and_a_member_of_the_court(books: Books) -> None:
    objection = made(books)

    with pytest.raises(Refusal, match="reason_missing"):
        decide(objection.no, books.clerk, ScoreObjectionAction.UPHOLD, reasons=" ")
    with pytest.raises(Forbidden):
        decide(objection.no, AGENCY, ScoreObjectionAction.UPHOLD)


def test_of_two_who_decide_at_once_one_is_told_it_is_decided(app: Flask, books: Books) -> None:
    objection = made(books)
    second = Actor(203, "clerk2", "书记员乙", frozenset({Role.CLERK}), books.court_id)

    ends = in_parallel(
        app,
        lambda: str(decide(objection.no, books.clerk, ScoreObjectionAction.UPHOLD).state),
        lambda: str(decide(objection.no, second, ScoreObjectionAction.REJECT).state),
    )

    assert "score_objection_closed" in ends
    assert len({"upheld", "rejected"} & set(ends)) == 1
