"""A timestamp is for its checkpoint, signed by its authority, and trusted when the reader says so.

The token was made once with ``openssl ts`` by an authority of this test.
"""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.node import run_module
from tests.support.offline import load_checker
from tests.support.sealed_log import POLICY, SealedLog, b64, line, zipped
from tests.support.two_verifiers import Job, by_the_program, in_the_page

KEPT = json.loads((Path(__file__).parents[2] / "data/timestamp.json").read_text("utf-8"))
TOKEN = base64.b64decode(KEPT["token"])
LOG = SealedLog([line({"n": place}).strip() for place in range(40)])


def parts(token: bytes, size: int = 8) -> dict[str, bytes]:
    """A whole log whose checkpoint of a size carries a token."""
    return {
        **LOG.parts_of_log(range(40), ()),
        "history.jsonl": LOG.history([size], 40, token=token),
    }


def seen(token: bytes, more: str = "", size: int = 8) -> tuple[Any, list[str]]:
    checker = load_checker()
    policy = checker.read_policy((POLICY + more).encode())
    found, failures = checker.check_log(parts(token, size), policy, [])
    return found, [name for name, _, _ in failures]


@pytest.mark.parametrize("form", ["token", "response"])
def test_a_timestamp_names_its_time_and_is_trusted_by_the_policy_alone(form: str) -> None:
    token = base64.b64decode(KEPT[form])

    alone, failures = seen(token)
    assert failures == []
    assert alone.stamps[0].startswith("2026-11-28 ")
    assert not alone.is_vouched
    for digest in (KEPT["signer_sha256"], KEPT["issuer_sha256"]):
        assert seen(token, f"tsa {digest}\n")[0].is_vouched
    assert not seen(token, f"tsa {'00' * 32}\n")[0].is_vouched


def test_the_page_trusts_an_authority_as_the_program_does() -> None:
    files = {name: b64(raw) for name, raw in parts(TOKEN).items()}
    named = [f"tsa {digest}\n" for digest in (KEPT["signer_sha256"], KEPT["issuer_sha256"])]
    policies = [POLICY + more for more in ("", *named, f"tsa {'00' * 32}\n")]

    found = run_module(
        "../verify/log.js",
        """await Promise.all(v.policies.map(async (text) => {
          const bytes = (one) => new Uint8Array(Buffer.from(one, "base64"));
          const parts = new Map(Object.entries(v.files).map(([name, one]) => [name, bytes(one)]));
          const { seen, failures } = await m.checkLog(parts, m.readPolicy(m.bytes(text)));
          return [seen.isVouched, seen.stamps.length, failures.length];
        }))""",
        {"files": files, "policies": policies},
    )

    assert found == [[False, 1, 0], [True, 1, 0], [True, 1, 0], [False, 1, 0]]


def test_a_timestamp_for_something_else_is_refused_by_both(tmp_path: Path) -> None:
    jobs = [Job("log", zipped(parts(TOKEN, size)), POLICY) for size in (8, 9)]

    assert in_the_page(jobs) == [[], ["TIMESTAMP"]]
    assert [by_the_program(tmp_path, job) for job in jobs] == [[], ["TIMESTAMP"]]


def test_no_byte_of_what_was_signed_can_be_changed(tmp_path: Path) -> None:
    """What is signed: the statement, its attributes, and the signature over them."""
    checker = load_checker()
    stamp = checker.read_stamp(TOKEN)
    begin = TOKEN.index(stamp.imprint)
    places = [begin, begin + 31, TOKEN.index(stamp.signature), TOKEN.index(stamp.signed[-20:])]

    jobs: list[Job] = []
    for place in places:
        bent = bytearray(TOKEN)
        bent[place] ^= 1
        assert seen(bytes(bent))[1] == ["TIMESTAMP"], place
        jobs.append(Job("log", zipped(parts(bytes(bent))), POLICY))
    for broken in (b"\x30", TOKEN[:-40], TOKEN[: len(TOKEN) // 2], b"no token"):
        assert seen(broken)[1] == ["TIMESTAMP"]
        jobs.append(Job("log", zipped(parts(broken)), POLICY))
    assert in_the_page(jobs) == [["TIMESTAMP"] for _ in jobs]
    assert b64(TOKEN) == KEPT["token"]
