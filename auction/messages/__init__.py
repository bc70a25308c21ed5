"""Words of the sale: refusals, facts, and the names of its states, items and prompts."""

from typing import Any

from flask_babel import lazy_gettext as _l

from auction.messages import (
    acts,
    enough,
    groups,
    in_kind,
    interest,
    merging,
    money,
    preparing,
    rounds,
    ruling,
    venues,
)
from auction.messages.checks import CHECKS
from auction.messages.lots import ORDERS, STATES
from auction.messages.money import (
    DEFAULTS,
    GROUNDS,
    PLAN_NOTICES,
    PLAN_OBJECTIONS,
    SETTLEMENTS,
    USES,
)
from auction.messages.rounds import OFFER_ENDINGS, ROUNDS
from auction.rules.faults import BidFault
from auction.vocabulary import (
    EnrollmentState,
    NoticeItem,
    Phase,
    PriorityNature,
    ServiceWay,
    SpecialPrompt,
    Venue,
)
from registry.vocabulary import AssetNature

_NOTHING = _l("Nothing was changed.")

__all__ = [
    "CHECKS",
    "DEFAULTS",
    "ENROLLMENTS",
    "GROUNDS",
    "ITEMS",
    "NATURES",
    "NATURES_OF_PRIORITY",
    "OFFER_ENDINGS",
    "ORDERS",
    "PHASES",
    "PLAN_NOTICES",
    "PLAN_OBJECTIONS",
    "PROMPTS",
    "REFUSALS",
    "ROUNDS",
    "SETTLEMENTS",
    "STATES",
    "USES",
    "VENUES",
    "WAYS",
    "WORDING",
]

