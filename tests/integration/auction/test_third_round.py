"""On site what is no movable is offered three times and then sold off online, a machine twice."""

from datetime import datetime

import pytest
from sqlalchemy import update

from app.kernel.errors import Refusal
from app.kernel.money import Money
from app.store import db, unit_of_work
from auction.models import Lot
from auction.queries.venues import find_plan
from auction.rules.venues import ResultGiven
from auction.services import drafting, giving_back, offering, planning
from auction.views.after import after_page, proposal_of
from auction.vocabulary import LotState, Outcome, Round, Venue
from registry.vocabulary import AssetKind
from tests.support.other_venues import (
    DAY,
    HOUR,
    ON_SITE_DEPOSIT,
    RECORDED,
    RESERVE,
    approve,
    ask,
    on_site,
    record,
    whole_record_holds,
)
from tests.support.sales import Sale

#: A cut of a fifth of what was asked before.
SECOND_RESERVE = Money(RESERVE.fen * 4 // 5)
THIRD_RESERVE = Money(SECOND_RESERVE.fen * 4 // 5)


def unsold(sale: Sale, ended_at: datetime, at: datetime) -> None:
    given = ResultGiven(
        outcome=Outcome.UNSOLD,
        ended_at=ended_at,
        minutes="拍卖师宣读须知，三次报价后无人应价，当场宣布流拍。",
    )
    record(sale, given, at)
    sale.tick(at)
    assert sale.lot().state is LotState.UNSOLD


def once_more(sale: Sale, reserve: Money, at: datetime) -> datetime:
    """Offer it on site again, in vain; the exception is asked for and approved anew."""
    sale.follow(at)
    assert find_plan(sale.lot().id) is None
    ask(sale, at=at)
    approve(sale, at=at + HOUR)
    opens_at = at + 30 * DAY
    sale.prepare(at, opens_at, opens_at + 2 * HOUR, start_price=reserve, deposit=ON_SITE_DEPOSIT)
    sale.announce(at + 2 * DAY)
    sale.tick(opens_at)
    unsold(sale, opens_at + HOUR, opens_at + 6 * HOUR)
    return opens_at + DAY


def as_immovable(lot_no: str) -> None:
    with unit_of_work():
        kind = AssetKind.IMMOVABLE
        db.session.execute(update(Lot).where(Lot.no == lot_no).values(kind=kind))


def test_what_is_no_movable_is_offered_three_times_on_site_and_then_sold_off_online(
    sale: Sale,
) -> None:
    unsold(on_site(sale), RECORDED - HOUR, RECORDED)
    as_immovable(sale.lot_no)
    assert after_page(sale.lot(), sale.clerk, RECORDED).next_round is Round.SECOND
    then = once_more(sale, SECOND_RESERVE, RECORDED + DAY)
    assert sale.lot().round is Round.SECOND
    then = once_more(sale, THIRD_RESERVE, then)

    assert sale.lot().round is Round.THIRD
    offering.ask_creditors(lot_no=sale.lot_no, actor=sale.judge, at=then)
    offering.close_due_offers(then + 11 * DAY)
    drafted = sale.follow(then + 11 * DAY)
    assert drafted.round is Round.SELL_OFF
    assert proposal_of(drafted, then + 11 * DAY).start_price == THIRD_RESERVE
    drafting.choose_venue(
        lot_no=sale.lot_no,
        venue=Venue.INTERNAL,
        reason="变卖在网络平台进行",
        actor=sale.clerk,
        at=then + 12 * DAY,
    )
    assert sale.lot().venue is Venue.INTERNAL
    assert whole_record_holds()


def test_the_notice_of_a_third_auction_names_the_last_day_it_may_open(sale: Sale) -> None:
    unsold(on_site(sale), RECORDED - HOUR, RECORDED)
    as_immovable(sale.lot_no)
    then = once_more(sale, SECOND_RESERVE, RECORDED + DAY)
    sale.follow(then)
    ask(sale, at=then)
    approve(sale, at=then + HOUR)
    late = then + 61 * DAY
    sale.prepare(then, late, late + HOUR, start_price=THIRD_RESERVE, deposit=ON_SITE_DEPOSIT)

    with pytest.raises(Refusal) as refused:
        sale.announce(then + 2 * DAY)

    assert "第23条" in {citation.article for citation in refused.value.citations}


def test_a_machine_goes_back_after_two_auctions_on_site(
    sale: Sale, monkeypatch: pytest.MonkeyPatch
) -> None:
    unsold(on_site(sale), RECORDED - HOUR, RECORDED)
    assert sale.lot().kind is AssetKind.MOVABLE
    then = once_more(sale, SECOND_RESERVE, RECORDED + DAY)
    assert sale.lot().round is Round.SECOND
    assert after_page(sale.lot(), sale.clerk, then).next_round is None
    # Nothing follows: the fee is the court's to settle, no failed round is stated.
    stated: list[str] = []
    monkeypatch.setattr(
        planning.appraisal, "note_failed_round", lambda asset_no, **_: stated.append(asset_no)
    )
    planning.state_failed_round(lot_no=sale.lot_no, at=then)
    assert stated == []

    offering.ask_creditors(lot_no=sale.lot_no, actor=sale.judge, at=then)
    offering.close_due_offers(then + 11 * DAY)
    with pytest.raises(Refusal) as refused:
        sale.follow(then + 11 * DAY)
    assert refused.value.code == "no_round_follows"
    giving_back.return_lot(
        lot_no=sale.lot_no,
        reason="两次流拍，债权人均不接受抵债",
        actor=sale.judge,
        at=then + 11 * DAY,
    )

    assert sale.lot().state is LotState.RETURNED
    assert whole_record_holds()
