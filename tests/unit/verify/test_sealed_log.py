"""The one-file verifier on the sealed log: what holds, and the name of each thing that does not."""

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.support.lot_records import bodies_of, contested
from tests.support.offline import CHECKER, load_checker
from tests.support.sealed_log import (
    LOG_KEY,
    NEXT_KEY,
    OTHER_WITNESS,
    POLICY,
    WITNESS_KEY,
    SealedLog,
    key_of,
    line,
    zipped,
)

ROOT = Path(__file__).parents[3]
VECTORS = json.loads((ROOT / "tests/data/log_vectors.json").read_text("utf-8"))
SIZES = (3, 8, 13)


@cache
def sealed() -> tuple[SealedLog, tuple[int, ...], bytes]:
    """A log of 40 entries with the facts of a sale strewn in; their places; the record."""
    record = contested().zipped()
    facts = bodies_of(record)
    bodies = [line({"n": place}).strip() for place in range(40)]
    places = tuple(2 + 2 * at for at in range(len(facts)))
    for place, fact in zip(places, facts, strict=True):
        bodies[place] = fact
    return SealedLog(bodies), places, record


def record_parts(size: int = 40) -> dict[str, bytes]:
    log, places, record = sealed()
    return log.parts_of_record(record, places, SIZES, size)


def log_parts() -> dict[str, bytes]:
    log, places, _ = sealed()
    return log.parts_of_log(places, SIZES)


def policy(text: str = POLICY) -> Any:
    return load_checker().read_policy(text.encode())


def of_record(
    parts: dict[str, bytes], text: str | None = POLICY, kept: tuple[str, ...] = ()
) -> list[str]:
    """The names of what is found in the log part of a record."""
    parts = dict(parts)
    bodies = parts.pop("entries.jsonl").split(b"\n")[:-1]
    del parts["record.json"]
    asked = None if text is None else policy(text)
    outside = [note.encode() for note in kept]
    _, failures = load_checker().check_log_part(parts, bodies, asked, outside)
    return [name for name, _, _ in failures]


def of_log(
    parts: dict[str, bytes], text: str | None = POLICY, kept: tuple[str, ...] = ()
) -> list[tuple[str, str]]:
    """The names and fields of what is found in a whole log."""
    asked = None if text is None else policy(text)
    _, failures = load_checker().check_log(parts, asked, [note.encode() for note in kept])
    return [(name, why) for name, _, why in failures]


def checkpoint(note: str) -> Any:
    return load_checker().read_checkpoint(note.encode(), "note")


def test_the_vectors_hold_exactly() -> None:
    checker = load_checker()
    bodies = [entry.encode() for entry in VECTORS["entries_jcs_utf8"]]
    leaves = [checker.leaf_of(body) for body in bodies]
    roots = {int(size): bytes.fromhex(root) for size, root in VECTORS["roots_hex"].items()}

    def at(size: int) -> Any:
        return checker.Checkpoint("", "", size, roots[size], b"", b"", ())

    assert [leaf.hex() for leaf in leaves] == VECTORS["leaf_hashes_hex"]
    assert checker.roots_at(leaves, set(range(14))) == roots
    for case in VECTORS["inclusion"]:
        hashes = [bytes.fromhex(part) for part in case["proof_hex"]]
        assert checker.includes(leaves[case["index"]], case["index"], hashes, at(case["size"]))
    for case in VECTORS["consistency"]:
        hashes = [bytes.fromhex(part) for part in case["proof_hex"]]
        assert checker.continues(at(case["old"]), at(case["new"]), hashes)


def test_the_notes_of_the_vectors_are_read_and_their_signers_named() -> None:
    checker = load_checker()
    trusted = policy(
        f"log {VECTORS['log_vkey_1']}\nwitness w {VECTORS['witness_vkey']}\nquorum w\n"
    )
    plain = checkpoint(VECTORS["checkpoint_13_log1"])
    both = checkpoint(VECTORS["checkpoint_13_rotation_log1_log2_witness"])
    forged = checkpoint(VECTORS["checkpoint_13_forged_root"])

    assert checker.check_signer(trusted, plain).seen == {}
    assert list(checker.check_signer(trusted, both).seen) == ["w"]
    with pytest.raises(checker.Broken) as broken:
        checker.check_signer(trusted, forged)
    assert broken.value.failure[0] == "SIGNATURE"
    leaf = bytes.fromhex(VECTORS["leaf_hashes_hex"][5])
    _, failures = checker.check_proof(VECTORS["tlog_proof_index_5"].encode(), leaf, trusted)
    assert failures == []
    _, failures = checker.check_proof(VECTORS["tlog_proof_index_5"].encode(), leaf[::-1], trusted)
    assert failures[0][0] == "INCLUSION"


