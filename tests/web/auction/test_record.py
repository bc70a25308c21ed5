"""Anybody takes the record of a lot home; an administrator who rewrites it is found out there."""

import base64
import io
import json
import zipfile
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from app.identity import vault
from app.store import db
from app.supervision.log import keys
from app.trail import merkle
from app.trail.merkle import leaf_hash
from app.trail.models import TrailEntry
from app.trail.notes import Checkpoint, Note
from app.trail.recorder import canonical
from tests.support.offline import check_lot
from tests.support.sales import CLOSES, OPENS, START, Sale
from tests.support.sealed import seal_all, tell
from tests.support.web import Client


@pytest.fixture
def sold(sale: Sale) -> Sale:
    """A flat sold to the second of two bids."""
    return sale.sold()


def record_of(client: Client, sale: Sale) -> bytes:
    answer = client.get(f"/api/v1/lots/{sale.lot_no}/record.zip")
    assert (answer.status_code, answer.mimetype) == (200, "application/zip")
    return answer.data


def rewrite(sale: Sale, name: str, **fields: Any) -> None:
    """Do what only an administrator can: write a fact anew, its digest with it."""
    stream = f"lot:{sale.lot_no}"
    query = db.select(TrailEntry).where(TrailEntry.stream == stream, TrailEntry.name == name)
    entry = db.session.scalars(query.order_by(TrailEntry.seq.desc())).first()
    assert entry is not None
    payload = {**entry.payload, **fields}
    at = json.loads(entry.body)["at"]
    body = canonical(name, stream, entry.seq, entry.actor, at, payload)
    known = {"id": entry.id, "body": body, "leaf": leaf_hash(body), "fact": json.dumps(payload)}
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(
            text(
                "UPDATE trail_entry SET body = :body, leaf_hash = :leaf,"
                " payload = CAST(:fact AS jsonb) WHERE id = :id"
            ),
            known,
        )


def test_the_record_is_public_whole_and_the_same_each_time(client: Client, sold: Sale) -> None:
    page = client.get(f"/lots/{sold.lot_no}").text
    record = record_of(client, sold)

    assert f"/api/v1/lots/{sold.lot_no}/record.zip" in page
    assert record == record_of(client, sold)
    with zipfile.ZipFile(io.BytesIO(record)) as archive:
        facts = [json.loads(line) for line in archive.read("entries.jsonl").splitlines()]
    assert [fact["name"].removeprefix("auction.") for fact in facts] == [
        *["lot.announced", "lot.opened", "bid.placed", "bid.placed", "lot.sold"],
        "confirmation.issued",
    ]
    assert sold.bidders["bidder1"][1].name not in record.decode("utf-8", "ignore")


def test_the_record_carries_its_proofs_in_the_sealed_log(client: Client, sold: Sale) -> None:
    before = record_of(client, sold)
    sealer = seal_all()
    tell(3)
    seal_all(sealer)

    record = record_of(client, sold)

    with zipfile.ZipFile(io.BytesIO(before)) as archive:
        assert archive.namelist() == ["entries.jsonl", "record.json"]
    with zipfile.ZipFile(io.BytesIO(record)) as archive:
        facts = archive.read("entries.jsonl").splitlines()
        proofs = [json.loads(line) for line in archive.read("log/proofs.jsonl").splitlines()]
        history = [json.loads(line) for line in archive.read("log/history.jsonl").splitlines()]
        note = Note.parse(archive.read("log/checkpoint.txt").decode())
    note.signer(keys.public_keys())
    newest = Checkpoint.parse(note.text)
    assert len(proofs) == len(facts)
    for fact, proof in zip(facts, proofs, strict=True):
        merkle.check_inclusion(
            leaf_hash(fact),
            index=proof["index"],
            size=newest.size,
            proof=decoded(proof["hashes"]),
            root=newest.root,
        )
    for item in history:
        older = Checkpoint.parse(Note.parse(item["note"]).text)
        merkle.check_consistency(
            old=older.size,
            old_root=older.root,
            new=newest.size,
            new_root=newest.root,
            proof=decoded(item["consistency"]),
        )
    assert history[-1]["note"] == str(note)
    assert record == record_of(client, sold)
    page = client.get(f"/lots/{sold.lot_no}").text
    assert base64.b64encode(newest.root).decode()[:20] in page.replace("&#43;", "+")


def test_a_fact_that_is_not_sealed_yet_has_no_proof_in_the_record(
    client: Client, sale: Sale
) -> None:
    sale.announced()
    seal_all()
    sale.tick(OPENS)

    with zipfile.ZipFile(io.BytesIO(record_of(client, sale))) as archive:
        lines = archive.read("log/proofs.jsonl").splitlines()

    assert lines[-1] == b"null"
    assert json.loads(lines[0])["hashes"]


def decoded(hashes: list[str]) -> list[bytes]:
    return [base64.b64decode(text) for text in hashes]


def test_nothing_is_handed_out_before_the_notice(client: Client, sale: Sale) -> None:
    sale.draft()

    assert client.get(f"/api/v1/lots/{sale.lot_no}/record.zip").status_code == 404
    assert client.get("/api/v1/lots/L-none/record.zip").status_code == 404


#: What is rewritten, in a fact of which name, and what the checker calls it.
REWRITTEN = [
    ("auction.bid.placed", {"price": str(START.fen + 1)}, "ladder"),
    ("auction.bid.placed", {"closes_at": "2026-04-21T03:00:00.000000Z"}, "end_of_bidding"),
    ("auction.lot.sold", {"paddle": "ZZZZ"}, "winner"),
    ("auction.lot.announced", {"start_price": str(START.fen + 1)}, "ladder"),
    ("auction.confirmation.issued", {"price": str(START.fen)}, "confirmation"),
]


@pytest.mark.parametrize(("name", "fields", "failure"), REWRITTEN)
def test_a_rewritten_fact_is_named(
    client: Client, sold: Sale, tmp_path: Path, name: str, fields: dict[str, Any], failure: str
) -> None:
    assert check_lot(tmp_path, record_of(client, sold))[0] == 0
    rewrite(sold, name, **fields)

    status, lines = check_lot(tmp_path, record_of(client, sold))
    assert (status, lines[0].split()[:2]) == (1, ["FAIL", failure])


def test_a_record_rewritten_as_a_whole_breaks_the_receipt(
    client: Client, sold: Sale, tmp_path: Path
) -> None:
    late = sold.bid("bidder2", START.fen * 2, CLOSES + timedelta(hours=1))
    assert late["outcome"] == "late"
    receipts = [
        row.receipt for row in db.session.execute(text("SELECT receipt FROM auction_attempt"))
    ]
    assert len(receipts) == 3
    assert check_lot(tmp_path, record_of(client, sold), receipts, vault.public_key())[0] == 0
    forged = {**receipts[0], "receipt": {**receipts[0]["receipt"], "id": "forged"}}
    status, lines = check_lot(tmp_path, record_of(client, sold), [forged], vault.public_key())
    assert (status, lines[0].split()[1]) == (1, "signature_wrong")

    # The buyer's name in the bid and in the result alike: the rules hold, the receipts do not.
    for name in ("auction.bid.placed", "auction.lot.sold", "auction.confirmation.issued"):
        rewrite(sold, name, paddle="ZZZZ")
    assert check_lot(tmp_path, record_of(client, sold))[0] == 0
    status, lines = check_lot(tmp_path, record_of(client, sold), receipts)
    assert (status, lines[0].split()[1]) == (1, "receipt_broken")
