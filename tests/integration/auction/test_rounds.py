"""Nobody bids: the second auction, the creditors, the sell-off, each by its article."""

import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.documents import facade as papers
from app.kernel.calendar import end_of_day, local_date
from app.kernel.errors import Conflict, Forbidden, Refusal
from app.kernel.facts import Audience
from app.kernel.money import Money
from app.store import db
from app.trail.queries import entries_of
from auction import queries
from auction.services import calling_off, drafting, following, offering, panel
from auction.views.after import proposal_of
from auction.vocabulary import LotState, OfferEnding, Round, Venue, WithdrawalGround
from tests.support.sales import (
    ANNOUNCED,
    CLOSES,
    DRAFTED,
    SECOND_ANNOUNCED,
    SECOND_CLOSES,
    SECOND_DRAFTED,
    SECOND_OPENS,
    SECOND_START,
    START,
    Sale,
)

DAY = timedelta(days=1)
#: The second auction failed on May 13: asked the next day, sell-off drafted after ten days.
ASKED = SECOND_CLOSES + DAY
SELL_OFF_DRAFTED = SECOND_CLOSES + 11 * DAY
SELL_OFF_ANNOUNCED = SELL_OFF_DRAFTED + 3 * DAY
SELL_OFF_OPENS = SELL_OFF_ANNOUNCED + 15 * DAY
SELL_OFF_CLOSES = SELL_OFF_OPENS + 60 * DAY


def articles(refusal: Refusal) -> set[str]:
    return {citation.article for citation in refusal.citations}


def court_facts(sale: Sale) -> list[str]:
    entries = entries_of(f"lot:{sale.lot_no}:court", audience=Audience.COURT)
    return [entry.name for entry in entries]


def second(sale: Sale) -> Sale:
    """Walk until the second auction is drafted."""
    sale.failed().follow(SECOND_DRAFTED)
    return sale


def test_a_second_auction_is_drafted_once_from_the_notice_of_the_first(sale: Sale) -> None:
    sale.failed()
    first = sale.lot()

    drafted = sale.follow(SECOND_DRAFTED)
    again = following.draft_following_lot(lot_no=first.no, actor=sale.clerk, at=SECOND_DRAFTED)

    lot = sale.lot()
    old, new = queries.find_notice(first.id, 1), queries.find_notice(lot.id, 1)
    assert old is not None
    assert new is not None
    assert again.no == drafted.no
    assert (lot.round, lot.state, lot.venue) == (Round.SECOND, LotState.DRAFT, Venue.INTERNAL)
    assert (lot.previous_start, lot.previous_failed_on) == (START, local_date(CLOSES))
    assert (new.items, new.prompts, new.media) == (old.items, old.prompts, old.media)
    assert list(queries.list_services(lot.id)) == []
    assert proposal_of(lot, SECOND_DRAFTED).start_price == SECOND_START


def test_two_clerks_at_once_draft_one_second_auction(sale: Sale, app: Flask) -> None:
    sale.failed()
    first, clerk = sale.lot_no, sale.clerk
    db.session.rollback()
    gate, drafted = threading.Barrier(3), []

    def draft() -> None:
        with app.app_context():
            gate.wait(10)
            lot = following.draft_following_lot(lot_no=first, actor=clerk, at=SECOND_DRAFTED)
            drafted.append(lot.no)
            db.session.remove()

    clerks = [threading.Thread(target=draft) for _ in range(3)]
    for one in clerks:
        one.start()
    for one in clerks:
        one.join(20)

    assert len(drafted) == 3
    assert len(set(drafted)) == 1


def test_a_second_start_price_one_fen_below_four_fifths_is_refused(sale: Sale) -> None:
    second(sale)

    with pytest.raises(Refusal) as refused:
        sale.decide(SECOND_DRAFTED, start_price=Money(SECOND_START.fen - 1))
    sale.decide(SECOND_DRAFTED, start_price=SECOND_START)

    assert refused.value.fields["start_price"] == "start_price_below_minimum"
    assert "第26条第1款" in articles(refused.value)
    assert sale.lot().start_price == SECOND_START


