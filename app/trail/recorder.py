"""Write facts: canonical bytes, place in the stream, leaf hash."""

import json
import secrets
from collections import Counter
from collections.abc import Mapping
from typing import Any

import rfc8785
from sqlalchemy import insert, text

from app.kernel.facts import Audience, plain, stamp
from app.store.db import db
from app.store.work import Recorded, set_recorder
from app.trail.merkle import leaf_hash
from app.trail.models import TrailEntry

VERSION = 1
SALT_BYTES = 16


def _take_places(counts: Mapping[str, int]) -> dict[str, int]:
    """Reserve places in each stream and return the first of each.

    One statement for all, its rows in one order, so that two writers never wait for each other
    crosswise.
    """
    taken = db.session.execute(
        text(
            "INSERT INTO trail_stream (name, last_seq) "
            "SELECT name, places FROM unnest(CAST(:names AS text[]), CAST(:counts AS bigint[])) "
            "AS wanted (name, places) ORDER BY name "
            "ON CONFLICT (name) DO UPDATE SET last_seq = trail_stream.last_seq + excluded.last_seq "
            "RETURNING name, last_seq"
        ),
        {"names": list(counts), "counts": list(counts.values())},
    )
    return {name: last - counts[name] + 1 for name, last in taken}


def canonical(
    name: str,
    stream: str,
    seq: int,
    actor: str,
    at: str,
    fields: dict[str, Any],
    *,
    salt: str = "",
) -> bytes:
    """Return the one byte form of a fact (RFC 8785, NFC, no floats)."""
    salted = {"salt": salt} if salt else {}
    return rfc8785.dumps(
        {
            "v": VERSION,
            "name": name,
            "stream": stream,
            "seq": seq,
            "actor": actor,
            "at": at,
            "fact": fields,
            **salted,
        }
    )


def fresh_salt(audience: Audience) -> str:
    """Return what keeps the leaf of a fact from being guessed; nothing for a public one.

    The log publishes every leaf at once. All else in the body of an enrollment can be tried out -
    lot, number, the microsecond - and whoever found it would count the bidders before the end
    (18号 art. 18, P87).
    """
    return "" if audience is Audience.PUBLIC else secrets.token_hex(SALT_BYTES)


def salt_of(body: bytes) -> str:
    """Return the salt in the bytes of a fact; none where there is none, or no fact."""
    try:
        found = json.loads(body)
    except ValueError:
        return ""
    return str(found.get("salt", "")) if isinstance(found, dict) else ""


def write(recorded: list[Recorded]) -> None:
    """Append facts in the order they were recorded, each in its own stream."""
    counts = Counter(fact.stream() for fact, _, _ in recorded)
    places = _take_places(counts)
    rows = []
    for fact, actor, at in recorded:
        stream, fields = fact.stream(), fact.body()
        seq = places[stream]
        places[stream] += 1
        label = plain(actor.label)
        salt = fresh_salt(fact.audience)
        body = canonical(fact.name, stream, seq, label, stamp(at), fields, salt=salt)
        rows.append(
            {
                "stream": stream,
                "seq": seq,
                "name": fact.name,
                "audience": fact.audience,
                "court_id": actor.court_id,
                "case_number": fields.get("case_number"),
                "actor": label,
                "at": at,
                "body": body,
                "leaf_hash": leaf_hash(body),
                "payload": fields,
            }
        )
    db.session.execute(insert(TrailEntry), rows)


set_recorder(write)
