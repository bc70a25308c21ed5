"""Words of appraisals: where they stand, who acts, how days are moved."""

from typing import Any

from flask_babel import lazy_gettext as _l

from appraisal.vocabulary import (
    AppraisalGround,
    AssignmentState,
    PriceRoute,
    RespiteGround,
    SuspensionGround,
    WithdrawalGround,
)
from registry.vocabulary import AssetNature, PartyRole

WORDING: dict[str, Any] = {
    "appraisal.route.chosen": _l("The court chose a commissioned appraisal for asset %(asset_no)s"),
    "appraisal.commission.sent": _l(
        "%(agency_name)s, place %(rank)s of the draw, was commissioned (paper %(paper_no)s)"
    ),
    "appraisal.assignment.accepted": _l("%(agency_name)s accepted the appraisal"),
    "appraisal.assignment.refused": _l("%(agency_name)s refused the appraisal: %(reason)s"),
    "appraisal.refusal.excused": _l(
        "The court accepted why %(agency_name)s refused; it does not count: %(reason)s"
    ),
    "appraisal.respite.granted": _l(
        "%(agency_name)s got %(days)s more days, until %(due_at)s: %(reason)s"
    ),
    "appraisal.assignment.overdue": _l(
        "The report of %(agency_name)s was due %(due_at)s and did not come; the materials go back "
        "by %(materials_back_by)s and the next agency follows"
    ),
    "appraisal.work.suspended": _l("The court suspended the work (paper %(paper_no)s): %(reason)s"),
    "appraisal.work.resumed": _l(
        "The work goes on after %(days)s days that do not count: %(reason)s"
    ),
    "appraisal.work.withdrawn": _l(
        "The court took the appraisal back (paper %(paper_no)s): %(reason)s"
    ),
    "appraisal.disposal.started": _l("The sale began while the reference price was valid"),
    "appraisal.price.expired": _l(
        "The reference price was valid until %(valid_until)s and carries no sale any more"
    ),
    "appraisal.reissue.asked": _l(
        "%(agency_name)s was asked to issue its report again by %(due_at)s (paper %(paper_no)s)"
    ),
    "appraisal.route.reopened": _l("The way to a price is chosen anew: %(reason)s"),
    "appraisal.agencies.exhausted": _l("No drawn agency is left; a new draw is needed"),
}

REFUSALS: dict[str, tuple[Any, Any]] = {
    "price_expired": (
        _l("The reference price is out of date"),
        _l("No first notice went out inside its validity. Have it issued again or found anew."),
    ),
    "price_still_valid": (
        _l("The reference price still holds"),
        _l("It can be found anew only when its time is over. Nothing was changed."),
    ),
    "no_report_to_reissue": (
        _l("There is no agency's report to issue again"),
        _l("This price was found another way; choose the way to a price anew."),
    ),
    "route_not_offered": (
        _l("This way to a price is not offered yet"),
        _l("Only the commissioned appraisal can be chosen here. Nothing was changed."),
    ),
    "respite_days": (
        _l("So many days cannot be given"),
        _l("An extension lasts one to fifteen days; for a delay of the court enter its days."),
    ),
    "respite_asked_late": (
        _l("The extension was asked for too late"),
        _l("It is asked for at least five days before the end."),
    ),
    "respite_too_often": (
        _l("The extension was given twice already"),
        _l("No agency gets more than two extensions for one report."),
    ),
    "respite_in_future": (
        _l("The request lies in the future"),
        _l("Enter the day on which the agency asked, or the delay became known."),
    ),
    "not_overdue": (
        _l("The days of the agency still run"),
        _l("The work goes on to the next agency only when the report is overdue."),
    ),
    "refusal_already_excused": (
        _l("The reason of this refusal is already accepted"),
        _l("Nothing was changed."),
    ),
    "route_already_chosen": (
        _l("The way to a price is already chosen"),
        _l("This asset has an appraisal. Open it from the list."),
    ),
    "no_agency_left": (
        _l("No drawn agency is left"),
        _l("Draw again for this asset, then come back."),
    ),
    "reason_needed": (_l("Write the reason"), _l("It becomes part of the record.")),
}

