"""Gather what is shown of a sale that is held elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app import lawbook
from app.kernel.calendar import local_date
from app.kernel.errors import NotFound
from app.kernel.facts import stamp
from app.lawbook.explain import Calculation, Step
from auction.messages.venues import STANDINGS
from auction.models import Lot, OutsideResult, OutsideState, VenuePlan
from auction.queries.venues import find_outside_result, list_outside_states, standing_plan
from auction.rules import articles
from auction.rules.commission import SCHEDULE
from auction.vocabulary import Outcome, Venue
from registry import facade as registry
from registry.vocabulary import AgencyKind


@dataclass(frozen=True)
class StateLine:
    """One state of a sale elsewhere with its source, its time and its proof."""

    row: OutsideState
    tag: tuple[str, str]


def states_of(lot: Lot) -> list[StateLine]:
    """Return what another platform stated of a sale, the newest first."""
    found = []
    for row in list_outside_states(lot.id):
        kind, words = STANDINGS[row.standing]
        found.append(StateLine(row, (kind, str(words))))
    return found


def states_on_wire(lot: Lot) -> dict[str, Any]:
    """Return the same for programs; nothing of a sale in this hall."""
    states = [
        {
            "source": row.platform,
            "state": row.standing.value,
            "stated_at": stamp(row.stated_at),
            "recorded_at": stamp(row.recorded_at),
            "closes_at": stamp(row.closes_at) if row.closes_at else None,
            "price": str(row.price) if row.price else None,
            "bids": row.bids,
            "evidence_sha256": row.evidence_sha256,
        }
        for row in list_outside_states(lot.id)
    ]
    return {"outside_states": states} if states else {}


@dataclass(frozen=True)
class ElsewhereView:
    """What everybody sees of a sale elsewhere: where, by whom, and how it ended."""

    plan: VenuePlan
    result: OutsideResult | None
    commission: Calculation | None
    #: Where it stood there, as that platform said, the newest first.
    states: Sequence[StateLine] = ()


def elsewhere_of(lot: Lot) -> ElsewhereView | None:
    """Return what is public of a sale elsewhere; nothing of one in this hall."""
    plan = standing_plan(lot)
    if plan is None:
        return None
    result = find_outside_result(lot.id)
    return ElsewhereView(plan, result, explained_commission(lot, result), states_of(lot))


def house_drawn(lot: Lot) -> registry.DrawView | None:
    """Return the draw of the auction house of a lot's asset, if there is one."""
    if lot.venue is not Venue.TRADITIONAL:
        return None
    try:
        return registry.draw_result(lot.asset_no, AgencyKind.AUCTION_HOUSE)
    except NotFound:
        return None


def explained_commission(lot: Lot, result: OutsideResult | None) -> Calculation | None:
    """Return what a house was paid, with the ceiling of art. 29 by its tiers."""
    if result is None or lot.venue is not Venue.TRADITIONAL:
        return None
    fen = result.commission.fen
    if result.outcome is Outcome.UNSOLD or result.price is None:
        step = Step("Nothing sold: the cost really spent, from the debtor", fen)
        return Calculation({"amount_fen": fen}, (articles.COMMISSION,), (), (step,))
    table, basis = lawbook.schedule(SCHEDULE, on=local_date(result.ended_at))
    ceiling, steps = table.charge(result.price, basis)
    steps = (*steps, Step("Greatest commission", ceiling.fen, "", basis))
    return Calculation({"amount_fen": fen}, (basis,), ("P1",), steps)
