"""The stand-alone checker agrees with us and names whatever somebody touched."""

import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from registry.rules import cjd1, policy, transcript

ROOT = Path(__file__).parents[3]
CHECKER = ROOT / "static" / "verify" / "mingchui_verify.py"

CODES = [f"9137010000000{number:03d}XX"[:18] for number in range(1, 8)]


FIGURES = [
    ("中国福利彩票双色球 2026135期", "03 07 12 18 26 33 + 09", "24.1", "ssq"),
    ("中国体育彩票排列5 26312期", "4 0 7 1 9", "16.6", "pl5"),
]


def source(name: str, value: str, bits: str, game: str) -> dict[str, Any]:
    """A figure named at the freeze: first typed differently, then alike by two clerks."""
    typed = [("clerk/1", 1, value), ("clerk/2", 1, "0 0 0 0 0")]
    typed += [("clerk/1", 2, value), ("clerk/2", 2, value)]
    return {
        "name": name,
        "game": game,
        "issue": name.rsplit(maxsplit=1)[-1],
        "draws_at": "2026-03-04T13:15:00.000000Z",
        "bits": bits,
        "fallback": "该期作废的，取同一游戏的下一期",
        "is_fallback": False,
        "value": value,
        "typed": [
            {
                "by": by,
                "attempt": attempt,
                "value": said,
                "is_fallback": False,
                "typed_at": "2026-03-04T14:00:00.000000Z",
            }
            for by, attempt, said in typed
        ],
    }


def sample(*, is_external: bool = True) -> dict[str, Any]:
    """A finished draw: five tickets, one of them shared by two agencies, one agency left out."""
    named = [source(*figure) for figure in FIGURES] if is_external else []
    names = {code: f"测试评估机构{number}" for number, code in enumerate(CODES, 1)}
    groups = {CODES[0]: (CODES[0], CODES[1])}
    shared = "；".join(f"{code} {names[code]}" for code in groups[CODES[0]])
    alone = CODES[2:6]
    tickets = [cjd1.Ticket(CODES[0], f"共同控制〔{shared}〕")]
    tickets += [cjd1.Ticket(code, names[code]) for code in alone]
    rules = policy.CURRENT.as_dict()
    inputs = cjd1.Inputs(
        case_id="（2026）鲁0102执1234号 A-0102-2026-0001",
        round=1,
        k=3,
        policy_digest=policy.digest(rules),
        nonce=bytes(range(32)),
        external=[(figure["name"], figure["value"]) for figure in named],
        party={"applicant/1": "泉城 8417", "inspector/9": "骰子 3 5 1"},
        tickets=tickets,
    )
    ticket_of = {CODES[0]: CODES[0], CODES[1]: CODES[0], **{code: code for code in alone}}
    left_out = [{"code": "E04", "reason": "暂停委托", "evidence": {"until": "2027-01-01"}}]
    return transcript.seal(
        {
            "format": transcript.FORMAT,
            "scheme": "CJD-1",
            "draw": {
                "no": "D-0102-2026-0001",
                "case_number": "（2026）鲁0102执1234号",
                "asset_no": "A-0102-2026-0001",
                "round": 1,
                "scope": "city",
                "kind": "appraisal",
                "mode": "external" if is_external else "ceremony",
                "frozen_at": "2026-03-02T01:00:00.000000Z",
                "strings_until": "2026-03-04T01:00:00.000000Z",
                "objections_until": "2026-03-04T01:00:00.000000Z",
                "entropy_closed_at": "2026-03-04T01:00:00.000000Z",
                "drawn_at": "2026-03-04T15:05:00.000000Z",
            },
            "policy": rules,
            "register": [
                {
                    "code": code,
                    "name": names[code],
                    "ticket": ticket_of.get(code),
                    "exclusions": [] if code in ticket_of else left_out,
                    "w": 1,
                }
                for code in CODES
            ],
            "groups": transcript.shared_tickets(groups),
            "strings": [
                {"giver": giver, "text": text, "handed_in_at": "2026-03-02T02:00:00.000000Z"}
                for giver, text in inputs.party.items()
            ],
            "sources": named,
            "objections": [
                {
                    "objector": "debtor/1",
                    "reason": "漏列一家",
                    "filed_at": "2026-03-02T03:00:00.000000Z",
                    "decision": "该机构执业许可已到期",
                    "decided_at": "2026-03-03T03:00:00.000000Z",
                }
            ],
            "input": transcript.input_section(inputs),
            "result": transcript.result_section(cjd1.draw(inputs, groups)),
        }
    )


