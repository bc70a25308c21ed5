"""Every deadline ends on the day its article names."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.calendar import is_workday
from app.kernel.errors import Refusal
from app.lawbook.calculations import calculate
from app.lawbook.events import EventCalculator, join_registries
from app.lawbook.explain import Calculation
from appraisal.rules.deadlines import DEADLINES as OF_APPRAISAL
from auction.rules.deadlines import DEADLINES as OF_SALE
from tests.support.cases import CALCULATORS, TODAY
from tests.support.deadline_cases import DEADLINE_CASES


def found(**inputs: Any) -> Calculation:
    return calculate("deadline", inputs, CALCULATORS, on=TODAY)


def answer(**inputs: Any) -> dict[str, Any]:
    return dict(found(**inputs).result)


def refused(**inputs: Any) -> dict[str, Any]:
    with pytest.raises(Refusal) as refusal:
        found(**inputs)
    assert refusal.value.code == "invalid_input"
    return refusal.value.fields


def labels(**inputs: Any) -> list[str]:
    return [step.label for step in found(**inputs).steps]


@pytest.mark.parametrize(
    ("inputs", "expected"),
    [row[1:] for row in DEADLINE_CASES],
    ids=[row[0] for row in DEADLINE_CASES],
)
def test_the_deadline_is_the_one_of_its_article(
    inputs: dict[str, Any], expected: dict[str, Any]
) -> None:
    calculation = found(**inputs)

    assert dict(calculation.result) == expected
    assert calculation.citations
    assert calculation.steps


def test_every_event_is_asked_in_some_case() -> None:
    asked = {name for _, inputs, _ in DEADLINE_CASES for name in inputs}
    events = {*OF_APPRAISAL.parts, *OF_SALE.parts}

    known_elsewhere = {
        "seized_on", "price_fixed_on", "publicised_on", "cause_gone_on",
        "price_paid_on", "reason_published_on", "reason_publicised_on", "plan_served_on",
        "plan_received_on", "report_filed_on",
    }  # fmt: skip
    assert events - asked == known_elsewhere


def test_a_moved_day_names_its_holiday() -> None:
    steps = found(report_received_on="2026-09-26").steps

    assert any("国庆节" in step.note and "2026-10-08" in step.note for step in steps)


def test_the_days_of_several_persons_are_told_apart() -> None:
    received = {"王芳": "2026-03-02", "李强": "2026-03-04"}

    notes = [step.note for step in found(report_received_on=received).steps]

    assert any(note.startswith("王芳 2026-03-02") for note in notes)
    assert all(note.split()[0] in received for note in notes)


def test_a_limit_on_the_court_stays_and_says_that_it_is_a_day_off() -> None:
    """P7: 2026-04-11 is a Saturday."""
    assert "The last day is a day off; the act is better done before" in labels(
        paid_in_full_on="2026-04-01"
    )


def test_a_day_in_a_year_without_a_published_plan_is_provisional() -> None:
    provisional = "Provisional: the holiday plan of that year is not published yet"

    assert provisional in labels(report_received_on="2099-03-02")
    assert provisional not in labels(report_received_on="2026-03-02")


def test_a_sell_off_says_that_its_rule_is_known_from_memory() -> None:
    instruments = {c.instrument for c in found(second_failed_at="2026-03-02").citations}

    assert "法明传〔2017〕455号" in instruments


def test_inputs_without_an_event_are_refused() -> None:
    assert refused() == {"": "no_event"}
    assert refused(asset="MOVABLE") == {"": "no_event", "asset": "unknown_field"}


@pytest.mark.parametrize(
    "day", ["2026-3-1", "2026-02-30", "20260301", "２０２６-03-01", "", 5, None, "0001-01-01"]
)
def test_a_day_that_is_none_is_refused_by_name(day: Any) -> None:
    fields = refused(publish_date=day, asset="MOVABLE", seized_on="2026-01-10")

    assert "publish_date" in fields or fields == {"asset": "unknown_field"}


@pytest.mark.parametrize(
    ("inputs", "field", "fault"),
    [
        ({"publish_date": "2026-03-01"}, "asset", "required"),
        ({"publish_date": "2026-03-01", "asset": "SHIP"}, "asset", "not_a_choice"),
        ({"publish_date": "2026-03-01", "asset": "MOVABLE", "round": 4}, "round", "out_of_range"),
        ({"valid_until": "2026-03-01"}, "first_notice_planned", "required"),
        ({"sold_on": "2026-03-01"}, "balance_days", "required"),
        ({"commission_received": "2026-03-09", "extensions_days": 15}, "extensions_days",
         "not_a_list"),
        ({"commission_received": "2026-03-09", "extensions_days": [1.5]}, "extensions_days",
         "not_a_whole_number"),
        ({"commission_received": "2026-03-09", "suspended_days": -1}, "suspended_days",
         "out_of_range"),
        ({"commission_received": "2026-03-09", "extension_asked_on": "2026-03-01"},
         "extension_asked_on", "before_the_event"),
        ({"report_received_on": {}}, "report_received_on", "required"),
        ({"report_received_on": {"a": "soon"}}, "report_received_on.a", "not_a_day"),
        ({"report_received_on": {"a": "2026-03-02"}, "objection_filed_on": {"b": "2026-03-03"}},
         "objection_filed_on.b", "not_a_choice"),
        ({"paid_on": "2026-03-01", "price_paid_on": "2026-03-01"}, "price_paid_on",
         "named_twice"),
        ({"final_end": "2026-03-01"}, "final_end", "not_a_moment"),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_named(inputs: dict[str, Any], field: str, fault: str) -> None:
    assert refused(**inputs)[field] == fault


def test_a_day_before_the_law_was_in_force_is_refused() -> None:
    with pytest.raises(Refusal) as refusal:
        found(publish_date="2016-12-01", asset="MOVABLE")

    assert refusal.value.code == "no_rule_in_force"


@given(received=st.dates(date(2019, 1, 1), date(2090, 12, 31)))
def test_the_last_day_to_object_is_always_a_working_day(received: date) -> None:
    last = date.fromisoformat(answer(report_received_on=received.isoformat())["objection_due_date"])

    assert is_workday(last)
    assert (last - received).days >= 5


def test_two_modules_may_not_answer_for_one_event() -> None:
    with pytest.raises(ValueError, match="seized_on"):
        OF_APPRAISAL.joined(EventCalculator({"seized_on": OF_APPRAISAL.parts["seized_on"]}))


def test_two_modules_may_not_name_one_group() -> None:
    with pytest.raises(ValueError, match="clock"):
        join_registries(({"clock": CALCULATORS["clock"]}, {"clock": CALCULATORS["deposit"]}))
