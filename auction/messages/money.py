"""Words of the money of a sold lot: plans of distribution, objections, defaults."""

from typing import Any

from flask_babel import lazy_gettext as _l

from auction.rules.default import Use
from auction.vocabulary import (
    DefaultState,
    PlanNotice,
    PlanObjectionState,
    SettlementState,
)

_NOTHING = _l("Nothing was changed.")

REFUSALS: dict[str, tuple[Any, Any]] = {
    "price_partly_out": (
        _l("A part of the price has left the case"),
        _l(
            "%(missing)s yuan are missing. Take the entries back that moved it, then give the "
            "price back. Nothing was changed."
        ),
    ),
    "maker_approves": (
        _l("Whoever made this may not approve it"),
        _l("Another person has to look at it. Nothing was posted."),
    ),
    "plan_reason_missing": (
        _l("Give the reason of the correction"),
        _l("It is kept with the version and shown to the parties. At least five signs."),
    ),
    "plan_unknown_creditor": (_l("This is no creditor of the plan"), _NOTHING),
    "plan_rank_missing": (
        _l("A secured claim needs a rank"),
        _l("Ranks are numbers from 1; ordinary claims have none. Nothing was changed."),
    ),
    "plan_cost_unknown": (
        _l("A cost needs an agency, an amount and what it was for"),
        _NOTHING,
    ),
    "plan_outdated": (
        _l("The plan has changed in the meantime"),
        _l("Look at the newest version, then decide. Nothing was changed."),
    ),
    "plan_stale": (
        _l("The plan rests on a sale that no longer stands as it did"),
        _l("Compute it again first: %(lots)s. Nothing was approved, nobody was served."),
    ),
    "plan_not_stale": (
        _l("Nothing the plan rests on has changed"),
        _l("The version that stands is right. Nothing was changed."),
    ),
    "plan_objected": (
        _l("An objection to the plan is still open"),
        _l("It takes its course first; the plan is not paid meanwhile. Nothing was changed."),
    ),
    "notice_received_already": (_l("The receipt is on record already"), _NOTHING),
    "receipt_in_the_future": (
        _l("This lies in the future"),
        _l("Record a receipt after it happened."),
    ),
    "receipt_before_sending": (
        _l("Nobody receives a thing before it is sent"),
        _l("It was sent on %(sent)s. Nothing was changed."),
    ),
    "plan_days_over": (
        _l("The days are over"),
        _l("They ended with %(until)s. Nothing was changed."),
    ),
    "plan_not_served": (
        _l("There is no plan to object to"),
        _l("A plan can be objected to from its receipt until the last day."),
    ),
    "objection_text_missing": (
        _l("Say in writing what is wrong"),
        _l("At least ten signs. Nothing was handed in."),
    ),
    "objection_against_nobody": (
        _l("Name whose share is too high"),
        _l("It is the share of another party of this plan. Nothing was handed in."),
    ),
    "objection_more_than_share": (
        _l("More than the whole share is disputed"),
        _l("The share is %(share)s yuan. Nothing was handed in."),
    ),
    "other_party": (_l("You are no party of this plan"), _NOTHING),
    "own_objection": (_l("This is your own objection"), _NOTHING),
    "suit_missing": (
        _l("Name the court and the number of the suit"),
        _l("Nothing was changed."),
    ),
    "reserve_mismatch": (
        _l("The shares of the judgment are not what was set aside"),
        _l("%(reserved)s yuan was set aside; every fen of it goes to a party of the plan."),
    ),
    "balance_not_overdue": (
        _l("The time to pay is not over"),
        _l("The balance is due by %(due)s. Nothing was changed."),
    ),
    "default_reason_missing": (
        _l("Give the reason of the ruling"),
        _l("At least five signs. Nothing was changed."),
    ),
    "default_cost_unknown": (
        _l("A cost needs somebody to pay and an amount"),
        _NOTHING,
    ),
    "top_up_nothing": (_l("The buyer owes nothing more"), _NOTHING),
    "top_up_ordered_already": (_l("The top-up was ordered already"), _NOTHING),
    "barred_after_default": (
        _l("You may not bid for this property again"),
        _l("A buyer who did not pay may not take part in the new sale."),
    ),
}

