"""One price of several things told apart, worked out by hand."""

from hypothesis import given
from hypothesis import strategies as st

from app.kernel.money import Money, total
from auction.rules.distribution import Claim, ClaimClass, distribute
from auction.rules.parts import (
    PARTS_POLICY,
    SHORTFALL_POLICY,
    PartShare,
    PricedPart,
    SecuredClaim,
    apportion,
    distribute_parts,
)

LAND = PricedPart("A-1", "厂房用地", Money(2_000_000_00))
PLANT = PricedPart("A-2", "厂房", Money(1_000_000_00))
AMOUNTS = st.integers(0, 10**12).map(Money)
RANKS = st.integers(1, 3)


def shared(
    proceeds: int,
    *,
    cost: int = 0,
    fee: int = 0,
    secured: tuple[SecuredClaim, ...] = (),
    ordinary: tuple[int, ...] = (),
) -> tuple[list[tuple[str, int]], int, list[PartShare], tuple[str, ...]]:
    """Share proceeds of the two parts; return (class, fen) in order, the surplus, the parts."""
    found, table = distribute_parts(
        Money(proceeds),
        (LAND, PLANT),
        sale_costs=[Claim("cost", Money(cost))],
        execution_fee_due=Money(fee),
        secured=secured,
        ordinary=[Claim(str(place), Money(fen)) for place, fen in enumerate(ordinary)],
    )
    shares = [(share.claim_class.value, share.paid.fen) for share in found.shares if share.paid]
    return shares, found.surplus.fen, table, found.calculation.policies


def claim(fen: int, rank: int, *on: str) -> SecuredClaim:
    return SecuredClaim(Claim(f"bank{rank}", Money(fen), rank), on)


def test_the_fen_left_over_goes_to_the_dearest_part() -> None:
    # 3,000,001.00 x 2/3 = 2,000,000.666..., x 1/3 = 1,000,000.333...: one fen is left over.
    shares = apportion(Money(3_000_001_00), [LAND.price, PLANT.price])

    assert shares == [Money(2_000_000_67), Money(1_000_000_33)]


def test_of_equally_dear_parts_the_first_takes_the_fen() -> None:
    assert apportion(Money(5), [Money(7), Money(7)]) == [Money(3), Money(2)]


def test_each_secured_creditor_is_paid_out_of_its_own_part() -> None:
    # 300 brought: 200 and 100. Costs 20 and fee 10 are borne 20 and 10; 180 and 90 are left.
    shares, surplus, table, policies = shared(
        300, cost=20, fee=10, secured=(claim(150, 1, "A-1"), claim(80, 2, "A-2"))
    )

    assert shares == [
        ("sale_cost", 20), ("execution_fee", 10), ("secured", 150), ("secured", 80),
    ]  # fmt: skip
    assert [(row.proceeds.fen, row.borne.fen, row.left.fen) for row in table] == [
        (200, 20, 30),
        (100, 10, 10),
    ]
    assert surplus == 40
    assert policies == (PARTS_POLICY,)


def test_what_a_part_does_not_cover_is_an_ordinary_claim() -> None:
    # The second part holds 90 for a claim of 150: 60 are lacking. The first part leaves 180, which
    # 60 and an ordinary claim of 300 share: 300/360 x 180 = 150 and 60/360 x 180 = 30.
    shares, surplus, table, policies = shared(
        300, cost=20, fee=10, secured=(claim(150, 1, "A-2"),), ordinary=(300,)
    )

    assert shares[2:] == [("secured", 90), ("ordinary", 150), ("ordinary", 30)]
    assert (surplus, [row.left.fen for row in table]) == (0, [180, 0])
    assert policies == (PARTS_POLICY, SHORTFALL_POLICY)


def test_an_earlier_rank_on_one_part_does_not_go_before_a_later_one_on_another() -> None:
    shares, _surplus, table, _policies = shared(
        300, secured=(claim(500, 1, "A-1"), claim(100, 2, "A-2"))
    )

    assert shares == [("secured", 200), ("secured", 100)]
    assert [row.paid for row in table] == [
        [("bank1", Money(200))],
        [("bank2", Money(100))],
    ]


def test_a_claim_on_both_parts_takes_from_each_as_it_holds_money() -> None:
    # Rank 1 takes 50 of the first part: 150 and 100 are left. 125 are taken as 75 and 50.
    _shares, surplus, table, _policies = shared(300, secured=(claim(50, 1, "A-1"), claim(125, 2)))

    assert [row.left.fen for row in table] == [75, 50]
    assert surplus == 125


def test_claims_of_one_rank_that_meet_on_a_part_share_it() -> None:
    # 200 on the first part for 300 and 100 of one rank: 150 and 50.
    shares, _surplus, _table, policies = shared(
        300, secured=(claim(300, 1, "A-1"), claim(100, 1, "A-1"))
    )

    assert shares == [("secured", 150), ("secured", 50), ("ordinary", 75), ("ordinary", 25)]
    assert "P47" in policies


SECURED = st.lists(
    st.builds(
        lambda fen, rank, on: SecuredClaim(Claim("b", fen, rank), tuple(on)),
        AMOUNTS,
        RANKS,
        st.lists(st.sampled_from(("A-1", "A-2")), unique=True),
    ),
    max_size=5,
)


@given(
    proceeds=AMOUNTS,
    prices=st.lists(st.integers(1, 10**9).map(Money), min_size=2, max_size=2),
    cost=AMOUNTS,
    secured=SECURED,
    ordinary=st.lists(AMOUNTS, max_size=3),
)
def test_no_fen_is_lost_and_no_part_pays_more_than_it_brought(
    proceeds: Money,
    prices: list[Money],
    cost: Money,
    secured: list[SecuredClaim],
    ordinary: list[Money],
) -> None:
    parts = [PricedPart(f"A-{place}", "", price) for place, price in enumerate(prices, start=1)]
    found, table = distribute_parts(
        proceeds,
        parts,
        sale_costs=[Claim("cost", cost)],
        execution_fee_due=Money(50_00),
        secured=secured,
        ordinary=[Claim("o", amount) for amount in ordinary],
    )

    assert total(share.paid for share in found.shares) + found.surplus == proceeds
    assert total(row.proceeds for row in table) == proceeds
    assert all(row.left >= Money.ZERO and row.borne <= row.proceeds for row in table)
    assert all(share.paid <= share.claimed for share in found.shares)


@given(proceeds=AMOUNTS, amounts=st.lists(AMOUNTS, max_size=4), ordinary=AMOUNTS)
def test_claims_on_everything_are_served_as_if_it_were_one_thing(
    proceeds: Money, amounts: list[Money], ordinary: Money
) -> None:
    claims = [Claim("b", amount, rank) for rank, amount in enumerate(amounts, start=1)]
    together, _table = distribute_parts(
        proceeds,
        (LAND, PLANT),
        sale_costs=[],
        execution_fee_due=Money.ZERO,
        secured=[SecuredClaim(one) for one in claims],
        ordinary=[Claim("o", ordinary)],
    )
    alone = distribute(
        proceeds,
        sale_costs=[],
        execution_fee_due=Money.ZERO,
        secured=claims,
        ordinary=[Claim("o", ordinary)],
    )

    paid = [share.paid for share in together.paid_to(ClaimClass.SECURED)]
    assert paid == [share.paid for share in alone.paid_to(ClaimClass.SECURED)]
    assert together.surplus == alone.surplus
