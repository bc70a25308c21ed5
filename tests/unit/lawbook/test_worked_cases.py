"""Every worked case comes out to the fen, with the articles and policies it rests on."""

import re
from typing import Any

import pytest

from app.kernel.errors import Refusal
from app.lawbook.calculations import calculate
from tests.support.cases import CALCULATORS, TODAY, worked_cases

SUPPORTED = [case for case in worked_cases() if case["group"] in CALCULATORS]


@pytest.mark.parametrize("case", SUPPORTED, ids=lambda case: case["id"])
def test_the_worked_case_comes_out_exactly(case: dict[str, Any]) -> None:
    found = calculate(case["group"], case["inputs"], CALCULATORS, on=TODAY)

    assert dict(found.result) == case["expected"]


@pytest.mark.parametrize("case", SUPPORTED, ids=lambda case: case["id"])
def test_the_worked_case_names_its_articles_and_steps(case: dict[str, Any]) -> None:
    found = calculate(case["group"], case["inputs"], CALCULATORS, on=TODAY)

    assert found.citations
    assert all(citation.instrument and citation.article for citation in found.citations)
    assert found.steps


@pytest.mark.parametrize("case", SUPPORTED, ids=lambda case: case["id"])
def test_a_policy_named_by_the_worked_case_is_named_by_the_answer(case: dict[str, Any]) -> None:
    found = calculate(case["group"], case["inputs"], CALCULATORS, on=TODAY)

    named = set(re.findall(r"policy:(P\d+)", case["certainty"]))
    if case["group"] == "appraisal_settlement" and case["inputs"]["regime"] != "SD54_WITH_FS15":
        named.discard("P2")
    assert named <= set(found.policies)


def test_every_group_of_the_worked_cases_has_a_calculator() -> None:
    # The top-up in kind is worked in the group of the distribution; its page is its own.
    assert {case["group"] for case in worked_cases()} == set(CALCULATORS) - {"top_up"}


def test_a_group_that_nobody_wrote_is_not_supported() -> None:
    with pytest.raises(Refusal) as refusal:
        calculate("nobody", {}, CALCULATORS, on=TODAY)

    assert refusal.value.code == "not_supported"


def test_the_groups_of_this_path_are_all_supported() -> None:
    assert set(CALCULATORS) == {
        "appraisal_fee_tier",
        "appraisal_settlement",
        "start_price",
        "top_up",
        "deposit",
        "clock",
        "priority",
        "execution_fee",
        "distribution",
        "network_inquiry",
        "commission",
        "default",
        "deadline",
        "agency_selection",
    }


@pytest.mark.parametrize("case", SUPPORTED, ids=lambda case: case["id"])
def test_a_calculation_is_read_back_as_it_was_stored(case: dict[str, Any]) -> None:
    found = calculate(case["group"], case["inputs"], CALCULATORS, on=TODAY)

    assert type(found).from_dict(found.as_dict()) == found