REFUSALS: dict[str, tuple[Any, Any]] = {
    "deposit_still_bound": (
        _l("The deposit is still bound"),
        _l("It goes back after the bidding is over, to those who did not buy. Nothing was moved."),
    ),
    **money.REFUSALS,
    **rounds.REFUSALS,
    **acts.REFUSALS,
    **enough.REFUSALS,
    **in_kind.REFUSALS,
    **interest.REFUSALS,
    **merging.REFUSALS,
    **groups.REFUSALS,
    **ruling.REFUSALS,
    **venues.REFUSALS,
    **preparing.REFUSALS,
    "no_reference_price": (
        _l("The asset has no reference price yet"),
        _l("A lot is drafted once the report is out and the time for objections has passed."),
    ),
    "reference_price_expired": (
        _l("The reference price is no longer valid"),
        _l("The report was valid until %(until)s; the first notice must lie inside. Renew it."),
    ),
    "venue_reason_missing": (
        _l("Say who chose this venue and why"),
        _l("The applicant chooses from the national list, else the court; it is published."),
    ),
    "closes_before_it_opens": (
        _l("Bidding would end before it begins"),
        _l("Check the two times. Nothing was saved."),
    ),
    "proof_missing": (
        _l("Say how it is proven"),
        _l("Name the receipt, the publication or the written waiver. Nothing was saved."),
    ),
    "served_in_the_future": (
        _l("This lies in the future"),
        _l("Record a service after it happened."),
    ),
    "unknown_party": (_l("This is no party of the case"), _NOTHING),
    "previous_round_missing": (_l("The round before is missing"), _NOTHING),
    "start_price_below_minimum": (
        _l("The start price is too low"),
        _l("It may not be below %(minimum)s yuan; %(given)s yuan was given. Nothing was saved."),
    ),
    "sell_off_price_differs": (
        _l("A sell-off has one price"),
        _l("It is %(price)s yuan. Nothing was saved."),
    ),
    "bid_step_missing": (
        _l("The bid step is missing"),
        _l("Bids climb by at least one step. Nothing was saved."),
    ),
    "deposit_out_of_bounds": (
        _l("The deposit is outside the bounds"),
        _l(
            "It lies between %(minimum)s and %(maximum)s yuan; %(given)s yuan was given. "
            "Nothing was saved."
        ),
    ),
    "priority_not_decided": (
        _l("The panel has not decided this priority"),
        _l("Who has priority, and in which rank, is a decision of the panel."),
    ),
    "priority_rank_missing": (
        _l("A priority purchaser needs a rank"),
        _l("Give %(holder)s a rank, 1 being the first."),
    ),
    "priority_already_confirmed": (
        _l("This person already has another rank"),
        _NOTHING,
    ),
    "panel_too_small": (
        _l("This is not a panel"),
        _l("At least three judges decide, in an odd number. Nothing was saved."),
    ),
    "panel_without_majority": (
        _l("There is no majority"),
        _l("More members must vote for it than against."),
    ),
    "minutes_missing": (_l("The minutes are missing"), _l("Record what the panel discussed.")),
    "decided_in_the_future": (_l("This day has not come yet"), _NOTHING),
    "cut_too_deep": (
        _l("The cut is too deep"),
        _l("A second round may cut at most 20 %% of the start price."),
    ),
    "panel_missing": (
        _l("The panel has not decided"),
        _l("Start price, cut, step, deposit and priority are decided before the notice."),
    ),
    "notice_incomplete": (
        _l("The notice is not complete"),
        _l("Every item of the law must be filled in before it may be published."),
    ),
    "times_missing": (
        _l("The times of bidding are missing"),
        _l("Say when it opens and when it closes."),
    ),
    "notice_too_short": (
        _l("The notice would be too short"),
        _l("Bidding may open on %(earliest)s at the earliest: %(days)s days after publication."),
    ),
    "second_round_too_late": (
        _l("The second auction would be too late"),
        _l("It opens by %(latest)s."),
    ),
    "bidding_period_too_short": (
        _l("Bidding would be too short"),
        _l("It lasts at least %(hours)s hours."),
    ),
    "sell_off_period": (_l("A sell-off lasts %(days)s days"), _NOTHING),
    "parties_not_notified": (
        _l("Not everybody was told of the sale"),
        _l("Parties and priority purchasers are told before the notice: %(missing)s"),
    ),
    "notified_too_late": (
        _l("The notice would be too early"),
        _l("Everybody must have been told %(days)s days before it: by %(latest)s."),
    ),
    "item_missing": (_l("This item is missing"), _NOTHING),
    "prompt_missing": (_l("This warning is missing"), _NOTHING),
    "report_missing": (_l("The report is missing"), _NOTHING),
    "media_missing": (_l("Pictures or video are missing"), _NOTHING),
    "disclaimer_missing": (
        _l("The notice does not disclaim authenticity and quality"),
        _l("Without this sentence the court answers for them."),
    ),
    "evasive_phrase": (
        _l("“%(phrase)s” says nothing"),
        _l("Investigate and write what is so; the phrase no longer excuses anybody."),
    ),
    "tax_phrase": (
        _l("“%(phrase)s” is out of line with the law"),
        _l("Each side bears its own taxes; name them one by one."),
    ),
    "real_name_missing": (
        _l("Your real name is not proven"),
        _l("Only a person or company with a checked number can enroll. Nothing was changed."),
    ),
    "barred": (
        _l("You may not take part in this sale"),
        _l("The court, the platform, their staff and the agencies of a sale may not bid in it."),
    ),
    "no_capacity": (
        _l("You may not take part without legal capacity"),
        _l("Somebody who represents you by law can enroll."),
    ),
    "notice_changed": (
        _l("The notice has changed"),
        _l("Read the new one and accept it. Nothing was changed."),
    ),
    "prompts_not_accepted": (
        _l("Please accept each of the seven warnings"),
        _l("Each is accepted by itself. You are not enrolled yet."),
    ),
    "identity_sealed": (
        _l("Who stands behind a paddle is sealed"),
        _l("Nobody reads it before bidding has ended, staff of the court included."),
    ),
    "no_paddle": (_l("There is no paddle yet"), _l("It is given when the deposit is held.")),
    "reason_missing": (
        _l("Give the reason"),
        _l("It is published at once. At least five signs."),
    ),
    BidFault.BELOW_START: (
        _l("Your bid is below the start price"),
        _l("The least you can bid is %(minimum)s yuan. Nothing was changed."),
    ),
    BidFault.BELOW_LADDER: (
        _l("Somebody has bid as much or more"),
        _l("The least you can bid now is %(minimum)s yuan. Nothing was changed."),
    ),
    BidFault.OFF_STEP: (
        _l("This amount is not a whole step"),
        _l("Bids climb in whole steps; the least is %(minimum)s yuan. Nothing was changed."),
    ),
    BidFault.NOT_OPEN: (_l("Bidding is not open"), _l("Look at the times of the lot.")),
    BidFault.LATE: (
        _l("Bidding had ended when your bid came in"),
        _l("The moment of entry into the platform counts."),
    ),
    BidFault.NOT_ENROLLED: (
        _l("You are not enrolled on this lot"),
        _l("Enroll and pay the deposit first."),
    ),
    BidFault.DEPOSIT_NOT_HELD: (
        _l("Your deposit has not arrived"),
        _l("You can bid as soon as it is held."),
    ),
    BidFault.BARRED: (_l("You may not take part in this sale"), _NOTHING),
    BidFault.SUSPENDED: (
        _l("Bidding stands still"),
        _l("The court has suspended it; the reason is published."),
    ),
    BidFault.ALREADY_LEADING: (
        _l("You are leading already"),
        _l("Confirm it if you want to raise your own bid."),
    ),
    "request_id_reused": (
        _l("This request was used for another amount"),
        _l("Send a new request. The first one stands as it was answered."),
    ),
}

