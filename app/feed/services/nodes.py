"""Take in nodes of the court's cases from its case system (items 15 to 18 of the notice)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.feed.facts import NodeHandedIn
from app.feed.models import HandedInNode, SystemToken
from app.feed.vocabulary import HANDED_IN, CaseNode
from app.kernel.actors import Actor
from app.kernel.errors import Refusal
from app.kernel.facts import stamp
from app.store import db, unit_of_work
from app.store.locks import lock_names
from app.web.modules import court_book

#: How many nodes one request brings at most.
NODES_MAX = 1000
#: By how much the clocks of two systems may differ.
CLOCKS_DIFFER = timedelta(minutes=5)


@dataclass(frozen=True)
class Node:
    """One line as it was handed in."""

    case_number: str
    node: str
    at: datetime
    reference: str


@dataclass(frozen=True)
class Taken:
    """How many nodes are new, and how many were known already."""

    new: int
    known: int


def actor_of(token: SystemToken) -> Actor:
    """Return the system behind a token as the one who acts."""
    return Actor(
        person_id=None,
        account=f"token-{token.id}",
        name=token.name,
        court_id=token.court_id,
        kind="token",
    )


def take_nodes(nodes: Sequence[Node], *, token: SystemToken, at: datetime) -> Taken:
    """Write down nodes of the court's cases: all of them, or none if one has a fault.

    What is known already, the same under the same reference, is counted and not written again.

    Raises Refusal(nodes_refused) whose ``fields`` name the fault of each line, too_many_nodes.
    """
    if len(nodes) > NODES_MAX:
        raise Refusal("too_many_nodes", params={"most": NODES_MAX}, status=413)
    with unit_of_work() as work:
        lock_names(f"feed-nodes:{token.court_id}")
        read = [_read(node) for node in nodes]
        theirs = _cases_of(token.court_id, [one.case_number for one in read])
        known = _known(token.court_id, [one.reference for one in read])
        faults: dict[str, Any] = {}
        new: dict[str, Node] = {}
        for line, one in enumerate(read, 1):
            fault = _fault(one, theirs, known, new, at)
            if fault:
                faults[f"nodes.{line}"] = [fault]
            elif one.reference not in known:
                new[one.reference] = one
        if faults:
            raise Refusal("nodes_refused", params={"count": len(faults)}, fields=faults)
        for one in new.values():
            db.session.add(_row(one, token, at))
            fact = NodeHandedIn(
                case_number=one.case_number,
                node=one.node,
                happened_at=stamp(one.at),
                reference=one.reference,
            )
            work.record(fact, actor=actor_of(token), at=at)
    return Taken(new=len(new), known=len(nodes) - len(new))


def _read(node: Node) -> Node:
    """Return a line with its case number in the one form that the books keep."""
    try:
        number = court_book().canonical_number(node.case_number)
    except Refusal:
        number = node.case_number
    return Node(number, node.node.strip(), node.at, node.reference.strip())


def _cases_of(court_id: int, numbers: Sequence[str]) -> set[str]:
    cases = court_book().case_numbers(court_id).subquery()
    (number,) = cases.c
    return set(db.session.scalars(select(number).where(number.in_(numbers))))


def _known(court_id: int, references: Sequence[str]) -> dict[str, Node]:
    rows = db.session.scalars(
        select(HandedInNode).where(
            HandedInNode.court_id == court_id, HandedInNode.reference.in_(references)
        )
    )
    return {
        row.reference: Node(row.case_number, row.node.value, row.happened_at, row.reference)
        for row in rows
    }


def _fault(
    one: Node, theirs: set[str], known: dict[str, Node], new: dict[str, Node], at: datetime
) -> str | None:
    """Return the code of what is wrong with a line, or None."""
    if one.node not in {node.value for node in HANDED_IN}:
        return "node_unknown"
    if one.case_number not in theirs:
        return "node_of_other_case"
    if one.at > at + CLOCKS_DIFFER:
        return "node_from_future"
    earlier = known.get(one.reference) or new.get(one.reference)
    if earlier is not None and earlier != one:
        return "node_changed"
    return None


def _row(one: Node, token: SystemToken, at: datetime) -> HandedInNode:
    return HandedInNode(
        court_id=token.court_id,
        case_number=one.case_number,
        node=CaseNode(one.node),
        happened_at=one.at,
        reference=one.reference,
        token_id=token.id,
        taken_at=at,
    )
