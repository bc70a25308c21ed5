"""Entries of the record as events, in the one byte form in which they leave."""

import json
from collections.abc import Iterable
from typing import Any

from flask import current_app

from app.feed.rules import Position, cloud_event
from app.kernel.facts import stamp
from app.trail.models import TrailEntry

#: A page of events as the JSON batch of CloudEvents.
BATCH = "application/cloudevents-batch+json"


def site() -> str:
    """Return the public address of the platform, the source of its events."""
    return str(current_app.config["PUBLIC_URL"])


def events_of(entries: Iterable[TrailEntry]) -> list[dict[str, Any]]:
    """Return facts as CloudEvents, in their order."""
    return [
        cloud_event(
            entry_id=entry.id,
            name=entry.name,
            stream=entry.stream,
            seq=entry.seq,
            at=stamp(entry.at),
            audience=entry.audience,
            payload=entry.payload,
            leaf_hash=entry.leaf_hash,
            position=Position(entry.xid, entry.id),
            site=site(),
        )
        for entry in entries
    ]


def encoded(content: Any) -> bytes:
    """Return JSON with its keys in order and Chinese readable: the same facts, the same bytes."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
