"""What another platform may say of a sale while it runs there."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.kernel.money import Money
from auction.rules.outside_states import StateFrame, StateGiven, judge_state
from auction.vocabulary import OutsideStanding as S

OPENS = datetime(2026, 4, 20, 2, tzinfo=UTC)
CLOSES = OPENS + timedelta(hours=24)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
START = Money(1_000_000)
FRAME = StateFrame(OPENS - timedelta(days=30), OPENS, CLOSES, START)
BIDDING = StateGiven(S.BIDDING, OPENS + HOUR, price=START, bids=1)


def codes(given: StateGiven, frame: StateFrame = FRAME, at: datetime = CLOSES + HOUR) -> list[str]:
    return [fault.code for fault in judge_state(frame, given, at=at)]


def test_bidding_at_the_very_start_for_the_start_price_is_a_state() -> None:
    assert codes(replace(BIDDING, stated_at=OPENS)) == []


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (replace(BIDDING, stated_at=CLOSES + 2 * HOUR), "state_in_the_future"),
        (StateGiven(S.ANNOUNCED, OPENS - timedelta(days=31)), "state_before_notice"),
        (replace(BIDDING, stated_at=OPENS - MINUTE), "state_before_opening"),
        (StateGiven(S.EXTENDED, CLOSES - MINUTE), "state_close_missing"),
        (StateGiven(S.EXTENDED, CLOSES - MINUTE, closes_at=CLOSES), "state_closes_earlier"),
        (replace(BIDDING, closes_at=CLOSES - MINUTE), "state_closes_earlier"),
        (replace(BIDDING, bids=0), "state_price_without_bids"),
        (replace(BIDDING, price=None), "state_price_without_bids"),
        (replace(BIDDING, price=Money(START.fen - 1)), "state_below_start"),
        (StateGiven(S.ANNOUNCED, OPENS - HOUR, price=START, bids=1), "state_bids_before_opening"),
    ],
)
def test_a_state_that_cannot_be_is_refused(given: StateGiven, code: str) -> None:
    assert codes(given) == [code]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"stated_at": OPENS + HOUR}, "state_older"),
        ({"bids": 2}, "state_bids_fell"),
        ({"price": START}, "state_bids_fell"),
        ({"closes_at": CLOSES + 4 * MINUTE}, "state_closes_earlier"),
        ({}, None),
    ],
)
def test_a_later_state_never_falls_behind_the_one_before(
    changes: dict[str, object], code: str | None
) -> None:
    end = CLOSES + 5 * MINUTE
    last = StateGiven(S.EXTENDED, OPENS + HOUR, end, Money(1_100_000), 3)
    later = replace(last, stated_at=OPENS + 2 * HOUR)

    found = codes(replace(later, **changes), replace(FRAME, last=last))  # type: ignore[arg-type]

    assert found == ([code] if code else [])


def test_a_suspended_sale_names_no_end() -> None:
    assert codes(StateGiven(S.SUSPENDED, OPENS + HOUR, note="系统故障")) == []
