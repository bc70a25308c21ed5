"""Identity numbers are judged by what they prove, not by a table of places."""

import pytest

from app.identity.rules import check_id_number, masked
from app.identity.vocabulary import IdType
from app.kernel.errors import Refusal


@pytest.mark.parametrize(
    "number", ["11010519491231002X", "370102198506152019", "11010519491231002x"]
)
def test_a_resident_number_with_a_right_check_digit_is_taken(number: str) -> None:
    assert check_id_number(IdType.RESIDENT_ID, number) == number.upper()


def test_full_width_digits_are_read_as_digits() -> None:
    assert check_id_number(IdType.RESIDENT_ID, "１１０１０５19491231002X") == "11010519491231002X"


def test_a_district_founded_after_the_birth_keeps_nobody_out() -> None:
    assert check_id_number(IdType.RESIDENT_ID, "370112198506152011")


@pytest.mark.parametrize(
    "number",
    ["110105194912310021", "11010519491331002X", "1101051949123100", "", "X" * 18],
)
def test_a_number_that_cannot_be_is_refused(number: str) -> None:
    with pytest.raises(Refusal) as refused:
        check_id_number(IdType.RESIDENT_ID, number)

    assert refused.value.code == "bad_id_number"


@pytest.mark.parametrize(
    ("code", "is_good"), [("91370102MA3X00080F", True), ("91370102MA3X00080E", False)]
)
def test_a_credit_code_is_judged_by_its_check_sign(code: str, is_good: bool) -> None:  # noqa: FBT001
    if is_good:
        assert check_id_number(IdType.CREDIT_CODE, code) == code
    else:
        with pytest.raises(Refusal):
            check_id_number(IdType.CREDIT_CODE, code)


def test_the_middle_of_a_number_is_hidden() -> None:
    assert masked("11010519491231002X") == "1101**********002X"
