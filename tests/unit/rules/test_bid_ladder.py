"""A bid is judged by time, by amount, by priority; each ruling feeds the next."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.money import MAX_FEN, Money
from auction.rules import articles
from auction.rules.bid_ladder import judge_bid, minimum_bid
from auction.rules.faults import BidFault
from auction.vocabulary import LotState
from auction.vocabulary.lots import HALTED, PREPARED_IN, STOPPABLE
from tests.support.cases import CLOSES, OPENS, led_by, make_order, make_standing

MICROSECOND = timedelta(microseconds=1)


def test_the_first_bid_may_be_the_start_price() -> None:
    ruling = judge_bid(make_standing(), make_order(100_000_000))

    assert ruling.accepted
    assert ruling.standing.leader == "B2"
    assert ruling.standing.seq == 1
    assert ruling.minimum == Money(101_000_000)


def test_a_first_bid_one_fen_below_the_start_price_is_void() -> None:
    ruling = judge_bid(make_standing(), make_order(99_999_999))

    assert ruling.fault is BidFault.BELOW_START
    assert ruling.minimum == Money(100_000_000)
    assert articles.ASCENDING_BIDS in ruling.citations


def test_a_bid_one_fen_under_the_ladder_is_refused_with_the_least_that_would_do() -> None:
    standing = led_by("A1", 105_000_000)

    ruling = judge_bid(standing, make_order(105_999_999))

    assert ruling.fault is BidFault.BELOW_LADDER
    assert ruling.minimum == Money(106_000_000)
    assert ruling.standing == standing


def test_a_bid_of_exactly_one_step_is_good() -> None:
    assert judge_bid(led_by("A1", 105_000_000), make_order(106_000_000)).accepted


@pytest.mark.parametrize(
    ("amount", "fault"), [(107_500_000, BidFault.OFF_STEP), (107_000_000, None)]
)
def test_a_lot_on_a_grid_takes_only_whole_steps(amount: int, fault: BidFault | None) -> None:
    standing = led_by("A1", 105_000_000, on_grid=True)

    assert judge_bid(standing, make_order(amount)).fault is fault


def test_a_lot_off_the_grid_takes_any_amount_above_the_step() -> None:
    assert judge_bid(led_by("A1", 105_000_000), make_order(107_500_001)).accepted


def test_the_leader_may_raise_himself() -> None:
    assert judge_bid(led_by("B2", 105_000_000), make_order(106_000_000)).accepted


@pytest.mark.parametrize(
    ("may_raise_self", "confirms"), [(False, True), (True, False), (False, False)]
)
def test_the_leader_is_told_so_where_the_lot_forbids_it_or_he_did_not_confirm(
    *, may_raise_self: bool, confirms: bool
) -> None:
    standing = led_by("B2", 105_000_000, may_raise_self=may_raise_self)

    ruling = judge_bid(standing, make_order(106_000_000, confirms_self_raise=confirms))

    assert ruling.fault is BidFault.ALREADY_LEADING


def test_the_same_bid_twice_counts_once() -> None:
    standing = judge_bid(make_standing(), make_order(100_000_000)).standing

    ruling = judge_bid(standing, make_order(100_000_000))

    assert ruling.fault is BidFault.BELOW_LADDER
    assert standing.after(ruling).seq == 1


def test_an_amount_of_nothing_is_no_amount() -> None:
    assert judge_bid(make_standing(), make_order(0)).fault is BidFault.BAD_AMOUNT


@pytest.mark.parametrize(
    ("at", "fault"),
    [
        (OPENS - MICROSECOND, BidFault.NOT_OPEN),
        (OPENS, None),
        (CLOSES - MICROSECOND, None),
        (CLOSES, BidFault.LATE),
        (CLOSES + timedelta(days=1), BidFault.LATE),
    ],
)
@pytest.mark.parametrize("state", ["announced", "open"])
def test_bidding_runs_from_the_opening_up_to_but_not_at_the_end(
    at: object, fault: BidFault | None, state: str
) -> None:
    ruling = judge_bid(make_standing(state=state), make_order(100_000_000, received_at=at))

    assert ruling.fault is fault


@pytest.mark.parametrize("state", list(LotState))
def test_a_bid_counts_only_in_a_lot_that_is_announced_or_open(state: LotState) -> None:
    ruling = judge_bid(make_standing(state=state), make_order(100_000_000))

    assert ruling.accepted is (state in (LotState.ANNOUNCED, LotState.OPEN))
    assert ruling.citations


def test_a_suspended_lot_says_so_and_cites_the_article() -> None:
    ruling = judge_bid(make_standing(state="suspended"), make_order(100_000_000))

    assert ruling.fault is BidFault.SUSPENDED
    assert ruling.citations == (articles.SUSPENSION,)


def test_a_bid_that_came_in_while_the_sale_rested_is_refused_after_it_goes_on_too() -> None:
    order = make_order(100_000_000)
    rested = make_standing(resumed_at=order.received_at + timedelta(microseconds=1))
    went_on = make_standing(resumed_at=order.received_at)

    ruling = judge_bid(rested, order)

    assert ruling.fault is BidFault.SUSPENDED
    assert ruling.citations == (articles.SUSPENSION,)
    assert judge_bid(went_on, order).accepted


def test_a_lot_without_a_step_cannot_stand() -> None:
    with pytest.raises(ValueError, match="step"):
        make_standing(bid_step=Money.ZERO)


def test_a_bid_at_the_ceiling_of_all_amounts_ends_the_ladder_without_breaking_it() -> None:
    top = judge_bid(make_standing(), make_order(MAX_FEN)).standing

    ruling = judge_bid(top, make_order(MAX_FEN, paddle="C3"))

    assert minimum_bid(top) is None
    assert ruling.fault is BidFault.BELOW_LADDER


def test_a_confirmed_priority_purchaser_takes_the_lead_at_the_same_price() -> None:
    ruling = judge_bid(
        led_by("A1", 105_000_000), make_order(105_000_000, paddle="Y1", priority_rank=1)
    )

    assert ruling.accepted
    assert ruling.standing.leader == "Y1"
    assert ruling.standing.price == Money(105_000_000)
    assert ruling.citations[0] == articles.PRIORITY_MATCH


def test_an_ordinary_bidder_cannot_match() -> None:
    assert not judge_bid(led_by("A1", 105_000_000), make_order(105_000_000)).accepted


@pytest.mark.parametrize(
    ("leader_rank", "rank", "accepted", "cited"),
    [
        (2, 1, True, articles.PRIORITY_MATCH),
        (1, 2, False, articles.PRIORITY_BY_RANK),
        (1, 1, False, articles.PRIORITY_BY_TIME),
    ],
)
def test_between_priority_purchasers_rank_decides_then_time(
    *, leader_rank: int, rank: int, accepted: bool, cited: object
) -> None:
    standing = led_by("Y0", 105_000_000, leader_rank=leader_rank)

    ruling = judge_bid(standing, make_order(105_000_000, paddle="Y9", priority_rank=rank))

    assert ruling.accepted is accepted
    assert ruling.citations[0] == cited


def test_a_priority_purchaser_cannot_match_his_own_price_again() -> None:
    standing = led_by("Y1", 105_000_000, leader_rank=1)

    ruling = judge_bid(standing, make_order(105_000_000, paddle="Y1", priority_rank=1))

    assert not ruling.accepted


def test_a_priority_purchaser_one_fen_below_the_price_is_refused() -> None:
    ruling = judge_bid(led_by("A1", 105_000_000), make_order(104_999_999, priority_rank=1))

    assert ruling.fault is BidFault.BELOW_LADDER


def test_after_a_match_the_next_bid_must_climb_a_full_step() -> None:
    matched = judge_bid(
        led_by("A1", 105_000_000), make_order(105_000_000, paddle="Y1", priority_rank=1)
    ).standing

    assert judge_bid(matched, make_order(105_000_001)).fault is BidFault.BELOW_LADDER
    assert judge_bid(matched, make_order(106_000_000)).accepted


@pytest.mark.parametrize("state", LotState)
def test_where_a_lot_stands_says_why_a_bid_in_its_hours_is_refused(state: LotState) -> None:
    ruling = judge_bid(make_standing(state=state), make_order(100_000_000))

    expected = {
        **dict.fromkeys(PREPARED_IN, BidFault.NOT_OPEN),
        **dict.fromkeys((LotState.WITHDRAWN, LotState.STOPPED), BidFault.NOT_OPEN),
        **dict.fromkeys(HALTED, BidFault.SUSPENDED),
        **dict.fromkeys(STOPPABLE),
    }
    assert ruling.fault is expected.get(state, BidFault.LATE)


def test_a_bid_with_exactly_300_seconds_left_moves_nothing() -> None:
    ruling = judge_bid(
        make_standing(), make_order(100_000_000, received_at=CLOSES - timedelta(seconds=300))
    )

    assert not ruling.extended
    assert ruling.closes_at == CLOSES


def test_a_bid_a_microsecond_later_moves_the_end_by_it() -> None:
    at = CLOSES - timedelta(seconds=300) + MICROSECOND

    ruling = judge_bid(make_standing(), make_order(100_000_000, received_at=at))

    assert ruling.extended
    assert ruling.closes_at == CLOSES + MICROSECOND
    assert ruling.standing.extensions == 1


def test_a_refused_bid_in_the_last_minutes_moves_nothing() -> None:
    at = CLOSES - timedelta(seconds=10)

    ruling = judge_bid(led_by("A1", 105_000_000), make_order(1, received_at=at))

    assert ruling.closes_at == ruling.standing.closes_at == CLOSES


ORDERS = st.lists(
    st.builds(
        make_order,
        st.integers(0, 200_000_000),
        paddle=st.sampled_from("ABCD"),
        received_at=st.integers(-(10**9), 90_000 * 10**6).map(
            lambda microseconds: OPENS + timedelta(microseconds=microseconds)
        ),
        priority_rank=st.sampled_from([None, None, 1, 2]),
    ),
    max_size=40,
)


@given(orders=ORDERS)
def test_no_bid_ever_brings_the_end_forward_or_the_price_down(orders: list) -> None:
    standing = make_standing(start_price=Money(10_000), bid_step=Money(500))
    accepted = 0
    for order in orders:
        ruling = judge_bid(standing, order)
        after = standing.after(ruling)

        assert after.closes_at >= standing.closes_at
        assert after.seq == standing.seq + ruling.accepted
        assert after.extensions == standing.extensions + ruling.extended
        assert (ruling.fault is None) is ruling.accepted
        if standing.price is not None:
            assert after.price is not None
            assert after.price >= standing.price
            if ruling.accepted and after.price == standing.price:
                assert order.priority_rank is not None
        if not ruling.accepted:
            assert after == standing
        accepted += ruling.accepted
        standing = after
    assert standing.seq == accepted


@given(orders=ORDERS)
def test_the_final_end_is_the_scheduled_one_or_five_minutes_after_the_last_good_bid(
    orders: list,
) -> None:
    standing = make_standing(start_price=Money(10_000), bid_step=Money(500))
    ends = [CLOSES]
    for order in sorted(orders, key=lambda order: order.received_at):
        ruling = judge_bid(standing, order)
        if ruling.accepted:
            ends.append(order.received_at + timedelta(seconds=300))
        standing = standing.after(ruling)

    assert standing.closes_at == max(ends)
