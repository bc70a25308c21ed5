"""What the rows beside the list do to a pool: refusals, reviews, people, ties, other kinds."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.identity import vault
from app.kernel.errors import Refusal
from app.store import db
from registry import queries, seeds
from registry.messages import evidence_lines
from registry.models import Practitioner
from registry.services import pools, relations, standing
from registry.services.agencies import register_agency
from registry.services.cases import PARTY_DIGEST
from registry.services.evidence import annul_evidence, note_evidence
from registry.vocabulary import (
    AgencyField,
    AgencyKind,
    CasePersonRole,
    EvidenceKind,
    RelationKind,
    StandingAct,
)
from tests.support.books import NINE, WANG_ID, Books, write_books
from tests.support.standing import CODE, decide

Found = Callable[..., list[tuple[str, dict[str, Any]]]]


@pytest.fixture
def books(db_session: Session) -> Books:
    return write_books()


@pytest.fixture
def grounds(books: Books) -> Found:
    """Return the grounds against the agency as a freeze would find them now."""

    def found(at: Any = NINE, **asked: Any) -> list[tuple[str, dict[str, Any]]]:
        pool = pools.preview_pool(books.asset, at, **asked)
        (standee,) = [s for s in pool.standees if s.agency.code == CODE]
        return [(str(ground.code), ground.evidence) for ground in standee.exclusions]

    return found


def refused(reference: str, days_ago: int, books: Books) -> int:
    row = note_evidence(
        agency_code=CODE,
        kind=EvidenceKind.ACCEPTANCE,
        is_good=False,
        reference=reference,
        cause="refused",
        occurred_at=NINE - timedelta(days=days_ago),
        actor=books.clerk,
        at=NINE,
    )
    return row.id


def test_two_refusals_keep_out_until_the_court_accepts_one_reason(
    books: Books, grounds: Found
) -> None:
    refused("V-1/1", 80, books)
    assert grounds() == []
    second = refused("V-2/1", 10, books)
    assert grounds() == [("E11", {"refusals": 2, "last_refused_on": "2026-02-20"})]

    annul_evidence(evidence_id=second, reason="理由成立", actor=books.clerk, at=NINE)

    assert grounds() == []


def test_the_older_refusal_is_forgotten_after_ninety_days(books: Books, grounds: Found) -> None:
    refused("V-1/1", 80, books)
    refused("V-2/1", 10, books)

    assert grounds(NINE + timedelta(days=10)) != []
    assert grounds(NINE + timedelta(days=11)) == []


def test_a_negative_review_keeps_out_until_a_judge_has_decided(
    books: Books, grounds: Found
) -> None:
    note_evidence(
        agency_code=CODE,
        kind=EvidenceKind.REVIEW,
        is_good=False,
        reference="V-0102-2026-0007",
        cause="review_rejected",
        occurred_at=NINE,
        actor=books.clerk,
        at=NINE,
    )
    pending = ("E12", {"review": "V-0102-2026-0007", "since": "2026-03-02"})
    assert grounds() == [pending]
    # What a rule does on its own settles nothing.
    standing.place_on_probation_by_rule(code=CODE, numbers={"reviews": 1}, at=NINE)
    assert pending in grounds()

    later = NINE + timedelta(days=1)
    decide(books, StandingAct.RESTORE, ground="cause_gone", hearing=None, at=later)

    assert grounds(later) == []


def test_an_appraiser_who_is_a_party_keeps_the_firm_out(books: Books, grounds: Found) -> None:
    """资产评估法 art. 24: recusal for interest; found by the keyed digest, never by the name."""
    person = Practitioner(
        agency_code=CODE,
        name="王某",
        id_digest=vault.digest(PARTY_DIGEST, WANG_ID),
        id_masked="1101**********002X",
        licence_no="3720260001",
        field=AgencyField.REAL_ESTATE,
        registered_on=date(2020, 1, 1),
    )
    db.session.add(person)
    db.session.commit()
    assert grounds() == [("E06", {"related_to": "debtor", "through": "practitioner"})]

    person.left_on = date(2026, 3, 1)
    db.session.commit()

    assert grounds() == []


def test_an_earlier_appraisal_for_a_party_counts_for_24_months(
    books: Books, grounds: Found
) -> None:
    relations.record_relation(
        code=CODE,
        kind=RelationKind.APPRAISED_BEFORE,
        name="王某",
        id_number=WANG_ID,
        since_on=date(2024, 3, 3),
        actor=books.clerk,
        at=NINE,
    )

    assert grounds() == [("E06", {"related_to": "debtor", "through": "appraised_before"})]
    assert grounds(NINE + timedelta(days=1)) != []
    assert grounds(NINE + timedelta(days=2)) == []


def test_a_namesake_with_another_number_is_somebody_else(books: Books, grounds: Found) -> None:
    relations.record_relation(
        code=CODE,
        kind=RelationKind.RELATIVE,
        name="王某",
        id_number="110101199003074514",
        since_on=date(2020, 1, 1),
        actor=books.clerk,
        at=NINE,
    )

    assert grounds() == []


def test_the_judge_in_charge_counts_without_an_entry(books: Books, grounds: Found) -> None:
    relations.record_relation(
        code=CODE,
        kind=RelationKind.RELATIVE,
        name=books.case.judge_name,
        since_on=date(2020, 1, 1),
        actor=books.clerk,
        at=NINE,
    )

    assert grounds() == [("E06", {"related_to": "judge", "through": "relative"})]


@pytest.mark.parametrize("number", ["110101199003074515", "abc"])
def test_a_wrong_number_of_a_person_is_refused(books: Books, number: str) -> None:
    with pytest.raises(Refusal) as refusal:
        relations.record_case_person(
            case_id=books.case.id,
            role=CasePersonRole.AGENT,
            name="某律师",
            id_number=number,
            actor=books.clerk,
            at=NINE,
        )

    assert refusal.value.code == "relation_needs_number"


def test_a_tie_that_ends_before_it_begins_is_refused(books: Books) -> None:
    with pytest.raises(Refusal) as refusal:
        relations.record_relation(
            code=CODE,
            kind=RelationKind.DEBTOR,
            name="甲",
            since_on=date(2026, 1, 2),
            until_on=date(2026, 1, 1),
            actor=books.clerk,
            at=NINE,
        )

    assert refusal.value.code == "relation_ends_early"


def test_who_left_the_national_list_is_out(books: Books, grounds: Found) -> None:
    queries.get_agency(CODE).left_on = date(2026, 3, 2)
    db.session.commit()

    assert grounds() == [("E01", {"left_on": "2026-03-02"})]


def test_an_agency_new_to_the_list_holds_two_commissions_at_most(
    books: Books, grounds: Found
) -> None:
    agency = queries.get_agency(CODE)
    agency.listed_on, agency.open_commissions = date(2026, 1, 5), 2
    db.session.commit()

    assert grounds() == [("E08", {"open": 2, "limit": 2, "limited_by": "newcomer"})]


def test_a_pool_of_auction_houses_holds_no_appraisers(books: Books) -> None:
    house = seeds.credit_code(77)
    register_agency(
        code=house,
        name="山东泰山拍卖有限公司",
        fields=[AgencyField.AUCTION_GENERAL],
        regions=["370102"],
        grade=1,
        licence_no="拍001",
        licence_expires_on=date(2028, 1, 1),
        appraisers={AgencyField.AUCTION_GENERAL: 3},
        legal_representative="泰山",
        listed_on=date(2020, 1, 1),
        kind=AgencyKind.AUCTION_HOUSE,
        actor=books.clerk,
        at=NINE,
    )

    houses = pools.preview_pool(
        books.asset, NINE, kind=AgencyKind.AUCTION_HOUSE, field=AgencyField.AUCTION_GENERAL
    )
    relics = pools.preview_pool(
        books.asset, NINE, kind=AgencyKind.AUCTION_HOUSE, field=AgencyField.AUCTION_RELICS
    )

    assert house in {s.agency.code for s in houses.standees if s.ticket}
    assert CODE not in {s.agency.code for s in houses.standees}
    (out,) = [s for s in relics.standees if s.agency.code == house]
    assert [g.evidence for g in out.exclusions] == [{"required": "auction_relics"}]
    assert house not in {s.agency.code for s in pools.preview_pool(books.asset, NINE).standees}


def test_shared_tickets_say_with_whom_and_through_what(books: Books) -> None:
    pool = pools.preview_pool(books.asset, NINE)

    (first, second) = [s for s in pool.standees if s.shared]
    assert first.ticket == second.ticket
    assert first.shared is not None
    assert first.shared.evidence == {"shared_with": second.agency.code, "through": "controller"}


def test_evidence_reads_as_words_and_numbers(books: Books) -> None:
    from flask_babel import force_locale

    with force_locale("en"):
        lines = {
            str(name): str(value)
            for name, value in evidence_lines(
                {
                    "related_to": "agent",
                    "through": "practitioner",
                    "value_limit_fen": "5000000000",
                    "place": "370102",
                    "limited_by": "newcomer",
                }
            )
        }

    assert lines["related to"] == "Agent of a party"
    assert lines["through"] == "one of its appraisers"
    assert lines["up to (yuan)"] == "50,000,000.00"
    assert "历下区" in lines["place of the asset"]
    assert lines["limited by"] == "being new to the list"


def test_a_pool_asks_the_database_a_fixed_number_of_questions(books: Books) -> None:
    """However long the list is: none of them is asked once for each agency."""
    from sqlalchemy import event

    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        pools.preview_pool(books.asset, NINE)
    finally:
        event.remove(db.engine, "before_cursor_execute", note)

    assert len(asked) <= 14