def test_a_second_auction_stays_on_its_platform(sale: Sale) -> None:
    second(sale)

    with pytest.raises(Refusal) as refused:
        drafting.choose_venue(
            lot_no=sale.lot_no,
            venue=Venue.EXTERNAL,
            reason="另选平台",
            actor=sale.clerk,
            at=SECOND_DRAFTED,
        )

    assert refused.value.code == "other_platform"
    assert "第26条第1款" in articles(refused.value)


@pytest.mark.parametrize(
    ("opens_at", "code"),
    [
        (SECOND_ANNOUNCED + 14 * DAY, "notice_too_short"),
        (CLOSES + 31 * DAY, "second_round_too_late"),
    ],
)
def test_a_second_auction_a_day_too_early_or_too_late_is_refused(
    sale: Sale, opens_at: datetime, code: str
) -> None:
    second(sale)
    sale.prepare(SECOND_DRAFTED, opens_at, opens_at + DAY, start_price=SECOND_START)

    with pytest.raises(Refusal) as refused:
        sale.announce(SECOND_ANNOUNCED)

    assert refused.value.code == code
    assert "第26条第1款" in articles(refused.value)
    assert sale.lot().state is LotState.APPROVED


@pytest.mark.parametrize("opens_at", [SECOND_ANNOUNCED + 15 * DAY, CLOSES + 30 * DAY])
def test_a_second_auction_on_the_first_or_last_lawful_day_goes_out(
    sale: Sale, opens_at: datetime
) -> None:
    second(sale)
    sale.prepare(SECOND_DRAFTED, opens_at, opens_at + DAY, start_price=SECOND_START)

    assert sale.announce(SECOND_ANNOUNCED).state is LotState.ANNOUNCED


def test_a_late_second_auction_goes_out_with_a_judges_reason_alone(sale: Sale) -> None:
    second(sale)
    opens_at = CLOSES + 40 * DAY
    sale.prepare(SECOND_DRAFTED, opens_at, opens_at + DAY, start_price=SECOND_START)
    given = {"lot_no": sale.lot_no, "reason": "异议审查期间超过三十日", "at": SECOND_ANNOUNCED}

    with pytest.raises(Forbidden):
        following.excuse_delay(**given, actor=sale.clerk)
    following.excuse_delay(**given, actor=sale.judge)

    assert sale.announce(SECOND_ANNOUNCED).state is LotState.ANNOUNCED
    assert "auction.lot.delay_excused" in court_facts(sale)


def withdrawn_second(sale: Sale) -> None:
    """Take the second auction back before it opens, and draft it once more."""
    second(sale)
    sale.prepare(SECOND_DRAFTED, SECOND_OPENS, SECOND_CLOSES, start_price=SECOND_START)
    sale.announce(SECOND_ANNOUNCED)
    calling_off.withdraw_lot(
        lot_no=sale.lot_no,
        ground=WithdrawalGround.SETTLEMENT,
        reason="当事人达成执行和解协议",
        actor=sale.judge,
        at=SECOND_ANNOUNCED + DAY,
    )
    sale.follow(SECOND_ANNOUNCED + DAY)


def test_a_second_auction_taken_back_has_no_thirty_new_days(sale: Sale) -> None:
    withdrawn_second(sale)
    at, opens_at = SECOND_ANNOUNCED + 20 * DAY, CLOSES + 41 * DAY
    sale.prepare(SECOND_ANNOUNCED + 2 * DAY, opens_at, opens_at + DAY, start_price=SECOND_START)

    with pytest.raises(Refusal) as refused:
        sale.announce(at)
    following.excuse_delay(
        lot_no=sale.lot_no, reason="和解未履行，恢复执行", actor=sale.judge, at=at
    )

    assert refused.value.code == "second_round_too_late"
    assert sale.announce(at).round is Round.SECOND


