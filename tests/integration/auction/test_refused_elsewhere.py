"""Hall and elsewhere kept apart: no bid, result or package where the sale is not; no old price."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from app.kernel.calendar import local_date, months_after
from app.kernel.errors import Conflict, IllegalMove, Refusal
from app.store import db, unit_of_work
from appraisal import facade as appraisal
from auction import queries
from auction.models import Attempt, Bid, Lot
from auction.queries.venues import find_outside_result
from auction.services import calling_off, drafting, following, outside_results, suspension, venues
from auction.services.outside_results import ResultGiven
from auction.services.packages import note_package
from auction.vocabulary import LotState, Outcome, Venue, WithdrawalGround
from tests.integration.auction.test_changed_meanwhile import after
from tests.support.other_venues import (
    HAMMER,
    PLATFORM,
    RECORDED,
    RESERVE,
    approve,
    ask,
    choose,
    names_of,
    of_site,
    on_platform,
    on_site,
    record,
)
from tests.support.sales import ANNOUNCED, CLOSES, DRAFTED, OPENS, SECOND_DRAFTED, START, Sale

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
UNSOLD = ResultGiven(outcome=Outcome.UNSOLD, ended_at=CLOSES)


def refused(act: Any) -> str:
    """Return the code of the refusal that an act ends in."""
    with pytest.raises(Refusal) as found:
        act()
    db.session.rollback()
    return found.value.code


def test_a_bid_on_what_is_sold_on_site_is_refused_and_leaves_nothing(sale: Sale) -> None:
    on_site(sale)
    told = names_of(sale)

    # The clock process has not opened it: neither does the bid.
    assert refused(lambda: sale.bid("bidder1", RESERVE.fen, OPENS + HOUR)) == "bidding_elsewhere"

    lot = sale.lot()
    assert (lot.state, lot.price, lot.last_seq) == (LotState.ANNOUNCED, None, 0)
    assert db.session.scalar(select(Bid.seq).filter_by(lot_id=lot.id)) is None
    assert db.session.scalar(select(Attempt.request_id).filter_by(lot_id=lot.id)) is None
    assert names_of(sale) == told


@pytest.mark.parametrize("given", [UNSOLD, None])
def test_a_lot_of_the_hall_has_no_result_from_elsewhere_and_no_package(
    sale: Sale, given: ResultGiven | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    sale.opened("bidder1")
    kept: list[object] = []
    monkeypatch.setattr(outside_results, "keep_proof", lambda *args: kept.append(args))
    result = given or of_site(sale, ended_at=CLOSES, price=START)

    assert refused(lambda: record(sale, result, at=CLOSES + HOUR)) == "not_sold_elsewhere"
    with pytest.raises(Conflict, match="not_sold_elsewhere"):
        note_package(lot_no=sale.lot_no, sha256="0" * 64, actor=sale.clerk, at=OPENS)

    assert sale.lot().state is LotState.OPEN
    assert find_outside_result(sale.lot().id) is None
    assert kept == []


def test_before_the_notice_a_platform_hands_back_nothing(sale: Sale) -> None:
    sale.draft()
    choose(sale, Venue.EXTERNAL)
    venues.name_platform(
        lot_no=sale.lot_no,
        name=PLATFORM[0],
        code=PLATFORM[1],
        listing_url="https://platform.example/lots/1",
        actor=sale.clerk,
        at=DRAFTED,
    )
    sale.decide()
    sale.write()

    assert refused(lambda: record(sale, UNSOLD, at=CLOSES + HOUR)) == "not_sold_elsewhere"
    with pytest.raises(Conflict, match="not_sold_elsewhere"):
        note_package(lot_no=sale.lot_no, sha256="0" * 64, actor=sale.clerk, at=DRAFTED)

    assert find_outside_result(sale.lot().id) is None


def test_after_the_notice_the_place_of_a_sale_stays(sale: Sale) -> None:
    on_site(sale)
    told, plan = names_of(sale), venues.standing_plan(sale.lot())
    assert plan is not None
    before = (plan.reason, plan.place, plan.approved_by)
    acts = (
        lambda: ask(sale, place="别处", at=ANNOUNCED + HOUR),
        lambda: approve(sale, at=ANNOUNCED + HOUR),
        lambda: venues.seal_reserve(
            lot_no=sale.lot_no, reserve=RESERVE, actor=sale.judge, at=ANNOUNCED + HOUR
        ),
    )

    for act in acts:
        with pytest.raises(IllegalMove):
            act()

    plan = venues.standing_plan(sale.lot())
    assert plan is not None
    assert (plan.reason, plan.place, plan.approved_by) == before
    assert names_of(sale) == told


def test_a_sale_on_site_leaves_as_no_package(sale: Sale) -> None:
    on_site(sale)

    with pytest.raises(Conflict, match="not_sold_elsewhere"):
        note_package(lot_no=sale.lot_no, sha256="0" * 64, actor=sale.clerk, at=OPENS)


def test_after_the_notice_the_platform_stays(sale: Sale) -> None:
    on_platform(sale)
    told = names_of(sale)

    with pytest.raises(IllegalMove):
        venues.name_platform(
            lot_no=sale.lot_no,
            name="另一拍卖网",
            code=PLATFORM[1],
            listing_url="",
            actor=sale.clerk,
            at=ANNOUNCED + HOUR,
        )

    plan = venues.standing_plan(sale.lot())
    assert plan is not None
    assert plan.platform_name == PLATFORM[0]
    assert names_of(sale) == told


def test_a_result_is_judged_again_by_the_notice_that_stands_when_it_is_written(
    sale: Sale, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_site(sale)
    given = of_site(sale)

    def moved() -> None:
        with unit_of_work():
            later = update(Lot).where(Lot.no == sale.lot_no).values(opens_at=HAMMER + HOUR)
            db.session.execute(later)

    after(monkeypatch, outside_results, "keep_proof", moved)

    assert refused(lambda: record(sale, given)).startswith("result_")

    assert find_outside_result(sale.lot().id) is None


def test_a_suspended_auction_on_site_has_no_result(sale: Sale) -> None:
    on_site(sale)
    sale.tick(OPENS)
    suspension.suspend_lot(
        lot_no=sale.lot_no, reason="现场秩序混乱，暂缓。", actor=sale.judge, at=OPENS + HOUR
    )

    with pytest.raises(IllegalMove):
        record(sale, of_site(sale), at=RECORDED)

    assert sale.lot().state is LotState.SUSPENDED
    assert find_outside_result(sale.lot().id) is None


def test_a_price_past_its_validity_is_not_drafted_on(sale: Sale) -> None:
    reference = appraisal.reference_price(sale.desk.asset_no)
    assert reference is not None
    days = (reference.valid_until - local_date(DRAFTED)).days

    assert refused(lambda: sale.draft(DRAFTED + (days + 1) * DAY)) == "reference_price_expired"

    assert queries.find_last_lot_of_asset(sale.desk.asset_no) is None
    assert sale.draft(DRAFTED + days * DAY).state is LotState.DRAFT


def test_a_later_offer_may_end_six_months_after_the_validity_and_not_a_day_later() -> None:
    until = date(2027, 3, 3)
    last = CLOSES + (months_after(until, 6) - local_date(CLOSES)).days * DAY
    lot = Lot(follows_id=1, reference_valid_until=until, closes_at=last)

    drafting.require_price_for_sale(lot, ANNOUNCED)
    lot.closes_at = last + DAY

    with pytest.raises(Refusal, match="reference_price_expired"):
        drafting.require_price_for_sale(lot, ANNOUNCED)


def test_of_two_offers_only_the_newer_one_is_followed(sale: Sale) -> None:
    sale.failed()
    first = sale.lot_no
    second = sale.follow(SECOND_DRAFTED).no
    calling_off.withdraw_lot(
        lot_no=second,
        ground=WithdrawalGround.SETTLEMENT,
        reason="双方达成和解，撤回拍卖。",
        actor=sale.judge,
        at=SECOND_DRAFTED + HOUR,
    )

    def follow(lot_no: str) -> Lot:
        at = SECOND_DRAFTED + DAY
        return following.draft_following_lot(lot_no=lot_no, actor=sale.clerk, at=at)

    assert refused(lambda: follow(first)) == "asset_in_a_sale"

    newest = queries.find_last_lot_of_asset(sale.desk.asset_no)
    assert newest is not None
    assert newest.no == second
    assert follow(second).state is LotState.DRAFT
