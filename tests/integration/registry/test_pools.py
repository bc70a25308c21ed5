"""The pool that is frozen is the one the clerk saw, and it stays as it was."""

import pytest

from app.identity.vocabulary import PersonKind
from app.kernel.errors import Conflict, Refusal
from app.kernel.money import Money
from registry import seeds
from registry.rules import cjd1
from registry.services import cases, draws, pools
from registry.services.agencies import set_standing
from registry.vocabulary import ExclusionCode, PartyRole, Scope, Standing
from tests.support.books import (
    LATER,
    NINE,
    add_asset,
    closed_draw,
    prepared_draw,
    write_books,
)

pytestmark = pytest.mark.usefixtures("db_session")


def test_the_pool_shows_who_is_left_out_and_why() -> None:
    books = write_books()

    pool = pools.preview_pool(books.asset, NINE)

    by_name = {standee.agency.name[:4]: standee for standee in pool.standees}
    grounds = {name: [str(e.code) for e in s.exclusions] for name, s in by_name.items()}
    assert pool.scope is Scope.CITY
    assert grounds["济南五龙"] == ["E04"]
    assert grounds["山东珍珠"] == ["E05"]
    assert grounds["济南玉函"] == ["E09"]
    assert grounds["济南舜耕"] == ["E09"]
    assert grounds["山东燕子"] == ["E08"]
    assert grounds["山东鲁信"] == ["E01"]
    assert grounds["青岛栈桥"] == ["E03"]
    assert grounds["济南龙洞"] == grounds["济南佛山"] == []
    assert by_name["济南龙洞"].ticket == by_name["济南佛山"].ticket
    assert len(pool.tickets) == 8


def test_a_dear_asset_asks_for_a_higher_grade() -> None:
    books = write_books()
    villa = add_asset(books.case, books.clerk, estimated_value=Money(800_000_000))

    pool = pools.preview_pool(villa, NINE)

    low = [
        s.agency.grade
        for s in pool.standees
        if any(e.code is ExclusionCode.GRADE for e in s.exclusions)
    ]
    assert low == [3]


def test_a_shareholder_who_is_a_party_keeps_the_agency_out() -> None:
    books = write_books()
    cases.add_party(
        case_id=books.case.id,
        role=PartyRole.OTHER_CREDITOR,
        name="改了名的公司",
        kind=PersonKind.LEGAL,
        id_number=seeds.RELATED_COMPANY_CODE,
        actor=books.clerk,
        at=NINE,
    )

    pool = pools.preview_pool(books.asset, NINE)

    (out,) = [s for s in pool.standees if s.agency.name.startswith("济南洪楼")]
    assert [(str(e.code), e.evidence) for e in out.exclusions] == [
        ("E06", {"related_to": "other_creditor", "through": "shareholder"})
    ]


def test_a_list_that_changed_since_it_was_looked_at_is_not_frozen() -> None:
    books = write_books()
    draw = prepared_draw(books)
    seen = cjd1.list_digest(pools.preview_pool(books.asset, NINE).tickets).hex()
    set_standing(
        code=seeds.AGENCIES[0].code,
        standing=Standing.PAUSED,
        until=None,
        reason="核查",
        actor=books.clerk,
        at=NINE,
    )

    with pytest.raises(Conflict, match="pool_changed"):
        draws.freeze_draw(
            no=draw.no, strings_until=LATER, seen_digest=seen, actor=books.clerk, at=NINE
        )


def test_an_empty_pool_is_not_frozen() -> None:
    books = write_books(with_agencies=False)
    draw = prepared_draw(books)

    with pytest.raises(Refusal, match="pool_empty"):
        draws.freeze_draw(no=draw.no, strings_until=LATER, actor=books.clerk, at=NINE)


def test_after_the_freeze_an_agency_that_is_paused_stays_on_the_frozen_list() -> None:
    """A ground found later means "next in order"; the list itself is never touched."""
    books = write_books()
    draw = closed_draw(books)
    before = draw.list_digest
    for seed in seeds.AGENCIES:
        set_standing(
            code=seed.code,
            standing=Standing.PAUSED,
            until=None,
            reason="核查",
            actor=books.clerk,
            at=NINE,
        )

    done = draws.perform_draw(no=draw.no, actor=books.clerk, at=LATER)

    assert done.list_digest == before
    assert len(done.drawn) == 3
