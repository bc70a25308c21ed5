"""What the calculators of the sale answer beyond the worked cases."""

from typing import Any

import pytest

from app.kernel.errors import Refusal
from app.lawbook.calculations import calculate
from tests.support.cases import CALCULATORS, TODAY

DAY = {"start": "2026-04-01T10:00:00+08:00", "scheduled_end": "2026-04-02T10:00:00+08:00"}
SELL_OFF = {"sell_off_start": "2020-06-24T10:00:00+08:00", "period_days": 60}


def answer(group: str, **inputs: Any) -> dict[str, Any]:
    return dict(calculate(group, inputs, CALCULATORS, on=TODAY).result)


def refused(group: str, **inputs: Any) -> dict[str, Any]:
    with pytest.raises(Refusal) as refusal:
        calculate(group, inputs, CALCULATORS, on=TODAY)
    return refusal.value.fields


def clock(*times: str) -> dict[str, Any]:
    return answer("clock", **DAY, server_bid_times=[f"{time}+08:00" for time in times])


def test_a_bid_exactly_five_minutes_before_the_end_moves_nothing() -> None:
    found = clock("2026-04-02T09:55:00.000")

    assert found["final_end"] == "2026-04-02T10:00:00.000+08:00"
    assert found["extension_count"] == 0


def test_a_bid_at_the_opening_counts_but_one_at_the_end_does_not() -> None:
    found = clock("2026-04-01T09:59:59.999", "2026-04-01T10:00:00.000", "2026-04-02T10:00:00.000")

    assert found["bid_results"] == ["REJECTED", "ACCEPTED", "REJECTED"]


def test_a_bid_after_the_first_end_counts_once_an_extension_carried_it() -> None:
    found = clock("2026-04-02T09:59:59.999", "2026-04-02T10:04:59.998")

    assert found["final_end"] == "2026-04-02T10:09:59.998+08:00"
    assert found["extension_count"] == 2


def test_bids_are_judged_by_time_however_they_are_listed() -> None:
    found = clock("2026-04-02T10:04:59.998", "2026-04-02T09:59:59.999")

    assert found["bid_results"] == ["ACCEPTED", "ACCEPTED"]


def test_a_moment_finer_than_a_millisecond_keeps_its_microseconds() -> None:
    assert clock("2026-04-02T09:59:59.999999")["final_end"] == "2026-04-02T10:04:59.999999+08:00"


def test_the_first_bid_of_a_sell_off_opens_a_contest_of_24_hours() -> None:
    found = answer("clock", **SELL_OFF, bids=["2020-07-01T12:00:00+08:00"])

    assert found["final_end"] == "2020-07-02T12:00:00.000+08:00"
    assert found["outcome"] == "SOLD"


def test_the_contest_is_whole_even_on_the_last_of_the_sixty_days() -> None:
    found = answer("clock", **SELL_OFF, bids=["2020-08-23T09:59:59+08:00"])

    assert found["final_end"] == "2020-08-24T09:59:59.000+08:00"
    assert found["extension_count"] == 0


def test_the_five_minute_rule_holds_in_the_contest_too() -> None:
    bids = ["2020-07-01T12:00:00+08:00", "2020-07-02T11:58:00+08:00"]

    found = answer("clock", **SELL_OFF, bids=bids)

    assert found["final_end"] == "2020-07-02T12:03:00.000+08:00"
    assert found["extension_count"] == 1


def test_a_bid_before_or_after_the_sell_off_opens_nothing() -> None:
    bids = ["2020-06-24T09:59:59+08:00", "2020-08-23T10:00:00+08:00"]

    assert answer("clock", **SELL_OFF, bids=bids)["outcome"] == "SELL_OFF_FAILED"


def test_a_contest_names_its_policies() -> None:
    inputs = {**SELL_OFF, "bids": ["2020-07-01T12:00:00+08:00"]}

    assert calculate("clock", inputs, CALCULATORS).policies == ("P4", "P12")


FAULT = {"scheduled_end": DAY["scheduled_end"], "fault_at": "2026-04-02T09:59:41+08:00"}


def test_a_sale_resumed_after_a_fault_gets_a_full_window() -> None:
    found = answer("clock", **FAULT, resumed_at="2026-04-03T10:00:00+08:00")

    assert found["resumed_end"] == "2026-04-03T10:05:00.000+08:00"


def test_a_fault_after_the_end_stops_nothing() -> None:
    late = {**FAULT, "fault_at": FAULT["scheduled_end"]}

    assert refused("clock", **late) == {"fault_at": "after_the_end"}


def test_a_sale_cannot_resume_before_it_stopped() -> None:
    fields = refused("clock", **FAULT, resumed_at="2026-04-02T09:59:40+08:00")

    assert fields == {"resumed_at": "before_the_fault"}


def test_a_first_start_price_one_fen_too_low_is_not_ok() -> None:
    found = answer("start_price", reference_fen=163_409_400, first_start_fen=114_386_579)

    assert found["first_ok"] is False


def test_a_second_start_price_one_fen_too_low_is_not_ok() -> None:
    found = answer(
        "start_price",
        reference_fen=25_574_700,
        first_start_fen=17_902_290,
        second_start_fen=14_321_831,
    )

    assert found["second_ok"] is False


def test_a_second_round_is_not_judged_without_the_first() -> None:
    fields = refused("start_price", reference_fen=1000, second_start_fen=560)

    assert fields == {"first_start_fen": "required"}


