"""Words of decisions on standing, of relations and of the draw's policy."""

from typing import Any

from flask_babel import lazy_gettext as _l

from registry.vocabulary import (
    CasePersonRole,
    DecisionState,
    PolicyMode,
    RelationKind,
    StandingAct,
    StandingGround,
)

REFUSALS: dict[str, tuple[Any, Any]] = {
    "wrong_ground": (
        _l("This ground does not carry this measure"),
        _l("Choose a ground that the rules name for it."),
    ),
    "reasons_missing": (
        _l("Reasons are needed"),
        _l("Write at least ten characters; they are published with the decision."),
    ),
    "hearing_missing": (
        _l("The agency must be heard first"),
        _l("Enter when it was notified, when it was heard and what it said."),
    ),
    "hearing_not_held": (
        _l("The hearing has not been held yet"),
        _l("Decide after it."),
    ),
    "hearing_too_soon": (
        _l("The agency had too little time before the hearing"),
        _l("Three full working days lie between the notice and the hearing."),
    ),
    "statement_missing": (
        _l("What the agency said is missing"),
        _l("Write what it said, or that it stayed away."),
    ),
    "bad_months": (
        _l("This length is not possible"),
        _l("A pause lasts three to six months."),
    ),
    "removal_not_here": (
        _l("No court of this platform removes an agency"),
        _l("A removal follows from the Supreme Court's list when that is imported."),
    ),
    "source_missing": (
        _l("The source of the data is missing"),
        _l("A removal names the list it was taken from."),
    ),
    "standing_moved": (
        _l("Somebody has just decided about this agency"),
        _l("Nothing was changed. Read the newest decision, then decide again if needed."),
    ),
    "measure_exists": (
        _l("This measure already works against the agency"),
        _l("Nothing was changed. The same measure stands once."),
    ),
    "stricter_in_force": (
        _l("A stricter measure already works against the agency"),
        _l("Let the agency back in first, or wait until that measure ends."),
    ),
    "agency_removed": (
        _l("The agency is removed from the national list"),
        _l("Neither a measure nor a return is decided here before five years have passed."),
    ),
    "nothing_to_restore": (
        _l("No measure works against this agency"),
        _l("It may be commissioned as it is."),
    ),
    "no_appeal_here": (
        _l("No appeal lies with this court"),
        _l("A removal is a matter of the Supreme Court's list; a return needs no appeal."),
    ),
    "appeal_exists": (
        _l("The appeal is already filed"),
        _l("One appeal lies against a decision. Nothing was changed."),
    ),
    "appeal_late": (
        _l("The time to appeal is over"),
        _l("It ended on %(until)s, ten working days after the decision."),
    ),
    "decided_before": (
        _l("You made this decision yourself"),
        _l("Another judge of the court decides the appeal."),
    ),
    "relation_needs_number": (
        _l("This number does not have a valid check digit"),
        _l("Enter the 18 characters of a resident number or credit code, or leave it empty."),
    ),
    "relation_ends_early": (
        _l("The last day lies before the first"),
        _l("Leave it empty while the tie holds."),
    ),
    "person_exists": (
        _l("This person is already on record in the case"),
        _l("Nothing was changed."),
    ),
    "policy_document_missing": (
        _l("The weighted mode needs its published document"),
        _l(
            "Name the document and hand in the file and its SHA-256; no law grants unequal chances."
        ),
    ),
    "policy_digest_differs": (
        _l("The file is not the document you named"),
        _l("Its SHA-256 is %(found)s. Compare it with the published one."),
    ),
    "policy_document_unreadable": (
        _l("The document is not a PDF of at most 20 MB"),
        _l("Hand in the file as it was published."),
    ),
    "policy_unchanged": (
        _l("This policy is already in force"),
        _l("Nothing was changed."),
    ),
    "policy_moved": (
        _l("Somebody has just adopted another version"),
        _l("Nothing was changed. Look at the newest version first."),
    ),
    "bad_weights": (
        _l("These weights are not possible"),
        _l("The lower one is at least 1, the upper one at least as high and at most 10,000."),
    ),
}

