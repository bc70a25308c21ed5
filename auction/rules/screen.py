"""The law of the screen: old screen + facts = new screen, as static/js/auction/screen.js has it.

A screen is what the public sees of a lot: the fields of ``services.snapshots.take_snapshot``.
"""

from collections.abc import Mapping, Sequence
from typing import Any

#: A screen holds so many bids; the older ones are read page by page.
BIDS_SHOWN = 500

Screen = Mapping[str, Any]
#: A public fact as clients read it: ``seq``, ``name``, ``at`` and its own fields.
WireFact = Mapping[str, Any]

#: Where a lot stands after a fact; a fact that names its own ``state`` goes before.
STATES = {
    "auction.lot.announced": "announced",
    "auction.lot.opened": "open",
    "auction.lot.suspended": "suspended",
    "auction.lot.stayed": "stayed",
    "auction.lot.resumed": "open",
    "auction.lot.sold": "sold",
    "auction.lot.unsold": "unsold",
    "auction.lot.offered_in_kind": "in_kind_offered",
    "auction.lot.offer_closed": "unsold",
    "auction.lot.taken_in_kind": "in_kind",
    "auction.lot.managed": "managed",
    "auction.lot.returned": "returned",
    "auction.lot.approval_asked": "awaiting_approval",
    "auction.lot.paid": "paid",
    "auction.lot.buyer_proven": "qualified",
    "auction.lot.ruled": "ruled",
    "auction.lot.handed_over": "handed_over",
    "auction.lot.self_disposal_allowed": "self_disposal",
    "auction.lot.self_disposal_lapsed": "unsold",
    "auction.lot.self_disposed": "self_disposed",
    "auction.lot.settled": "settled",
    "auction.lot.defaulted": "defaulted",
    "auction.lot.withdrawn": "withdrawn",
    "auction.lot.stopped": "stopped",
    "auction.lot.stopped_covered": "stopped",
    "auction.lot.annulled": "annulled",
}
#: Facts that say anew when bidding opens and ends.
_TIMED = frozenset({*STATES, "auction.notice.corrected"})
_TERMS = ("start_price", "bid_step")


def blank_screen(lot_no: str) -> dict[str, Any]:
    """Return the screen of a lot before its notice: what a replay begins with."""
    return {
        "lot": lot_no, "state": "draft", "seq": 0, "price": None, "paddle": None,
        "start_price": None, "bid_step": None, "opens_at": None, "closes_at": None,
        "extensions": 0, "bids": [], "bid_count": 0, "server_time": None,
    }  # fmt: skip


def apply_fact(screen: Screen, fact: WireFact) -> Screen:
    """Return the screen after one fact; a fact the screen has already seen changes nothing."""
    if fact["seq"] <= screen["seq"]:
        return screen
    name = fact["name"]
    after = dict(screen)
    if name == "auction.bid.placed":
        _take_bid(after, fact)
    elif name == "auction.lot.extended":
        _take_extension(after, fact)
    elif name in STATES:
        after["state"] = fact.get("state") or STATES[name]
    if name in _TIMED and fact.get("opens_at"):
        after["opens_at"] = fact["opens_at"]
    if (name in _TIMED or name == "auction.lot.contested") and fact.get("closes_at"):
        after["closes_at"] = fact["closes_at"]
    if name == "auction.lot.announced":
        after.update({term: fact[term] for term in _TERMS if fact.get(term)})
    if name == "auction.lot.sold":
        # A sale held elsewhere has a price without a bid made here.
        after.update(price=fact["price"], paddle=fact["paddle"])
    after["seq"] = fact["seq"]
    return after


def _take_bid(screen: dict[str, Any], fact: WireFact) -> None:
    bid = {
        "seq": fact["bid_seq"],
        "paddle": fact["paddle"],
        "amount": fact["price"],
        "at": fact["received_at"],
        "kind": fact["kind"],
        "extended": False,
    }
    screen.update(
        price=fact["price"],
        paddle=fact["paddle"],
        closes_at=fact["closes_at"],
        extensions=fact["extensions"],
        bid_count=fact["bid_seq"],
        bids=[*screen["bids"], bid][-BIDS_SHOWN:],
    )


def _take_extension(screen: dict[str, Any], fact: WireFact) -> None:
    screen.update(
        bids=[
            {**bid, "extended": True} if bid["seq"] == fact["bid_seq"] else bid
            for bid in screen["bids"]
        ],
        closes_at=fact["closes_at"],
        extensions=fact["extensions"],
    )


def moment_of(fact: WireFact) -> str:
    """Return when a fact counts: a bid from the moment it entered the platform (18号 art. 20)."""
    moment: str = fact.get("received_at") or fact["at"]
    return moment


def screen_at(screen: Screen, facts: Sequence[WireFact], until: str) -> Screen:
    """Return the screen as it was at a moment (RFC 3339 UTC with microseconds, as all stamps)."""
    for fact in facts:
        if moment_of(fact) > until:
            break
        screen = apply_fact(screen, fact)
    return screen