def test_nothing_to_judge_is_refused() -> None:
    assert refused("start_price") == {"reference_fen": "required"}
    assert refused("deposit") == {"start_price_fen": "required"}


def test_a_deposit_on_the_traditional_track_is_five_percent_of_the_appraisal() -> None:
    found = answer("deposit", track="TRADITIONAL", reference_fen=100_000_000, deposit_fen=4_999_999)

    assert found == {"min_fen": 5_000_000, "ok": False}


def test_bounds_between_two_yuan_are_told_in_whole_yuan_too() -> None:
    found = answer("deposit", start_price_fen=1_178_751_100)

    assert found["min_whole_yuan_fen"] == 58_937_600
    assert found["max_whole_yuan_fen"] == 235_750_200
    assert "min_whole_yuan_fen" not in answer("deposit", start_price_fen=148_000_000)


def test_a_bidder_who_is_not_the_applicant_pays_in_full_whatever_his_claim() -> None:
    found = answer("deposit", deposit_fen=500, bidder_is_applicant=False, claim_fen=400)

    assert found == {"payable_deposit_fen": 500}


def test_bounds_and_payable_deposit_come_together_when_both_can_be_told() -> None:
    found = answer(
        "deposit",
        start_price_fen=100_000,
        deposit_fen=10_000,
        bidder_is_applicant=True,
        claim_fen=4_000,
    )

    assert found["ok"] is True
    assert found["payable_deposit_fen"] == 6_000


def bids(*rows: tuple[Any, ...]) -> dict[str, Any]:
    names = ("code", "amount_fen", "t", "priority_rank")
    return answer(
        "priority",
        start_price_fen=900,
        increment_fen=10,
        bids=[dict(zip(names, row, strict=False)) for row in rows],
    )


def test_the_better_rank_takes_the_lead_from_the_worse() -> None:
    found = bids(("A", 1000, "10:00:00"), ("Y2", 1000, "10:01:00", 2), ("Y1", 1000, "10:02:00", 1))

    assert found == {"winner": "Y1", "price_fen": 1000}


def test_the_worse_rank_does_not_displace_the_better() -> None:
    found = bids(("A", 1000, "10:00:00"), ("Y1", 1000, "10:01:00", 1), ("Y2", 1000, "10:02:00", 2))

    assert found["winner"] == "Y1"


def test_a_higher_ordinary_bid_beats_a_match() -> None:
    found = bids(("A", 1000, "10:00:00"), ("Y1", 1000, "10:01:00", 1), ("A", 1010, "10:02:00"))

    assert found == {"winner": "A", "price_fen": 1010}


def test_a_bid_below_the_start_price_is_named_so() -> None:
    found = bids(("A", 899, "10:00:00"))

    assert found == {
        "winner": None,
        "price_fen": None,
        "rejected": [{"code": "A", "error": "BELOW_START_PRICE"}],
    }


def test_a_rank_without_the_courts_confirmation_does_not_count() -> None:
    found = answer(
        "priority",
        start_price_fen=900,
        increment_fen=10,
        bids=[
            {"code": "A", "amount_fen": 1000, "t": "10:00:00"},
            {
                "code": "C",
                "amount_fen": 1000,
                "t": "10:01:00",
                "priority_rank": 1,
                "priority_confirmed": False,
            },
        ],
    )

    assert found["winner"] == "A"
    assert found["rejected"] == [{"code": "C", "error": "BELOW_MIN_INCREMENT"}]


def test_a_history_without_bids_is_refused() -> None:
    assert refused("priority", start_price_fen=1, increment_fen=1, bids=[]) == {"bids": "required"}


def test_too_many_creditors_are_refused() -> None:
    fields = refused(
        "distribution",
        price_fen=1,
        appraisal_fen=1,
        schedule="RE_1995_971",
        basic_fee_prepaid_fen=0,
        execution_amount_fen=1,
        ordinary={str(index): 1 for index in range(1001)},
    )

    assert fields == {"ordinary": "too_many"}


def test_a_schedule_nobody_made_is_refused_in_a_distribution_too() -> None:
    fields = refused(
        "distribution",
        price_fen=1,
        appraisal_fen=1,
        schedule="NOBODYS",
        basic_fee_prepaid_fen=0,
        execution_amount_fen=1,
    )

    assert fields == {"schedule": "not_a_choice"}


@pytest.mark.parametrize(
    ("group", "name", "value", "code"),
    [
        ("clock", "server_bid_times", "now", "not_a_list"),
        ("clock", "server_bid_times", ["2026-04-01T10:00:00"], "offset_missing"),
        ("clock", "server_bid_times", ["2026-02-30T10:00:00Z"], "not_a_moment"),
        ("clock", "server_bid_times", [0] * 50_001, "too_many"),
        ("distribution", "ordinary", [1], "not_an_object"),
        ("deposit", "bidder_is_applicant", 1, "not_a_flag"),
        ("priority", "increment_fen", 0, "out_of_range"),
        ("priority", "increment_fen", True, "not_a_whole_number"),
        ("appraisal_fee_tier", "schedule", None, "required"),
    ],
)
def test_a_field_of_the_wrong_kind_is_named_with_its_fault(
    group: str, name: str, value: Any, code: str
) -> None:
    assert refused(group, **{name: value})[name] == code
