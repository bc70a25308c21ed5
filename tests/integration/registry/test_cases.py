"""Cases, parties and assets are written once, checked, and their numbers stay sealed."""

from datetime import date

import pytest
from sqlalchemy import select

from app.identity.vocabulary import PersonKind
from app.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from app.kernel.facts import Audience
from app.kernel.money import Money
from app.store import db
from app.trail.queries import timeline
from registry import facade, queries, seeds
from registry.models import Party
from registry.services import cases
from registry.vocabulary import AssetKind, AssetNature, PartyRole
from tests.support.books import NINE, WANG_ID, add_asset, clerk_of, write_books

pytestmark = pytest.mark.usefixtures("db_session")


def test_a_case_is_found_again_in_whatever_brackets_its_number_is_written() -> None:
    books = write_books(with_agencies=False)

    found = facade.get_case("(2026)鲁0102执1234号")

    assert (found.id, found.court_code) == (books.case.id, "0102")
    assert [party.key for party in found.parties] == ["applicant/1", "debtor/1"]
    assert facade.parties_of(found.number)[0].claim == Money(250_000_000)


def test_a_case_is_opened_only_once() -> None:
    books = write_books(with_agencies=False)

    with pytest.raises(Conflict, match="case_exists"):
        cases.register_case(
            number="(2026)鲁0102执1234号",
            cause="借款",
            filed_on=date(2026, 2, 10),
            judge_name="李明",
            actor=books.clerk,
            at=NINE,
        )


@pytest.mark.parametrize("number", ["1234", "（26）鲁0102执1号", "（2026）鲁0102民初1号", ""])
def test_a_number_that_is_no_enforcement_case_is_refused(number: str) -> None:
    clerk = clerk_of(seeds.seed_courts()[0].id)

    with pytest.raises(Refusal, match="bad_case_number"):
        cases.register_case(
            number=number,
            cause="借款",
            filed_on=date(2026, 2, 10),
            judge_name="李明",
            actor=clerk,
            at=NINE,
        )


def test_a_clerk_cannot_open_a_case_with_another_courts_number() -> None:
    clerk = clerk_of(seeds.seed_courts()[0].id)

    with pytest.raises(Refusal, match="case_of_other_court"):
        cases.register_case(
            number="（2026）鲁0202执1号",
            cause="借款",
            filed_on=date(2026, 2, 10),
            judge_name="李明",
            actor=clerk,
            at=NINE,
        )


def test_a_clerk_of_another_court_cannot_write_into_the_case() -> None:
    books = write_books(with_agencies=False)
    other = clerk_of(seeds.seed_courts()[2].id)

    with pytest.raises(Forbidden, match="other_court"):
        add_asset(books.case, other)


def test_the_number_of_a_party_is_nowhere_in_clear() -> None:
    books = write_books(with_agencies=False)

    party = db.session.scalars(select(Party).where(Party.role == PartyRole.DEBTOR)).one()
    facts = timeline(books.case.number, audience=Audience.SEALED)

    assert WANG_ID.encode() not in party.id_sealed
    assert party.id_masked == "1101**********002X"
    assert all(WANG_ID.encode() not in entry.body for entry in facts)


@pytest.mark.parametrize(
    ("kind", "number"), [(PersonKind.NATURAL, "110105194912310021"), (PersonKind.LEGAL, "9137")]
)
def test_a_wrong_check_digit_is_refused(kind: PersonKind, number: str) -> None:
    books = write_books(with_agencies=False)

    with pytest.raises(Refusal, match="bad_id_number") as refused:
        cases.add_party(
            case_id=books.case.id,
            role=PartyRole.OTHER_CREDITOR,
            name="某人",
            kind=kind,
            id_number=number,
            actor=books.clerk,
            at=NINE,
        )

    assert "id_number" in refused.value.fields


def test_the_same_person_is_not_written_twice_into_one_role() -> None:
    books = write_books(with_agencies=False)

    with pytest.raises(Conflict, match="party_exists"):
        cases.add_party(
            case_id=books.case.id,
            role=PartyRole.DEBTOR,
            name="王某",
            kind=PersonKind.NATURAL,
            id_number=WANG_ID,
            actor=books.clerk,
            at=NINE,
        )


def test_an_asset_knows_its_kind_by_its_nature() -> None:
    books = write_books(with_agencies=False)
    car = add_asset(books.case, books.clerk, nature=AssetNature.VEHICLE, title="轿车")

    assert facade.get_asset(books.asset.no).kind is AssetKind.IMMOVABLE
    assert facade.get_asset(car.no).kind is AssetKind.MOVABLE
    assert [a.no for a in facade.list_assets_of(books.case.number)] == [books.asset.no, car.no]


def test_an_asset_without_value_is_refused() -> None:
    books = write_books(with_agencies=False)

    with pytest.raises(Refusal, match="bad_amount"):
        add_asset(books.case, books.clerk, estimated_value=Money.ZERO)


def test_findings_are_completed_step_by_step() -> None:
    books = write_books(with_agencies=False)
    asset = add_asset(books.case, books.clerk, found={"title": "登记在王某名下"})
    assert len(asset.missing_facts) == 4

    cases.record_asset_facts(
        asset_no=asset.no, found={"defects": "顶层渗水"}, actor=books.clerk, at=NINE
    )

    assert facade.get_asset(asset.no).facts == {
        "title": "登记在王某名下",
        "defects": "顶层渗水",
    }


def test_what_does_not_exist_is_not_found() -> None:
    with pytest.raises(NotFound):
        facade.get_asset("A-0102-2026-9999")
    with pytest.raises(NotFound):
        facade.get_case("（2026）鲁0102执9号")
    with pytest.raises(NotFound):
        facade.get_agency(seeds.credit_code(1))


def test_cases_are_listed_by_court() -> None:
    books = write_books(with_agencies=False)

    assert [case.id for case in queries.list_cases(court_id=books.court_id).items] == [
        books.case.id
    ]
    assert queries.list_cases(court_id=seeds.seed_courts()[2].id).items == []


def test_seeding_twice_changes_nothing() -> None:
    assert [c.id for c in seeds.seed_registry(NINE)] == [c.id for c in seeds.seed_registry(NINE)]
    assert len(queries.list_appraisal_agencies()) == len(seeds.AGENCIES)
