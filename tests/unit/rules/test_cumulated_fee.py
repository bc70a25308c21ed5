"""The execution fee of several lots of one case, by hand from 诉讼费用交纳办法 art. 14(1)."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from app.kernel.money import Money
from auction.rules.distribution import cumulated_fee, execution_fee

DAY = date(2026, 5, 1)
AMOUNTS = st.integers(0, 10**12)


def fee(whole: int, charged: int) -> int:
    return int(cumulated_fee(Money(whole), charged=Money(charged), on=DAY).result["fee_fen"])


def test_the_second_lot_charges_the_difference_alone() -> None:
    # 400,000: 50 + 390,000 x 1.5 % = 5,900. With 200,000 more, 600,000 in all:
    # 50 + 490,000 x 1.5 % + 100,000 x 1 % = 8,400, so 2,500 are left; alone it were 2,900.
    assert fee(400_000_00, 0) == 5_900_00
    assert fee(600_000_00, 5_900_00) == 2_500_00
    assert execution_fee(Money(200_000_00), on=DAY).result["fee_fen"] == 2_900_00


def test_a_plan_charges_nothing_where_all_was_charged() -> None:
    assert fee(400_000_00, 5_900_00) == 0
    assert fee(400_000_00, 6_000_00) == 0


@given(parts=st.lists(AMOUNTS, min_size=1, max_size=5))
def test_all_plans_together_charge_the_fee_on_the_whole(parts: list[int]) -> None:
    whole = charged = 0
    for part in parts:
        whole += part
        charged += fee(whole, charged)

    assert charged == execution_fee(Money(whole), on=DAY).result["fee_fen"]
