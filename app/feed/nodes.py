"""Nodes of cases on their way out: what happened here, and what was handed in."""

from collections.abc import Mapping
from typing import Any

from app.feed.facts import NodeHandedIn
from app.feed.rules import Position, cursor_of
from app.kernel.facts import stamp
from app.trail.models import TrailEntry
from app.web.modules import loaded

#: What tells to which thing of the case a node belongs.
_ABOUT = ("asset_no", "lot", "appraisal_no", "no")


def node_facts() -> Mapping[str, str]:
    """Return which fact of which name is which node."""
    return {name: node for module in loaded() for name, node in module.nodes.items()}


def node_on_wire(entry: TrailEntry) -> dict[str, Any]:
    """Return a node as other systems read it; the moment is when it happened."""
    payload = entry.payload
    is_handed_in = entry.name == NodeHandedIn.name
    return {
        "id": str(entry.id),
        "case_number": entry.case_number,
        "node": payload["node"] if is_handed_in else node_facts()[entry.name],
        "at": payload["happened_at"] if is_handed_in else stamp(entry.at),
        "source": "case_system" if is_handed_in else "mingchui",
        "reference": payload["reference"] if is_handed_in else None,
        "about": {key: payload[key] for key in _ABOUT if key in payload},
        "cursor": cursor_of(Position(entry.xid, entry.id)),
    }
