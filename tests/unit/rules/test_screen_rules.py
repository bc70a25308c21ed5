"""Rules without a card: fights, machines, odd prices and appraisals, and calibration."""

from datetime import timedelta

import pytest

from auction.rules.screening.calibration import ScoredPair, levels, proposed
from auction.rules.screening.live import machine_paddles, staged_fights
from auction.rules.screening.pairs import count_pairs, waited_together
from auction.rules.screening.prices import appraisal_outlier, low_price
from auction.rules.screening.records import LotHistory, PlacedBid, Population


def bids(who: str, *, gap_ms: int, step: int = 100) -> list[PlacedBid]:
    """Return bids of single letters, each a step more and a gap later."""
    return [
        PlacedBid(letter, 1000 + step * place, timedelta(milliseconds=gap_ms * place))
        for place, letter in enumerate(who)
    ]


def test_twenty_fast_answers_by_the_least_step_are_a_staged_fight() -> None:
    found = dict(staged_fights(bids("C" + "AB" * 10, gap_ms=2000), 100))

    assert found == {("A", "B"): {"fight_run": 20, "fight_at_step": 100, "fight_gap_ms": 2000}}


@pytest.mark.parametrize(
    ("who", "gap_ms", "step"),
    [
        ("AB" * 9 + "A", 2000, 100),
        ("AB" * 5 + "C" + "AB" * 5, 2000, 100),
        ("AB" * 5 + "BA" * 5, 2000, 100),
        ("AB" * 10, 8000, 100),
        ("AB" * 10, 2000, 200),
    ],
    ids=["too short", "a third bids", "one raises itself", "too slow", "larger steps"],
)
def test_an_honest_fight_of_two_is_not_told(who: str, gap_ms: int, step: int) -> None:
    assert dict(staged_fights(bids(who, gap_ms=gap_ms, step=step), 100)) == {}


def test_a_fight_that_starts_with_one_of_the_two_before_a_third_is_still_one_run() -> None:
    found = dict(staged_fights(bids("AC" + "AB" * 10, gap_ms=1000), 100))

    assert found[("A", "B")]["fight_run"] == 20


def test_even_answers_under_a_second_are_a_machine() -> None:
    made = [
        PlacedBid(letter, 100 * place, timedelta(milliseconds=at))
        for place, (letter, at) in enumerate(
            (letter, 10_000 * turn + (400 if letter == "M" else 0))
            for turn in range(9)
            for letter in "PM"
        )
    ]

    found = dict(machine_paddles(made))

    assert found == {"M": {"answers": 9, "answer_gap_ms": 400, "answer_spread_ms": 0}}


def test_seven_answers_are_too_few_for_a_machine() -> None:
    assert dict(machine_paddles(bids("AB" * 7, gap_ms=300))) == {}


def test_a_price_is_low_only_against_thirty_peers() -> None:
    peers = [0.9 + 0.01 * (place % 20) for place in range(30)]

    assert low_price(0.5, peers[:29]) is None
    assert low_price(0.9, peers) is None
    found = low_price(0.5, peers)
    assert found is not None
    assert found["price_percent"] == 50.0
    assert found["price_z"] > 2.5


def test_peers_without_any_spread_say_nothing() -> None:
    assert low_price(0.5, [1.0] * 30) is None


def test_few_sales_of_an_agency_are_drawn_to_the_panel() -> None:
    panel = [1.0] * 200
    few, many = [0.8] * 5, [0.8, 0.9, 0.7, 0.8, 0.75] * 8

    assert appraisal_outlier(few[:4], panel) is None
    assert appraisal_outlier(few, [*few, *panel]) is None
    found = appraisal_outlier(many, [*many, *panel])
    assert found is not None
    assert found["appraisal_deviation"] < -10
    assert "appraisal_evenness" not in found


def test_appraisals_that_prices_meet_all_too_evenly_are_told() -> None:
    even = [1.0, 1.01] * 5

    assert appraisal_outlier(even, [*even, *[1.0] * 50]) == {"appraisal_evenness": 0.5}


def test_only_rounds_that_both_stayed_away_before_count_as_waiting() -> None:
    def later(newcomers: str) -> LotHistory:
        return LotHistory("L", frozenset("AB"), (), newcomers=frozenset(newcomers))

    assert waited_together([later("AB"), later("A"), later("ABC")], ("A", "B")) == 2


def test_lots_at_hand_are_weighed_against_all_lots_there_are() -> None:
    lots = [LotHistory(str(place), frozenset("AB"), ()) for place in range(3)]

    alone = next(values for _, _, values in count_pairs(lots))
    among = next(
        values
        for _, _, values in count_pairs(
            lots, around=frozenset("AB"), population=Population(100, {"A": 3, "B": 3})
        )
    )

    assert alone["registered_together"] == 0
    assert among["registered_together"] == 5.2


def test_only_pairs_of_those_asked_for_are_counted() -> None:
    lots = [LotHistory("1", frozenset("ABC"), ())]

    assert [pair for pair, _, _ in count_pairs(lots, around=frozenset("AB"))] == [("A", "B")]


def test_the_lowest_threshold_that_flags_few_doubtful_lots_is_proposed() -> None:
    pairs = [ScoredPair(130.0, frozenset({"1"}))] + [
        ScoredPair(95.0, frozenset({str(place)})) for place in range(2, 8)
    ]

    found = levels(pairs, lots=200, founded={"1"}, threshold=120.0)

    assert [level.threshold for level in found][:2] == [70.0, 80.0]
    assert next(level for level in found if level.threshold == 90).lots == 7
    assert proposed(found, lots=200) == 100.0
    assert proposed(found, lots=99) is None
