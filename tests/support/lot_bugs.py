"""Faults that the rules of a sale could have, each planted for one test."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from app.kernel.money import Money
from app.ledger import rules as payments
from auction.rules import bid_ladder, closing, default, identity, notices, prices, rounds, winner
from auction.rules.bid_ladder import BidOrder, LotStanding
from auction.rules.faults import BidFault
from auction.vocabulary import Round

Patch = pytest.MonkeyPatch
SECOND = timedelta(seconds=1)


@dataclass(frozen=True)
class Bug:
    """A fault by name."""

    name: str
    plant: Callable[[Patch], None]


def _window_a_second_short(patch: Patch) -> None:
    def short(closes_at: Any, bid_at: Any, *, extension_seconds: int) -> Any:
        if closes_at - bid_at > (extension_seconds - 1) * SECOND:
            return closes_at
        return bid_at + extension_seconds * SECOND

    patch.setattr(bid_ladder, "closing_after_bid", short)


def _end_moved_from_the_end(patch: Patch) -> None:
    def longer(closes_at: Any, bid_at: Any, *, extension_seconds: int) -> Any:
        window = extension_seconds * SECOND
        return closes_at + window if closes_at - bid_at < window else closes_at

    patch.setattr(bid_ladder, "closing_after_bid", longer)


def _equal_bid_of_anybody(patch: Patch) -> None:
    def anybody(rank: int | None, *, leader_rank: int | None) -> bool:
        return leader_rank is None or (rank is not None and rank < leader_rank)

    patch.setattr(bid_ladder, "may_match", anybody)


def _equal_rank_displaces(patch: Patch) -> None:
    def later_too(rank: int | None, *, leader_rank: int | None) -> bool:
        return rank is not None and (leader_rank is None or rank <= leader_rank)

    patch.setattr(bid_ladder, "may_match", later_too)


def _match_of_a_price_gone_by(patch: Patch) -> None:
    def stale(standing: LotStanding, order: BidOrder) -> bool:
        if standing.price is None or order.priority_rank is None:
            return False
        return order.amount.fen >= standing.price.fen - standing.bid_step.fen

    patch.setattr(bid_ladder, "_is_match", stale)


def _close_before_drain(patch: Patch) -> None:
    patch.setattr(closing, "drained", lambda at: at)


def _second_floor_a_fen_low(patch: Patch) -> None:
    least = prices.second_minimum
    patch.setattr(prices, "second_minimum", lambda start, *, on: Money(least(start, on=on).fen - 1))


def _resume_with_less_than_five_minutes(patch: Patch) -> None:
    give_back = closing.closing_after_resume

    def less(closes_at: Any, suspended_at: Any, resumed_at: Any, **on: Any) -> Any:
        whole = give_back(closes_at, suspended_at, resumed_at, **on)
        return min(whole, resumed_at + (closes_at - suspended_at))

    patch.setattr(closing, "closing_after_resume", less)


def _barred_buyer_let_in(patch: Patch) -> None:
    judge = identity.judge_bidder
    barred = identity.Bar.DEFAULTED_BUYER
    patch.setattr(
        identity,
        "judge_bidder",
        lambda facts: tuple(found for found in judge(facts) if found[0] is not barred),
    )


def _leader_climbs_no_ladder(patch: Patch) -> None:
    judge = bid_ladder._fault_of_amount

    def lenient(standing: LotStanding, order: BidOrder) -> BidFault | None:
        is_leader = standing.leader == order.paddle
        fault = judge(standing, order)
        return None if is_leader and fault is BidFault.BELOW_LADDER else fault

    patch.setattr(bid_ladder, "_fault_of_amount", lenient)


def _bid_at_the_very_end(patch: Patch) -> None:
    judge = bid_ladder._fault_of_time

    def closed(standing: LotStanding, order: BidOrder) -> BidFault | None:
        is_on = standing.state in {"announced", "open"}
        return None if is_on and order.received_at == standing.closes_at else judge(standing, order)

    patch.setattr(bid_ladder, "_fault_of_time", closed)


def _top_up_of_a_gain(patch: Patch) -> None:
    patch.setattr(
        default, "price_difference", lambda original, again: Money(max(0, again.fen - original.fen))
    )


def _first_of_equals_wins(patch: Patch) -> None:
    winning = winner.winning_bid

    def first(bids: Any) -> Any:
        top = winning(bids)
        return next((bid for bid in bids if top and bid.amount == top.amount), None)

    patch.setattr(winner, "winning_bid", first)


def _contest_ends_with_the_sixty_days(patch: Patch) -> None:
    patch.setattr(closing, "contest_hours", lambda *_: None)


def _notice_a_day_short(patch: Patch) -> None:
    earliest = notices.earliest_start

    def a_day_sooner(*given: Any, **more: Any) -> Any:
        return earliest(*given, **more) - timedelta(days=1)

    patch.setattr(notices, "earliest_start", a_day_sooner)


def _third_auction_for_a_sell_off(patch: Patch) -> None:
    patch.setitem(rounds._AFTER, Round.SECOND, Round.SECOND)


def _deposit_a_fen_short(patch: Patch) -> None:
    judge = payments.judge_payment

    def lenient(due: Any, paid: Any) -> Any:
        fault = judge(due, paid)
        is_near = due is not None and due.amount.fen - paid.amount.fen == 1
        return None if fault is payments.PaymentFault.WRONG_AMOUNT and is_near else fault

    patch.setattr(payments, "judge_payment", lenient)


def _applicant_pays_all(patch: Patch) -> None:
    patch.setattr(prices, "payable_deposit", lambda deposit, **_: deposit)


BUGS = (
    Bug("the window is a second short of 300", _window_a_second_short),
    Bug("the end moves from the end, not from the bid", _end_moved_from_the_end),
    Bug("anybody may equal the leader", _equal_bid_of_anybody),
    Bug("the later of equal ranks displaces the earlier", _equal_rank_displaces),
    Bug("a match of a price gone by", _match_of_a_price_gone_by),
    Bug("closed before the last bids are judged", _close_before_drain),
    Bug("the second floor is a fen low", _second_floor_a_fen_low),
    Bug("resumed with less than five minutes", _resume_with_less_than_five_minutes),
    Bug("the buyer in default is let in", _barred_buyer_let_in),
    Bug("the leader need not climb the ladder", _leader_climbs_no_ladder),
    Bug("a bid at the very end counts", _bid_at_the_very_end),
    Bug("the top-up is asked for a gain", _top_up_of_a_gain),
    Bug("the first of equal bids wins over a match", _first_of_equals_wins),
    Bug("no contest in a sell-off", _contest_ends_with_the_sixty_days),
    Bug("the notice is a day short", _notice_a_day_short),
    Bug("a third auction instead of a sell-off", _third_auction_for_a_sell_off),
    Bug("a deposit short by one fen", _deposit_a_fen_short),
    Bug("the applicant's claim is not set off", _applicant_pays_all),
)
