"""Words of what has a last day in a sale."""

from typing import Any

from flask_babel import lazy_gettext as _l

from auction.messages.handover import STEPS

DUE_DAYS: dict[str, Any] = {
    "lot_price_valid": _l("The reference price runs out"),
    "lot_notice": _l("The notice has to be out"),
    "lot_opens": _l("Bidding opens"),
    "lot_closes": _l("Bidding closes"),
    "lot_resume": _l("The sale goes on"),
    "lot_price": _l("The price is paid in full"),
    "lot_ruling": _l("The ruling is served"),
    "lot_handover": _l("The property changes hands"),
    **{f"lot_{step.value}": words for step, words in STEPS.items()},
    "lot_plan": _l("The plan of distribution is approved"),
    "lot_top_up": _l("The buyer in default tops up"),
    "lot_self_disposal": _l("The debtor sells"),
    "lot_creditors": _l("The creditors answer"),
    "lot_in_kind_top_up": _l("A creditor tops up"),
    "lot_next_notice": _l("The next notice is published"),
}

#: As the timeline names a step of a lot.
WORDING: dict[str, Any] = {f"kind.{code}": words for code, words in DUE_DAYS.items()}
