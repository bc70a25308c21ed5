"""An agency and somebody it meets are told of only where chance does not bring them together."""

import pytest

from auction.rules.screening.pairings import pairing


def met(**counts: int) -> list[tuple[str, str]]:
    """Return meetings of an agency's letter with somebody's letter, so many of each."""
    return [(pair[0], pair[1]) for pair, count in counts.items() for _ in range(count)]


def test_a_rare_company_is_told_with_its_four_numbers() -> None:
    found = pairing(met(AJ=4, AK=1, BK=15), "A", "J")

    assert found == {"meetings": 4, "of_agency": 5, "of_other": 4, "rare": 3.0}


@pytest.mark.parametrize(
    "meetings",
    [met(AJ=2, BK=200), met(AJ=3, AK=15, BK=2), met(AJ=10), met(AJ=3, BJ=17, AK=2, BK=10)],
    ids=["met twice", "the agency does nearly all", "nobody else is known", "a busy judge"],
)
def test_company_that_chance_or_a_small_list_explains_is_not_told(
    meetings: list[tuple[str, str]],
) -> None:
    assert pairing(meetings, "A", "J") is None


def test_whoever_never_met_is_not_told() -> None:
    assert pairing(met(AK=3, BJ=30), "A", "J") is None
    assert pairing([], "A", "J") is None
