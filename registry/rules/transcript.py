"""The transcript of a draw: every input, every derived value, and a digest of each field.

The digests let a checker that shares no code with us name the very field somebody touched.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from registry.rules.cjd1 import Inputs, Result, length_prefixed

FORMAT = "mingchui-draw-transcript/2"
#: Half a SHA-256 names a field; the digest over everything keeps all 32 bytes.
_LEAF_BYTES = 16


def canonical(value: Any) -> bytes:
    """Write JSON in one form only: keys sorted, no spaces, UTF-8."""
    return json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """Yield each plain value of a JSON tree with its path, empty lists and objects included."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value:
        for index, inner in enumerate(value):
            yield from leaves(inner, f"{path}[{index}]")
    else:
        yield path, value


def leaf_digest(path: str, value: Any) -> str:
    """Bind a value to its place in the transcript."""
    parts = (b"CJD1/leaf", path.encode(), canonical(value))
    return hashlib.sha256(b"".join(map(length_prefixed, parts))).digest()[:_LEAF_BYTES].hex()


def input_section(inputs: Inputs) -> dict[str, Any]:
    """Print what the seed was made of, under the names of the published test vectors."""
    return {
        "case_id": inputs.case_id,
        "round": inputs.round,
        "k": inputs.k,
        "policy_digest": inputs.policy_digest.hex(),
        "court_nonce": inputs.nonce.hex(),
        "external": [list(pair) for pair in inputs.external],
        "party": dict(inputs.party),
        "candidates": [
            {"id": ticket.id, "name": ticket.name, "w": ticket.weight} for ticket in inputs.tickets
        ],
    }


def result_section(result: Result) -> dict[str, Any]:
    """Print everything that follows from the inputs."""
    return {
        "commit": result.commit.hex(),
        "list_digest": result.list_digest.hex(),
        "seed": result.seed.hex(),
        "picks": [asdict(pick) for pick in result.picks],
        "order": list(result.order),
        "members": [asdict(member) for member in result.members],
        "agencies": list(result.agencies),
    }


def shared_tickets(groups: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """Print the tickets that more than one agency shares."""
    return [
        {"ticket": ticket, "members": list(members)}
        for ticket, members in sorted(groups.items())
        if len(members) > 1
    ]


def seal(body: dict[str, Any]) -> dict[str, Any]:
    """Add the digest of each field and the digest of the whole to a transcript's body."""
    return {
        **body,
        "fields": {path: leaf_digest(path, value) for path, value in leaves(body)},
        "transcript_digest": hashlib.sha256(canonical(body)).hexdigest(),
    }
