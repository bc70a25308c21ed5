"""When a notice may go out and what must have happened before it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from auction.rules.notices import (
    NoticePlan,
    earliest_start,
    judge_notice,
    latest_start_of_second,
)
from auction.vocabulary import Round

OPENS = datetime(2026, 4, 1, 2, tzinfo=UTC)
GOOD = NoticePlan(
    round=Round.FIRST,
    kind="immovable",
    published_on=date(2026, 3, 2),
    opens_at=OPENS,
    closes_at=OPENS + timedelta(hours=24),
    notified_on=date(2026, 2, 27),
)


def judge(**changes: object) -> list[tuple[str, str]]:
    faults = judge_notice(replace(GOOD, **changes))
    assert all(fault.citations for fault in faults)
    return [(fault.field, fault.code) for fault in faults]


def test_a_notice_thirty_days_before_the_sale_of_a_flat_is_lawful() -> None:
    assert judge() == []


def test_a_day_less_is_too_short() -> None:
    assert judge(published_on=date(2026, 3, 3)) == [("opens_at", "notice_too_short")]


@pytest.mark.parametrize(
    ("round_", "kind", "days"),
    [
        (Round.FIRST, "movable", 15),
        (Round.FIRST, "immovable", 30),
        (Round.FIRST, "other", 30),
        (Round.SECOND, "movable", 7),
        (Round.SECOND, "immovable", 15),
        (Round.SELL_OFF, "movable", 7),
        (Round.SELL_OFF, "immovable", 15),
    ],
)
def test_the_day_of_publication_does_not_count(round_: Round, kind: str, days: int) -> None:
    published_on = date(2026, 3, 2)

    assert earliest_start(published_on, round_, kind) == published_on + timedelta(days=days)


def test_the_day_of_opening_is_the_day_in_shanghai() -> None:
    just_past_midnight = datetime(2026, 3, 31, 16, 0, 1, tzinfo=UTC)

    assert (
        judge(opens_at=just_past_midnight, closes_at=just_past_midnight + timedelta(hours=24)) == []
    )


def test_bidding_a_second_short_of_24_hours_is_refused() -> None:
    assert judge(closes_at=OPENS + timedelta(hours=24, seconds=-1)) == [
        ("closes_at", "bidding_period_too_short")
    ]


def test_a_sell_off_runs_sixty_days_exactly() -> None:
    assert judge(round=Round.SELL_OFF, closes_at=OPENS + timedelta(days=60)) == []
    assert judge(round=Round.SELL_OFF, closes_at=OPENS + timedelta(days=59)) == [
        ("closes_at", "sell_off_period")
    ]


def test_parties_are_told_three_days_before_the_notice() -> None:
    assert judge(notified_on=date(2026, 2, 28)) == [("notified_on", "notified_too_late")]
    assert judge(notified_on=None) == [("notified_on", "parties_not_notified")]


def test_service_by_publication_counts_after_five_days() -> None:
    assert judge(notified_by_publication_on=date(2026, 2, 22)) == []
    assert judge(notified_by_publication_on=date(2026, 2, 23)) == [
        ("notified_on", "notified_too_late")
    ]


def test_a_second_auction_opens_within_thirty_days_of_the_failure() -> None:
    assert latest_start_of_second(date(2026, 3, 10)) == date(2026, 4, 9)
    assert judge(round=Round.SECOND, previous_failed_on=date(2026, 3, 2)) == []
    assert judge(round=Round.SECOND, previous_failed_on=date(2026, 3, 1)) == [
        ("opens_at", "second_round_too_late")
    ]
