"""Who takes a property in kind and what of its claim counts (20〔21〕 art. 16)."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.money import Money
from auction.rules.in_kind import Lots, Wish, rank_wishes, set_off
from auction.rules.plan import CreditorClaim

BANK = CreditorClaim(1, "银行", Money(40_000), rank=1)
SECOND = CreditorClaim(2, "第二抵押权人", Money(30_000), rank=2)
TRADER = CreditorClaim(3, "商贸", Money(60_000))
WORKER = CreditorClaim(4, "个人", Money(20_000))


def as_given(wishes: Sequence[Wish], _number: int) -> Sequence[Wish]:
    """Draw no lots: leave the equals as they stand."""
    return wishes


def turned_round(wishes: Sequence[Wish], _number: int) -> Sequence[Wish]:
    return wishes[::-1]


def test_secured_creditors_come_by_rank_before_ordinary_ones() -> None:
    wishes = [Wish(3, "商贸", None), Wish(2, "第二抵押权人", 2), Wish(1, "银行", 1)]

    ranking = rank_wishes(wishes, as_given)

    assert [wish.party_id for wish in ranking.order] == [1, 2, 3]
    assert ranking.drawn == ()


@pytest.mark.parametrize(("draw", "order"), [(as_given, [1, 3, 4]), (turned_round, [1, 4, 3])])
def test_lots_decide_among_equals_alone(draw: Lots, order: list[int]) -> None:
    wishes = [Wish(3, "商贸", None), Wish(4, "个人", None), Wish(1, "银行", 1)]

    ranking = rank_wishes(wishes, draw)

    assert [wish.party_id for wish in ranking.order] == order
    assert ranking.drawn == (tuple(order[1:]),)


@pytest.mark.parametrize(
    ("party", "entitled", "top_up"),
    [
        # The first mortgage is covered whole; the price is more than its claim.
        (1, 40_000, 60_000),
        (2, 30_000, 70_000),
        # 30,000 are left for ordinary claims of 60,000 and 20,000: three quarters and one.
        (3, 22_500, 77_500),
        (4, 7_500, 92_500),
        # Whoever is no creditor sets off nothing.
        (9, 0, 100_000),
    ],
)
def test_an_assignee_sets_off_what_the_price_leaves_for_it(
    party: int, entitled: int, top_up: int
) -> None:
    found = set_off(Money(100_000), (TRADER, BANK, WORKER, SECOND), party)

    assert (found.entitled, found.top_up) == (Money(entitled), Money(top_up))


def test_a_claim_above_the_price_tops_up_nothing() -> None:
    found = set_off(Money(40_000), (BANK,), 1)

    assert (found.entitled, found.top_up) == (Money(40_000), Money.ZERO)


def test_a_claim_one_fen_below_the_price_tops_up_one_fen() -> None:
    found = set_off(Money(40_001), (BANK,), 1)

    assert found.top_up == Money(1)


@given(st.integers(1, 10**12), st.lists(st.integers(1, 10**11), min_size=1, max_size=6))
def test_set_offs_of_all_never_pass_the_price(price: int, claims: list[int]) -> None:
    creditors = tuple(
        CreditorClaim(number, str(number), Money(claim), rank=number if number % 2 else None)
        for number, claim in enumerate(claims, start=1)
    )

    found = [set_off(Money(price), creditors, claim.party_id) for claim in creditors]

    assert all(one.entitled.fen + one.top_up.fen == price for one in found)
    assert sum(one.entitled.fen for one in found) == min(price, sum(claims))
