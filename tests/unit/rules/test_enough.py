"""Several lots of one case: the rest is stopped when the price covers all, to the last fen."""

from hypothesis import given
from hypothesis import strategies as st

from app.kernel.money import Money
from auction.rules.enough import Brought, Owed, judge_coverage

AMOUNTS = st.integers(0, 10**12).map(Money)


def coverage(*prices: int, more: int = 0) -> bool:
    """Judge lots against 1,000 of claims, 20 of execution fee, 30 of appraisal fees."""
    brought = [Brought(f"L{place}", Money(price)) for place, price in enumerate(prices)]
    owed = Owed(Money(1000), Money(20), Money(30), Money(more))
    return judge_coverage(brought, owed).is_enough


def test_it_is_enough_at_the_last_fen_and_not_one_fen_before() -> None:
    assert not coverage(500, 549)
    assert coverage(500, 550)


def test_interest_and_costs_besides_are_owed_too() -> None:
    assert not coverage(1050, more=1)
    assert coverage(1051, more=1)


def test_nothing_sold_covers_nothing() -> None:
    assert not coverage()


@given(prices=st.lists(AMOUNTS, max_size=5), parts=st.tuples(AMOUNTS, AMOUNTS, AMOUNTS, AMOUNTS))
def test_the_steps_add_up_to_what_is_compared(
    prices: list[Money], parts: tuple[Money, Money, Money, Money]
) -> None:
    brought = [Brought(f"L{place}", price) for place, price in enumerate(prices)]

    found = judge_coverage(brought, Owed(*parts))

    assert found.proceeds.fen == sum(price.fen for price in prices)
    assert found.owed.fen == sum(part.fen for part in parts)
    assert found.is_enough == (found.proceeds >= found.owed)
    steps = [step.amount_fen for step in found.calculation.steps]
    assert steps.count(found.owed.fen) >= 1
    assert sum(steps) == 2 * (found.proceeds.fen + found.owed.fen)  # type: ignore[arg-type]
