"""The policy of a court's draws: equal chances unless a published document says otherwise."""

import hashlib
from typing import Any

import pytest
import sqlalchemy
from sqlalchemy.orm import Session

from app.kernel.actors import Actor
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.permissions import Role
from app.store import blobs, db
from app.trail.queries import entries_of
from registry.checks.draws import draws_replay
from registry.models import DrawPolicy
from registry.rules.policy import CURRENT, digest
from registry.services import policies, pools
from registry.vocabulary import PolicyMode
from tests.support.books import NINE, Books, finished_draw, frozen_draw, write_books
from tests.support.standing import REASONS, judge_elsewhere, second_judge

PDF = b"%PDF-1.7 rules"
SHA256 = hashlib.sha256(PDF).hexdigest()


@pytest.fixture
def books(db_session: Session) -> Books:
    return write_books()


def adopt(books: Books, **changes: Any) -> DrawPolicy:
    given: dict[str, Any] = {
        "mode": PolicyMode.WEIGHTED,
        "reasons": REASONS,
        "document_name": "某高院评估机构选取规则",
        "document": PDF,
        "document_sha256": SHA256,
        "actor": books.judge,
        "at": NINE,
    }
    return policies.adopt_policy(**{**given, **changes})


def test_the_plain_policy_gives_everybody_the_same_chance(books: Books) -> None:
    assert policies.current(books.court_id) is CURRENT
    assert CURRENT.mode == "uniform"
    assert "weights" not in CURRENT.as_dict()
    assert {t.weight for t in pools.preview_pool(books.asset, NINE).tickets} == {1}


REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("policy_document_missing", {"document": b""}),
    ("policy_document_missing", {"document_name": "  "}),
    ("policy_document_missing", {"document_sha256": ""}),
    ("policy_digest_differs", {"document_sha256": "0" * 64}),
    ("policy_digest_differs", {"document": b"%PDF-1.7 other"}),
    ("policy_document_unreadable", {"document": b"not a paper"}),
    ("bad_weights", {"weight_min": 0}),
    ("bad_weights", {"weight_min": 900, "weight_max": 800}),
    ("bad_weights", {"weight_max": 10_001}),
    ("reasons_missing", {"reasons": "短"}),
    ("policy_moved", {"seen": 7}),
]


@pytest.mark.parametrize(("code", "changes"), REFUSED)
def test_the_weighted_mode_without_all_it_needs_is_refused_and_stays_off(
    books: Books, code: str, changes: dict[str, Any]
) -> None:
    with pytest.raises(Refusal) as refused:
        adopt(books, **changes)

    assert refused.value.code == code
    assert not policies.current(books.court_id).is_weighted


def test_the_database_itself_refuses_weights_without_a_document(books: Books) -> None:
    db.session.add(
        DrawPolicy(
            court_id=books.court_id,
            version=1,
            mode=PolicyMode.WEIGHTED,
            weight_min=500,
            weight_max=1500,
            reasons=REASONS,
            adopted_by_name="x",
            adopted_at=NINE,
        )
    )

    with pytest.raises(sqlalchemy.exc.IntegrityError):
        db.session.commit()
    db.session.rollback()


def test_an_adopted_policy_is_bound_to_its_document_by_the_digest(books: Books) -> None:
    version = adopt(books)

    now = policies.current(books.court_id)
    printed = now.as_dict()
    assert printed["document"] == {"name": "某高院评估机构选取规则", "sha256": SHA256}
    assert printed["weights"] == {"at_score_0": 500, "at_score_100": 1500}
    assert blobs.path(SHA256).read_bytes() == PDF
    other = policies.policy_of(version).as_dict() | {"document": {"name": "x", "sha256": "0" * 64}}
    assert digest(printed) != digest(other) != digest(CURRENT.as_dict())
    (fact,) = entries_of(f"policy:{books.court_id}")
    assert fact.payload["policy_digest"] == digest(printed).hex()


def test_tickets_weigh_by_score_and_load_and_nobody_holds_over_a_quarter(books: Books) -> None:
    adopt(books)

    tickets = pools.preview_pool(books.asset, NINE).tickets

    total = sum(ticket.weight for ticket in tickets)
    assert len(tickets) > 4
    assert all(1 < ticket.weight <= total // 4 for ticket in tickets)


def test_another_court_keeps_equal_chances(books: Books) -> None:
    adopt(books)

    assert policies.current(books.court_id + 1) is CURRENT
    assert policies.current() is CURRENT


def test_going_back_to_equal_chances_is_a_version_of_its_own(books: Books) -> None:
    adopt(books)

    back = adopt(books, mode=PolicyMode.UNIFORM, seen=1)

    assert (back.version, back.document_sha256) == (2, "")
    assert not policies.current(books.court_id).is_weighted
    assert "weights" not in policies.current(books.court_id).as_dict()


def test_the_same_version_twice_is_refused(books: Books) -> None:
    with pytest.raises(Conflict) as plain:
        adopt(books, mode=PolicyMode.UNIFORM)
    adopt(books)
    with pytest.raises(Conflict) as again:
        adopt(books)

    assert plain.value.code == again.value.code == "policy_unchanged"


def test_of_two_judges_the_second_is_told(books: Books) -> None:
    adopt(books, seen=0)

    with pytest.raises(Conflict) as refused:
        adopt(books, seen=0, weight_max=1200, actor=second_judge(books))

    assert refused.value.code == "policy_moved"


def test_a_version_is_never_changed_afterwards(books: Books) -> None:
    adopt(books)

    with pytest.raises(sqlalchemy.exc.DatabaseError):
        db.session.execute(sqlalchemy.text("UPDATE registry_policy SET weight_max = 9000"))
    db.session.rollback()


def test_only_a_judge_adopts_and_only_for_the_own_court(books: Books) -> None:
    for actor in (books.clerk, Actor(9, "op", "op", frozenset({Role.OPERATOR}))):
        with pytest.raises(Forbidden):
            adopt(books, actor=actor)

    assert adopt(books, actor=judge_elsewhere(books)).court_id == books.court_id + 1
    assert policies.current(books.court_id) is CURRENT


def test_a_weighted_draw_runs_from_freeze_to_result_and_replays(books: Books) -> None:
    adopt(books)

    draw = finished_draw(books)

    held = {candidate.ticket: candidate.weight for candidate in draw.candidates if candidate.ticket}
    assert set(held.values()) != {1}
    assert draw.policy is not None
    assert draw.policy["document"]["sha256"] == SHA256
    assert len(draw.drawn) == 3
    assert draws_replay() == []


def test_a_list_frozen_before_keeps_its_policy(books: Books) -> None:
    draw = frozen_draw(books)

    adopt(books)

    db.session.refresh(draw)
    assert draw.policy is not None
    assert draw.policy["mode"] == "uniform"
