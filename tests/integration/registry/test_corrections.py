"""What is wrong in the books is mended with its reason; what was there stays on record."""

from datetime import date
from typing import Any

import pytest

from app.identity.vocabulary import PersonKind
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.facts import Audience
from app.kernel.money import Money
from app.store import db
from app.trail.queries import timeline
from registry import facade, queries, seeds
from registry.models import Party
from registry.services import cases, corrections, courts, draws, encumbrances
from registry.vocabulary import AssetNature, EncumbranceKind, PartyRole
from tests.support.books import (
    DEBTOR,
    NINE,
    WANG_ID,
    Books,
    clerk_of,
    frozen_draw,
    write_books,
)

pytestmark = pytest.mark.usefixtures("db_session")

REASON = "与登记簿核对后更正"


def party_of(role: PartyRole) -> Party:
    return db.session.query(Party).filter_by(role=role).one()


def correct(books: Books, **changes: Any) -> None:
    asset = books.asset
    given: dict[str, Any] = {
        "nature": asset.nature,
        "title": asset.title,
        "address": asset.address,
        "region_code": asset.region_code,
        "estimated_value": asset.estimated_value,
        "seized_on": asset.seized_on,
        "description": asset.description,
        "reason": REASON,
        **changes,
    }
    corrections.correct_asset(asset_no=asset.no, **given, actor=books.clerk, at=NINE)


def last_fact(books: Books) -> Any:
    return timeline(books.case.number, audience=Audience.COURT)[-1]


def test_the_name_before_a_correction_is_kept_but_not_in_the_record() -> None:
    books = write_books(with_agencies=False)
    party = party_of(PartyRole.DEBTOR)

    corrections.correct_party(
        party_id=party.id,
        name="王建国",
        person_id=party.person_id,
        claim=None,
        is_secured=False,
        reason=REASON,
        actor=books.clerk,
        at=NINE,
    )

    mended = queries.get_party(party.id)
    assert mended.corrections[0]["was"] == {"name": "王某"}
    fact = last_fact(books)
    assert fact.name == "registry.party.corrected"
    assert "王".encode() not in fact.body


def test_a_correction_that_changes_nothing_leaves_no_trace() -> None:
    books = write_books(with_agencies=False)
    before = len(timeline(books.case.number, audience=Audience.COURT))

    correct(books)

    assert len(timeline(books.case.number, audience=Audience.COURT)) == before


def test_an_asset_keeps_what_stood_there_before() -> None:
    books = write_books(with_agencies=False)

    correct(books, title="解放路 100 号", estimated_value=Money(310_000_000))

    fact = last_fact(books)
    assert fact.payload["before"]["estimated_value"] == "320000000"
    assert fact.payload["after"] == {"title": "解放路 100 号", "estimated_value": "310000000"}


@pytest.mark.parametrize(
    "changes",
    [
        {"nature": AssetNature.VEHICLE},
        {"region_code": "370202"},
        {"estimated_value": Money(1)},
    ],
)
def test_what_the_list_was_made_from_stands_still_after_the_freeze(
    changes: dict[str, Any],
) -> None:
    books = write_books()
    frozen_draw(books)

    with pytest.raises(Conflict, match="asset_chosen_for"):
        correct(books, **changes)
    correct(books, title="解放路 100 号")

    assert facade.get_asset(books.asset.no).title == "解放路 100 号"


def test_an_asset_with_a_choice_is_not_released() -> None:
    books = write_books()
    frozen_draw(books)

    with pytest.raises(Conflict, match="asset_has_choice"):
        corrections.withdraw_asset(
            asset_no=books.asset.no, reason=REASON, actor=books.clerk, at=NINE
        )


