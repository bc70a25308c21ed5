"""What follows an auction nobody bought at, online and on site, and by when."""

from datetime import date, timedelta

import pytest

from app.kernel.calendar import local_date
from app.kernel.errors import Refusal
from app.kernel.money import Money
from auction.rules.notices import latest_start_of_second
from auction.rules.prices import Track
from auction.rules.rounds import (
    days_after_failure,
    following_round,
    may_change_platform,
    proposed_start,
    round_after,
)
from auction.vocabulary import LotState, Round
from tests.support.sales import OPENS

FAILED = date(2026, 4, 21)
APPRAISAL = Money(100_000_001)


@pytest.mark.parametrize(
    ("track", "kind", "expected"),
    [
        (Track.ONLINE, "movable", [Round.SECOND, Round.SELL_OFF]),
        (Track.ONLINE, "immovable", [Round.SECOND, Round.SELL_OFF]),
        (Track.ON_SITE, "movable", [Round.SECOND]),
        (Track.ON_SITE, "immovable", [Round.SECOND, Round.THIRD, Round.SELL_OFF]),
        (Track.ON_SITE, "other", [Round.SECOND, Round.THIRD, Round.SELL_OFF]),
        (Track.SHIP, "movable", [Round.SECOND, Round.SELL_OFF]),
    ],
)
def test_the_rounds_are_those_of_the_track(track: Track, kind: str, expected: list[Round]) -> None:
    found, last = [], Round.FIRST
    while (after := round_after(last, kind, track=track)) is not None:
        found.append(after)
        last = after

    assert found == expected


def test_after_the_second_auction_of_a_movable_on_site_nothing_is_drafted() -> None:
    with pytest.raises(Refusal) as refused:
        following_round(LotState.UNSOLD, Round.SECOND, "movable", track=Track.ON_SITE)

    assert refused.value.code == "no_round_follows"
    assert {citation.article for citation in refused.value.citations} == {"第24条"}
    again = following_round(LotState.DEFAULTED, Round.THIRD, "immovable", track=Track.ON_SITE)
    assert again is Round.THIRD


def test_on_site_the_next_auction_opens_within_sixty_days_and_the_notice_is_out_before() -> None:
    for kind, ahead in (("movable", 7), ("immovable", 15)):
        days = days_after_failure(Round.FIRST, kind, FAILED, asked_on=FAILED, track=Track.ON_SITE)
        assert days.opens_by == FAILED + timedelta(days=60)
        assert days.publish_by == FAILED + timedelta(days=60 - ahead)
    assert latest_start_of_second(FAILED, track=Track.ON_SITE) == FAILED + timedelta(days=60)


@pytest.mark.parametrize(
    ("round_", "track", "within"),
    [(Round.THIRD, Track.ON_SITE, 7), (Round.SECOND, Track.ONLINE, 15)],
)
def test_the_notice_of_a_sell_off_is_out_within_its_days(
    round_: Round, track: Track, within: int
) -> None:
    days = days_after_failure(round_, "immovable", FAILED, asked_on=FAILED, track=track)

    assert days.opens_by is None
    assert days.publish_by == FAILED + timedelta(days=within)


def test_nothing_is_published_after_the_last_round() -> None:
    for round_, track in ((Round.SECOND, Track.ON_SITE), (Round.SELL_OFF, Track.ONLINE)):
        days = days_after_failure(round_, "movable", FAILED, asked_on=FAILED, track=track)
        assert days.publish_by is None


def test_on_site_the_panel_is_proposed_the_appraisal_and_then_at_most_a_fifth_less() -> None:
    given = {"reference": APPRAISAL, "on": local_date(OPENS), "track": Track.ON_SITE}

    first = proposed_start(Round.FIRST, previous_start=None, cut_bp=0, **given)  # type: ignore[arg-type]
    third = proposed_start(Round.THIRD, previous_start=first, cut_bp=2500, **given)  # type: ignore[arg-type]

    assert first == APPRAISAL
    assert third == Money(80_000_001)


def test_a_first_auction_once_more_is_proposed_by_its_appraisal_not_by_the_price_before() -> None:
    given = {"reference": APPRAISAL, "on": local_date(OPENS), "cut_bp": 2000}

    anew = proposed_start(Round.FIRST, previous_start=Money(1_000_000), **given)  # type: ignore[arg-type]

    assert anew == proposed_start(Round.FIRST, previous_start=None, **given)  # type: ignore[arg-type]
    assert anew > Money(1_000_000)


def test_a_third_auction_stays_where_the_second_was() -> None:
    assert not may_change_platform(Round.THIRD, FAILED, OPENS)
