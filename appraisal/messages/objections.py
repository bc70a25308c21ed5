"""Words of objections and petitions."""

from typing import Any

from flask_babel import lazy_gettext as _l

from appraisal.vocabulary.objections import (
    ObjectionGround,
    ObjectionKind,
    ObjectionOutcome,
    ObjectionState,
    PetitionGround,
    PetitionState,
    ReviewFinding,
)

WORDING: dict[str, Any] = {
    "appraisal.objection.filed": _l("Objection %(objection_no)s was handed in"),
    "appraisal.objection.refused": _l("Objection %(objection_no)s was not taken"),
    "appraisal.objection.withdrawn": _l("Objection %(objection_no)s was taken back"),
    "appraisal.objection.handed_over": _l(
        "Objection %(objection_no)s was handed to the agency, which explains until %(due_at)s"
    ),
    "appraisal.objection.answered": _l(
        "The agency explained its report on objection %(objection_no)s"
    ),
    "appraisal.objection.unanswered": _l(
        "The agency did not explain in time on objection %(objection_no)s; a professional review "
        "follows"
    ),
    "appraisal.objection.disputed": _l(
        "The explanation on objection %(objection_no)s was contradicted; a professional review "
        "follows"
    ),
    "appraisal.objection.review_commissioned": _l(
        "%(association)s was asked to review by %(due_on)s on objection %(objection_no)s"
    ),
    "appraisal.objection.review_concluded": _l(
        "%(association)s concluded its review on objection %(objection_no)s"
    ),
    "appraisal.objection.ruled": _l(
        "The court ruled on objection %(objection_no)s; the higher court may be asked until "
        "%(review_until)s"
    ),
    "appraisal.objection.ruling_review_asked": _l(
        "The higher court was asked to review the ruling on objection %(objection_no)s"
    ),
    "appraisal.objection.ruling_reviewed": _l(
        "%(court_name)s decided about the ruling on objection %(objection_no)s: %(decision_no)s"
    ),
    "appraisal.objection.closed": _l("Objection %(objection_no)s was closed"),
    "appraisal.objection.corrected": _l(
        "Revision %(revision)s of the report answers objection %(objection_no)s"
    ),
    "appraisal.petition.filed": _l(
        "Evidence against the price was handed in: petition %(petition_no)s"
    ),
    "appraisal.petition.withdrawn": _l("Petition %(petition_no)s was taken back"),
    "appraisal.petition.decided": _l("Petition %(petition_no)s was decided"),
    "appraisal.price.reopened": _l(
        "The reference price was taken back by %(basis)s; the way to a price begins anew"
    ),
}

REFUSALS: dict[str, tuple[Any, Any]] = {
    "objection_incomplete": (
        _l("The objection is not complete"),
        _l("It has to say in writing what is wrong and why. Nothing was handed in yet."),
    ),
    "objection_ground_missing": (_l("Choose what is wrong"), ""),
    "objection_text_length": (_l("Say why, in 10 to 4000 characters"), ""),
    "objection_ground_closed": (
        _l("This cannot be objected to on a network inquiry"),
        _l("Only wrong basic facts, scope, qualification and procedure can be."),
    ),
    "objection_not_concerned": (
        _l("You are no party of this case"),
        _l(
            "An interested person hands the objection to the court on paper with proof of the "
            "interest; the court enters it. Its address and telephone are on the public page."
        ),
    ),
    "objection_not_open": (
        _l("Nobody can object to a negotiated price or a directed inquiry"),
        _l(
            "Evidence of fraud, coercion, collusion or a false result can be handed in as a "
            "petition before the first notice of the sale."
        ),
    ),
    "objection_late": (
        _l("Your time to object is over"),
        _l(
            "It ended %(ended_at)s. What you sent is kept in the record. Still open: a petition "
            "with evidence that objections were wrongly handled, before the first notice of the "
            "sale; and an objection of a third party to the enforcement itself, at the court."
        ),
    ),
    "objection_to_correction": (
        _l("Nobody can object to a correction"),
        _l(
            "The report was corrected after an objection, and your own five days ended "
            "%(ended_at)s. What you sent is kept in the record. Still open: a petition with "
            "evidence that objections were wrongly handled, before the first notice of the sale."
        ),
    ),
    "objection_after_price": (
        _l("The reference price stands already"),
        _l(
            "What you sent is kept in the record. Hand in a petition with evidence before the "
            "first notice of the sale."
        ),
    ),
    "objection_no_report": (
        _l("There is no report to object to now"),
        _l("Once a report is served, five days run from the day you receive it."),
    ),
    "too_many_objections": (
        _l("You have objected to this report often enough"),
        _l("At most %(objections_max)s objections of one person to one report."),
    ),
    "objection_in_future": (_l("This lies in the future"), ""),
    "objector_missing": (_l("Say who objects"), ""),
    "objection_unfounded": (
        _l("The court does not take this objection"),
        _l("Its reason stands beside the objection."),
    ),
    "not_your_objection": (
        _l("Only the objector can do this"),
        _l("The court acts for somebody only where the objection came on paper."),
    ),
    "objection_ruled": (
        _l("The court has ruled on this objection already"),
        _l("Somebody else was first. Reload the page to read the ruling."),
    ),
    "ground_not_judged": (
        _l("The court does not rule on this ground here"),
        _l("Choose among the grounds that belong to the court."),
    ),
    "correction_missing": (_l("Say what the agency has to correct; it is published"), ""),
    "objection_wait_for_report": (
        _l("The report is being corrected at the moment"),
        _l("Rule once the corrected report is published; nothing was changed."),
    ),
    "answer_late": (
        _l("The five days to explain are over"),
        _l("The objection goes to the association for a professional review."),
    ),
    "dispute_late": (
        _l("The time to contradict the explanation is over"),
        _l("The objection is closed by itself; nobody may object to the explanation any more."),
    ),
    "association_missing": (_l("Name the association"), ""),
    "review_due_past": (_l("The period must end after today"), ""),
    "review_not_commissioned": (
        _l("No professional review was commissioned"),
        _l("Commission it first; then enter its conclusion."),
    ),
    "ruling_review_late": (
        _l("The ten days to ask the higher court are over"),
        _l("The ruling stands."),
    ),
    "petition_late": (
        _l("The first notice of the sale is out"),
        _l("A petition against the price is only taken before it. Turn to the judge of the case."),
    ),
    "petition_ground_unfit": (
        _l("This ground does not fit the way the price was found"),
        "",
    ),
    "petition_nothing_handled": (
        _l("No objection was handled yet"),
        _l("This petition is about how objections were handled."),
    ),
    "petition_no_price": (
        _l("No price stands that could be taken back"),
        _l("While a report is open to objection, object; the petition is decided once it stands."),
    ),
    "publication_day_missing": (_l("Enter the day of the publication"), ""),
    "nothing_to_serve": (
        _l("There is no published report to serve"),
        _l("Somebody is served once the report is published and until the price is fixed."),
    ),
    "already_served": (
        _l("This person was served already"),
        _l("The days run from the first receipt."),
    ),
}

