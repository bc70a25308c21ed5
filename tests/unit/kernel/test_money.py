"""Money is whole fen in one strict form."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import BadAmount
from app.kernel.money import MAX_FEN, Money

AMOUNTS = st.integers(0, MAX_FEN).map(Money)


@pytest.mark.parametrize(
    "text",
    ["", " 5", "5 ", "+5", "-5", "05", "1.9", "1e3", "1_000", "１２３", "0x10", "NaN", "9" * 5000,
     str(10**15), str(2**63), str(10**30), None, 5, 5.0, True, b"1", [], {}],
)  # fmt: skip
def test_any_other_form_of_an_amount_is_refused(text: object) -> None:
    with pytest.raises(BadAmount):
        Money.parse(text)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("1234.5", 123450),
        ("1,234.50", 123450),
        ("１２３４．５", 123450),
        ("¥ 10", 1000),
        ("0.01", 1),
    ],
)
def test_a_person_may_type_yuan_with_commas_or_full_width_digits(text: str, fen: int) -> None:
    assert Money.from_yuan_text(text) == Money(fen)


@pytest.mark.parametrize("text", ["1.234", "1,23", "abc", "-1", "", "1.2.3", "9" * 20, None])
def test_a_typed_amount_that_is_not_one_is_refused(text: object) -> None:
    with pytest.raises(BadAmount):
        Money.from_yuan_text(text)


@given(AMOUNTS)
def test_the_wire_form_comes_back_as_the_same_amount(amount: Money) -> None:
    assert Money.parse(str(amount)) == amount


@given(AMOUNTS, st.fractions(0, 1))
def test_a_minimum_rounds_up_where_a_maximum_rounds_down(amount: Money, ratio: Fraction) -> None:
    low, high = amount.at_most(ratio), amount.at_least(ratio)

    assert low.fen <= amount.fen * ratio <= high.fen
    assert high.fen - low.fen in {0, 1}


def test_half_a_fen_rounds_up_once() -> None:
    assert Money(3).share(Fraction(1, 2)) == Money(2)
    assert Money(1).share(Fraction(1, 2)) == Money(1)


def test_an_amount_never_goes_below_zero() -> None:
    with pytest.raises(BadAmount):
        Money(1) - Money(2)