WORDING = {
    **money.WORDING,
    **rounds.WORDING,
    **acts.WORDING,
    **enough.WORDING,
    **in_kind.WORDING,
    **interest.WORDING,
    **merging.WORDING,
    **groups.WORDING,
    **ruling.WORDING,
    **venues.WORDING,
    **preparing.WORDING,
    "auction.lot.drafted": _l(
        "Lot %(lot)s was drafted from a reference price of %(reference_price)s"
    ),
    "auction.venue.chosen": _l("The venue of %(lot)s was chosen: %(reason)s"),
    "auction.panel.decided": _l(
        "The panel decided: start price %(start_price)s, step %(bid_step)s, deposit %(deposit)s"
    ),
    "auction.panel.refused": _l("A decision of the panel was refused: %(code)s"),
    "auction.notice.served": _l("%(party)s was told of the sale"),
    "auction.notice.edited": _l("The draft of the notice was edited"),
    "auction.lot.announcement_refused": _l("A notice was not published: %(code)s"),
    "auction.lot.announced": _l("The notice was published; bidding opens at %(opens_at)s"),
    "auction.enrollment.applied": _l("Somebody enrolled"),
    "auction.enrollment.qualified": _l("A deposit is held and a paddle was given"),
    "auction.enrollment.lapsed": _l("An enrollment lapsed without a deposit in time"),
    "auction.priority.confirmed": _l("A priority purchaser was confirmed with rank %(rank)s"),
    "auction.lot.opened": _l("Bidding opened; it ends at %(closes_at)s"),
    "auction.bid.placed": _l("Paddle %(paddle)s bid %(price)s"),
    "auction.bid.refused": _l("A bid was refused: %(code)s"),
    "auction.lot.extended": _l("Closing moved to %(closes_at)s after a late bid"),
    "auction.lot.suspended": _l("Bidding was suspended: %(reason)s"),
    "auction.lot.resumed": _l("Bidding goes on until %(closes_at)s: %(reason)s"),
    "auction.lot.sold": _l("Sold to paddle %(paddle)s for %(price)s"),
    "auction.lot.unsold": _l("No bid was made"),
    "auction.identity.opened": _l("The name behind paddle %(paddle)s was read: %(purpose)s"),
    "auction.confirmation.issued": _l("Confirmation %(confirmation)s was issued for %(price)s"),
    "auction.deposit.released": _l("A deposit was sent back"),
    "auction.deposit.applied": _l("The buyer's deposit of %(amount)s became part of the price"),
    "auction.balance.asked": _l("The balance of %(amount)s is due by %(due_at)s"),
    "auction.lot.paid": _l("The whole price of %(price)s is in"),
    "auction.distribution.planned": _l("The distribution of %(price)s was planned"),
    "auction.distribution.approved": _l("The distribution of %(price)s was approved"),
    "auction.lot.settled": _l("The lot is settled"),
}