STATES = {
    AssignmentState.FILED: _l("Filed"),
    AssignmentState.FACT_FINDING: _l("The facts are being found out"),
    AssignmentState.CHOOSING: _l("The way to the price is to be chosen"),
    AssignmentState.NEGOTIATING: _l("The parties negotiate"),
    AssignmentState.DIRECTED_INQUIRY: _l("Directed inquiry under way"),
    AssignmentState.NETWORK_INQUIRY: _l("Network inquiry under way"),
    AssignmentState.ROUTED: _l("Waiting for the draw"),
    AssignmentState.SELECTED: _l("Agencies chosen, fee to be asked"),
    AssignmentState.FEE_PENDING: _l("Basic fee to be paid"),
    AssignmentState.STALLED: _l("Basic fee not paid"),
    AssignmentState.COMMISSIONED: _l("To be accepted"),
    AssignmentState.SURVEYING: _l("Site survey"),
    AssignmentState.DRAFTING: _l("Report in preparation"),
    AssignmentState.REPORTED: _l("Under review by the court"),
    AssignmentState.CORRECTING: _l("To be corrected"),
    AssignmentState.PUBLISHED: _l("Published, objections possible"),
    AssignmentState.OBJECTED: _l("Objections under way"),
    AssignmentState.PRICE_FIXED: _l("Reference price fixed"),
    AssignmentState.DISPOSING: _l("The sale is under way"),
    AssignmentState.EXPIRED: _l("The price is out of date"),
    AssignmentState.SETTLING: _l("The fee is being settled"),
    AssignmentState.SETTLED: _l("Fee settled"),
    AssignmentState.EXHAUSTED: _l("No drawn agency is left"),
    AssignmentState.SUSPENDED: _l("The court suspended the work"),
    AssignmentState.WITHDRAWN: _l("Taken back by the court"),
}
#: Kinds of the status tag in templates/components.
TAGS = {
    AssignmentState.FILED: "neutral",
    AssignmentState.FACT_FINDING: "info",
    AssignmentState.CHOOSING: "waiting",
    AssignmentState.NEGOTIATING: "info",
    AssignmentState.DIRECTED_INQUIRY: "info",
    AssignmentState.NETWORK_INQUIRY: "info",
    AssignmentState.ROUTED: "neutral",
    AssignmentState.SELECTED: "waiting",
    AssignmentState.FEE_PENDING: "waiting",
    AssignmentState.STALLED: "danger",
    AssignmentState.COMMISSIONED: "warning",
    AssignmentState.SURVEYING: "info",
    AssignmentState.DRAFTING: "info",
    AssignmentState.REPORTED: "waiting",
    AssignmentState.CORRECTING: "warning",
    AssignmentState.PUBLISHED: "live",
    AssignmentState.OBJECTED: "warning",
    AssignmentState.PRICE_FIXED: "success",
    AssignmentState.DISPOSING: "success",
    AssignmentState.EXPIRED: "danger",
    AssignmentState.SETTLING: "waiting",
    AssignmentState.SETTLED: "done",
    AssignmentState.EXHAUSTED: "danger",
    AssignmentState.SUSPENDED: "warning",
    AssignmentState.WITHDRAWN: "done",
}
ROUTES = {
    PriceRoute.NEGOTIATED: _l("Negotiated by the parties"),
    PriceRoute.DIRECTED_INQUIRY: _l("Directed inquiry"),
    PriceRoute.NETWORK_INQUIRY: _l("Network inquiry"),
    PriceRoute.COMMISSIONED_APPRAISAL: _l("Commissioned appraisal"),
}

GROUNDS = {
    AppraisalGround.LAW_REQUIRES: _l("A law or regulation requires an appraisal"),
    AppraisalGround.BOTH_ASK: _l("Both parties ask for an appraisal"),
    AppraisalGround.INQUIRY_FAILED: _l("The network inquiry brought no result"),
}

#: The registry's words again: its messages are its own, the catalog makes them one.
PARTY_ROLES = {
    PartyRole.APPLICANT: _l("Applicant"),
    PartyRole.DEBTOR: _l("Debtor"),
    PartyRole.OTHER_CREDITOR: _l("Other creditor"),
    PartyRole.INTERESTED: _l("Interested party"),
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

ASSET_FACTS = {
    "title": _l("Ownership and title"),
    "burdens": _l("Burdens"),
    "occupation": _l("Occupation and use"),
    "unpaid_taxes": _l("Unpaid taxes and charges"),
    "defects": _l("Defects"),
}

SUSPENSION_GROUNDS = {
    SuspensionGround.ENFORCEMENT_HELD: _l("The enforcement itself is suspended or stayed"),
    SuspensionGround.MATERIALS_WRONG: _l("The materials gravely contradict the facts"),
    SuspensionGround.COURT_DECIDES: _l("Another case in which the court must suspend"),
}
WITHDRAWAL_GROUNDS = {
    WithdrawalGround.APPLICATION_WITHDRAWN: _l("The applicant withdrew the application"),
    WithdrawalGround.OBLIGATION_MET: _l("The obligation is met in full"),
    WithdrawalGround.TITLE_REVOKED: _l("The title was revoked or is not to be enforced"),
    WithdrawalGround.PARTIES_AGREED: _l("The parties agreed on a price or on no sale"),
    WithdrawalGround.COURT_DECIDES: _l("Another case in which the court must withdraw"),
}
RESPITE_GROUNDS = {
    RespiteGround.EXTENSION: _l("Extension asked for by the agency"),
    RespiteGround.COURT_DELAY: _l("Suspension or delay of the court; not the agency's time"),
}
