"""The book gives one rule for a day, with its article, or none."""

import re
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app import lawbook
from app.kernel.errors import Refusal
from app.kernel.money import MAX_FEN, Money
from app.lawbook.rules import Mark, build_book, schedule_codes
from tests.support.cases import TODAY

ROOT = Path(__file__).resolve().parents[3]
ENTRY: dict[str, Any] = {
    "key": "k",
    "value": 1,
    "unit": "days",
    "instrument": "x",
    "article": "第1条",
    "from": date(2020, 1, 1),
    "until": None,
    "mark": "V",
}


def test_a_rule_is_found_by_key_and_day() -> None:
    rule = lawbook.value("first_start_min_ratio", on=TODAY)

    assert rule.value == Fraction(7, 10)
    assert str(rule.citation) == "法释〔2016〕18号 第10条第2款"
    assert rule.mark is Mark.VERIFIED


def test_no_rule_is_in_force_the_day_before_it_begins() -> None:
    lawbook.value("first_start_min_ratio", on=date(2017, 1, 1))

    with pytest.raises(Refusal) as refusal:
        lawbook.value("first_start_min_ratio", on=date(2016, 12, 31))

    assert refusal.value.code == "no_rule_in_force"


def test_an_unknown_key_is_refused() -> None:
    with pytest.raises(Refusal):
        lawbook.value("extension_cap", on=TODAY)


def test_a_later_rule_takes_over_on_its_first_day() -> None:
    book = build_book(
        [
            {**ENTRY, "until": date(2021, 5, 31)},
            {**ENTRY, "value": 2, "from": date(2021, 6, 1)},
        ]
    )

    in_force = [
        [rule.value for rule in book["k"] if rule.is_in_force(day)]
        for day in (date(2021, 5, 31), date(2021, 6, 1))
    ]
    assert in_force == [[1], [2]]


@pytest.mark.parametrize(
    "changes",
    [
        {"value": 0.7},
        {"value": True},
        {"value": -1},
        {"value": "7/10"},
        {"unit": "ratio", "value": 0.7},
        {"unit": "parsec"},
        {"mark": "sure"},
        {"from": "2020-01-01"},
        {"until": date(2019, 1, 1)},
        {"author": "me"},
        {"unit": "tiers", "value": {"tiers": []}},
        {"unit": "tiers", "value": {"tiers": [{"upper_yuan": 1, "rate_ppm": 1}]}},
        {
            "unit": "tiers",
            "value": {
                "tiers": [
                    {"upper_yuan": 5, "rate_ppm": 1},
                    {"upper_yuan": 5, "rate_ppm": 1},
                    {"upper_yuan": None, "rate_ppm": 1},
                ]
            },
        },
        {"unit": "tiers", "value": {"tiers": [{"upper_yuan": None, "rate_ppm": 1_000_001}]}},
    ],
    ids=repr,
)
def test_a_faulty_entry_stops_the_book(changes: dict[str, Any]) -> None:
    with pytest.raises((ValueError, KeyError), match="k"):
        build_book([{**ENTRY, **changes}])


def test_two_rules_for_one_day_stop_the_book() -> None:
    with pytest.raises(ValueError, match="two rules in force"):
        build_book([ENTRY, {**ENTRY, "from": date(2021, 1, 1)}])


def test_what_is_from_memory_or_ours_is_marked_so() -> None:
    marks = {rule.key: rule.mark for rule in lawbook.all_rules()}

    assert marks["sell_off_period_days"] is Mark.MEMORY
    assert marks["resume_window_s"] is Mark.POLICY
    assert {key for key in marks if key.startswith("policy.")} <= {
        key for key, mark in marks.items() if mark is Mark.POLICY
    }


def test_every_policy_that_anything_names_has_a_text() -> None:
    packages = ("app", "registry", "appraisal", "auction", "templates", "docs")
    named = {
        found
        for package in packages
        for path in sorted((ROOT / package).rglob("*.*"))
        if path.suffix in {".py", ".html", ".md", ".yaml"}
        for found in re.findall(r"\bP\d{1,2}\b", path.read_text(encoding="utf-8"))
    }
    texts = {
        rule.key.removeprefix("policy.")
        for rule in lawbook.all_rules()
        if rule.key.startswith("policy.")
    }

    assert named - texts == set()
    assert len(texts) > 40
    assert lawbook.policy_text("P1").startswith("Round half up")


@given(
    code=st.sampled_from(schedule_codes()),
    base=st.integers(0, MAX_FEN),
    more=st.integers(0, 10**12),
)
def test_a_fee_never_falls_when_the_base_rises(code: str, base: int, more: int) -> None:
    table, citation = lawbook.schedule(code, on=TODAY)

    lower, _ = table.charge(Money(base), citation)
    higher, _ = table.charge(Money(min(base + more, MAX_FEN)), citation)

    assert lower <= higher


@pytest.mark.parametrize("code", schedule_codes())
def test_a_fee_does_not_jump_at_the_edge_of_a_band(code: str) -> None:
    table, citation = lawbook.schedule(code, on=TODAY)

    for tier in table.tiers:
        if tier.upper is not None:
            around = [table.charge(Money(tier.upper.fen + d), citation)[0] for d in (-1, 0, 1)]
            assert all(0 <= after.fen - before.fen <= 1 for before, after in pairwise(around))


@given(base=st.integers(0, MAX_FEN))
def test_the_steps_of_a_fee_add_up_to_it_but_for_rounding(base: int) -> None:
    table, citation = lawbook.schedule("RE_1995_971", on=TODAY)

    fee, steps = table.charge(Money(base), citation)

    assert abs(fee.fen - sum(step.amount_fen or 0 for step in steps)) <= len(steps)


def test_the_least_charge_of_a_schedule_applies() -> None:
    table, citation = lawbook.schedule("ASSET_SC_2012_827", on=TODAY)

    fee, steps = table.charge(Money(100_000_00), citation)

    assert fee == Money(2_000_00)
    assert steps[-1].label == "Least charge applies"


def test_a_rule_holds_on_its_last_day_but_not_after() -> None:
    (rule,) = build_book([{**ENTRY, "until": date(2020, 6, 30)}])["k"]

    assert rule.is_in_force(date(2020, 6, 30))
    assert not rule.is_in_force(date(2020, 6, 30) + timedelta(days=1))


@pytest.mark.parametrize(
    ("ask", "key"),
    [
        (lawbook.number, "first_start_min_ratio"),
        (lawbook.ratio, "min_bidding_hours"),
        (lawbook.schedule, "RE_1995_971.no"),
    ],
)
def test_a_rule_asked_for_in_the_wrong_kind_is_a_fault_of_the_program(ask: Any, key: str) -> None:
    with pytest.raises((TypeError, Refusal)):
        ask(key, on=TODAY)


def test_what_rests_on_an_article_known_from_memory_is_known_to() -> None:
    sell_off = lawbook.value("sell_off_period_days", on=TODAY)
    start_price = lawbook.value("first_start_min_ratio", on=TODAY)

    assert lawbook.is_from_memory(sell_off.citation)
    assert not lawbook.is_from_memory(start_price.citation)


def test_a_band_after_the_open_one_stops_the_book() -> None:
    tiers = [{"upper_yuan": None, "rate_ppm": 1}, {"upper_yuan": 5, "rate_ppm": 1}]

    with pytest.raises(ValueError, match="follows the open one"):
        build_book([{**ENTRY, "unit": "tiers", "value": {"tiers": tiers}}])
