"""Words of homes under purchase limits."""

from typing import Any

from flask_babel import lazy_gettext as _l

_NOTHING = _l("Nothing was changed.")

#: The line of the check before publication.
CHECK = _l("The notice says what the purchase limit asks for")

REFUSALS: dict[str, tuple[Any, Any]] = {
    "not_a_home": (
        _l("Purchase limits concern immovables alone"),
        _NOTHING,
    ),
    "purchase_limit_unsaid": (
        _l("The notice does not speak of the purchase limit"),
        _l(
            "It says that bidders have to be qualified to buy and what follows if they are not: "
            "%(missing)s"
        ),
    ),
    "purchase_promise_missing": (
        _l("The promise to be qualified is missing"),
        _l(
            "This home is under purchase limits: whoever buys it, each joint buyer and the "
            "principal of an agent too, promises in writing to be qualified. Nothing was changed."
        ),
    ),
    "purchase_unlimited": (
        _l("This lot is under no purchase limit"),
        _l("Nothing has to be promised or proven. Nothing was changed."),
    ),
    "purchase_days_wrong": (
        _l("These days cannot be right"),
        _l("A proof speaks for days up to today, the first one first. Nothing was changed."),
    ),
    "purchase_proof_absent": (
        _l("The proof is missing"),
        _l("One PDF of at most five megabytes. Nothing was changed."),
    ),
    "purchase_proofs_too_many": (
        _l("There are enough proofs"),
        _l("At most ten for one person and lot. Nothing was changed."),
    ),
    "purchase_proof_over": (
        _l("No proof is taken any more"),
        _l(
            "Bidders hand proofs in until bidding ends, the buyer until the ruling. Nothing was "
            "changed."
        ),
    ),
    "purchase_proof_judged": (
        _l("This proof was judged already"),
        _l("Another paper is judged anew. Nothing was changed."),
    ),
    "purchase_unproven": (
        _l("The qualification to buy is not shown throughout"),
        _l(
            "No accepted proof speaks for %(day)s. Without it there is no ruling; the buyer may "
            "hand in another paper."
        ),
    ),
}

WORDING: dict[str, Any] = {
    "auction.purchase.limit_set": _l("Purchase limit of the draft: %(limit)s"),
    "auction.purchase.promised": _l("Somebody promised to be qualified to buy"),
    "auction.purchase.proof_given": _l("A proof of the qualification to buy came in"),
    "auction.purchase.read": _l("The court read proofs of the qualification to buy"),
    "auction.purchase.judged": _l("A proof of the qualification to buy was judged: %(reason)s"),
}