WORDING: dict[str, Any] = {
    "registry.standing.decided": _l("Decision %(no)s on %(agency_name)s (%(basis)s): %(reasons)s"),
    "registry.standing.ended": _l("The measure of decision %(no)s against %(agency_name)s ended"),
    "registry.standing.appealed": _l("%(agency_name)s appealed against decision %(no)s"),
    "registry.standing.appeal_decided": _l(
        "The appeal of %(agency_name)s against decision %(no)s was decided: %(reasons)s"
    ),
    "registry.agency.relation_recorded": _l("A relation of %(agency_name)s was put on record"),
    "registry.case.person_recorded": _l("An agent or judge was written into the case"),
    "registry.policy.adopted": _l(
        "%(court_name)s adopted version %(version)s of its draw policy (SHA-256 %(policy_digest)s)"
    ),
}

ACTS = {
    StandingAct.PAUSE: _l("Pause"),
    StandingAct.STOP: _l("Stop commissioning"),
    StandingAct.PROBATION: _l("Probation"),
    StandingAct.RESTORE: _l("Let back in"),
    StandingAct.DELIST: _l("Removal from the list"),
}
GROUNDS = {
    StandingGround.FALSE_RESULT: _l("The appraised result is clearly false"),
    StandingGround.DISHONEST_SALE: _l("Fraud or defects in the sale"),
    StandingGround.LATE: _l("Chosen and then late without cause"),
    StandingGround.OTHER: _l("Another circumstance of the same weight"),
    StandingGround.REFUSED_OR_FRAUD: _l("Refused without cause, or deceived"),
    StandingGround.UNABLE_IN_TIME: _l("Cannot finish the commission in time without cause"),
    StandingGround.TAIL_TEST: _l("The record of timeliness met the test for probation"),
    StandingGround.NEGATIVE_REVIEW: _l("A professional review went against the report"),
    StandingGround.NATIONAL_LIST: _l("Removed from the Supreme Court's list"),
    StandingGround.CAUSE_GONE: _l("The cause is gone"),
    StandingGround.NOT_PROVEN: _l("The facts did not prove true"),
}
DECISION_STATES = {
    DecisionState.IN_FORCE: _l("in force"),
    DecisionState.APPEALED: _l("under appeal, still in force"),
    DecisionState.UPHELD: _l("upheld on appeal"),
    DecisionState.OVERTURNED: _l("overturned on appeal"),
    DecisionState.ENDED: _l("ended"),
}
DECISION_TAGS = {
    DecisionState.IN_FORCE: "warning",
    DecisionState.APPEALED: "waiting",
    DecisionState.UPHELD: "warning",
    DecisionState.OVERTURNED: "success",
    DecisionState.ENDED: "done",
}
FIGURES = {
    "n": _l("Commissions counted"),
    "late": _l("of these late"),
    "limit": _l("Limit of the rate in time"),
    "tail": _l("Chance that the true rate lies below the limit"),
    "threshold": _l("Chance from which probation follows"),
    "reviews": _l("Negative reviews"),
}
RELATIONS = {
    RelationKind.CREDITOR: _l("creditor of the agency"),
    RelationKind.DEBTOR: _l("debtor of the agency"),
    RelationKind.APPRAISED_BEFORE: _l("had the agency appraise the same subject"),
    RelationKind.STAFF: _l("works or worked for the agency"),
    RelationKind.RELATIVE: _l("close relative of its people"),
}
CASE_PEOPLE = {
    CasePersonRole.AGENT: _l("Agent of a party"),
    CasePersonRole.JUDGE: _l("Judge"),
}
POLICY_MODES = {
    PolicyMode.UNIFORM: _l("The same chance for all"),
    PolicyMode.WEIGHTED: _l("Weighted by score and load"),
}
