"""The words of the hall: the same sentences for the printed page and for its scripts."""

from typing import Any

from flask_babel import gettext as _

from auction.messages import PHASES
from auction.services.snapshots import Snapshot
from auction.vocabulary import Phase


def state_line(phase: Phase, kind: str, paddle: str | None, snapshot: Snapshot) -> tuple[str, str]:
    """Return how the reader stands, as a kind of tag and a sentence."""
    words = texts_of_hall()["state"]
    if phase is not Phase.BIDDING:
        key = phase.value
        if phase is Phase.SOLD and paddle is not None:
            key = "won" if snapshot["paddle"] == paddle else "lost"
    elif kind != "bidder":
        key = kind
    elif snapshot["paddle"] == paddle:
        key = "leading"
    else:
        has_bid = any(bid["paddle"] == paddle for bid in snapshot["bids"])
        key = "outbid" if has_bid else "silent"
    return _KINDS.get(key, "neutral"), words[key]


_KINDS = {
    "leading": "success",
    "outbid": "danger",
    "silent": "info",
    "won": "success",
    "suspended": "paused",
    "closing": "waiting",
    "upcoming": "upcoming",
}


def clock_labels() -> dict[str, str]:
    """Return what stands above the clock in each phase."""
    ended = dict.fromkeys((Phase.SOLD, Phase.UNSOLD, Phase.ANNULLED, Phase.WITHDRAWN), _("Ended"))
    running = dict.fromkeys((Phase.BIDDING, Phase.CLOSING), _("Ends in"))
    still = {Phase.UPCOMING: _("Opens in"), Phase.SUSPENDED: _("The clock stands still")}
    return {phase.value: words for phase, words in (ended | running | still).items()}


def _states() -> dict[str, str]:
    return {
        "leading": _("You lead"),
        "outbid": _("You have been outbid"),
        "silent": _("You have not bid yet"),
        "visitor": _("Sign in to take part; everybody may watch"),
        "outsider": _("You are not enrolled; you may watch"),
        "waiting": _("Your deposit has not arrived; you may watch"),
        "staff": _("You watch; the hall shows paddles only"),
        "upcoming": _("Bidding has not begun"),
        "closing": _("Time is up; bids that came in before it are being counted"),
        "suspended": _("The court has suspended bidding; the clock stands still"),
        "sold": _("Bidding has ended: sold"),
        "won": _("Bidding has ended: you are the buyer"),
        "lost": _("Bidding has ended: another bidder bought"),
        "annulled": _("The sale was annulled"),
        "unsold": _("Bidding has ended without a bid"),
        "withdrawn": _("The lot was withdrawn"),
    }


def texts_of_hall() -> dict[str, Any]:
    """Return every sentence the scripts of the hall may say, in the reader's language."""
    return {
        "state": _states(),
        "kinds": _KINDS,
        "phases": {phase.value: str(words) for phase, (_kind, words) in PHASES.items()},
        "tags": {phase.value: kind for phase, (kind, _words) in PHASES.items()},
        "yuan": _("yuan"),
        "current": _("Current price"),
        "connected": _("Connected"),
        "broken": _("Disconnected"),
        "polling": _("No live connection; the page asks every three seconds"),
        "clock_labels": clock_labels(),
        "clock": _(
            "%(offset)s ms from the court's time · round trip %(round)s ms",
            offset="{offset}",
            round="{round}",
        ),
        "clock_far": _(
            "This device's clock is far from the court's, which alone counts · "
            "round trip %(round)s ms",
            round="{round}",
        ),
        "updated": _("updated %(seconds)s s ago", seconds="{seconds}"),
        "extension": _("Extension %(number)s, ends at %(time)s", number="{number}", time="{time}"),
        "all_extensions": _("All %(count)s extensions", count="{count}"),
        "missed": _("While you were away, %(count)s bids were made.", count="{count}"),
        "confirm": _("Confirm: bid %(amount)s yuan", amount="{amount}"),
        "pending": _("Sending your bid of %(amount)s yuan", amount="{amount}"),
        "unknown": _(
            "No answer yet for %(amount)s yuan. It is asked for again with the same "
            "number: it will count once at most.",
            amount="{amount}",
        ),
        "accepted": _(
            "Accepted: your bid of %(amount)s yuan is number %(seq)s and leads.",
            amount="{amount}",
            seq="{seq}",
        ),
        "accepted_short": _("Accepted, number %(seq)s", seq="{seq}"),
        "receipt": _("Receipt"),
        "match": _("Buy at the same price"),
        "start": _("Start price"),
        "offline": _("Disconnected: you cannot bid"),
        "below": _("The least you can bid now is %(amount)s yuan.", amount="{amount}"),
        "off_step": _("Bids climb in whole steps: the next is %(amount)s yuan.", amount="{amount}"),
        "bad_amount": _("This is not an amount."),
        "guard": _(
            "This is %(times)s times the least amount. Tick the box if you mean it.",
            times="{times}",
        ),
        "self_raise": _("You lead already: this raises your own bid."),
        "summary": _(
            "Price %(price)s yuan, paddle %(paddle)s, %(count)s bids.",
            price="{price}",
            paddle="{paddle}",
            count="{count}",
        ),
        "extended": _("extended"),
        "priority": _("priority"),
        "you": _("you"),
        "step": _("+%(count)s steps", count="{count}"),
        "signed_out": _("Your sign-in has ended. Sign in again to bid."),
    }
