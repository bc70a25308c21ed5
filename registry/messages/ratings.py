"""Words of ratings, reviews and objections to evidence."""

from typing import Any

from flask_babel import lazy_gettext as _l

from registry.vocabulary.objections import ScoreObjectionAction, ScoreObjectionState
from registry.vocabulary.ratings import RatingSide

REFUSALS: dict[str, tuple[Any, Any]] = {
    "rated_already": (
        _l("This commission is already rated from here"),
        _l("One sheet counts a commission and person; it cannot be changed afterwards."),
    ),
    "rating_over": (
        _l("The time for ratings is over"),
        _l("Sheets were taken until %(until)s; they are open now."),
    ),
    "answers_missing": (
        _l("Answer every question"),
        _l("Each of the closed questions needs a yes or a no."),
    ),
    "review_in_future": (
        _l("The review lies in the future"),
        _l("Enter the day on the paper of the association."),
    ),
    "review_exists": (
        _l("A review of this report is already recorded"),
        _l("One professional review is recorded for a report. Nothing was changed."),
    ),
    "evidence_objection_exists": (
        _l("There is already an objection to this entry"),
        _l("One objection can be made to an entry. Open it from the page of your score."),
    ),
    "evidence_annulled": (
        _l("This entry no longer counts"),
        _l("It was set aside by a decision; there is nothing to object to."),
    ),
    "evidence_without_court": (
        _l("No court of this platform recorded this entry"),
        _l("It was loaded as history. Ask the operator about its source."),
    ),
    "evidence_objection_late": (
        _l("The time to object to this entry is over"),
        _l("The last day was %(until)s, ten working days after it was recorded."),
    ),
    "own_evidence": (
        _l("Somebody else has to decide this"),
        _l("You recorded the entry yourself. Leave the decision to a colleague."),
    ),
    "score_objection_closed": (
        _l("This objection is already closed"),
        _l("Somebody decided it or the agency took it back. Load the page again."),
    ),
}

WORDING: dict[str, Any] = {
    "registry.ratings.asked": _l(
        "Those concerned may rate %(agency_name)s for %(reference)s until %(ends_at)s"
    ),
    "registry.ratings.given": _l("A sealed rating of %(agency_name)s for %(reference)s came in"),
    "registry.ratings.opened": _l(
        "The ratings of %(agency_name)s for %(reference)s were opened: %(sheets)s"
    ),
    "registry.review.recorded": _l(
        "%(reviewer)s reviewed the report %(reference)s of %(agency_name)s on %(reviewed_on)s "
        "(paper, SHA-256 %(paper_sha256)s)"
    ),
    "registry.score_objection.made": _l(
        "%(agency_name)s objected to an entry of its score (%(no)s): %(reason)s"
    ),
    "registry.score_objection.withdrawn": _l("%(agency_name)s took its objection %(no)s back"),
    "registry.score_objection.decided": _l(
        "The objection %(no)s of %(agency_name)s was decided: %(reasons)s"
    ),
}

SIDES = {
    RatingSide.APPLICANT: _l("for the applicant's side"),
    RatingSide.DEBTOR: _l("for the debtor's side"),
    RatingSide.JUDGE: _l("for the court"),
}
QUESTIONS: dict[str, Any] = {
    "told_of_survey": _l("Were you told of the site survey in time?"),
    "all_was_seen": _l("Was the whole property looked at?"),
    "value_is_explained": _l("Does the report say clearly how the value was found?"),
    "questions_answered": _l("Were your questions answered?"),
    "facts_agree": _l("Do the facts in the report agree with the court's findings?"),
    "method_is_explained": _l("Are the methods and the choice of comparables explained?"),
    "court_was_answered": _l("Were the court's questions answered in time?"),
    "formalities_kept": _l("Were survey, signatures and seal in order at once?"),
    "court_may_rely": _l("Could the court rely on the report without asking for more?"),
}
OBJECTION_STATES = {
    ScoreObjectionState.OPEN: _l("waiting for the court"),
    ScoreObjectionState.UPHELD: _l("upheld"),
    ScoreObjectionState.REJECTED: _l("rejected"),
    ScoreObjectionState.WITHDRAWN: _l("taken back"),
}
OBJECTION_TAGS = {
    ScoreObjectionState.OPEN: "info",
    ScoreObjectionState.UPHELD: "success",
    ScoreObjectionState.REJECTED: "neutral",
    ScoreObjectionState.WITHDRAWN: "neutral",
}
OUTCOMES = {
    ScoreObjectionAction.UPHOLD: _l("Uphold: the entry no longer counts"),
    ScoreObjectionAction.REJECT: _l("Reject: the entry goes on counting"),
}
