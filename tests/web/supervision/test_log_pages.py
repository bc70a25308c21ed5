"""Anybody asks the sealed log, and checks what it answers without trusting it."""

import base64
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask import Flask

from app.identity import vault
from app.store import db
from app.supervision.log import keys, witnesses
from app.supervision.log.process import Sealer
from app.trail import merkle
from app.trail.notes import COSIGNATURE, Checkpoint, Note, SigningKey
from tests.support.sealed import ORIGIN, DoorShut, begin_log, seal_all, tell
from tests.support.web import Client

WITNESS = SigningKey(
    "witness.procuratorate.example", Ed25519PrivateKey.from_private_bytes(b"w" * 32), COSIGNATURE
)


@pytest.fixture
def sealed(db_session: object) -> int:
    """Three public facts, two of the court, the key's own; sealed twice."""
    sealer = begin_log()
    tell(3)
    seal_all(sealer)
    tell(2, kind=DoorShut)
    seal_all(sealer)
    return 6


def decoded(hashes: Sequence[str]) -> list[bytes]:
    return [base64.b64decode(text) for text in hashes]


def newest(client: Client) -> Checkpoint:
    text = client.get("/log/checkpoint").get_data(as_text=True)
    note = Note.parse(text)
    note.signer(keys.public_keys())
    return Checkpoint.parse(note.text)


def code_of(client: Client, address: str) -> tuple[int, str]:
    answer = client.get(address)
    return answer.status_code, answer.get_json()["code"]


def test_the_whole_tree_is_read_and_gives_the_signed_root(client: Client, sealed: int) -> None:
    found = client.get("/log/entries").get_json()

    leaves = [
        bytes.fromhex(item["hash"]) if "hash" in item else merkle.leaf_hash(item["body"].encode())
        for item in found["items"]
    ]
    assert merkle.tree_root(leaves) == newest(client).root
    assert [item["index"] for item in found["items"]] == list(range(sealed))
    # What only the court may read is a leaf and no more.
    assert ["body" in item for item in found["items"]] == [True] * 4 + [False] * 2
    assert "test.door.shut" not in json.dumps(found)


def test_entries_come_in_bounded_pages(client: Client, sealed: int) -> None:
    page = client.get("/log/entries?from=1&to=3").get_json()
    assert [item["index"] for item in page["items"]] == [1, 2]
    assert page["next"] is None
    tell(300)
    seal_all(Sealer())

    page = client.get("/log/entries?from=2").get_json()

    assert len(page["items"]) == 256
    assert page["next"] == "258"


def test_proofs_of_inclusion_hold_by_index_and_by_hash(client: Client, sealed: int) -> None:
    checkpoint = newest(client)
    body = client.get("/log/entries?from=2&to=3").get_json()["items"][0]["body"].encode()
    leaf = merkle.leaf_hash(body)

    for address in (f"index=2&size={checkpoint.size}", f"hash={leaf.hex()}"):
        proof = client.get(f"/log/proof/inclusion?{address}").get_json()
        merkle.check_inclusion(
            leaf,
            index=proof["index"],
            size=proof["size"],
            proof=decoded(proof["hashes"]),
            root=checkpoint.root,
        )