def check(tmp_path: Path, raw: bytes, *options: str) -> subprocess.CompletedProcess[str]:
    file = tmp_path / "transcript.json"
    file.write_bytes(raw)
    return subprocess.run(
        [sys.executable, str(CHECKER), "draw", str(file), *options],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        cwd=tmp_path,
    )


def checker() -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "checker"}
    exec(compile(CHECKER.read_text("utf-8"), str(CHECKER), "exec"), names)  # noqa: S102
    return names


def test_the_checker_accepts_what_we_publish(tmp_path: Path) -> None:
    done = check(tmp_path, json.dumps(sample(), ensure_ascii=False, indent=1).encode())

    assert done.returncode == 0, done.stdout
    assert done.stdout.startswith("OK D-0102-2026-0001")


def test_the_checker_accepts_a_draw_of_the_ceremony(tmp_path: Path) -> None:
    done = check(tmp_path, json.dumps(sample(is_external=False)).encode())

    assert done.returncode == 0, done.stdout


def test_the_checker_still_reads_transcripts_from_before_the_figures(tmp_path: Path) -> None:
    body = sample(is_external=False)
    for later in ("fields", "transcript_digest", "sources", "objections"):
        del body[later]
    for later in ("kind", "mode", "objections_until"):
        del body["draw"][later]
    for row in body["register"]:
        del row["w"]
    body["format"] = "mingchui-draw-transcript/1"

    done = check(tmp_path, json.dumps(transcript.seal(body)).encode())

    assert done.returncode == 0, done.stdout


def test_figures_left_out_of_an_external_draw_are_missed() -> None:
    body = {k: v for k, v in sample().items() if k not in ("fields", "transcript_digest")}
    body["sources"], body["input"] = [], {**body["input"], "external": []}

    failures = checker()["check_draw"](transcript.seal(body))

    assert ("external_mismatch", "sources") in [failure[:2] for failure in failures]


def test_the_checker_does_not_mind_how_the_json_is_laid_out(tmp_path: Path) -> None:
    assert check(tmp_path, json.dumps(sample(), sort_keys=True).encode()).returncode == 0


def flipped(value: Any) -> Any:
    if isinstance(value, str):
        return ("B" if value[:1] == "A" else "A") + value[1:]
    if isinstance(value, bool) or value is None:
        return "x"
    if isinstance(value, int):
        return value + 1
    return "x"


def put(tree: Any, path: str, value: Any) -> None:
    parts = path.replace("]", "").replace("[", ".#").split(".")
    keys: list[Any] = [int(part[1:]) if part.startswith("#") else part for part in parts]
    for key in keys[:-1]:
        tree = tree[key]
    tree[keys[-1]] = value


def test_one_change_in_any_field_is_named() -> None:
    check_draw = checker()["check_draw"]
    whole = sample()
    body = {k: v for k, v in whole.items() if k not in ("fields", "transcript_digest")}

    for path, value in transcript.leaves(body):
        touched = copy.deepcopy(whole)
        put(touched, path, flipped(value))
        failures = check_draw(touched)
        assert failures, path
        name, field, _ = failures[0]
        assert name in ("field_changed", "field_missing", "field_unknown"), path
        assert field == path, (path, failures)


def test_one_change_in_any_digest_is_named_as_the_digest() -> None:
    check_draw = checker()["check_draw"]
    whole = sample()

    for path, value in whole["fields"].items():
        touched = copy.deepcopy(whole)
        touched["fields"][path] = flipped(value)
        assert [failure[:2] for failure in check_draw(touched)] == [
            ("field_changed", f"fields.{path}")
        ]


def test_a_touched_digest_of_the_whole_is_named() -> None:
    whole = sample()
    whole["transcript_digest"] = flipped(whole["transcript_digest"])

    failures = checker()["check_draw"](whole)

    assert [failure[:2] for failure in failures] == [("digest_mismatch", "transcript_digest")]


@pytest.mark.parametrize("section", [*sample()])
def test_a_missing_section_is_named(section: str) -> None:
    whole = sample()
    del whole[section]

    failures = checker()["check_draw"](whole)

    assert any(name == "field_missing" and section in field for name, field, _ in failures)


