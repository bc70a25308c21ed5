"""A public stream as a file that is checked without us: its facts as they were written."""

import io
import json
import zipfile

from sqlalchemy import select

from app.kernel.facts import Audience
from app.store.db import db
from app.trail.merkle import tree_root
from app.trail.models import TrailEntry

FORMAT = "mingchui-record/1"
#: What goes into an archive has one age, so that the same facts are the same bytes.
_AGE = (2016, 1, 1, 0, 0, 0)


def record_zip(stream: str) -> bytes:
    """Return the record of a stream that holds public facts only: the same facts, the same bytes.

    ``entries.jsonl`` has one fact a line, byte for byte what was hashed when it was written;
    ``record.json`` counts them and binds them by the root of their tree (RFC 6962).
    """
    rows = db.session.execute(
        select(TrailEntry.body, TrailEntry.leaf_hash)
        .where(TrailEntry.stream == stream, TrailEntry.audience == Audience.PUBLIC)
        .order_by(TrailEntry.seq)
    ).all()
    head = {
        "entries": len(rows),
        "format": FORMAT,
        "root": tree_root([row.leaf_hash for row in rows]).hex(),
        "stream": stream,
    }
    files = {
        "entries.jsonl": b"".join(row.body + b"\n" for row in rows),
        "record.json": json.dumps(head, ensure_ascii=False, indent=1).encode() + b"\n",
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, _AGE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return target.getvalue()
