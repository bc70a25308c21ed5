"""Inquiry on the net, commissions and the choice of agencies beyond the worked cases."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.errors import Refusal
from app.kernel.money import Money
from app.lawbook.calculations import calculate
from appraisal.rules.network_inquiry import PlatformReport, average_price, share_inquiry_fee
from tests.support.cases import CALCULATORS, TODAY

THREE = {"A": 98_000_000, "B": 101_000_000, "C": 106_000_000}
SAME = ["AG-002", "AG-007", "AG-001"]

#: Article in words, group, inputs, answer.
NEIGHBORS: list[tuple[str, str, dict[str, Any], dict[str, Any]]] = [
    (
        "15号 13: the average alone, before anything is sold",
        "network_inquiry",
        {"results_fen": THREE},
        {"reference_price_fen": 101_666_667},
    ),
    (
        "15号 31: two equally close platforms share the fee",
        "network_inquiry",
        {
            "results_fen": {"A": 98_000_000, "B": 102_000_000, "C": 120_000_000},
            "disposal_price_fen": 100_000_000,
            "inquiry_fee_fen": 30_001,
        },
        {"reference_price_fen": 106_666_667, "payee": {"A": 15_001, "B": 15_000}},
    ),
    (
        "15号 31: the fen left over goes to the one received first",
        "network_inquiry",
        {
            "results_fen": {"A": 98_000_000, "B": 102_000_000},
            "received_order": ["B", "A"],
            "disposal_price_fen": 100_000_000,
            "inquiry_fee_fen": 3,
        },
        {"reference_price_fen": 100_000_000, "payee": {"B": 2, "A": 1}},
    ),
    (
        "15号 31: all failed, nobody is paid",
        "network_inquiry",
        {"results_fen": THREE, "outcome": "FAILED", "inquiry_fee_fen": 30_000},
        {"reference_price_fen": 101_666_667, "payee": {}},
    ),
    (
        "15号 31: withdrawn, nobody is paid",
        "network_inquiry",
        {"results_fen": THREE, "outcome": "WITHDRAWN"},
        {"reference_price_fen": 101_666_667, "payee": {}},
    ),
    (
        "15号 31: a fee and no price is a sale that failed",
        "network_inquiry",
        {"results_fen": THREE, "disposal_price_fen": None, "inquiry_fee_fen": 30_000},
        {"reference_price_fen": 101_666_667, "payee": {}},
    ),
    (
        "15号 11, 13: the reports that came in time are averaged",
        "network_inquiry",
        {"results_fen": {"A": 98_000_000, "B": None, "C": 106_000_000}},
        {"reference_price_fen": 102_000_000},
    ),
    (
        "15号 11: every one late and more time asked for",
        "network_inquiry",
        {"results_fen": {"A": None, "B": None}, "extension_asked": True},
        {"reference_price_fen": None, "next_step": "EXTENSION"},
    ),
    (
        "15号 11, 14: every one late and no request",
        "network_inquiry",
        {"results_fen": {"A": None, "B": None}},
        {"reference_price_fen": None, "next_step": "COMMISSIONED_APPRAISAL"},
    ),
    (
        "15号 13: an objection still open leaves the others",
        "network_inquiry",
        {"results_fen": THREE, "objected": ["C"]},
        {"reference_price_fen": 99_500_000},
    ),
    (
        "15号 13: one upheld too",
        "network_inquiry",
        {"results_fen": THREE, "objections": {"C": "UPHELD"}},
        {"reference_price_fen": 99_500_000},
    ),
    (
        "15号 13: one rejected changes nothing",
        "network_inquiry",
        {"results_fen": THREE, "objections": {"C": "REJECTED"}},
        {"reference_price_fen": 101_666_667},
    ),
    (
        "15号 13: a corrected report counts as corrected",
        "network_inquiry",
        {"results_fen": THREE, "corrected_fen": {"C": 101_000_000}},
        {"reference_price_fen": 100_000_000},
    ),
    (
        "15号 13, 14: nothing left after the objections",
        "network_inquiry",
        {"results_fen": {"A": 98_000_000}, "objections": {"A": "UPHELD"}},
        {"reference_price_fen": None, "next_step": "COMMISSIONED_APPRAISAL"},
    ),
    (
        "15号 13, 31: a report that does not count is not paid",
        "network_inquiry",
        {
            "results_fen": THREE,
            "objected": ["B"],
            "disposal_price_fen": 101_000_000,
            "inquiry_fee_fen": 9,
        },
        {"reference_price_fen": 102_000_000, "payee": {"A": 9}},
    ),
    (
        "20〔21〕 29: inside the first band",
        "commission",
        {"schedule": "COMMISSION_FS2020_A29", "deal_price_fen": 100_000_000},
        {"max_commission_fen": 5_000_000},
    ),
    (
        "20〔21〕 29: the edge of the second band",
        "commission",
        {"deal_price_fen": 1_000_000_000},
        {"max_commission_fen": 34_000_000},
    ),
    (
        "20〔21〕 29: inside the third band",
        "commission",
        {"deal_price_fen": 2_000_000_000},
        {"max_commission_fen": 54_000_000},
    ),
    (
        "20〔21〕 29: the edge of the fourth band",
        "commission",
        {"deal_price_fen": 10_000_000_000},
        {"max_commission_fen": 164_000_000},
    ),
    (
        "20〔21〕 29: a commission above the ceiling",
        "commission",
        {"deal_price_fen": 200_000_000, "commission_fen": 10_000_001},
        {"max_commission_fen": 10_000_000, "ok": False},
    ),
    (
        "20〔21〕 29: one at the ceiling",
        "commission",
        {"deal_price_fen": 200_000_000, "commission_fen": 10_000_000},
        {"max_commission_fen": 10_000_000, "ok": True},
    ),
    (
        "20〔21〕 29: unsold, only the cost really spent, from the debtor",
        "commission",
        {"outcome": "FAILED", "spent_cost_fen": 350_000},
        {"max_commission_fen": 0, "cost_due_fen": 350_000, "cost_paid_by": "DEBTOR"},
    ),
    (
        "20〔21〕 29: withdrawn likewise",
        "commission",
        {"outcome": "WITHDRAWN", "actual_cost_fen": 350_000, "commission_fen": 1},
        {
            "max_commission_fen": 0,
            "cost_due_fen": 350_000,
            "cost_paid_by": "DEBTOR",
            "ok": False,
        },
    ),
    (
        "18号: an online sale of the court's own costs no commission",
        "commission",
        {"track": "ONLINE", "deal_price_fen": 10_000_000_000, "commission_fen": 1},
        {"max_commission_fen": 0, "ok": False},
    ),
    (
        "拍卖法 65: an auction house pays a tenth to a half",
        "commission",
        {"top_bid_fen": 87_000_000, "party": "AUCTION_HOUSE"},
        {"auction_house_fine_min_fen": 8_700_000, "auction_house_fine_max_fen": 43_500_000},
    ),
    (
        "拍卖法 65: least up and most down to the fen, and a fine inside",
        "commission",
        {"top_bid_fen": 101, "fine_fen": 30},
        {"bidder_fine_min_fen": 11, "bidder_fine_max_fen": 30, "ok": True},
    ),
    (
        "15号 16: the same three in another order are drawn",
        "agency_selection",
        {"applicant_choice": SAME, "debtor_choice": SAME[::-1]},
        {"method": "LOTTERY"},
    ),
    (
        "15号 16: one names nobody",
        "agency_selection",
        {"applicant_choice": SAME},
        {"method": "LOTTERY"},
    ),
    (
        "15号 16: both name two only",
        "agency_selection",
        {"applicant_choice": SAME[:2], "debtor_choice": SAME[:2]},
        {"method": "LOTTERY"},
    ),
    (
        "15号 16: one cannot be found, whatever was named before",
        "agency_selection",
        {
            "applicant_choice": SAME,
            "debtor_choice": SAME,
            "debtor_status": "WHEREABOUTS_UNKNOWN",
        },
        {"method": "LOTTERY"},
    ),
    (
        "P14: three in the city are enough",
        "agency_selection",
        {"city_eligible": SAME, "province_eligible": [*SAME, "AG-009"]},
        {"pool_used": "CITY", "pool_size": 3},
    ),
    (
        "P14: the excluded are taken out first",
        "agency_selection",
        {
            "city_eligible": SAME,
            "excluded": ["AG-001"],
            "province_eligible": [*SAME, "AG-009"],
        },
        {"pool_used": "PROVINCE", "pool_size": 3},
    ),
    (
        "P14: on to the national list",
        "agency_selection",
        {
            "city_eligible": [],
            "province_eligible": SAME[:2],
            "national_eligible": [*SAME, "AG-009"],
        },
        {"pool_used": "NATIONAL", "pool_size": 4},
    ),
    (
        "P14: even the widest list is too small",
        "agency_selection",
        {"city_eligible": [], "province_eligible": SAME[:2]},
        {"pool_used": "PROVINCE", "pool_size": 2, "error": "POOL_TOO_SMALL"},
    ),
]


@pytest.mark.parametrize(
    ("group", "inputs", "expected"),
    [row[1:] for row in NEIGHBORS],
    ids=[row[0] for row in NEIGHBORS],
)
def test_the_answer_is_the_one_of_the_article(
    group: str, inputs: dict[str, Any], expected: dict[str, Any]
) -> None:
    found = calculate(group, inputs, CALCULATORS, on=TODAY)

    assert dict(found.result) == expected
    assert found.citations
    assert found.steps


@pytest.mark.parametrize(
    ("group", "inputs", "field", "fault"),
    [
        ("network_inquiry", {}, "results_fen", "required"),
        ("network_inquiry", {"results_fen": [1]}, "results_fen", "not_an_object"),
        ("network_inquiry", {"results_fen": {"A": 1.5}}, "results_fen.A", "not_whole_fen"),
        ("network_inquiry", {"results_fen": THREE, "objected": ["D"]}, "objections",
         "unknown_platform"),
        ("network_inquiry", {"results_fen": THREE, "objections": {"A": "MAYBE"}},
         "objections.A", "not_a_choice"),
        ("network_inquiry", {"results_fen": THREE, "corrected_fen": {"D": 1}}, "corrected_fen",
         "unknown_platform"),
        ("network_inquiry", {"results_fen": THREE, "received_order": ["A", "A"]},
         "received_order", "named_twice"),
        ("network_inquiry", {"results_fen": THREE, "outcome": "SOLD"}, "disposal_price_fen",
         "required"),
        ("network_inquiry", {"results_fen": THREE, "disposal_price_fen": 1}, "inquiry_fee_fen",
         "required"),
        ("commission", {}, "deal_price_fen", "required"),
        ("commission", {"outcome": "FAILED"}, "spent_cost_fen", "required"),
        ("commission", {"top_bid_fen": 1, "deal_price_fen": 1}, "deal_price_fen",
         "unknown_field"),
        ("agency_selection", {}, "applicant_choice", "required"),
        ("agency_selection", {"applicant_choice": ["A", "A"]}, "applicant_choice",
         "named_twice"),
        ("agency_selection", {"city_eligible": "A"}, "city_eligible", "not_a_list"),
    ],
)  # fmt: skip
def test_what_is_missing_or_wrong_is_named(
    group: str, inputs: dict[str, Any], field: str, fault: str
) -> None:
    with pytest.raises(Refusal) as refusal:
        calculate(group, inputs, CALCULATORS, on=TODAY)

    assert refusal.value.code == "invalid_input"
    assert refusal.value.fields[field] == fault


REPORTS = st.lists(st.integers(0, 10**13), min_size=1, max_size=9).map(
    lambda prices: [PlatformReport(f"P{n}", Money(price)) for n, price in enumerate(prices)]
)


@given(reports=REPORTS, price=st.integers(0, 10**13), fee=st.integers(0, 10**9))
def test_the_whole_fee_goes_to_the_closest_and_no_fen_is_lost(
    reports: list[PlatformReport], price: int, fee: int
) -> None:
    shares = share_inquiry_fee(reports, Money(price), Money(fee))

    assert sum(share.fen for share in shares.values()) == fee
    gaps = {report.platform: abs(report.price.fen - price) for report in reports}
    assert {gaps[name] for name in shares} == {min(gaps.values())}
    assert max(s.fen for s in shares.values()) - min(s.fen for s in shares.values()) <= 1


@given(reports=REPORTS)
def test_the_average_lies_between_the_reports(reports: list[PlatformReport]) -> None:
    average = average_price(reports)

    assert average is not None
    prices = [report.price for report in reports]
    assert min(prices) <= average <= max(prices)
