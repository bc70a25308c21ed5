"""The price is shared out to the last fen, in the order of the law."""

from hypothesis import given
from hypothesis import strategies as st

from app.kernel.money import Money
from auction.rules.distribution import Claim, ClaimClass, distribute, in_kind_top_up, pro_rata

AMOUNTS = st.integers(0, 10**12).map(Money)
CLAIMS = st.lists(st.builds(Claim, st.text(max_size=3), AMOUNTS), max_size=6)


def share(proceeds: int, secured: int = 0, ordinary: tuple[int, ...] = ()) -> list[int]:
    """Share proceeds over a cost of 10, a fee of 20, a mortgage and ordinary creditors."""
    found = distribute(
        Money(proceeds),
        sale_costs=[Claim("cost", Money(10))],
        execution_fee_due=Money(20),
        secured=[Claim("mortgage", Money(secured))],
        ordinary=[Claim(str(index), Money(fen)) for index, fen in enumerate(ordinary)],
    )
    return [*(share.paid.fen for share in found.shares), found.surplus.fen]


def test_what_nobody_claims_goes_back_to_the_debtor() -> None:
    assert share(1000, 100, (200, 300)) == [10, 20, 100, 200, 300, 370]


def test_a_mortgage_takes_all_that_costs_leave() -> None:
    assert share(100, 500, (200,)) == [10, 20, 70, 0, 0]


def test_costs_come_first_when_there_is_hardly_anything() -> None:
    assert share(15, 500, (200,)) == [10, 5, 0, 0, 0]


def test_ordinary_creditors_share_pro_rata_with_the_odd_fen_to_the_last() -> None:
    assert share(130, 0, (100, 100, 100)) == [10, 20, 0, 33, 33, 34, 0]


def test_the_odd_fen_passes_over_a_last_creditor_without_a_claim() -> None:
    claims = [Claim("a", Money(1000)), Claim("b", Money(1000)), Claim("c", Money(0))]

    assert [paid.fen for paid in pro_rata(Money(1999), claims)] == [999, 1000, 0]


@given(proceeds=AMOUNTS, costs=CLAIMS, fee=AMOUNTS, secured=CLAIMS, ordinary=CLAIMS)
def test_nothing_is_lost_and_nobody_gets_more_than_the_claim(
    proceeds: Money, costs: list[Claim], fee: Money, secured: list[Claim], ordinary: list[Claim]
) -> None:
    found = distribute(
        proceeds, sale_costs=costs, execution_fee_due=fee, secured=secured, ordinary=ordinary
    )

    assert sum(share.paid.fen for share in found.shares) + found.surplus.fen == proceeds.fen
    assert all(share.paid <= share.claimed for share in found.shares)
    unpaid = [share for share in found.shares if share.paid < share.claimed]
    if unpaid:
        assert found.surplus == Money.ZERO


@given(proceeds=AMOUNTS, secured=CLAIMS, ordinary=CLAIMS)
def test_no_ordinary_creditor_is_paid_before_a_secured_one_is_whole(
    proceeds: Money, secured: list[Claim], ordinary: list[Claim]
) -> None:
    found = distribute(
        proceeds,
        sale_costs=(),
        execution_fee_due=Money.ZERO,
        secured=secured,
        ordinary=ordinary,
    )

    if any(share.paid < share.claimed for share in found.paid_to(ClaimClass.SECURED)):
        assert all(share.paid == Money.ZERO for share in found.paid_to(ClaimClass.ORDINARY))


RANKED = st.lists(
    st.builds(Claim, st.text(max_size=3), AMOUNTS, st.none() | st.integers(1, 4)), max_size=6
)


@given(proceeds=AMOUNTS, more=AMOUNTS, fee=AMOUNTS, secured=RANKED, ordinary=CLAIMS)
def test_more_proceeds_leave_nobody_worse_off_than_the_odd_fen(
    proceeds: Money, more: Money, fee: Money, secured: list[Claim], ordinary: list[Claim]
) -> None:
    """The fen that rounding leaves go to the last creditor, who may lose those again."""
    less, much = (
        distribute(amount, sale_costs=(), execution_fee_due=fee, secured=secured, ordinary=ordinary)
        for amount in (proceeds, proceeds + more)
    )

    odd = len(secured) + len(ordinary)
    for before, after in zip(less.shares, much.shares, strict=True):
        assert after.paid.fen >= before.paid.fen - odd
    for one in ClaimClass:
        assert sum(share.paid.fen for share in much.paid_to(one)) >= sum(
            share.paid.fen for share in less.paid_to(one)
        )
    assert much.surplus >= less.surplus


@given(proceeds=AMOUNTS, secured=RANKED)
def test_no_rank_gets_a_fen_before_the_rank_above_it_is_whole(
    proceeds: Money, secured: list[Claim]
) -> None:
    found = distribute(
        proceeds, sale_costs=(), execution_fee_due=Money.ZERO, secured=secured, ordinary=()
    ).paid_to(ClaimClass.SECURED)

    assert sorted(share.claimed for share in found) == sorted(claim.amount for claim in secured)
    ranked = [share for share in found if share.rank is not None]
    for above in ranked:
        for below in ranked:
            if above.rank < below.rank and below.paid:  # type: ignore[operator]
                assert above.paid == above.claimed


def test_secured_claims_of_one_rank_share_what_it_gets_and_name_the_policy() -> None:
    found = distribute(
        Money(100),
        sale_costs=(),
        execution_fee_due=Money.ZERO,
        secured=[Claim("b", Money(60), 2), Claim("a", Money(30), 1), Claim("c", Money(120), 2)],
        ordinary=(),
    )

    assert {share.name: share.paid.fen for share in found.shares[1:]} == {"a": 30, "b": 23, "c": 47}
    assert found.calculation.policies == ("P47",)


def test_every_share_names_its_article() -> None:
    found = distribute(
        Money(100),
        sale_costs=[Claim("cost", Money(10))],
        execution_fee_due=Money(20),
        secured=[Claim("mortgage", Money(30))],
        ordinary=[Claim("c", Money(90))],
    )

    assert all(step.citation for step in found.calculation.steps[1:])
    assert "90.00" not in found.calculation.steps[-2].note
    assert found.calculation.steps[-2].note == "c: 0.90"


def test_an_assignee_whose_claim_covers_the_price_adds_nothing() -> None:
    assert in_kind_top_up(Money(100), Money(101)) == Money.ZERO
    assert in_kind_top_up(Money(100), Money(99)) == Money(1)
