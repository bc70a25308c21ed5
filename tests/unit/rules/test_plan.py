"""What a plan is made from, who waits for days, and what a suit keeps here."""

from hypothesis import given
from hypothesis import strategies as st

from app.kernel.money import Money
from auction.rules.plan import CreditorClaim, PlanClaims, SaleCost, set_aside

AMOUNTS = st.integers(0, 10**9).map(Money)


def claim(party_id: int, fen: int, rank: int | None = None) -> CreditorClaim:
    return CreditorClaim(party_id, f"债权人{party_id}", Money(fen), rank=rank)


def test_one_creditor_waits_for_nobody() -> None:
    assert not PlanClaims((claim(1, 5),), ()).needs_window()
    assert not PlanClaims((claim(1, 5), claim(2, 0)), ()).needs_window()
    assert PlanClaims((claim(1, 5), claim(2, 1)), ()).needs_window()


def test_secured_claims_stand_by_rank_however_they_were_written_in() -> None:
    claims = PlanClaims((claim(1, 5, 2), claim(2, 5), claim(3, 5, 1)), ())

    assert [one.party_id for one in claims.secured] == [3, 1]
    assert [one.party_id for one in claims.ordinary] == [2]


def test_a_claim_is_principal_interest_and_costs() -> None:
    one = CreditorClaim(1, "甲", Money(100), Money(20), Money(3))

    assert one.amount == Money(123)


def test_claims_and_costs_are_read_back_as_they_were_written() -> None:
    claims = PlanClaims(
        (CreditorClaim(1, "甲", Money(100), Money(20), Money(3), 1),),
        (SaleCost("agency:A1", "辅助机构", Money(9), "看样", is_posted=True),),
    )

    assert PlanClaims.from_dict(claims.as_dict()) == claims


@given(share=AMOUNTS, asked=st.lists(AMOUNTS, max_size=4))
def test_suits_never_keep_more_than_the_share_or_than_they_dispute(
    share: Money, asked: list[Money]
) -> None:
    kept = set_aside({7: share}, [(7, amount) for amount in asked])

    assert sum(part.fen for part in kept) == min(share.fen, sum(amount.fen for amount in asked))
    assert all(part <= amount for part, amount in zip(kept, asked, strict=True))


def test_a_suit_about_somebody_without_a_share_keeps_nothing() -> None:
    assert set_aside({7: Money(5)}, [(8, Money(3))]) == [Money.ZERO]