def test_every_older_checkpoint_begins_the_newest(client: Client, sealed: int) -> None:
    checkpoints = client.get("/log/checkpoints").get_json()
    assert [item["size"] for item in checkpoints["items"]] == [4, 6]
    old = Checkpoint.parse(Note.parse(checkpoints["items"][0]["note"]).text)
    new = newest(client)

    proof = client.get(f"/log/proof/consistency?old={old.size}&new={new.size}").get_json()

    merkle.check_consistency(
        old=old.size,
        old_root=old.root,
        new=new.size,
        new_root=new.root,
        proof=decoded(proof["hashes"]),
    )
    page = client.get("/log/checkpoints?limit=1").get_json()
    assert page["next"] == "4"


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/log/entries?from=7", 422, "log_cursor_ahead"),
        ("/log/entries?to=7", 422, "log_cursor_ahead"),
        ("/log/entries?from=-1", 400, "invalid_input"),
        ("/log/entries?from=１", 400, "invalid_input"),
        ("/log/entries?from=3&to=2", 400, "invalid_input"),
        ("/log/entries?from=99999999999999999999999", 400, "invalid_input"),
        ("/log/checkpoints?after=9", 422, "log_cursor_ahead"),
        ("/log/checkpoint?size=5", 404, "log_checkpoint_unknown"),
        ("/log/checkpoint?size=7", 422, "log_cursor_ahead"),
        ("/log/proof/inclusion?index=6", 422, "log_outside"),
        ("/log/proof/inclusion?index=0&size=7", 422, "log_cursor_ahead"),
        ("/log/proof/inclusion?index=0&size=0", 422, "log_outside"),
        ("/log/proof/inclusion", 400, "invalid_input"),
        (f"/log/proof/inclusion?hash={'0' * 64}", 404, "log_leaf_unknown"),
        ("/log/proof/inclusion?hash=xyz", 400, "invalid_input"),
        ("/log/proof/consistency?old=0", 422, "log_outside"),
        ("/log/proof/consistency?old=5&new=4", 422, "log_outside"),
        ("/log/proof/consistency?old=7", 422, "log_cursor_ahead"),
    ],
)
def test_what_cannot_be_answered_is_refused_by_name(
    client: Client, sealed: int, address: str, status: int, code: str
) -> None:
    assert code_of(client, address) == (status, code)


def test_an_empty_log_says_so(client: Client) -> None:
    assert code_of(client, "/log/checkpoint") == (404, "log_empty")
    assert client.get("/log/checkpoints").get_json() == {"items": [], "next": None}
    assert "尚无封存内容" in client.get("/log").text


def test_the_page_shows_the_root_the_keys_and_how_to_check(client: Client, sealed: int) -> None:
    page = client.get("/log").text

    assert base64.b64encode(newest(client).root).decode()[:20] in page
    assert str(keys.public_keys()[0]) in page.replace("&#43;", "+")
    assert "全程留痕日志" in page
    assert client.get("/log/policy").get_data(as_text=True).splitlines() == [
        f"log {keys.public_keys()[0]}",
        "quorum none",
    ]
    assert vault.public_key() in page


def test_pages_show_twenty_signs_of_the_newest_root(app: Flask, sealed: int) -> None:
    from app.supervision.log.pages import log_head

    head = log_head()

    assert head is not None
    assert (head["size"], len(head["root"])) == (6, 20)


@pytest.fixture
def policy(sealed: int) -> Iterator[Path]:
    """A policy that names one witness."""
    file = witnesses.policy_file()
    file.write_text(f"# ours\nwitness procuratorate {WITNESS.verifier}\nquorum 1\n")
    yield file
    file.unlink()


def cosigned(client: Client, key: SigningKey = WITNESS, *, text: str = "") -> str:
    note = Note.parse(client.get("/log/checkpoint").get_data(as_text=True))
    return str(key.sign(text or note.text, seconds=1_800_000_000))


def bring(client: Client, size: object, line: object) -> tuple[int, dict[str, object]]:
    answer = client.post("/log/cosignatures", json={"size": size, "line": line})
    return answer.status_code, answer.get_json()


def test_a_witness_of_the_policy_puts_its_line_under_a_checkpoint(
    client: Client, policy: Path
) -> None:
    line = cosigned(client)

    assert bring(client, 6, line)[0] == 201
    assert bring(client, 6, line)[0] == 200
    note = Note.parse(client.get("/log/checkpoint").get_data(as_text=True))
    assert str(note.signatures[-1]) == line
    assert WITNESS.verifier.check(note.signatures[-1], note.text) == 1_800_000_000
    assert "quorum 1" in client.get("/log/policy").get_data(as_text=True)


