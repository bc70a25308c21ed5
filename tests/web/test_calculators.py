"""The public calculators: programs and people get the same answer with its articles."""

import json
from typing import Any

import pytest
from flask import Flask

from app.supervision.calculator_forms import FORMS
from app.web.modules import calculators
from tests.support.cases import CALCULATORS, worked_cases
from tests.support.web import Client

SUPPORTED = [case for case in worked_cases() if case["group"] in CALCULATORS]

#: What a person types for a worked case, and a figure that must stand on the page then.
TYPED = [
    ("appraisal_fee_tier", {"schedule": "RE_1995_971", "base_fen": "1,634,098.00"}, "6,585.25"),
    (
        "appraisal_settlement",
        {
            "schedule": "RE_1995_971",
            "outcome": "SOLD",
            "appraisal_fen": "５,000,000",
            "basic_fee_prepaid_fen": "3000",
            "disposal_price_fen": "5600000",
        },
        "12,000.00",
    ),
    ("start_price", {"reference_fen": "255747", "first_start_fen": "179022.90"}, "143,218.32"),
    ("deposit", {"start_price_fen": "11787511", "deposit_fen": "2357502"}, "2,357,502.20"),
    (
        "clock",
        {
            "start": "2026-04-01T10:00",
            "scheduled_end": "2026-04-02T10:00",
            "server_bid_times": "2026-04-02 09:57:30.250\n",
        },
        "2026-04-02T10:02:30.250+08:00",
    ),
    (
        "priority",
        {
            "start_price_fen": "900000",
            "increment_fen": "10000",
            "bids": "A1 1000000 10:00:00\nY1，1000000，10:01:00，1",
        },
        "Y1",
    ),
    ("execution_fee", {"amount_fen": "30000000"}, "97,400.00"),
    (
        "top_up",
        {"in_kind_price_fen": "1,200,000", "claim_receivable_fen": "800000.50"},
        "399,999.50",
    ),
    (
        "distribution",
        {
            "price_fen": "1200000",
            "appraisal_fen": "1500000",
            "schedule": "RE_1995_971",
            "basic_fee_prepaid_fen": "2000",
            "auxiliary_cost_fen": "1000",
            "mortgage_fen": "700000",
            "execution_amount_fen": "1200000",
            "ordinary": "C1 600000\nC2 300000",
        },
        "160,366.67",
    ),
    (
        "network_inquiry",
        {
            "results_fen": "A 980000\nB 1,010,000\nC 1060000\nD",
            "disposal_price_fen": "1000000",
            "inquiry_fee_fen": "300",
        },
        "1,016,666.67",
    ),
    ("commission", {"deal_price_fen": "10000000"}, "340,000.00"),
    (
        "default",
        {
            "track": "ONLINE",
            "original_price_fen": "1552000",
            "reauction_price_fen": "1204000",
            "deposit_fen": "100000",
        },
        "248,000.00",
    ),
    (
        "deadline",
        {
            "commission_received": "2026-07-27",
            "suspended_days": "6",
            "extensions_days": "15、15",
            "report_received_on": "申请执行人 2026-03-02\n被执行人 2026-09-26",
        },
        "被执行人: 2026-10-08",
    ),
    (
        "agency_selection",
        {"applicant_choice": "AG-002 AG-007 AG-001", "debtor_choice": "AG-002\nAG-007\nAG-001"},
        "AG-007",
    ),
]


def test_the_app_offers_every_calculator_of_the_rules(app: Flask) -> None:
    with app.app_context():
        assert set(calculators()) == set(CALCULATORS)


def test_every_calculator_has_a_form() -> None:
    assert set(FORMS) == set(CALCULATORS)


@pytest.mark.parametrize("case", SUPPORTED, ids=lambda case: case["id"])
def test_a_program_gets_the_worked_case(client: Client, case: dict[str, Any]) -> None:
    answer = client.post(f"/api/v1/calculations/{case['group']}", json=case["inputs"])

    assert answer.status_code == 200
    body = answer.get_json()
    assert {key: body["result"][key] for key in case["expected"]} == case["expected"]
    assert body["citations"]
    assert body["steps"]


def test_what_is_known_from_memory_is_said_to_be(client: Client) -> None:
    answer = client.post("/api/v1/calculations/start_price", json={"second_start_fen": 5})

    assert answer.get_json()["from_memory"] == [
        {"instrument": "法明传〔2017〕455号", "article": "第四条"}
    ]


def test_a_group_that_nobody_wrote_is_not_supported(client: Client) -> None:
    answer = client.post("/api/v1/calculations/nobody", json={"deposit_fen": 1})

    assert answer.status_code == 404
    assert answer.content_type == "application/problem+json"
    assert answer.get_json()["code"] == "not_supported"


