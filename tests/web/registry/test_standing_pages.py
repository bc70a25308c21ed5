"""The pages of decisions, appeals, ties and the draw's policy, as each reader sees them."""

import hashlib
import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.kernel.clock import Clock
from app.kernel.permissions import Role
from app.store import db
from registry import queries
from registry.queries import decisions
from registry.services import pools
from registry.vocabulary import Standing
from tests.support.books import NINE, Books, write_books
from tests.support.desk import PASSWORD, enter
from tests.support.standing import CODE, REASONS
from tests.support.web import Client

FORM = {
    "act": "pause",
    "ground": "late",
    "reasons": REASONS,
    "months": "3",
    "hearing_notified_at": "2026-02-24T09:00",
    "hearing_held_at": "2026-03-02T08:30",
    "hearing_statement": "机构到场，承认逾期。",
}
PDF = b"%PDF-1.7 published"


@pytest.fixture
def books(app: Flask, clock_at: Callable[..., Clock]) -> Books:
    clock_at(NINE)
    with app.app_context():
        return write_books()


def court(app: Flask, books: Books, role: Role = Role.JUDGE, account: str = "") -> Client:
    return enter(app, role, account=account, court_id=books.court_id)


def agency_client(app: Flask, code: str = CODE) -> Client:
    from app.identity.services import people
    from app.identity.vocabulary import PersonKind

    with app.app_context():
        people.register_person(
            account="agency04",
            password=PASSWORD,
            name="机构",
            kind=PersonKind.LEGAL,
            id_number=None,
            roles=frozenset({Role.AGENCY}),
            agency_code=code,
            at=NINE,
        )
    visitor = Client(app)
    visitor.post("/api/v1/sessions", json={"account": "agency04", "password": PASSWORD})
    return visitor


def decide(client: Client, **changes: str) -> Any:
    return client.post(f"/desk/agencies/{CODE}/decisions", data={**FORM, **changes})


def decided_no(app: Flask) -> str:
    with app.app_context():
        return decisions.latest_no(CODE)


def standing_of(app: Flask) -> Standing:
    with app.app_context():
        return queries.get_agency(CODE).standing


def test_a_judge_decides_and_the_agency_reads_and_appeals(app: Flask, books: Books) -> None:
    judge, agency = court(app, books), agency_client(app)

    answer = decide(judge)
    no = decided_no(app)
    seen = agency.get(f"/agency/decisions/{no}")
    filed = agency.post(
        f"/agency/decisions/{no}/appeal", data={"text": "逾期是法院移交材料迟延所致。"}
    )

    assert (answer.status_code, answer.location) == (303, f"/desk/decisions/{no}")
    assert REASONS in seen.text
    assert "2026" in seen.text
    assert filed.status_code == 303
    assert no in agency.get("/agency/decisions").text
    assert "/papers/P-" in judge.get(f"/desk/decisions/{no}").text


def test_a_second_press_of_the_same_form_is_told_and_changes_nothing(
    app: Flask, books: Books
) -> None:
    judge = court(app, books)
    decide(judge)

    again = decide(judge, seen=decided_no(app))
    stale = decide(judge, act="stop")

    assert again.status_code == 409
    assert stale.status_code == 409
    with app.app_context():
        assert len(decisions.list_decisions(CODE)) == 1


def test_a_refused_decision_keeps_what_was_typed(app: Flask, books: Books) -> None:
    answer = decide(court(app, books), hearing_notified_at="2026-02-27T09:00")

    assert answer.status_code == 422
    assert REASONS in answer.text
    assert standing_of(app) is Standing.ELIGIBLE


def test_the_judge_who_decided_sees_no_form_and_another_decides(app: Flask, books: Books) -> None:
    judge, other = court(app, books), court(app, books, account="judge2")
    decide(judge)
    no = decided_no(app)
    agency_client(app).post(
        f"/agency/decisions/{no}/appeal", data={"text": "请求撤销原决定，理由如下。"}
    )
    given = {"outcome": "overturn", "reasons": REASONS}

    own = judge.post(f"/desk/decisions/{no}/appeal", data=given)
    assert 'name="outcome"' not in judge.get(f"/desk/decisions/{no}").text
    assert no in other.get("/desk").text
    done = other.post(f"/desk/decisions/{no}/appeal", data=given)

    assert own.status_code == 403
    assert done.status_code == 303
    assert standing_of(app) is Standing.ELIGIBLE


def test_a_clerk_reads_the_file_and_decides_nothing(app: Flask, books: Books) -> None:
    clerk = court(app, books, Role.CLERK)

    page = clerk.get(f"/desk/agencies/{CODE}")

    assert page.status_code == 200
    assert f"/desk/agencies/{CODE}/decisions" not in page.text
    assert decide(clerk).status_code == 403
    assert CODE in clerk.get("/desk/agencies?standing=eligible").text
    assert CODE not in clerk.get("/desk/agencies?standing=paused").text