def test_a_line_that_is_not_of_a_known_witness_under_our_checkpoint_is_refused(
    client: Client, policy: Path
) -> None:
    stranger = SigningKey(WITNESS.name, Ed25519PrivateKey.generate(), COSIGNATURE)
    other_log = str(Checkpoint("other.example/log", 6, b"r" * 32))

    refused = {
        "witness_unknown": bring(client, 6, cosigned(client, stranger)),
        "witness_signature_wrong": bring(client, 6, cosigned(client, text=other_log)),
        "log_checkpoint_unknown": bring(client, 5, cosigned(client)),
        "witness_line_malformed": bring(client, 6, "hello"),
        "invalid_input": bring(client, "6", cosigned(client)),
    }

    assert {code: answer["code"] for code, (_status, answer) in refused.items()} == {
        code: code for code in refused
    }
    # Signed by us under another checkpoint of ours: it holds there alone.
    assert bring(client, 4, cosigned(client))[1]["code"] == "witness_signature_wrong"
    assert len(Note.parse(client.get("/log/checkpoint").get_data(as_text=True)).signatures) == 1


def test_a_broken_policy_file_takes_no_witness_and_is_named(client: Client, policy: Path) -> None:
    policy.write_text("witness only-a-name\n")

    status, answer = bring(client, 6, cosigned(client))

    assert (status, answer["code"]) == (503, "log_policy_broken")
    assert "line 1" in str(answer["detail"])
    assert client.get("/log").status_code == 200


def test_the_whole_log_goes_into_one_file_without_what_is_not_public(
    app: Flask, client: Client, sealed: int, tmp_path: Path
) -> None:
    file = tmp_path / "log.zip"
    result = app.test_cli_runner().invoke(args=["log", "export", str(file)])
    db.session.rollback()

    assert result.exit_code == 0, result.output
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as archive:
        assert archive.namelist() == ["entries.jsonl", "checkpoint.txt", "history.jsonl"]
        items = [json.loads(line) for line in archive.read("entries.jsonl").splitlines()]
        history = [json.loads(line) for line in archive.read("history.jsonl").splitlines()]
        note = archive.read("checkpoint.txt").decode()
        assert b"test.door.shut" not in archive.read("entries.jsonl")
    assert items == client.get("/log/entries").get_json()["items"]
    assert note == client.get("/log/checkpoint").get_data(as_text=True)
    assert [Checkpoint.parse(Note.parse(item["note"]).text).size for item in history] == [4, 6]
    assert history[-1]["consistency"] == []


def test_the_keys_are_made_rotated_and_checked_by_command(app: Flask, db_session: object) -> None:
    run = app.test_cli_runner()
    keys.save([])

    made = run.invoke(args=["log", "key", "--origin", ORIGIN])
    again = run.invoke(args=["log", "key"])
    rotated = run.invoke(args=["log", "key", "--rotate"])
    seal_all(Sealer())
    whole = run.invoke(args=["log", "fsck"])

    assert made.output == again.output
    assert len(rotated.output.splitlines()) == 2
    assert rotated.output.splitlines()[0] == made.output.strip()
    assert all(line.startswith(ORIGIN) for line in rotated.output.splitlines())
    assert whole.output.startswith("The log is whole.\nNOT COVERED: ")


def test_a_stolen_key_is_reported_by_command_and_said_on_the_page(
    app: Flask, client: Client, sealed: int
) -> None:
    run = app.test_cli_runner()
    key = keys.public_keys()[0]
    assert "被盗" not in client.get("/log").get_data(as_text=True)

    told = run.invoke(args=["log", "compromised", key.key_id.hex(), "--size", "3"])
    wrong = run.invoke(args=["log", "compromised", "00000000", "--size", "3"])
    db.session.rollback()
    seal_all(Sealer())

    assert told.exit_code == 0
    assert f"log {key} compromised 3\n" in told.output
    assert (wrong.exit_code, "never had a key" in wrong.output) == (1, True)
    policy = client.get("/log/policy").get_data(as_text=True)
    assert policy.splitlines()[0] == f"log {key} compromised 3"
    assert len(policy.splitlines()) == 3
    assert "被盗" in client.get("/log").get_data(as_text=True)
