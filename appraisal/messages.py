"""Words of the appraisal: refusals, facts, and the names of its states and kinds."""

from typing import Any

from flask_babel import lazy_gettext as _l

from appraisal.vocabulary import (
    AppraisalGround,
    AssignmentState,
    PriceRoute,
    RespiteGround,
    ReviewCheck,
    ServiceMethod,
    ValuationMethod,
)
from registry.vocabulary import AssetNature, PartyRole

WORDING: dict[str, Any] = {
    "appraisal.route.chosen": _l("The court chose a commissioned appraisal for asset %(asset_no)s"),
    "appraisal.fee.asked": _l(
        "The applicant was asked to pay the basic fee of %(amount)s by %(due_at)s"
    ),
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
    "appraisal.agencies.exhausted": _l("No drawn agency is left; a new draw is needed"),
    "appraisal.survey.recorded": _l("The site was surveyed: %(place)s"),
    "appraisal.report.handed_in": _l(
        "Revision %(revision)s of the report, value %(value)s, was handed in (SHA-256 "
        "%(report_sha256)s)"
    ),
    "appraisal.report.returned": _l("Revision %(revision)s went back for correction: %(note)s"),
    "appraisal.report.withdrawn": _l(
        "Published revision %(revision)s was taken back for correction: %(reason)s"
    ),
    "appraisal.report.published": _l(
        "The report was published, revision %(revision)s, value %(value)s; objections end "
        "%(window_ends_at)s"
    ),
    "appraisal.report.served": _l(
        "A party received the report; its time to object ends %(window_ends_at)s"
    ),
    "appraisal.price.fixed": _l(
        "Nobody may object any more: the reference price is %(value)s, valid until %(valid_until)s"
    ),
    "appraisal.fee.settled": _l(
        "The appraisal fee was settled: %(total_fee)s in all, %(balance_due)s due, %(refund)s back"
    ),
}

REFUSALS: dict[str, tuple[Any, Any]] = {
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
    "no_applicant_account": (
        _l("No applicant can be asked to pay"),
        _l("Connect the applicant of this case with an account first."),
    ),
    "no_fee": (_l("Enter the basic fee"), _l("It must be more than nothing.")),
    "reason_needed": (_l("Write the reason"), _l("It becomes part of the record.")),
    "survey_in_future": (
        _l("The survey lies in the future"),
        _l("Record it after it took place."),
    ),
    "desk_closed": (
        _l("No files are taken at this step"),
        _l("Files can be added from the survey until the report is handed in."),
    ),
    "too_many_files": (_l("There are enough files of this kind"), _l("At most %(files_max)s.")),
    "report_incomplete": (
        _l("The report is not complete"),
        _l("Nothing was handed in. The marked fields need attention; files are kept."),
    ),
    "signers_too_few": (_l("At least two appraisers sign a report"), ""),
    "signer_twice": (_l("Two signers have the same license number"), ""),
    "no_value": (_l("Enter the appraised value"), ""),
    "no_method": (_l("Choose the methods that were used"), ""),
    "single_method_unexplained": (
        _l("Two methods are the rule; say why one is enough"),
        "",
    ),
    "valuation_in_future": (_l("The valuation date lies in the future"), ""),
    "report_in_future": (_l("The date of the report lies in the future"), ""),
    "validity_too_long": (_l("A report is valid for at most one year"), ""),
    "validity_over": (_l("The report would be out of date already"), ""),
    "no_report_file": (_l("Upload the report as PDF"), ""),
    "no_photos": (_l("Upload at least one photograph"), ""),
    "no_reason": (_l("Say what was corrected and why"), ""),
    "no_check_failed": (
        _l("Nothing to correct was marked"),
        _l("Take the tick off each check that does not hold."),
    ),
    "check_failed": (
        _l("The report cannot be published yet"),
        _l("All five checks must hold; otherwise send it back for correction."),
    ),
    "party_not_served": (
        _l("Every party must be served"),
        _l("Enter how and when the report reached each party of the case."),
    ),
    "served_in_future": (
        _l("A service lies in the future"),
        _l("Enter when the party received the report."),
    ),
    "served_before_report": (
        _l("A service lies before the report"),
        _l("The report cannot have been received before it was handed in."),
    ),
    "no_appraisal": (_l("There is no appraisal of this asset"), ""),
    "fee_already_settled": (
        _l("The fee is already settled"),
        _l("It was settled with another outcome."),
    ),
    "expense_needed": (
        _l("The reasonable actual expense is needed"),
        _l("Without a sale the fee follows what the agency really spent."),
    ),
    "disposal_price_needed": (_l("The price of the disposal is needed"), ""),
}

STATES = {
    AssignmentState.ROUTED: _l("Waiting for the draw"),
    AssignmentState.FEE_PENDING: _l("Basic fee to be paid"),
    AssignmentState.COMMISSIONED: _l("To be accepted"),
    AssignmentState.SURVEYING: _l("Site survey"),
    AssignmentState.DRAFTING: _l("Report in preparation"),
    AssignmentState.REPORTED: _l("Under review by the court"),
    AssignmentState.CORRECTING: _l("To be corrected"),
    AssignmentState.PUBLISHED: _l("Published, objections possible"),
    AssignmentState.PRICE_FIXED: _l("Reference price fixed"),
    AssignmentState.SETTLED: _l("Fee settled"),
    AssignmentState.EXHAUSTED: _l("No drawn agency is left"),
}
#: Kinds of the status tag in templates/components.
TAGS = {
    AssignmentState.ROUTED: "neutral",
    AssignmentState.FEE_PENDING: "waiting",
    AssignmentState.COMMISSIONED: "warning",
    AssignmentState.SURVEYING: "info",
    AssignmentState.DRAFTING: "info",
    AssignmentState.REPORTED: "waiting",
    AssignmentState.CORRECTING: "warning",
    AssignmentState.PUBLISHED: "live",
    AssignmentState.PRICE_FIXED: "success",
    AssignmentState.SETTLED: "done",
    AssignmentState.EXHAUSTED: "danger",
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
METHODS = {
    ValuationMethod.COMPARISON: _l("Market comparison"),
    ValuationMethod.INCOME: _l("Income capitalization"),
    ValuationMethod.COST: _l("Cost"),
    ValuationMethod.RESIDUAL: _l("Hypothetical development"),
}
CHECKS = {
    ReviewCheck.BASIC_FACTS: _l("The basic facts of the asset are right"),
    ReviewCheck.SCOPE: _l("Nothing is left out and nothing added"),
    ReviewCheck.AGENCY_SEAL: _l("The seal is that of the drawn agency"),
    ReviewCheck.SIGNERS: _l("The signers' licenses agree with their names"),
    ReviewCheck.OTHER: _l("Nothing else needs correcting"),
}
SERVICE_METHODS = {
    ServiceMethod.ELECTRONIC: _l("electronically"),
    ServiceMethod.DIRECT: _l("by hand"),
    ServiceMethod.POST: _l("by post"),
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
SCHEDULES = {
    "RE_1995_971": _l("Real estate (计价格〔1995〕971号)"),
    "LAND_1994_2017": _l("Land (计价格〔1994〕2017号)"),
    "ASSET_SC_2012_827": _l("Other assets (川发改价格〔2012〕827号)"),
}
RESPITE_GROUNDS = {
    RespiteGround.EXTENSION: _l("Extension asked for by the agency"),
    RespiteGround.COURT_DELAY: _l("Suspension or delay of the court; not the agency's time"),
}