def test_every_flipped_byte_of_the_file_is_caught(tmp_path: Path) -> None:
    """Each visible byte, one at a time; space between the fields carries nothing."""
    names = checker()
    raw = json.dumps(sample(), ensure_ascii=False, separators=(",", ":")).encode()
    file = tmp_path / "transcript.json"
    step = max(1, len(raw) // 400)
    for index in range(0, len(raw), step):
        touched = bytearray(raw)
        touched[index] ^= 1
        file.write_bytes(touched)
        try:
            failures = names["check_draw"](names["read_json"](str(file)))
        except names["Broken"] as broken:
            failures = [broken.failure]
        assert failures, (index, raw[index - 20 : index + 20])
        assert failures[0][0], index


def test_a_transcript_rewritten_as_a_whole_fails_against_the_published_commit(
    tmp_path: Path,
) -> None:
    honest = sample()
    body = {k: v for k, v in honest.items() if k not in ("fields", "transcript_digest")}
    body["input"] = {**body["input"], "court_nonce": "11" * 32}
    redrawn = checker()["expected_result"](body["input"], body["groups"])
    forged = json.dumps(transcript.seal({**body, "result": redrawn})).encode()

    assert check(tmp_path, forged).returncode == 0
    caught = check(tmp_path, forged, "--commit", honest["result"]["commit"])

    assert caught.returncode == 1
    assert "published_commit_mismatch" in caught.stdout


RESEALED = [
    ("result.agencies[0]", "9137", "agencies_mismatch"),
    ("result.seed", "00" * 32, "seed_mismatch"),
    ("result.picks[1].x", 99, "picks_mismatch"),
    ("result.order[2]", "9137", "order_mismatch"),
    ("input.policy_digest", "00" * 32, "policy_mismatch"),
    ("input.case_id", "other", "case_mismatch"),
    ("input.round", 2, "round_mismatch"),
    ("input.k", 2, "k_mismatch"),
    ("register[6].exclusions", [], "exclusion_mismatch"),
    ("register[3].name", "别的名字", "list_mismatch"),
    ("strings[0].text", "别的字", "string_mismatch"),
    ("draw.drawn_at", "2026-03-01T00:00:00.000000Z", "order_of_time"),
    ("strings[0].handed_in_at", "2026-03-05T00:00:00.000000Z", "order_of_time"),
    ("sources[0].value", "01 02 03 04 05 06 + 07", "external_mismatch"),
    ("sources[1].typed[3].value", "4 0 7 1 8", "figures_mismatch"),
    ("sources[1].typed[3].by", "clerk/1", "figures_mismatch"),
    ("sources[0].draws_at", "2026-03-04T00:59:00.000000Z", "order_of_time"),
    ("sources[0].bits", "1.0", "too_little_entropy"),
    ("input.external[1][1]", "4 0 7 1 8", "external_mismatch"),
    ("draw.mode", "ceremony", "external_mismatch"),
    ("draw.kind", "auction_house", "case_mismatch"),
    ("draw.objections_until", "2026-03-06T01:00:00.000000Z", "order_of_time"),
    ("objections[0].decided_at", "", "order_of_time"),
    ("register[2].w", 2, "list_mismatch"),
    ("input.court_nonce", "zz", "malformed"),
    ("scheme", "CJD-2", "scheme_unknown"),
]


@pytest.mark.parametrize(("path", "value", "name"), RESEALED, ids=lambda item: str(item)[:30])
def test_a_lie_with_fresh_digests_still_contradicts_the_arithmetic(
    path: str, value: Any, name: str
) -> None:
    body = {k: v for k, v in sample().items() if k not in ("fields", "transcript_digest")}
    put(body, path, value)

    failures = checker()["check_draw"](transcript.seal(body))

    assert name in {failure[0] for failure in failures}


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        (b"{", "not_json"),
        (b"\xff", "not_utf8"),
        (b"[]", "not_a_transcript"),
        (b'{"a":1,"a":2}', "duplicate_field"),
        (b'{"a":1.5}', "not_canonical"),
        (b'{"a":NaN}', "not_canonical"),
    ],
)
def test_a_file_that_is_no_transcript_is_refused_by_name(
    tmp_path: Path, raw: bytes, name: str
) -> None:
    done = check(tmp_path, raw)

    assert done.returncode == 1
    assert done.stdout.startswith(f"FAIL {name}")


def test_the_checker_imports_nothing_of_the_project() -> None:
    text = CHECKER.read_text("utf-8")

    assert not any(f"import {name}" in text for name in ("app", "registry", "appraisal", "auction"))
