"""A receipt's signature: page and program judge it alike, by the key its holder noted."""

import base64
import hashlib
import json
import random
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.support.lot_records import CLOSES, DAY, LOT_NO, bodies_of, contested, stamp
from tests.support.sealed_log import POLICY, SealedLog, b64
from tests.support.two_verifiers import Job, by_the_program, in_the_page

PLATFORM = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(b"platform").digest())
KEY = b64(PLATFORM.public_key().public_bytes_raw())
OTHER_KEY = b64(Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key().public_bytes_raw())
MUTANTS = 500


def receipt(**said: Any) -> dict[str, Any]:
    """What the platform answers to an attempt."""
    body = {"v": 1, "id": "r-7", "lot": LOT_NO, "minimum": None, "received_at": stamp(CLOSES)}
    body |= said
    signature = b64(PLATFORM.sign(rfc8785.dumps(body)))
    return {"id": "r-7", "receipt": body, "signature": signature, "key": KEY}


@cache
def stage() -> tuple[bytes, dict[str, Any], dict[str, Any]]:
    """The record of a sale, the receipt of a bid of it, and of one that came a day late."""
    record = contested().zipped()
    body = next(body for body in bodies_of(record) if b"bid.placed" in body)
    fact = json.loads(body)["fact"]
    accepted = receipt(
        outcome="accepted",
        amount=fact["price"],
        seq=fact["bid_seq"],
        leaf_hash=hashlib.sha256(b"\x00" + body).hexdigest(),
        received_at=fact["received_at"],
        closes_at=fact["closes_at"],
    )
    last = [json.loads(body)["fact"] for body in bodies_of(record) if b"bid.placed" in body][-1]
    late = receipt(
        outcome="late",
        amount="999",
        seq=None,
        leaf_hash="00" * 32,
        received_at=stamp(CLOSES + DAY),
        closes_at=last["closes_at"],
        名="迟到",
    )
    return record, accepted, late


def job(*receipts: dict[str, Any] | bytes, key: str | None = KEY) -> Job:
    texts = [one if isinstance(one, bytes) else json.dumps(one).encode() for one in receipts]
    return Job("lot", stage()[0], receipts=tuple(texts), key=key)


def verdicts(folder: Path, jobs: list[Job]) -> list[list[str]]:
    """What both say; it must be the same."""
    page = in_the_page(jobs)
    program = [by_the_program(folder, one) for one in jobs]
    assert page == program
    return page


def test_a_receipt_signed_by_the_platform_holds_in_both(tmp_path: Path) -> None:
    _, accepted, late = stage()
    written = json.dumps(accepted, indent=2, ensure_ascii=False).encode()

    found = verdicts(
        tmp_path, [job(accepted, late), job(accepted, late, key=None), job(written), job(late)]
    )

    assert found == [[], [], [], []]


def test_a_receipt_that_anybody_else_signed_is_refused_by_both(tmp_path: Path) -> None:
    _, accepted, late = stage()
    forged = {**late, "receipt": {**late["receipt"], "id": "r-8"}}
    raw = base64.b64decode(accepted["signature"])
    signatures = [None, 7, "", b64(raw[:-1]), b64(raw + b"\0"), b64(bytes(64)), "é" + b64(raw)]

    found = verdicts(
        tmp_path,
        [
            job(accepted, key=OTHER_KEY),
            job(forged),
            job(forged, key=None),
            job({"receipt": accepted["receipt"]}),
            *(job({**accepted, "signature": one}) for one in signatures),
            *(job(accepted, key=one) for one in ("", "no key", KEY[:-4], KEY.rstrip("="))),
        ],
    )

    assert [found.pop(2)] == [[]]
    assert found == [["signature_wrong"]] * len(found)


