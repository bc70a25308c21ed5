"""The record as a file that is checked without us: facts as they were written, sealed as they are.

A lot's record carries its proofs in the newest checkpoint; the whole log goes into one file, with
the bytes of public facts and the leaves of all others (docs/log.md).
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from typing import Any, BinaryIO

from sqlalchemy import select

from app.kernel.facts import Audience
from app.store.db import db
from app.trail import log_reading, merkle
from app.trail.log_models import LogCheckpoint, LogLeaf
from app.trail.models import TrailEntry
from app.trail.stored_tree import StoredTree

FORMAT = "mingchui-record/1"
#: What goes into an archive has one age, so that the same facts are the same bytes.
_AGE = (2016, 1, 1, 0, 0, 0)
#: Checkpoints that travel with a record at most.
HISTORY_MAX = 60


def record_zip(stream: str) -> bytes:
    """Return the record of a stream that holds public facts only.

    ``entries.jsonl`` has one fact a line, byte for byte what was hashed when it was written;
    ``record.json`` counts them and binds them by the root of their tree (RFC 6962); ``log/`` has
    the proofs of the sealed log. The same facts under the same checkpoint are the same bytes.
    """
    rows = db.session.execute(
        select(TrailEntry.body, TrailEntry.leaf_hash, LogLeaf.idx)
        .outerjoin(LogLeaf, LogLeaf.entry_id == TrailEntry.id)
        .where(TrailEntry.stream == stream, TrailEntry.audience == Audience.PUBLIC)
        .order_by(TrailEntry.seq)
    ).all()
    head = {
        "entries": len(rows),
        "format": FORMAT,
        **({} if merkle.hash_name() == "sha256" else {"hash": merkle.hash_name()}),
        "root": merkle.tree_root([row.leaf_hash for row in rows]).hex(),
        "stream": stream,
    }
    files = {
        "entries.jsonl": b"".join(row.body + b"\n" for row in rows),
        "record.json": json.dumps(head, ensure_ascii=False, indent=1).encode() + b"\n",
        **_sealed(rows),
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(_member(name), content)
    return target.getvalue()


def _member(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _AGE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _sealed(rows: Sequence[Any]) -> Mapping[str, bytes]:
    """Return the part of a record that the sealed log proves; nothing before the first seal."""
    places = [row.idx for row in rows if row.idx is not None]
    checkpoint = log_reading.best_checkpoint(max(places) + 1) if places else None
    if checkpoint is None:
        return {}
    tree = StoredTree()
    proofs: list[dict[str, Any] | None] = []
    for row in rows:
        if row.idx is None:
            proofs.append(None)
            continue
        hashes = log_reading.encoded(tree.inclusion(row.idx, checkpoint.size))
        proofs.append({"index": row.idx, "hashes": hashes})
    return {
        "log/checkpoint.txt": str(log_reading.full_note(checkpoint)).encode(),
        "log/proofs.jsonl": _lines(proofs),
        "log/history.jsonl": _history(checkpoint, min(places) + 1, max(places) + 1),
    }


def _history(checkpoint: LogCheckpoint, first: int, last: int) -> bytes:
    return _lines(log_reading.history(first, last, newest=checkpoint.size, most=HISTORY_MAX))


def _lines(items: Sequence[Any]) -> bytes:
    return b"".join(
        json.dumps(item, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
        for item in items
    )


def log_zip(target: BinaryIO, checkpoint: LogCheckpoint) -> int:
    """Write the whole log under a checkpoint into a file; return how many entries it has.

    Public facts come with their bytes, all others as the leaf alone.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open(_member("entries.jsonl"), "w", force_zip64=True) as written:
            for first in range(0, checkpoint.size, log_reading.ENTRIES_MAX):
                end = min(first + log_reading.ENTRIES_MAX, checkpoint.size)
                found = log_reading.list_entries(first, end)
                written.write(_lines([entry.plain() for entry in found]))
        note = str(log_reading.full_note(checkpoint))
        archive.writestr(_member("checkpoint.txt"), note)
        archive.writestr(_member("history.jsonl"), _history(checkpoint, 1, checkpoint.size))
    return checkpoint.size
