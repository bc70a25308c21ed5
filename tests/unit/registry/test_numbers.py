"""Numbers of cases, people and places are read in one form and checked."""

import pytest

from app.identity.vocabulary import IdType
from app.kernel.errors import Refusal
from registry.rules import numbers
from registry.rules.regions import region_name
from registry.seeds import AGENCIES, credit_code


@pytest.mark.parametrize(
    "text", ["(2026)鲁0102执1234号", "（2026）鲁0102执1234号", " 〔2026〕 鲁0102执1234号 "]
)
def test_a_case_number_has_one_form(text: str) -> None:
    assert numbers.canonical_case_number(text) == "（2026）鲁0102执1234号"


@pytest.mark.parametrize(
    "text", ["（2026）鲁01执恢88号", "（2026）最高法执1号", "（2025）京执异7号"]
)
def test_all_kinds_of_enforcement_cases_are_known(text: str) -> None:
    assert numbers.canonical_case_number(text) == text


@pytest.mark.parametrize("text", ["", "鲁0102执1号", "（2026）鲁0102民初1号", "（2026）鲁0102执号"])
def test_anything_else_is_no_case_number(text: str) -> None:
    with pytest.raises(Refusal, match="bad_case_number"):
        numbers.canonical_case_number(text)


def test_the_court_is_named_inside_the_number() -> None:
    assert numbers.court_code_of("（2026）鲁0102执1234号") == "0102"


def test_an_identity_number_is_masked_in_the_middle() -> None:
    number = numbers.check_id_number(IdType.RESIDENT_ID, " 11010519491231002x ")

    assert numbers.masked(number) == "1101**********002X"


def test_the_made_up_agencies_carry_valid_codes() -> None:
    for seed in AGENCIES:
        assert numbers.check_credit_code(seed.code) == seed.code


def test_a_wrong_digit_in_a_credit_code_is_found() -> None:
    good = credit_code(1)
    bad = good[:-1] + ("0" if good[-1] != "0" else "1")

    with pytest.raises(Refusal, match="bad_credit_code"):
        numbers.check_credit_code(bad)


@pytest.mark.parametrize("text", ["", "37010", "3701022", "970102", "３７０１０２", "37010x"])
def test_anything_but_six_digits_is_no_region(text: str) -> None:
    with pytest.raises(Refusal, match="bad_region"):
        numbers.check_region_code(text)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("370102", "山东省济南市历下区"),
        ("110105", "北京市朝阳区"),
        ("370100", "山东省济南市"),
        ("370000", "山东省"),
        ("999999", "999999"),
    ],
)
def test_places_are_named(code: str, name: str) -> None:
    assert region_name(code) == name
