"""The tree and the texts of the log against the reference vectors, exact."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from app.trail import merkle
from app.trail.merkle import (
    Frontier,
    ProofFault,
    check_consistency,
    check_inclusion,
    consistency_proof,
    digest,
    inclusion_proof,
    leaf_hash,
    node_hash,
    subtrees_of,
    tree_root,
)
from app.trail.notes import (
    COSIGNATURE,
    Checkpoint,
    Note,
    NoteFault,
    Signature,
    SigningKey,
    TlogProof,
    VerifierKey,
)

VECTORS: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "data" / "log_vectors.json").read_text(encoding="utf-8")
)
LEAVES = [bytes.fromhex(text) for text in VECTORS["leaf_hashes_hex"]]
ROOTS = {int(size): bytes.fromhex(root) for size, root in VECTORS["roots_hex"].items()}
KEYS = {name: VerifierKey.parse(VECTORS[name]) for name in ("log_vkey_1", "log_vkey_2")}
WITNESS = VerifierKey.parse(VECTORS["witness_vkey"])
NOTE: str = VECTORS["checkpoint_13_rotation_log1_log2_witness"]


def signing(seed: str, name: str, kind: int) -> SigningKey:
    private = Ed25519PrivateKey.from_private_bytes(hashlib.sha256(seed.encode()).digest())
    return SigningKey(name, private, kind)


def test_the_leaves_and_roots_are_those_of_the_vectors() -> None:
    assert [leaf_hash(text.encode()) for text in VECTORS["entries_jcs_utf8"]] == LEAVES
    grown = Frontier()
    for size, root in sorted(ROOTS.items()):
        assert tree_root(LEAVES[:size]) == root
        assert grown.root() == root
        if size < len(LEAVES):
            grown.append(LEAVES[size])


@pytest.mark.parametrize("case", VECTORS["inclusion"], ids=lambda c: f"{c['index']}-{c['size']}")
def test_an_inclusion_proof_is_the_one_of_the_vectors(case: dict[str, Any]) -> None:
    want = [bytes.fromhex(text) for text in case["proof_hex"]]
    root_of = subtrees_of(LEAVES[: case["size"]])

    proof = inclusion_proof(case["index"], case["size"], root_of)

    assert proof == want
    check_inclusion(
        LEAVES[case["index"]],
        index=case["index"],
        size=case["size"],
        proof=proof,
        root=ROOTS[case["size"]],
    )


@pytest.mark.parametrize("case", VECTORS["consistency"], ids=lambda c: f"{c['old']}-{c['new']}")
def test_a_consistency_proof_is_the_one_of_the_vectors(case: dict[str, Any]) -> None:
    want = [bytes.fromhex(text) for text in case["proof_hex"]]
    old, new = case["old"], case["new"]

    proof = consistency_proof(old, new, subtrees_of(LEAVES[:new]))

    assert proof == want
    check_consistency(old=old, old_root=ROOTS[old], new=new, new_root=ROOTS[new], proof=proof)


def test_notes_are_written_and_read_byte_for_byte() -> None:
    origin = VECTORS["origin"]
    log_1 = signing("log-key-1", origin, 1)
    log_2 = signing("log-key-2", origin, 1)
    witness = signing("witness-1", WITNESS.name, COSIGNATURE)
    checkpoint = Checkpoint(origin, 13, ROOTS[13])

    assert [str(key.verifier) for key in (log_1, log_2, witness)] == [
        VECTORS["log_vkey_1"],
        VECTORS["log_vkey_2"],
        VECTORS["witness_vkey"],
    ]
    assert str(checkpoint.signed(log_1)) == VECTORS["checkpoint_13_log1"]
    read = Note.parse(NOTE)
    seconds = WITNESS.check(read.signatures[2], read.text)
    assert seconds is not None
    again = (*checkpoint.signed(log_1, log_2).signatures, witness.sign(read.text, seconds=seconds))
    assert str(Note(read.text, again)) == NOTE
    assert read.signer(KEYS.values()) == KEYS["log_vkey_1"]
    assert Checkpoint.parse(read.text) == checkpoint


def test_the_proof_file_of_entry_five_is_made_and_accepted() -> None:
    proof = TlogProof.parse(VECTORS["tlog_proof_index_5"])
    made = TlogProof(5, tuple(inclusion_proof(5, 13, subtrees_of(LEAVES))), proof.note)

    assert str(made) == VECTORS["tlog_proof_index_5"]
    assert proof.check(LEAVES[5], [KEYS["log_vkey_1"]]).size == 13


def test_a_note_with_another_root_is_refused() -> None:
    forged = Note.parse(VECTORS["checkpoint_13_forged_root"])

    with pytest.raises(NoteFault, match="does not hold"):
        forged.signer(KEYS.values())


def test_the_chinese_profile_hashes_with_sm3(monkeypatch: pytest.MonkeyPatch) -> None:
    empty = "1ab21d8355cfa17f8e61194831e81a8f22bec8c728fefb747ed035eb5082aa2b"

    assert digest(b"") == hashlib.sha256(b"").digest()
    monkeypatch.setattr(merkle, "PROFILE", "gm")
    assert digest(b"").hex() == empty


GOOD = inclusion_proof(5, 13, subtrees_of(LEAVES))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"proof": GOOD[:-1]}, "lacks a hash"),
        ({"proof": [*GOOD, GOOD[0]]}, "hash too many"),
        ({"proof": [GOOD[1], GOOD[0], *GOOD[2:]]}, "another root"),
        ({"index": 4}, "another root"),
        ({"index": 6}, "another root"),
        ({"index": 13}, "outside of the tree"),
        ({"index": -1}, "outside of the tree"),
        ({"index": 0, "size": 0}, "outside of the tree"),
        ({"leaf": LEAVES[6]}, "another root"),
        # An interior node with the rest of its path: the sizes give it away.
        ({"leaf": node_hash(LEAVES[4], LEAVES[5]), "proof": GOOD[1:]}, "lacks a hash"),
        ({"proof": [GOOD[0][:31], *GOOD[1:]]}, "32 bytes"),
    ],
)
def test_log_07_a_proof_that_was_played_with_is_refused(
    changes: dict[str, Any], reason: str
) -> None:
    given = {"leaf": LEAVES[5], "index": 5, "size": 13, "proof": GOOD, "root": ROOTS[13]}
    given |= changes

    with pytest.raises(ProofFault, match=reason):
        check_inclusion(given.pop("leaf"), **given)


def test_log_07_no_changed_consistency_proof_passes() -> None:
    for case in VECTORS["consistency"]:
        old, new = case["old"], case["new"]
        proof = [bytes.fromhex(text) for text in case["proof_hex"]]
        wrong = [
            [*proof, ROOTS[3]],
            *[proof[:at] + proof[at + 1 :] for at in range(len(proof))],
            *[
                [*proof[:at], bytes([part[0] ^ 1]) + part[1:], *proof[at + 1 :]]
                for at, part in enumerate(proof)
            ],
        ]
        for bad in wrong:
            with pytest.raises(ProofFault):
                check_consistency(
                    old=old, old_root=ROOTS[old], new=new, new_root=ROOTS[new], proof=bad
                )
    with pytest.raises(ProofFault, match="smaller"):
        check_consistency(old=3, old_root=ROOTS[3], new=2, new_root=ROOTS[2], proof=[])


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (NOTE.replace("\n", "\r\n"), "control characters"),
        (NOTE.replace("\n13\n", "\n013\n"), "leading zeros"),
        (NOTE.replace("\n13\n", "\n+13\n"), "leading zeros"),
        (NOTE.replace("\n13\n", "\n\n13\n"), "three lines"),
        (NOTE.replace("\n\n", "\n\n\n"), "three lines"),
        (NOTE.replace("\n\n", "\nextension\n\n"), "three lines"),
        (NOTE[:-1], "signature lines"),
        (NOTE + "\n", "blank line"),
        (NOTE.replace("— ", "- "), "em dash"),
        (NOTE.replace("Gixw=", "Gixx="), "one form"),
        ("x" * 20_000 + NOTE, "too long"),
        ("", "blank line"),
    ],
)
def test_log_07_a_checkpoint_in_another_form_is_refused(content: str, reason: str) -> None:
    with pytest.raises(NoteFault, match=reason):
        Checkpoint.parse(Note.parse(content).text)


def test_log_07_a_signature_of_an_unknown_key_is_no_signature() -> None:
    stranger = signing("somebody", VECTORS["origin"], 1)
    note = Checkpoint(VECTORS["origin"], 13, ROOTS[13]).signed(stranger)

    with pytest.raises(NoteFault, match="no known key"):
        note.signer(KEYS.values())


def test_a_signature_line_under_a_borrowed_id_is_refused() -> None:
    stranger = signing("somebody", VECTORS["origin"], 1)
    text = str(Checkpoint(VECTORS["origin"], 13, ROOTS[13]))
    borrowed = Signature(VECTORS["origin"], KEYS["log_vkey_1"].key_id, stranger.sign(text).body)

    with pytest.raises(NoteFault, match="does not hold"):
        Note(text, (borrowed,)).signer(KEYS.values())


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "two words+0f3cbf6e+AQbFjM9oNbaO80ou5Dbmw2lT2UT7vGZQXJ95wyrGNiL3",
        VECTORS["log_vkey_1"].replace("0f3cbf6e", "0f3cbf6f"),
        VECTORS["log_vkey_1"][:-4],
        VECTORS["log_vkey_1"].replace("+AQ", "+CQ"),
    ],
)
def test_a_key_that_is_not_one_is_refused(text: str) -> None:
    with pytest.raises(NoteFault):
        VerifierKey.parse(text)


@pytest.mark.parametrize(
    "content",
    [
        VECTORS["tlog_proof_index_5"].replace("@v1", "@v2"),
        VECTORS["tlog_proof_index_5"].replace("index 5", "index 05"),
        VECTORS["tlog_proof_index_5"].replace("index 5", "5"),
        VECTORS["tlog_proof_index_5"].replace("\n\n", "\n" + "A" * 43 + "=\n\n", 1),
        "c2sp.org/tlog-proof@v1",
        "",
    ],
)
def test_log_07_a_proof_file_in_another_form_is_refused(content: str) -> None:
    with pytest.raises((NoteFault, ProofFault)):
        TlogProof.parse(content).check(LEAVES[5], [KEYS["log_vkey_1"]])
