"""The groups of the calculator that deal with money answer the worked cases, field for field."""

from typing import Any

import pytest

from app.lawbook.calculations import calculate
from tests.support.cases import CALCULATORS, worked_cases

MONEY_GROUPS = ("deposit", "default", "commission", "execution_fee", "distribution")
CASES = [case for case in worked_cases() if case["group"] in MONEY_GROUPS]


def test_every_group_of_money_has_cases() -> None:
    assert {case["group"] for case in CASES} == set(MONEY_GROUPS)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_the_answer_is_what_the_case_expects_and_nothing_else(case: dict[str, Any]) -> None:
    found = calculate(case["group"], case["inputs"], CALCULATORS)

    assert dict(found.result) == case["expected"]
    assert found.citations