OBJECTION_GROUNDS = {
    ObjectionGround.BASIC_FACTS: _l("Basic facts of the property are wrong"),
    ObjectionGround.SCOPE: _l("Something was added that is not seized, or left out"),
    ObjectionGround.QUALIFICATION: _l("The agency or its appraisers are not qualified"),
    ObjectionGround.PROCEDURE: _l("The appraisal gravely broke the rules of procedure"),
    ObjectionGround.STANDARD: _l("The reference standard"),
    ObjectionGround.METHOD: _l("The method of calculation"),
    ObjectionGround.RESULT: _l("The appraised result itself"),
}

OBJECTION_KINDS = {
    ObjectionKind.COURT: _l("The court rules"),
    ObjectionKind.AGENCY: _l("The agency explains"),
    ObjectionKind.MIXED: _l("The court rules first, then the agency explains"),
}

#: Where an objection goes and why, told before it is sent.
OBJECTION_WAYS = {
    ObjectionKind.COURT: _l(
        "It goes to the court, which rules within fifteen days; the higher court can be asked "
        "within ten days of the ruling."
    ),
    ObjectionKind.AGENCY: _l(
        "The court hands it to the agency within three days; the agency explains within five. If "
        "it does not, or you still disagree, the association reviews the report."
    ),
    ObjectionKind.MIXED: _l(
        "The court rules first on qualification and procedure. If that is rejected, the rest goes "
        "to the agency within three days."
    ),
}

OBJECTION_STATES = {
    ObjectionState.FILED: _l("To be handed to the agency"),
    ObjectionState.UNDER_RULING: _l("The court is ruling"),
    ObjectionState.WITH_AGENCY: _l("The agency is explaining"),
    ObjectionState.ANSWERED: _l("Explained; the objector decides"),
    ObjectionState.DISPUTED: _l("A professional review is to be commissioned"),
    ObjectionState.IN_REVIEW: _l("The association is reviewing"),
    ObjectionState.CONCLUDED: _l("Concluded"),
    ObjectionState.REFUSED: _l("Not taken"),
    ObjectionState.WITHDRAWN: _l("Taken back"),
    ObjectionState.LAPSED: _l("Lapsed with the report"),
}

OBJECTION_TAGS = {
    ObjectionState.FILED: "waiting",
    ObjectionState.UNDER_RULING: "live",
    ObjectionState.WITH_AGENCY: "live",
    ObjectionState.ANSWERED: "waiting",
    ObjectionState.DISPUTED: "waiting",
    ObjectionState.IN_REVIEW: "live",
    ObjectionState.CONCLUDED: "done",
    ObjectionState.REFUSED: "neutral",
    ObjectionState.WITHDRAWN: "neutral",
    ObjectionState.LAPSED: "neutral",
}

OBJECTION_OUTCOMES = {
    ObjectionOutcome.REJECTED: _l("Rejected"),
    ObjectionOutcome.CORRECTION: _l("Upheld: the agency corrects the report"),
    ObjectionOutcome.REPLACED: _l("Upheld: the next agency appraises anew"),
    ObjectionOutcome.EXPLAINED: _l("Explained; not contradicted"),
    ObjectionOutcome.NOT_NEGATED: _l("The professional review did not negate the report"),
    ObjectionOutcome.RESULT_OUT: _l("Upheld: the inquiry result does not count"),
}

REVIEW_FINDINGS = {
    ReviewFinding.NOT_NEGATED: _l("The report is not negated"),
    ReviewFinding.TO_CORRECT: _l("The agency has to correct the report"),
}

PETITION_GROUNDS = {
    PetitionGround.FRAUD: _l("The negotiation was won by fraud or coercion"),
    PetitionGround.COLLUSION: _l("The parties colluded to harm somebody"),
    PetitionGround.FALSE_RESULT: _l("The result of the directed inquiry is false"),
    PetitionGround.HANDLING_WRONG: _l("The objections were wrongly handled"),
}

PETITION_STATES = {
    PetitionState.FILED: _l("Waits for the court"),
    PetitionState.UPHELD: _l("Upheld; the price was taken back"),
    PetitionState.DISMISSED: _l("Dismissed"),
    PetitionState.WITHDRAWN: _l("Petition taken back"),
}