def test_what_the_platform_seals_holds() -> None:
    log, _, _ = sealed()

    assert of_record(record_parts()) == []
    assert of_record(record_parts(), None) == []
    assert of_log(log_parts()) == []
    assert of_log(log_parts(), kept=(log.note(40), log.note(17), log.note(8))) == []
    assert of_record(record_parts(), kept=(log.note(8), log.note(40))) == []


def test_a_record_without_a_checkpoint_is_not_taken_for_a_sealed_one() -> None:
    bare = {name: part for name, part in record_parts().items() if not name.startswith("log/")}

    assert of_record(bare, None) == []
    assert of_record(bare) == ["NOT_SEALED"]
    assert set(of_record(record_parts(20))) == {"NOT_SEALED"}
    assert of_record(record_parts(20), None) == []


def test_log_01_an_edit_with_everything_recomputed_is_found_by_a_kept_checkpoint_alone() -> None:
    log, places, _ = sealed()
    edited = list(log.bodies)
    edited[places[5]] = edited[places[5]].replace(b"DDDD", b"EEEE")
    other = SealedLog(edited)
    parts = other.parts_of_log(places, SIZES)

    assert other.bodies != log.bodies
    assert of_log(parts) == []
    for kept in ((log.note(30),), (log.note(20), log.note(30), log.note(8))):
        ((name, why),) = of_log(parts, kept=kept)
        assert name == "CONSISTENCY"
        assert f"first {20 if len(kept) > 1 else 30} entries" in why
    assert [name for name, _ in of_log(parts, kept=(log.note(40),))] == ["FORK"]


def test_a_cut_or_split_log_is_named() -> None:
    log, places, _ = sealed()
    short = SealedLog(log.bodies[:33])
    other = SealedLog([*log.bodies[:39], b"{}"])
    torn = log_parts()
    torn["entries.jsonl"] = b"\n".join(torn["entries.jsonl"].split(b"\n")[:-3]) + b"\n"

    assert of_log(short.parts_of_log(places[:5], SIZES), kept=(log.note(40),))[0][0] == "SHRUNK"
    assert of_log(torn)[0][0] == "SHRUNK"
    beside = record_parts()
    beside["log/history.jsonl"] += log.history([40], 40).replace(
        line(log.note(40, witnesses=())).strip(), line(other.note(40, witnesses=())).strip()
    )
    assert of_record(beside) == ["FORK"]
    assert of_record(record_parts(), kept=(other.note(40),)) == ["FORK"]
    grown = record_parts(33)
    grown["log/history.jsonl"] = record_parts()["log/history.jsonl"] + log.history([40], 40)
    assert "SHRUNK" in of_record(grown)


def test_signatures_are_judged_by_the_readers_policy_alone() -> None:
    log, places, record = sealed()
    stranger = key_of("stranger")
    other = SealedLog(log.bodies, origin="elsewhere.example/2026", key=key_of("x", "elsewhere"))
    unsigned = {**record_parts(), "log/checkpoint.txt": log.note(40, stranger).encode()}
    bent = log.note(40).replace("— witness.procuratorate.example OQ6E9Q", "— x 000000")
    broken = log.note(40, LOG_KEY, NEXT_KEY).encode()
    unwitnessed = {**record_parts(), "log/checkpoint.txt": log.note(40, witnesses=()).encode()}

    assert of_record(unsigned) == ["SIGNATURE"]
    assert of_record(unsigned, None) == []
    assert of_record(other.parts_of_record(record, places, SIZES, 40)) == ["ORIGIN"]
    assert of_record({**record_parts(), "log/checkpoint.txt": bent.encode()}) == ["QUORUM"]
    assert of_record({**record_parts(), "log/checkpoint.txt": broken}) == []
    assert of_record(unwitnessed) == ["QUORUM"]
    assert of_record(unwitnessed, POLICY.replace("quorum 1", "quorum none")) == []
    both = {**record_parts()}
    both["log/checkpoint.txt"] = log.note(40, witnesses=(WITNESS_KEY, OTHER_WITNESS)).encode()
    for quorum, names in (("2", []), ("3", ["QUORUM"]), ("bar", []), ("any", [])):
        text = POLICY.replace("quorum 1", f"group any 1 procuratorate bar\nquorum {quorum}")
        assert of_record(both, text) == names
    assert of_record(record_parts(), POLICY.replace("quorum 1", "quorum bar")) == ["QUORUM"]


