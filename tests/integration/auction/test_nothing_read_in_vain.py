"""What is refused is refused before a sealed name is read or a file is kept."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.kernel.errors import NotFound, Refusal
from app.kernel.facts import Audience
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.media.models import MediaItem
from app.store import db
from app.trail.queries import entries_of
from auction.services import defaulting, enrolling, grouping, topping_up
from tests.integration.auction.test_defaults import PRICE, REASON, approve, rule, state
from tests.integration.auction.test_grouping import BEFORE, agree, ask, person
from tests.support.appraisals import _person
from tests.support.lots import make_lot
from tests.support.other_venues import RESERVE, of_site, on_site, record
from tests.support.sales import ANNOUNCED, Sale, id_number
from tests.support.shares import with_creditors

SECOND = timedelta(seconds=1)
DAY = timedelta(days=1)


def refused(act: Callable[[], object]) -> str:
    """Return the code of the refusal that an act ends in."""
    with pytest.raises(Refusal) as found:
        act()
    db.session.rollback()
    return found.value.code


def readings(sale: Sale) -> int:
    """Return how often the name behind a paddle was read."""
    entries = entries_of(f"lot:{sale.lot_no}:sealed", audience=Audience.SEALED, limit=200)
    return sum(entry.name == "auction.identity.opened" for entry in entries)


def test_a_default_ruled_too_early_opens_no_name(sale: Sale) -> None:
    sale.sold()
    before = readings(sale)
    early = sale.settlement().due_at - SECOND

    code = refused(
        lambda: defaulting.rule_default(
            lot_no=sale.lot_no, reason=REASON, actor=sale.judge, at=early
        )
    )

    assert code == "balance_not_overdue"
    assert readings(sale) == before
    rule(sale)
    rule(sale)
    assert readings(sale) == before + 1


def test_a_top_up_that_is_not_owed_opens_no_name(sale: Sale) -> None:
    with_creditors(sale).sold()
    rule(sale)
    state(sale, new_price=PRICE, case_debt=Money(1_000_000))
    approve(sale)
    before = readings(sale)
    at = sale.settlement().due_at + 5 * DAY

    code = refused(
        lambda: topping_up.order_top_up(lot_no=sale.lot_no, days=10, actor=sale.judge, at=at)
    )

    assert code == "top_up_nothing"
    assert readings(sale) == before


def test_a_result_that_cannot_be_leaves_no_file(sale: Sale) -> None:
    on_site(sale)
    count = select(func.count()).select_from(MediaItem)
    before = db.session.scalars(count).one()

    code = refused(lambda: record(sale, of_site(sale, price=Money(RESERVE.fen - 1))))

    assert code == "result_below_start"
    assert db.session.scalars(count).one() == before


def test_the_paper_of_a_group_is_read_by_its_own_lot_alone(sale: Sale) -> None:
    sale.announced()
    agent, principal = person(sale, "agent", 932), person(sale, "principal", 933)
    group = ask(sale, agent, ("principal", 100))
    agree(sale, principal)
    other = make_lot("L-other", court_id=sale.clerk.court_id)

    with pytest.raises(NotFound):
        grouping.read_mandate(lot_no=other.no, group_id=group.id, actor=sale.judge, at=BEFORE)


def test_the_page_that_asks_who_would_buy_bars_before_anything_is_filled_in(sale: Sale) -> None:
    sale.announced()
    number = id_number(940)
    judge = _person(
        "bidding_judge", "岚山法官", Role.JUDGE, number=number, court_id=sale.clerk.court_id
    )

    assert refused(lambda: enrolling.party_of(sale.lot(), judge, ANNOUNCED)) == "barred"