def test_a_second_auction_taken_back_still_stays_on_its_platform(sale: Sale) -> None:
    withdrawn_second(sale)

    with pytest.raises(Refusal) as refused:
        drafting.choose_venue(
            lot_no=sale.lot_no,
            venue=Venue.EXTERNAL,
            reason="另选平台",
            actor=sale.clerk,
            at=SECOND_ANNOUNCED + 2 * DAY,
        )

    assert refused.value.code == "other_platform"


def test_a_failed_asset_is_not_begun_anew_as_a_first_auction(sale: Sale) -> None:
    sale.failed()

    with pytest.raises(Refusal) as refused:
        drafting.draft_lot(asset_no=sale.desk.asset_no, actor=sale.clerk, at=SECOND_DRAFTED)

    assert refused.value.code == "asset_was_offered"


def test_a_lot_that_was_followed_is_followed_no_more(sale: Sale) -> None:
    sale.second_failed()
    first = queries.list_offers_of_asset(sale.lot())[0].no

    with pytest.raises(Conflict) as refused:
        offering.ask_creditors(lot_no=first, actor=sale.clerk, at=ASKED)

    assert refused.value.code == "asset_in_a_sale"


def test_a_sell_off_follows_only_once_the_creditors_were_asked_ten_days(sale: Sale) -> None:
    sale.second_failed()

    with pytest.raises(Refusal) as refused:
        sale.follow(ASKED)
    offer = offering.ask_creditors(lot_no=sale.lot_no, actor=sale.clerk, at=ASKED)
    with pytest.raises(Refusal):
        sale.follow(ASKED)
    until = offer.until_at
    sale.tick(until - timedelta(seconds=1))
    open_state = sale.lot().state
    sale.tick(until)

    offer = queries.find_last_offer(sale.lot().id)
    assert offer is not None
    assert "第二条" in articles(refused.value)
    assert until == end_of_day(local_date(SECOND_CLOSES) + 10 * DAY)
    assert (open_state, sale.lot().state) == (LotState.IN_KIND_OFFERED, LotState.UNSOLD)
    assert offer.ending is OfferEnding.NOBODY
    assert papers.find(papers.PaperKind.IN_KIND_INQUIRY, f"{sale.lot_no}/1") is not None
    assert sale.follow(SELL_OFF_DRAFTED).round is Round.SELL_OFF


def test_creditors_asked_on_the_tenth_day_still_have_three(sale: Sale) -> None:
    sale.second_failed()
    late = SECOND_CLOSES + 10 * DAY

    offer = offering.ask_creditors(lot_no=sale.lot_no, actor=sale.clerk, at=late)

    assert offer.until_at == end_of_day(local_date(late) + 3 * DAY)


def sell_off(sale: Sale) -> Sale:
    """Walk until the sell-off is announced."""

    def work() -> None:
        sale.second_failed()
        offering.ask_creditors(lot_no=sale.lot_no, actor=sale.clerk, at=ASKED)
        sale.tick(SELL_OFF_DRAFTED)
        sale.follow(SELL_OFF_DRAFTED)
        sale.prepare(SELL_OFF_DRAFTED, SELL_OFF_OPENS, SELL_OFF_CLOSES, start_price=SECOND_START)
        sale.announce(SELL_OFF_ANNOUNCED)

    return sale.walk("sell_off", work)


@pytest.mark.parametrize("change", [-1, 1])
def test_a_sell_off_has_the_price_of_the_second_auction(sale: Sale, change: int) -> None:
    sale.second_failed()
    offering.ask_creditors(lot_no=sale.lot_no, actor=sale.clerk, at=ASKED)
    sale.tick(SELL_OFF_DRAFTED)
    sale.follow(SELL_OFF_DRAFTED)

    with pytest.raises(Refusal) as refused:
        sale.decide(SELL_OFF_DRAFTED, start_price=Money(SECOND_START.fen + change))

    assert refused.value.fields["start_price"] == "sell_off_price_differs"
    assert "第四条" in articles(refused.value)