NATURES = {
    AssetNature.HOUSING: _l("Housing"),
    AssetNature.COMMERCIAL: _l("Commercial building"),
    AssetNature.INDUSTRIAL: _l("Industrial building"),
    AssetNature.LAND_USE: _l("Land-use right"),
    AssetNature.VEHICLE: _l("Vehicle"),
    AssetNature.EQUIPMENT: _l("Machines and equipment"),
    AssetNature.EQUITY: _l("Equity"),
    AssetNature.MINING_RIGHT: _l("Mining right"),
    AssetNature.JEWELRY: _l("Jewelry"),
    AssetNature.OTHER_RIGHT: _l("Another property right"),
}
VENUES = {
    Venue.INTERNAL: _l("This platform's hall"),
    Venue.EXTERNAL: _l("A platform of the national list"),
    Venue.TRADITIONAL: _l("On site, by exception"),
}
#: Phase -> (kind of tag, words); a state is never told by color only.
PHASES = {
    Phase.PREPARING: ("neutral", _l("Being prepared")),
    Phase.UPCOMING: ("upcoming", _l("Opens soon")),
    Phase.BIDDING: ("live", _l("Bidding now")),
    Phase.CLOSING: ("waiting", _l("Closing")),
    Phase.SUSPENDED: ("paused", _l("Suspended")),
    Phase.SOLD: ("success", _l("Sold")),
    Phase.ANNULLED: ("danger", _l("Sale annulled")),
    Phase.UNSOLD: ("neutral", _l("Unsold")),
    Phase.WITHDRAWN: ("danger", _l("Withdrawn")),
}
ITEMS = {
    NoticeItem.PROPERTY: _l("The property"),
    NoticeItem.BIDDER_CONDITIONS: _l("Conditions for bidders"),
    NoticeItem.KNOWN_DEFECTS: _l("Known defects"),
    NoticeItem.RIGHTS_AND_DUTIES: _l("Rights and duties of bidders"),
    NoticeItem.LEGAL_LIABILITY: _l("Legal liability"),
    NoticeItem.ENFORCEMENT_TITLE: _l("The enforcement title"),
    NoticeItem.BIDDING_RULES: _l("Bidding rules"),
    NoticeItem.TITLE_AND_OCCUPATION: _l("Title, occupation and attached duties"),
    NoticeItem.PRIORITY_HOLDERS: _l("Priority purchasers and the nature of their right"),
    NoticeItem.NOTIFICATION: _l("How parties and priority purchasers were told"),
    NoticeItem.PAYMENT: _l("How to pay deposit and price"),
    NoticeItem.TAXES: _l("Taxes and who bears them"),
    NoticeItem.COURT_CONTACT: _l("The court and how to reach it"),
    NoticeItem.SUPERVISION_CONTACT: _l("Supervision and how to reach it"),
    NoticeItem.VIEWING: _l("Viewing"),
    NoticeItem.OTHER: _l("Other matters"),
}
PROMPTS = {
    SpecialPrompt.CAPACITY: _l("Capacity and qualification"),
    SpecialPrompt.AGENT: _l("Bidding through an agent"),
    SpecialPrompt.DEFECTS: _l("Known defects and burdens"),
    SpecialPrompt.AS_IS: _l("Sold as it stands"),
    SpecialPrompt.FULL_ACCEPTANCE: _l("A bid accepts all defects"),
    SpecialPrompt.NAME_PUBLISHED: _l("The buyer's name is published"),
    SpecialPrompt.DEPOSIT_KEPT: _l("A defaulting buyer loses the deposit"),
}
WAYS = {
    ServiceWay.DELIVERED: _l("Delivered with a receipt"),
    ServiceWay.PUBLISHED: _l("By publication"),
    ServiceWay.WAIVED: _l("Waived in writing"),
}
NATURES_OF_PRIORITY = {
    PriorityNature.CO_OWNER: _l("Co-owner"),
    PriorityNature.TENANT: _l("Tenant"),
    PriorityNature.SHAREHOLDER: _l("Shareholder"),
    PriorityNature.OTHER: _l("Other right"),
}
ENROLLMENTS = {
    EnrollmentState.APPLIED: ("waiting", _l("Waiting for the deposit")),
    EnrollmentState.QUALIFIED: ("success", _l("May bid")),
    EnrollmentState.LAPSED: ("neutral", _l("Lapsed: the deposit did not arrive in time")),
    EnrollmentState.WON: ("success", _l("Bought")),
    EnrollmentState.LOST: ("neutral", _l("Did not buy")),
    EnrollmentState.LEFT: ("neutral", _l("Left before the start")),
}