def test_one_agency_does_not_read_another_ones_decisions(app: Flask, books: Books) -> None:
    decide(court(app, books))
    no = decided_no(app)
    stranger = agency_client(app, code="91370102MA3X00001X")

    assert stranger.get(f"/agency/decisions/{no}").status_code == 404
    assert (
        stranger.post(f"/agency/decisions/{no}/appeal", data={"text": "a" * 20}).status_code == 404
    )


def test_a_tie_on_record_keeps_the_agency_out_until_it_is_taken_back(
    app: Flask, books: Books
) -> None:
    clerk = court(app, books, Role.CLERK)
    tie = {"kind": "creditor", "name": "王某", "since_on": "2026-01-01"}

    def grounds() -> list[Any]:
        with app.app_context():
            asset = queries.get_asset(books.asset.no)
            pool = pools.preview_pool(asset, NINE)
            (standee,) = [s for s in pool.standees if s.agency.code == CODE]
            return [(str(ground.code), ground.evidence) for ground in standee.exclusions]

    assert clerk.post(f"/desk/agencies/{CODE}/relations", data=tie).status_code == 303
    assert clerk.post(f"/desk/agencies/{CODE}/relations", data=tie).status_code == 303
    assert grounds() == [("E06", {"related_to": "debtor", "through": "creditor"})]
    page = clerk.get(f"/desk/agencies/{CODE}").text
    assert page.count("/withdraw") == 1
    with app.app_context():
        from registry.queries import pools as gathered

        (row,) = gathered.list_relations(CODE)
    clerk.post(f"/desk/agencies/{CODE}/relations/{row.id}/withdraw")
    assert grounds() == []


def test_an_agent_of_a_party_who_heads_an_agency_keeps_it_out(app: Flask, books: Books) -> None:
    clerk = court(app, books, Role.CLERK)
    address = f"/desk/cases/{books.case.id}/people"
    with app.app_context():
        head = queries.get_agency(CODE).legal_representative

    assert clerk.post(address, data={"role": "agent", "name": head}).status_code == 303
    assert clerk.post(address, data={"role": "agent", "name": head}).status_code == 409
    assert head in clerk.get(address).text
    with app.app_context():
        pool = pools.preview_pool(queries.get_asset(books.asset.no), NINE)
    (standee,) = [s for s in pool.standees if s.agency.code == CODE]
    assert [g.evidence for g in standee.exclusions] == [
        {"related_to": "agent", "through": "legal_representative"}
    ]


def test_the_clerk_of_another_court_does_not_write_into_the_case(app: Flask, books: Books) -> None:
    stranger = enter(app, Role.CLERK, court_id=books.court_id + 1)

    answer = stranger.get(f"/desk/cases/{books.case.id}/people")

    assert answer.status_code == 403


def adopt(client: Client, **changes: Any) -> Any:
    given = {
        "mode": "weighted",
        "reasons": REASONS,
        "document_name": "某高院评估机构选取规则",
        "document_sha256": hashlib.sha256(PDF).hexdigest(),
        "document": (io.BytesIO(PDF), "rules.pdf"),
        "weight_min": "500",
        "weight_max": "1500",
        "seen": "0",
    }
    return client.post("/desk/draw-policy", data={**given, **changes})


def test_a_weighted_policy_comes_with_its_document_which_everybody_may_read(
    app: Flask, books: Books
) -> None:
    judge = court(app, books)

    assert adopt(judge).status_code == 303

    page = judge.get("/desk/draw-policy").text
    assert hashlib.sha256(PDF).hexdigest() in page
    document = Client(app).get(f"/draw-policies/{books.court_id}/1/document.pdf")
    assert (document.status_code, document.data) == (200, PDF)
    with app.app_context():
        asset = queries.get_asset(books.asset.no)
        assert {t.weight for t in pools.preview_pool(asset, NINE).tickets} != {1}


@pytest.mark.parametrize(
    "changes",
    [
        {"document": (io.BytesIO(b""), "")},
        {"document_sha256": ""},
        {"document_name": ""},
        {"document_sha256": "0" * 64},
        {"document_sha256": "abc"},
        {"weight_min": "0"},
    ],
)
def test_a_weighted_policy_without_its_document_is_refused(
    app: Flask, books: Books, changes: dict[str, Any]
) -> None:
    answer = adopt(court(app, books), **changes)

    assert answer.status_code == 422
    with app.app_context():
        assert db.session.execute(db.text("SELECT count(*) FROM registry_policy")).scalar() == 0


def test_a_clerk_reads_the_policy_and_adopts_nothing(app: Flask, books: Books) -> None:
    clerk = court(app, books, Role.CLERK)

    assert clerk.get("/desk/draw-policy").status_code == 200
    assert adopt(clerk).status_code == 403
