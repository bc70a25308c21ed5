"""Words of property taken in kind, managed or given back."""

from typing import Any

from flask_babel import lazy_gettext as _l

_NOTHING = _l("Nothing was changed.")

REFUSALS: dict[str, tuple[Any, Any]] = {
    "not_a_creditor": (
        _l("Only a creditor of the case takes the property in kind"),
        _NOTHING,
    ),
    "offer_over": (
        _l("The days to answer are over"),
        _l("The creditors were ranked or the time has passed. Nothing was changed."),
    ),
    "offer_still_open": (
        _l("The creditors may still answer"),
        _l("They are ranked once the days are over or everybody has answered."),
    ),
    "nobody_takes_it": (_l("No creditor takes the property"), _NOTHING),
    "assignee_without_account": (
        _l("This creditor has no account here to pay from"),
        _l("Link the party to its account first. Nothing was changed."),
    ),
    "assignee_missing": (
        _l("Nobody was named to take the property"),
        _l("Rank the creditors first. Nothing was changed."),
    ),
    "in_kind_top_up_missing": (
        _l("The difference was not made up yet"),
        _l("%(amount)s yuan are due by %(due)s; then the ruling is made."),
    ),
    "in_kind_fee_open": (
        _l("The balance of the appraisal fee is unpaid"),
        _l("Whoever takes the property pays it before the ruling; the order has gone out."),
    ),
    "top_up_not_overdue": (
        _l("The time to make up the difference is not over"),
        _NOTHING,
    ),
    "sell_off_not_failed": (
        _l("Another round still follows"),
        _l("Only after a failed sell-off is property managed or given back."),
    ),
}

WORDING = {
    "auction.in_kind.answered": _l("A creditor answered whether it takes the property"),
    "auction.in_kind.assignee_chosen": _l(
        "A creditor was named to take the property; it tops up %(top_up)s"
    ),
    "auction.in_kind.assignee_fell_out": _l("A creditor fell out and takes nothing: %(reason)s"),
    "auction.in_kind.topped_up": _l("A creditor made up the difference of %(amount)s"),
    "auction.lot.taken_in_kind": _l("Taken in kind by a creditor for %(price)s"),
    "auction.lot.managed": _l("Given to a creditor to manage: %(reason)s"),
    "auction.lot.returned": _l("The seizure was lifted and it was given back: %(reason)s"),
}