def test_a_retired_key_signs_nothing_beyond_its_size() -> None:
    retired = POLICY.replace(f"log {LOG_KEY.verifier}", f"log {LOG_KEY.verifier} until 39")
    both = f"{retired}log {NEXT_KEY.verifier}\n"
    log, _, _ = sealed()
    rotated = {**record_parts(), "log/checkpoint.txt": log.note(40, LOG_KEY, NEXT_KEY).encode()}

    assert of_record(record_parts(), retired) == ["KEY_RETIRED"]
    assert of_record(record_parts(), both) == ["KEY_RETIRED"]
    assert of_record(record_parts(), retired.replace("until 39", "until 40")) == []
    assert of_record(rotated, both) == []


def test_what_the_witnesses_have_not_seen_is_not_vouched_for() -> None:
    log, places, record = sealed()
    parts = log.parts_of_record(record, places, SIZES, 40)
    parts["log/checkpoint.txt"] = log.note(40, witnesses=()).encode()
    parts["log/history.jsonl"] = parts["log/history.jsonl"].replace(
        line(log.note(13, witnesses=())).strip(), line(log.note(13)).strip()
    )

    assert set(of_record(parts)) == {"QUORUM"}
    assert len(of_record(parts)) == sum(place >= 13 for place in places)
    seen = SealedLog(log.bodies).parts_of_log(places, SIZES)
    seen["checkpoint.txt"], seen["history.jsonl"] = (
        parts["log/checkpoint.txt"],
        parts["log/history.jsonl"],
    )
    assert of_log(seen) == []


@pytest.mark.parametrize(
    "text",
    [
        "",
        "quorum 1\n",
        f"log {LOG_KEY.verifier}\n",
        f"log {WITNESS_KEY.verifier}\nquorum none\n",
        f"log {LOG_KEY.verifier} until 07\nquorum none\n",
        f"log {str(LOG_KEY.verifier).replace('+0f', '+0e')}\nquorum none\n",
        POLICY + "quorum 2\n",
        POLICY + "trust everybody\n",
        POLICY + f"witness again {WITNESS_KEY.verifier}\n",
        POLICY + "group g 1 nobody\n",
        POLICY + "tsa 00\n",
        POLICY.replace("quorum 1", "quorum nobody"),
    ],
)
def test_a_policy_that_cannot_be_meant_is_refused(text: str) -> None:
    checker = load_checker()

    with pytest.raises(checker.Broken) as broken:
        policy(text)
    assert broken.value.failure[0] == "MALFORMED"


def test_the_commands_say_what_they_found_and_what_they_did_not(tmp_path: Path) -> None:
    log, places, _ = sealed()
    files = {
        "record.zip": zipped(record_parts()),
        "log.zip": zipped(log_parts()),
        "policy.txt": POLICY.encode(),
        "kept.txt": log.note(8).encode(),
        "one.tlog-proof": log.tlog_proof(places[0], 40).encode(),
        "entry": log.bodies[places[0]],
    }
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)

    def run(*words: str) -> str:
        ran = subprocess.run(
            [sys.executable, "-I", str(CHECKER), *words],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (ran.returncode, ran.stderr) == (0, ""), ran.stdout
        return ran.stdout

    lot = run("lot", "record.zip", "--policy", "policy.txt", "--checkpoint", "kept.txt")
    assert "entries are in it" in lot
    assert "3 older checkpoints consistent" in lot
    assert "witnesses: procuratorate at 2026-" in lot
    assert lot.splitlines()[-1].startswith("  NOT COVERED")
    whole = run("log", "log.zip", "--policy", "policy.txt", "--checkpoint", "kept.txt")
    assert whole.startswith("OK auction.court.example/supervision/2026 40 entries")
    assert "checkpoint 1 agrees" in whole or "checkpoint kept.txt agrees" in whole
    one = run("proof", "one.tlog-proof", "--entry", "entry", "--policy", "policy.txt")
    assert one.startswith(f"OK the entry stands at {places[0]} of")
    bare = run("lot", "record.zip")
    assert "who signed the log" in bare


def test_a_kept_checkpoint_that_cannot_be_compared_is_not_said_to_agree(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log, _, _ = sealed()
    given = {"record.zip": zipped(record_parts()), "policy.txt": POLICY.encode()}
    given |= {"compared.txt": log.note(8).encode(), "between.txt": log.note(17).encode()}
    for name, content in given.items():
        (tmp_path / name).write_bytes(content)
    at = {name: str(tmp_path / name) for name in given}

    kept = ("--checkpoint", at["between.txt"], "--checkpoint", at["compared.txt"])

    status = load_checker().main(["lot", at["record.zip"], "--policy", at["policy.txt"], *kept])

    told = capsys.readouterr().out
    assert status == 0, told
    assert f"checkpoint {at['compared.txt']} agrees" in told
    assert f"checkpoint {at['between.txt']} agrees" not in told
    assert "NOT COVERED: checkpoint 1 of size 17 cannot be compared" in told
