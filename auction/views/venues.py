"""Gather what is shown of a sale that is held elsewhere."""

from dataclasses import dataclass

from app import lawbook
from app.kernel.calendar import local_date
from app.kernel.errors import NotFound
from app.lawbook.explain import Calculation, Step
from auction.models import Lot, OutsideResult, VenuePlan
from auction.queries.venues import find_outside_result, standing_plan
from auction.rules import articles
from auction.rules.commission import SCHEDULE
from auction.vocabulary import Outcome, Venue
from registry import facade as registry
from registry.vocabulary import AgencyKind


@dataclass(frozen=True)
class ElsewhereView:
    """What everybody sees of a sale elsewhere: where, by whom, and how it ended."""

    plan: VenuePlan
    result: OutsideResult | None
    commission: Calculation | None


def elsewhere_of(lot: Lot) -> ElsewhereView | None:
    """Return what is public of a sale elsewhere; nothing of one in this hall."""
    plan = standing_plan(lot)
    if plan is None:
        return None
    result = find_outside_result(lot.id)
    return ElsewhereView(plan, result, explained_commission(lot, result))


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
