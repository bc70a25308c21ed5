"""When bidding ends, after a fault too."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auction.rules import closing
from auction.vocabulary import LotState
from auction.vocabulary.lots import HALTED, STOPPABLE
from tests.support.cases import TODAY

TEN = datetime(2026, 4, 2, 2, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_a_bid_with_two_minutes_left_gives_three_more() -> None:
    bid_at = TEN - timedelta(minutes=2)

    assert closing.closing_after_bid(TEN, bid_at, extension_seconds=300) == TEN + timedelta(
        minutes=3
    )


@pytest.mark.parametrize("state", LotState)
def test_somebody_may_join_a_running_sale_before_its_end_and_one_that_stands_still(
    state: LotState,
) -> None:
    before, at_the_end = (closing.may_enroll(state, TEN, at) for at in (TEN - SECOND, TEN))

    assert before is (state in {*STOPPABLE, *HALTED})
    assert at_the_end is (state in HALTED)


def test_without_an_extension_the_end_is_hard() -> None:
    assert closing.closing_after_bid(TEN, TEN - SECOND, extension_seconds=0) == TEN


def test_bidding_must_last_24_hours_to_the_microsecond() -> None:
    opens_at = TEN - timedelta(hours=24)

    assert closing.is_period_long_enough(opens_at, TEN, on=TODAY)
    assert not closing.is_period_long_enough(opens_at, TEN - timedelta(microseconds=1), on=TODAY)


def test_a_sale_stopped_19_seconds_before_the_end_gets_five_minutes_back() -> None:
    resumed_at = TEN + timedelta(days=2)

    ends_at = closing.closing_after_resume(TEN, TEN - 19 * SECOND, resumed_at, on=TODAY)

    assert ends_at == resumed_at + timedelta(minutes=5)


def test_a_sale_stopped_an_hour_before_the_end_gets_the_hour_back() -> None:
    stopped_at, resumed_at = TEN - timedelta(hours=1), TEN + timedelta(days=2)

    ends_at = closing.closing_after_resume(TEN, stopped_at, resumed_at, on=TODAY)

    assert ends_at == resumed_at + timedelta(hours=1)


def test_a_sell_off_nobody_wants_ends_after_sixty_days() -> None:
    assert closing.closing_of_sell_off(TEN, period_days=60) == TEN + timedelta(days=60)


def test_the_contest_of_a_sell_off_runs_24_hours_from_its_first_bid() -> None:
    assert closing.closing_of_contest(TEN, on=TODAY) == TEN + timedelta(hours=24)


@given(left=st.integers(1, 10**12), extension=st.integers(0, 3600))
def test_a_bid_never_brings_the_end_forward(left: int, extension: int) -> None:
    bid_at = TEN - timedelta(microseconds=left)

    ends_at = closing.closing_after_bid(TEN, bid_at, extension_seconds=extension)

    assert ends_at >= TEN
    assert ends_at - bid_at >= timedelta(seconds=extension)
