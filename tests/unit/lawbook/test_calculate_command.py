"""`flask calculate` prints one JSON line a case and says by its exit whether all were judged."""

import json
from pathlib import Path
from typing import Any

import click
import pytest

from app.cli.calculate import judge_cases, read_cases
from tests.support.cases import CALCULATORS, WORKED_CASES

CASE = {"id": "EXE-01", "group": "execution_fee", "inputs": {"amount_fen": 1_000_000}}


def judge(*cases: Any) -> list[dict[str, Any]]:
    return [json.loads(json.dumps(line)) for line in judge_cases(cases, CALCULATORS)]


def test_a_judged_case_prints_result_citations_and_policies() -> None:
    assert judge(CASE) == [
        {
            "id": "EXE-01",
            "result": {"fee_fen": 5000},
            "citations": [{"instrument": "诉讼费用交纳办法", "article": "第14条第(一)项"}],
            "policies": ["P1"],
        }
    ]


def test_a_case_of_another_group_prints_its_error() -> None:
    (line,) = judge({"id": "X", "group": "weather", "inputs": {}})

    assert line["id"] == "X"
    assert line["error"]["code"] == "not_supported"
    assert "weather" in line["error"]["message"]


@pytest.mark.parametrize("case", [None, 5, [], {}, {"group": 5}, {"id": {}, "group": "clock"}])
def test_what_is_no_case_prints_an_error_too(case: Any) -> None:
    (line,) = judge(case)

    assert line["error"]["code"] == "invalid_input"


def test_a_bad_case_does_not_keep_the_others_from_being_judged() -> None:
    lines = judge(CASE, {**CASE, "inputs": {"amount_fen": 0.5}}, CASE)

    assert ["error" in line for line in lines] == [False, True, False]
    assert "amount_fen: not_whole_fen" in lines[1]["error"]["message"]


def test_the_whole_file_of_worked_cases_is_judged() -> None:
    lines = judge(*read_cases(WORKED_CASES))

    assert len(lines) == 69
    assert [line for line in lines if "error" in line] == []


@pytest.mark.parametrize("content", [CASE, [CASE], {"meta": {}, "cases": [CASE]}])
def test_a_file_holds_one_case_or_a_list(content: Any, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(content))

    assert read_cases(path) == [CASE]


@pytest.mark.parametrize(
    "content", [b"{", b'{"id":1,"id":2}', b"\xff\xfe\x00", b"[" * 100_000, b"9" * 5000]
)
def test_a_file_that_is_no_json_ends_with_a_sentence(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(content)

    with pytest.raises(click.ClickException, match=r"case\.json"):
        read_cases(path)