def test_a_receipt_with_two_faces_is_refused_before_it_is_judged(tmp_path: Path) -> None:
    _, accepted, _ = stage()
    text = json.dumps(accepted)

    found = verdicts(
        tmp_path,
        [
            job(text.replace('"amount":', '"amount": "1", "amount":').encode()),
            job(text.replace('"amount":', '"amount": "1", "\\u0061mount":').encode()),
            job(text.replace('"v": 1', '"v": 1.0').encode()),
            job(text.replace('"v": 1', '"v": 1e0').encode()),
            job(text[:-1].encode()),
            job(text.encode() + b"\xff"),
            job(b"\xef\xbb\xbf" + text.encode()),
            job(b"[]"),
            job(b'{"receipt": "r"}'),
        ],
    )

    assert [names[0] for names in found] == [
        "duplicate_field", "duplicate_field", "not_canonical", "not_canonical", "not_json",
        "not_utf8", "not_json", "malformed", "malformed",
    ]  # fmt: skip


def test_a_proof_with_its_receipt_needs_no_record_and_asks_for_the_signature(
    tmp_path: Path,
) -> None:
    _, accepted, late = stage()
    log = SealedLog([b"0", b"1", b"2"])
    refused = receipt(outcome="late", leaf_hash=log.leaves[1].hex())
    forged = {**refused, "receipt": {**refused["receipt"], "amount": "1"}}

    def proof(one: Any, key: str | None = KEY) -> Job:
        main = log.tlog_proof(1, 3).encode()
        return Job("proof", main, POLICY, receipts=(json.dumps(one).encode(),), key=key)

    found = verdicts(
        tmp_path,
        [
            proof(refused),
            proof(refused, None),
            proof(forged),
            proof(forged, None),
            proof(late),
            proof({**accepted, "signature": ""}),
            proof({"receipt": {"leaf_hash": "zz"}}),
        ],
    )

    assert found == [
        [], [], ["signature_wrong"], [], ["INCLUSION"], ["INCLUSION", "signature_wrong"],
        ["MALFORMED"],
    ]  # fmt: skip


def mutant(dice: random.Random) -> Job:
    """A receipt with one thing bent: a bit, a value, a name, its signature, or the key."""
    good = json.loads(json.dumps(dice.choice(stage()[1:])))
    choice = dice.randrange(5)
    if choice == 0:
        raw = bytearray(json.dumps(good, ensure_ascii=False).encode())
        raw[dice.randrange(len(raw))] ^= 1 << dice.randrange(8)
        return job(bytes(raw))
    if choice == 1:
        raw = bytearray(base64.b64decode(good["signature"]))
        raw[dice.randrange(64)] ^= 1 << dice.randrange(8)
        return job({**good, "signature": b64(bytes(raw))})
    if choice == 2:
        raw = bytearray(base64.b64decode(KEY))
        raw[dice.randrange(32)] ^= 1 << dice.randrange(8)
        return job(good, key=b64(bytes(raw)))
    name = dice.choice(sorted(good["receipt"]))
    if choice == 3:
        value = good["receipt"].pop(name)
        if dice.random() < 0.5:
            good["receipt"][f"{name}x"] = value
        return job(good)
    good["receipt"][name] = dice.choice([None, "x", 7, [], {}, True, "2026-04-21T02:00:00.000000Z"])
    return job(good)


def test_five_hundred_bent_receipts_get_one_verdict_from_both(tmp_path: Path) -> None:
    dice = random.Random(20261128)
    jobs = [mutant(dice) for _ in range(MUTANTS)]

    found = verdicts(tmp_path, jobs)

    unbent = [at for at, names in enumerate(found) if not names]
    # Outside of what is signed stand the short name and the key that the platform says it has.
    assert all(is_unsigned(jobs[at].receipts[0]) for at in unbent)
    names = Counter(name for one in found for name in one)
    assert {
        "signature_wrong", "malformed", "not_json", "not_utf8", "receipt_broken",
        "receipt_of_other_lot",
    } <= set(names), names  # fmt: skip


def is_unsigned(raw: bytes) -> bool:
    """Say whether what was signed, and its signature, are those of a receipt of the stage."""
    bent = json.loads(raw)
    return any(
        (bent["receipt"], bent["signature"]) == (good["receipt"], good["signature"])
        for good in stage()[1:]
    )
