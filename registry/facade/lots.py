"""Lots among equals, drawn by CJD-1 where no agency is chosen: anybody can draw them again."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from registry.rules import cjd1
from registry.rules.transcript import canonical, input_section, result_section, seal

FORMAT = "mingchui-lots-transcript/1"
NONCE_BYTES = cjd1.NONCE_BYTES


@dataclass(frozen=True)
class DrawnLots:
    """The order that was drawn, and the transcript by which it can be drawn again."""

    order: tuple[str, ...]
    transcript: dict[str, Any]


def commitment(nonce: bytes) -> str:
    """Return what is published before anybody hands in a string: 64 hex digits."""
    return cjd1.commit_of(nonce).hex()


def draw_lots(
    *,
    case_id: str,
    round_: int,
    names: Mapping[str, str],
    strings: Mapping[str, str],
    nonce: bytes,
    policy: str,
) -> DrawnLots:
    """Draw an order of all who are named, from the court's nonce and everybody's own string.

    Args:
        case_id: what is drawn for; with ``round_`` it makes each draw one of its own.
        names: the tickets, by id; each has one chance.
        strings: what a holder of a ticket handed in, by id; those who gave none are left out.
        nonce: the 32 bytes whose commitment was published before the first string.
        policy: the rule that lots are drawn by, such as P65.
    """
    rules: dict[str, Any] = {"id": policy, "k": len(names)}
    inputs = cjd1.Inputs(
        case_id=case_id,
        round=round_,
        k=len(names),
        policy_digest=hashlib.sha256(canonical(rules)).digest(),
        nonce=nonce,
        external=(),
        party={giver: text for giver, text in strings.items() if giver in names and text},
        tickets=cjd1.sorted_tickets([cjd1.Ticket(id_, name) for id_, name in names.items()]),
    )
    result = cjd1.draw(inputs)
    body = {
        "format": FORMAT,
        "scheme": "CJD-1",
        "policy": rules,
        "input": input_section(inputs),
        "result": result_section(result),
    }
    return DrawnLots(result.order, seal(body))