def test_a_sell_off_announced_sixteen_days_after_the_failure_is_refused(sale: Sale) -> None:
    sale.second_failed()
    offering.ask_creditors(lot_no=sale.lot_no, actor=sale.clerk, at=ASKED)
    sale.tick(SELL_OFF_DRAFTED)
    sale.follow(SELL_OFF_DRAFTED)
    late = SECOND_CLOSES + 16 * DAY
    opens_at = late + 15 * DAY
    sale.prepare(SELL_OFF_DRAFTED, opens_at, opens_at + 60 * DAY, start_price=SECOND_START)

    with pytest.raises(Refusal) as refused:
        sale.announce(late)

    assert refused.value.code == "sell_off_too_late"
    assert "第二条" in articles(refused.value)


def test_in_a_sell_off_the_first_bid_opens_a_day_of_contest(sale: Sale) -> None:
    sell_off(sale)
    sale.join("bidder1", SELL_OFF_OPENS - DAY)
    sale.join("bidder2", SELL_OFF_OPENS - DAY)
    sale.tick(SELL_OFF_OPENS)
    first_at = SELL_OFF_OPENS + 3 * DAY

    sale.bid("bidder1", SECOND_START.fen, first_at)
    contest_ends = sale.lot().closes_at
    late_at = first_at + DAY - timedelta(seconds=200)
    sale.bid("bidder2", SECOND_START.fen + 1_000_000, late_at)
    extended_to = sale.lot().closes_at
    sale.tick(extended_to + timedelta(seconds=2))

    assert contest_ends == first_at + DAY
    assert extended_to == late_at + timedelta(seconds=300)
    assert sale.lot().state is LotState.SOLD
    settlement = sale.settlement()
    assert (settlement.deposit, settlement.balance) == (SECOND_START, Money(1_000_000))
    facts = [entry.name for entry in entries_of(f"lot:{sale.lot_no}", audience=Audience.PUBLIC)]
    assert facts.count("auction.lot.contested") == 1
    assert facts.count("auction.lot.extended") == 1


def test_a_first_bid_in_the_last_second_still_opens_a_whole_day(sale: Sale) -> None:
    sell_off(sale)
    sale.join("bidder1", SELL_OFF_OPENS - DAY)
    sale.tick(SELL_OFF_OPENS)
    last = SELL_OFF_CLOSES - timedelta(microseconds=1)

    sale.bid("bidder1", SECOND_START.fen, last)

    assert sale.lot().closes_at == last + DAY


def test_whoever_buys_at_the_price_of_the_sell_off_has_paid_it_all(sale: Sale) -> None:
    sell_off(sale)
    sale.join("bidder1", SELL_OFF_OPENS - DAY)
    sale.tick(SELL_OFF_OPENS)
    sale.bid("bidder1", SECOND_START.fen, SELL_OFF_OPENS + DAY)

    sale.tick(SELL_OFF_OPENS + 2 * DAY + timedelta(seconds=2))
    sale.tick(SELL_OFF_OPENS + 2 * DAY + timedelta(seconds=3))

    settlement = sale.settlement()
    assert sale.lot().state is LotState.PAID
    assert (settlement.price, settlement.balance) == (SECOND_START, Money.ZERO)
    assert settlement.order_no is None
    assert settlement.plan is not None


def test_after_sixty_days_without_a_bid_no_round_follows(sale: Sale) -> None:
    sell_off(sale)
    sale.tick(SELL_OFF_OPENS)
    sale.tick(SELL_OFF_CLOSES + timedelta(seconds=2))

    with pytest.raises(Refusal) as refused:
        sale.follow(SELL_OFF_CLOSES + DAY)

    assert sale.lot().state is LotState.UNSOLD
    assert refused.value.code == "no_round_follows"
    assert "第24条" in articles(refused.value)
    assert "auction.lot.following_refused" in court_facts(sale)


def test_the_panel_of_a_first_auction_proposes_seventy_percent(sale: Sale) -> None:
    sale.draft(DRAFTED)

    proposal = proposal_of(sale.lot(), ANNOUNCED)

    assert (proposal.start_price, proposal.cut_percent) == (START, 20)
    assert panel.CUT_MAX_BP == 2000
    assert SECOND_OPENS > SECOND_ANNOUNCED
