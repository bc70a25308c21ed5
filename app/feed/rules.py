"""What the feed tells, where a reader stands in it, and how it is written (CloudEvents 1.0)."""

import base64
import binascii
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from app.feed.carried import CARRIED
from app.kernel.errors import Refusal
from app.kernel.facts import Audience

#: What the type of an event begins with; the name of the fact follows.
TYPE_PREFIX = "mingchui."
_CURSOR = re.compile(r"1\.(0|[1-9][0-9]{0,18})\.(0|[1-9][0-9]{0,18})", re.ASCII)
_BIGINT_MAX = 2**63 - 1

#: Parts of the platform whose facts are about accounts alone; none leaves by the feed of a court.
WITHHELD_PARTS = ("identity.",)


@dataclass(frozen=True, order=True)
class Position:
    """A place in the feed: after this fact, in the order of transactions and of numbers."""

    xid: int
    entry_id: int


START = Position(0, 0)


def cursor_of(position: Position) -> str:
    """Write a position as the opaque text that a reader keeps and gives back."""
    text = f"1.{position.xid}.{position.entry_id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def position_of(cursor: str) -> Position:
    """Read a cursor; nothing is the very beginning.

    Raises Refusal(bad_cursor) for a text that no feed of ours wrote.
    """
    if not cursor:
        return START
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        text = base64.b64decode(padded, altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        raise _bad_cursor() from None
    found = _CURSOR.fullmatch(text)
    numbers = [int(number) for number in found.groups()] if found else []
    if not numbers or max(numbers) > _BIGINT_MAX or cursor_of(Position(*numbers)) != cursor:
        raise _bad_cursor()
    return Position(*numbers)


def _bad_cursor() -> Refusal:
    return Refusal("bad_cursor", fields={"after": ["bad_cursor"]}, status=400)


def told(payload: Mapping[str, Any], audience: Audience) -> tuple[dict[str, Any], list[str]]:
    """Return the fields of a fact that the feed carries, and the names of those it keeps back.

    A public fact goes out whole: it holds paddles, never identities.
    """
    if audience is Audience.PUBLIC:
        return dict(payload), []
    kept = sorted(name for name in payload if name not in CARRIED)
    return {name: value for name, value in payload.items() if name in CARRIED}, kept


def fact_names(types: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return the names of facts behind event types, with or without the prefix.

    Raises Refusal(unknown_event_type) for a type that no fact has.
    """
    names = [item.removeprefix(TYPE_PREFIX) for item in types if item]
    strange = sorted(set(names) - set(known))
    if strange:
        raise Refusal(
            "unknown_event_type",
            params={"types": ", ".join(strange)[:200]},
            fields={"types": ["unknown_event_type"]},
            status=400,
        )
    return names


def cloud_event(
    *,
    entry_id: int,
    name: str,
    stream: str,
    seq: int,
    at: str,
    audience: Audience,
    payload: Mapping[str, Any],
    leaf_hash: bytes,
    position: Position,
    site: str,
) -> dict[str, Any]:
    """Return a fact as a CloudEvents 1.0 object in its JSON form.

    ``leafhash`` finds a public fact in the sealed record again. A fact that lost fields on its
    way has none: a digest over few possible names would tell the name.
    """
    fields, withheld = told(payload, audience)
    event: dict[str, Any] = {
        "specversion": "1.0",
        "id": str(entry_id),
        "source": f"{site}/api/v1/feed",
        "type": f"{TYPE_PREFIX}{name}",
        "subject": stream,
        "time": at,
        "datacontenttype": "application/json",
        "dataschema": f"{site}/api/v1/feed/schemas/{name}.json",
        "streamseq": seq,
        "audience": audience.value,
        "cursor": cursor_of(position),
    }
    if audience is Audience.PUBLIC:
        event["leafhash"] = leaf_hash.hex()
    if withheld:
        event["withheld"] = ",".join(withheld)
    event["data"] = fields
    return event