@pytest.mark.parametrize("amount", [True, 1.5, -1, 10**15, "100", None])
def test_an_amount_that_is_not_whole_fen_is_refused_with_its_field(
    client: Client, amount: Any
) -> None:
    answer = client.post("/api/v1/calculations/execution_fee", json={"amount_fen": amount})

    assert answer.status_code == 422
    assert answer.get_json()["code"] == "invalid_input"
    assert set(answer.get_json()["fields"]) == {"amount_fen"}


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b'{"amount_fen":NaN}', 400),
        (b'{"amount_fen":1,"amount_fen":2}', 400),
        (b"[" * 10_000, 400),
        (b"[]", 422),
        (b"null", 422),
    ],
    ids=["empty", "torn", "nan", "twins", "deep", "list", "null"],
)
def test_a_body_that_is_no_object_is_refused(client: Client, body: bytes, status: int) -> None:
    answer = client.post(
        "/api/v1/calculations/execution_fee", data=body, content_type="application/json"
    )

    assert answer.status_code == status
    assert answer.get_json()["code"] == "invalid_input"


def test_the_list_links_to_every_calculator(client: Client) -> None:
    page = client.get("/calculators").get_data(as_text=True)

    assert all(f"/calculators/{group}" in page for group in FORMS)


@pytest.mark.parametrize(("group", "typed", "figure"), TYPED, ids=[row[0] for row in TYPED])
def test_a_person_gets_the_answer_on_the_page(
    client: Client, group: str, typed: dict[str, str], figure: str
) -> None:
    answer = client.get(f"/calculators/{group}", query_string=typed)

    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert figure in page
    assert "mc-citations" in page


@pytest.mark.parametrize("group", list(FORMS))
def test_an_empty_form_shows_no_fault(client: Client, group: str) -> None:
    answer = client.get(f"/calculators/{group}")

    assert answer.status_code == 200
    assert "mc-errors" not in answer.get_data(as_text=True)


def test_a_fault_stands_beside_its_field_while_the_rest_is_kept(client: Client) -> None:
    answer = client.get(
        "/calculators/appraisal_fee_tier",
        query_string={"schedule": "LAND_1994_2017", "base_fen": "a lot", "float_percent": "5"},
    )

    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert 'id="f-base_fen-error"' in page
    assert 'value="a lot"' in page


def test_a_fault_in_a_line_names_the_line(client: Client) -> None:
    answer = client.get(
        "/calculators/priority",
        query_string={
            "start_price_fen": "1",
            "increment_fen": "1",
            "bids": "A1 1 10:00:00\nB2 x 10:01:00",
        },
    )

    assert answer.status_code == 422
    assert 'id="f-bids-error"' in answer.get_data(as_text=True)


def test_a_calculator_that_does_not_exist_is_not_found(client: Client) -> None:
    assert client.get("/calculators/nobody").status_code == 404


def test_the_book_of_rules_says_what_is_from_memory_and_what_is_ours(client: Client) -> None:
    page = client.get("/calculators/rules").get_data(as_text=True)

    assert 'id="first_start_min_ratio"' in page
    assert "mc-tag--warning" in page
    assert "mc-tag--info" in page


def test_the_command_judges_a_file_and_exits_1_when_a_case_cannot_be_judged(
    app: Flask, tmp_path: Any
) -> None:
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text('{"id":"a","group":"execution_fee","inputs":{"amount_fen":1000000}}')
    bad.write_text('[{"id":"b","group":"execution_fee","inputs":{"amount_fen":1.0}}]')
    runner = app.test_cli_runner()

    judged = runner.invoke(args=["calculate", str(good)])
    refused = runner.invoke(args=["calculate", str(bad)])

    assert (judged.exit_code, refused.exit_code) == (0, 1)
    assert '"fee_fen": 5000' in judged.output
    assert '"invalid_input"' in refused.output


def test_the_command_answers_every_supported_worked_case_exactly(app: Flask, tmp_path: Any) -> None:
    path = tmp_path / "cases.json"
    path.write_text(json.dumps(SUPPORTED), encoding="utf-8")

    judged = app.test_cli_runner().invoke(args=["calculate", str(path)])

    assert judged.exit_code == 0
    lines = [json.loads(line) for line in judged.output.splitlines()]
    assert [line["id"] for line in lines] == [case["id"] for case in SUPPORTED]
    for line, case in zip(lines, SUPPORTED, strict=True):
        assert {key: line["result"][key] for key in case["expected"]} == case["expected"]


def test_events_filled_in_are_unfolded_and_the_others_folded(client: Client) -> None:
    page = client.get(
        "/calculators/deadline", query_string={"sold_on": "2026-09-24", "balance_days": "10"}
    ).get_data(as_text=True)

    assert "2026-10-08" in page
    assert "国庆节" in page
    assert page.count('<details class="mc-fold" open>') == 1
    assert page.count('<details class="mc-fold">') == 5


def test_a_day_typed_wrong_is_named_beside_its_field(client: Client) -> None:
    answer = client.get(
        "/calculators/deadline", query_string={"report_received_on": "A 2026-02-30"}
    )

    assert answer.status_code == 422
    assert 'id="f-report_received_on-error"' in answer.get_data(as_text=True)


def test_a_form_without_an_event_asks_for_one(client: Client) -> None:
    answer = client.get("/calculators/deadline", query_string={"round": ""})

    assert answer.status_code == 422
    assert "mc-banner--danger" in answer.get_data(as_text=True)


def test_the_replay_command_is_registered(app: Flask) -> None:
    assert app.test_cli_runner().invoke(args=["replay", "--help"]).exit_code == 0
