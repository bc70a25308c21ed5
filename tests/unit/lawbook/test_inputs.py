"""Whatever is not whole fen, a real day or a known field is refused before anything is judged."""

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import Refusal
from app.lawbook.calculations import calculate
from app.lawbook.inputs import Inputs
from tests.support.cases import CALCULATORS, TODAY, worked_cases

NOT_FEN = [True, 1.0, 1e3, -1, 10**15, 10**400, "100", "１００", [1], {"a": 1}, float("nan")]
SUPPORTED = [case for case in worked_cases() if case["group"] in CALCULATORS]


def fields_of(group: str, inputs: Any) -> dict[str, Any]:
    with pytest.raises(Refusal) as refusal:
        calculate(group, inputs, CALCULATORS, on=TODAY)
    assert refusal.value.code == "invalid_input"
    assert refusal.value.status == 422
    return refusal.value.fields


@pytest.mark.parametrize("amount", NOT_FEN, ids=str)
def test_an_amount_that_is_not_whole_fen_is_refused(amount: Any) -> None:
    fields = fields_of("execution_fee", {"amount_fen": amount})

    assert set(fields) == {"amount_fen"}


@pytest.mark.parametrize("amount", NOT_FEN, ids=str)
def test_a_claim_that_is_not_whole_fen_is_refused_by_name(amount: Any) -> None:
    (case,) = (case for case in SUPPORTED if case["id"] == "DIS-01")
    inputs = copy.deepcopy(case["inputs"])
    inputs["ordinary"]["C2"] = amount

    assert set(fields_of("distribution", inputs)) == {"ordinary.C2"}


def test_a_misspelt_field_is_refused_rather_than_passed_over() -> None:
    fields = fields_of(
        "appraisal_fee_tier",
        {"schedule": "ASSET_SC_2012_827", "base_fen": 100, "float_percnt": -20},
    )

    assert fields == {"float_percnt": "unknown_field"}


def test_every_fault_is_named_at_once() -> None:
    fields = fields_of("appraisal_settlement", {"schedule": "NOBODYS", "outcome": "SOLD"})

    assert fields == {
        "schedule": "not_a_choice",
        "basic_fee_prepaid_fen": "required",
        "appraisal_fen": "required",
        "disposal_price_fen": "required",
    }


def test_a_fault_in_a_row_is_named_with_its_place() -> None:
    fields = fields_of(
        "priority",
        {
            "start_price_fen": 1,
            "increment_fen": 1,
            "bids": [
                {"code": "A", "amount_fen": 1, "t": "10:00:00"},
                {"code": "B", "amount_fen": 2.5, "t": "noon", "rank": 1},
            ],
        },
    )

    assert fields == {
        "bids.1.amount_fen": "not_whole_fen",
        "bids.1.t": "not_a_time",
        "bids.1.rank": "unknown_field",
    }


@pytest.mark.parametrize(
    "moment",
    ["2026-04-01T10:00:00", "2026-04-01", "1e9", 5, "2026-13-01T10:00:00Z", "0001-01-01T00:00:00Z"],
)
def test_a_moment_without_offset_or_out_of_reach_is_refused(moment: Any) -> None:
    fields = fields_of("clock", {"start": moment, "scheduled_end": "2026-04-02T10:00:00+08:00"})

    assert set(fields) == {"start"}


@pytest.mark.parametrize("inputs", [None, [], "x", 5, {1: 2}])
def test_inputs_that_are_no_object_are_refused(inputs: Any) -> None:
    fields_of("deposit", inputs)


def test_a_list_too_long_to_judge_is_refused() -> None:
    fields = fields_of("clock", {"extensions": 10**9})

    assert fields == {"extensions": "out_of_range"}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


@given(data=st.data())
def test_a_worked_case_with_one_field_replaced_is_judged_or_refused_never_broken(
    data: st.DataObject,
) -> None:
    case = data.draw(st.sampled_from([c for c in SUPPORTED if "extensions" not in c["inputs"]]))
    inputs = copy.deepcopy(case["inputs"])
    inputs[data.draw(st.sampled_from(sorted(inputs)))] = data.draw(JSON)

    code = None
    try:
        calculate(case["group"], inputs, CALCULATORS, on=TODAY)
    except Refusal as refusal:
        code = refusal.code

    assert code in (None, "invalid_input", "bad_amount", "no_rule_in_force")


def test_null_counts_as_absent() -> None:
    inputs = Inputs({"amount": None})

    assert inputs.fen_or_none("amount") is None
    inputs.done()
