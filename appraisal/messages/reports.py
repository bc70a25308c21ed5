"""Words of surveys, reports, their review and their service."""

from typing import Any

from flask_babel import lazy_gettext as _l

from appraisal.vocabulary import (
    Capacity,
    PictureRole,
    Presence,
    ReviewCheck,
    ServiceMethod,
    ValuationMethod,
)

WORDING: dict[str, Any] = {
    "appraisal.materials.handed_over": _l(
        "%(agency_name)s received %(items)s items of material (paper %(paper_no)s)"
    ),
    "appraisal.survey.called": _l(
        "The parties were called to the site: %(place)s, %(held_at)s (paper %(paper_no)s)"
    ),
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
}

REFUSALS: dict[str, tuple[Any, Any]] = {
    "survey_call_in_past": (
        _l("The survey would lie in the past"),
        _l("Call the parties to a moment that is still to come."),
    ),
    "witness_needed": (
        _l("A witness is missing"),
        _l("A party stayed away, so somebody must have watched the survey. Name the witness."),
    ),
    "nobody_present": (
        _l("Nobody of the agency is named"),
        _l("Name at least one appraiser who was on the spot."),
    ),
    "signature_missing": (
        _l("A signature is missing"),
        _l("Whoever was present signs, or the record says why not."),
    ),
    "no_materials": (_l("No material is listed"), _l("Write down at least one item.")),
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
    "seal_missing": (_l("The report must carry the agency's seal and the signatures"), ""),
    "defects_unchecked": (_l("Look for each of these defects before filing"), ""),
    "only_pictures_marked": (
        _l("Only a photograph can be the main picture or the map"),
        _l("Nothing was changed."),
    ),
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

PICTURE_ROLES = {
    PictureRole.MAIN: _l("Main picture"),
    PictureRole.MAP: _l("Location map"),
}

SERVICE_METHODS = {
    ServiceMethod.ELECTRONIC: _l("electronically"),
    ServiceMethod.DIRECT: _l("by hand"),
    ServiceMethod.POST: _l("by post"),
    ServiceMethod.PUBLICATION: _l("by publication, because unreachable"),
}

CAPACITIES = {
    Capacity.APPRAISER: _l("Appraiser"),
    Capacity.APPLICANT: _l("Applicant"),
    Capacity.DEBTOR: _l("Debtor"),
    Capacity.OTHER_PARTY: _l("Another party"),
    Capacity.COURT: _l("Court staff"),
    Capacity.OCCUPANT: _l("Occupant"),
    Capacity.WITNESS: _l("Witness"),
}
PRESENCES = {
    Presence.SIGNED: _l("present, signed"),
    Presence.REFUSED_TO_SIGN: _l("present, did not sign"),
    Presence.ABSENT: _l("stayed away"),
}