WORDING = {
    "auction.plan.corrected": _l("The plan was corrected, version %(version)s: %(reason)s"),
    "auction.plan.recomputed": _l(
        "The plan was computed anew, version %(version)s: %(fallen)s changed"
    ),
    "auction.plan.served": _l("The plan, version %(version)s, went to %(people)s people"),
    "auction.plan.received": _l("A party received it (%(purpose)s); days run until %(until_at)s"),
    "auction.plan.objected": _l("Objection %(objection)s: %(disputed)s is disputed"),
    "auction.plan.objection_moved": _l("Objection %(objection)s is now: %(state)s"),
    "auction.plan.objection_ended": _l("Objection %(objection)s is over: %(state)s"),
    "auction.distribution.executed": _l(
        "The distribution of %(price)s was posted; %(reserved)s was set aside"
    ),
    "auction.distribution.reserve_paid": _l(
        "What objection %(objection)s had set aside was paid: %(amount)s"
    ),
    "auction.lot.defaulted": _l("The buyer did not pay the price of %(price)s"),
    "auction.default.ruled": _l("The default was ruled; %(forfeited)s is kept: %(reason)s"),
    "auction.default.use_stated": _l(
        "The use of %(forfeited)s was stated; top-up %(top_up)s, left over %(residual)s"
    ),
    "auction.default.use_approved": _l(
        "The use of %(forfeited)s was approved and posted; left over %(residual)s"
    ),
    "auction.top_up.ordered": _l("A top-up of %(amount)s was ordered by %(due_at)s"),
    "auction.price.returned": _l("The price goes back to the buyer: %(amount)s. %(reason)s"),
    "auction.top_up.received": _l("The top-up of %(amount)s is in"),
}

SETTLEMENTS = {
    SettlementState.BALANCE_DUE: ("waiting", _l("The balance is due")),
    SettlementState.PAID: ("info", _l("The price is in")),
    SettlementState.PLANNED: ("waiting", _l("The plan waits for a judge")),
    SettlementState.SERVED: ("waiting", _l("The parties may object")),
    SettlementState.DISTRIBUTED: ("success", _l("Shared out")),
    SettlementState.ANNULLED: ("danger", _l("Annulled, to be given back")),
    SettlementState.RETURNED: ("done", _l("Annulled, owed to the buyer")),
    SettlementState.DEFAULTED: ("danger", _l("The buyer did not pay")),
}
GROUNDS = {
    "sale_cost": _l("Cost of the sale"),
    "execution_fee": _l("Execution application fee"),
    "secured": _l("Secured creditor"),
    "ordinary": _l("Ordinary creditor"),
    "surplus": _l("Back to the debtor"),
    "reserved": _l("In dispute, set aside"),
    "judgment": _l("Given by the judgment"),
}
PLAN_NOTICES = {
    PlanNotice.PLAN: _l("Plan of the distribution"),
    PlanNotice.OBJECTION: _l("Objection of another party"),
    PlanNotice.OPPOSITION: _l("Opposition to one's own objection"),
}
PLAN_OBJECTIONS = {
    PlanObjectionState.FILED: ("waiting", _l("The others may oppose it")),
    PlanObjectionState.UNOPPOSED: ("info", _l("Nobody opposed it: the plan is corrected")),
    PlanObjectionState.OPPOSED: ("waiting", _l("Opposed: the objector may sue")),
    PlanObjectionState.SUED: ("danger", _l("In court: the disputed part is set aside")),
    PlanObjectionState.LAPSED: ("neutral", _l("Not taken to court in time")),
    PlanObjectionState.WITHDRAWN: ("neutral", _l("Withdrawn")),
    PlanObjectionState.CLOSED: ("success", _l("Closed")),
}
DEFAULTS = {
    DefaultState.RULED: ("waiting", _l("The deposit is kept")),
    DefaultState.STATED: ("waiting", _l("The use waits for approval")),
    DefaultState.USED: ("success", _l("The deposit was used")),
}
USES = {
    Use.COST: _l("Costs caused by the sale"),
    Use.DIFFERENCE: _l("Difference of the prices"),
    Use.CASE_DEBT: _l("Debts of this case"),
    Use.PROPERTY_DEBT: _l("Debts on the property"),
    Use.RESIDUAL: _l("Left over: a judge decides"),
    Use.COMMISSION: _l("Commission of the first sale"),
    Use.REFUND: _l("Back to the buyer"),
}