def test_a_released_asset_is_no_longer_worked_on() -> None:
    books = write_books(with_agencies=False)
    corrections.withdraw_asset(asset_no=books.asset.no, reason=REASON, actor=books.clerk, at=NINE)

    assert facade.list_assets_of(books.case.number) == []
    with pytest.raises(Conflict, match="asset_withdrawn"):
        correct(books, title="另一处")
    with pytest.raises(Conflict, match="asset_withdrawn"):
        draws.prepare_draw(asset_no=books.asset.no, actor=books.clerk, at=NINE)
    with pytest.raises(Conflict, match="asset_withdrawn"):
        cases.record_asset_facts(
            asset_no=books.asset.no, found={"title": "无"}, actor=books.clerk, at=NINE
        )
    with pytest.raises(Conflict, match="asset_withdrawn"):
        encumbrances.record_encumbrance(
            asset_no=books.asset.no,
            kind=EncumbranceKind.LEASE,
            holder="租客",
            actor=books.clerk,
            at=NINE,
        )


def test_a_party_that_left_takes_part_in_nothing_more() -> None:
    books = write_books(with_agencies=False)
    party = party_of(PartyRole.DEBTOR)

    corrections.withdraw_party(party_id=party.id, reason=REASON, actor=books.clerk, at=NINE)

    assert [p.key for p in facade.parties_of(books.case.number)] == ["applicant/1"]
    assert queries.find_party_of(DEBTOR.person_id or 0, books.case.id) is None
    assert queries.list_cases_of_person(DEBTOR.person_id or 0) == []
    with pytest.raises(Conflict, match="party_withdrawn"):
        corrections.withdraw_party(party_id=party.id, reason=REASON, actor=books.clerk, at=NINE)


def test_a_party_that_left_may_come_back_at_a_place_of_its_own() -> None:
    books = write_books(with_agencies=False)
    corrections.withdraw_party(
        party_id=party_of(PartyRole.DEBTOR).id, reason=REASON, actor=books.clerk, at=NINE
    )

    again = cases.add_party(
        case_id=books.case.id,
        role=PartyRole.DEBTOR,
        name="王某",
        kind=PersonKind.NATURAL,
        id_number=WANG_ID,
        actor=books.clerk,
        at=NINE,
    )

    assert again.key == "debtor/2"


@pytest.mark.parametrize("reason", ["", "  ", "改"])
def test_nothing_is_mended_without_a_reason(reason: str) -> None:
    books = write_books(with_agencies=False)

    with pytest.raises(Refusal, match="correction_reason_missing"):
        correct(books, title="另一处", reason=reason)


def test_a_clerk_of_another_court_mends_nothing() -> None:
    books = write_books(with_agencies=False)
    books.clerk = clerk_of(seeds.seed_courts()[2].id)

    with pytest.raises(Forbidden, match="other_court"):
        correct(books, title="另一处")


def test_a_burden_keeps_its_holder_out_of_the_record() -> None:
    books = write_books(with_agencies=False)
    row = encumbrances.record_encumbrance(
        asset_no=books.asset.no,
        kind=EncumbranceKind.MORTGAGE,
        holder="张三",
        amount=Money(150_000_000),
        rank=1,
        registered_on=date(2020, 5, 6),
        actor=books.clerk,
        at=NINE,
    )

    assert "张三".encode() not in last_fact(books).body
    for _ in range(2):
        encumbrances.lift_encumbrance(
            encumbrance_id=row.id, reason="债务已清偿", actor=books.clerk, at=NINE
        )
    names = [e.name for e in timeline(books.case.number, audience=Audience.COURT)]
    assert names.count("registry.encumbrance.lifted") == 1


def test_two_courts_do_not_share_a_name() -> None:
    seeds.seed_courts()
    operator = clerk_of(1)
    first, second = queries.list_courts()[:2]

    with pytest.raises(Conflict, match="court_exists"):
        courts.correct_court(
            code=second.code,
            name=first.name,
            region_code=second.region_code,
            address="",
            phone="",
            supervision_phone="",
            actor=operator,
            at=NINE,
        )
