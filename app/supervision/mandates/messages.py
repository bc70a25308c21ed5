"""Words of mandates and of what was read under them."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.supervision.mandates.vocabulary import Body, MandateStanding, Reach

BODIES: dict[Body, Any] = {
    Body.PROCURATORATE: _l("Procuratorate"),
    Body.CONGRESS: _l("Deputy of the People's Congress"),
    Body.DISCIPLINE: _l("Discipline inspection"),
    Body.HIGHER_COURT: _l("Higher court"),
}
REACHES: dict[Reach, Any] = {
    Reach.COURT: _l("The whole court"),
    Reach.CASE: _l("One case"),
    Reach.LOT: _l("One lot"),
}
STANDINGS: dict[MandateStanding, tuple[str, Any]] = {
    MandateStanding.WAITING: ("waiting", _l("Waits for the second person")),
    MandateStanding.COMING: ("upcoming", _l("Begins later")),
    MandateStanding.RUNNING: ("success", _l("The mandate holds")),
    MandateStanding.WITHDRAWN: ("danger", _l("Withdrawn")),
    MandateStanding.OVER: ("neutral", _l("Over")),
}

WORDING: dict[str, Any] = {
    # What of a lot was opened, as the fact names it: name/<paddle>, proof/<number>.
    "kind.name": _l("the name behind paddle"),
    "kind.proof": _l("the proof of qualification number"),
    "kind.mandate": _l("under mandate"),
    "supervision.mandate.given": _l(
        "Mandate %(mandate)s was given to %(observer)s until %(ends_at)s: %(reason)s"
    ),
    "supervision.mandate.approved": _l(
        "A second person approved mandate %(mandate)s: sealed things may be opened"
    ),
    "supervision.mandate.withdrawn": _l("Mandate %(mandate)s was withdrawn: %(reason)s"),
    "supervision.mandate.over": _l("Mandate %(mandate)s is over"),
    "supervision.case.observed": _l("The case was read under mandate %(mandate)s"),
    "supervision.sealed.read": _l(
        "Of lot %(lot)s %(opened)s was opened under mandate %(mandate)s: %(purpose)s"
    ),
    "supervision.read.refused": _l("A reading under mandate %(mandate)s was refused: %(code)s"),
}

_NOTHING = _l("Nothing was shown; the try is on the record.")
REFUSALS: dict[str, tuple[Any, Any]] = {
    "mandate_not_yours": (
        _l("The mandate is of another person"),
        _l("Only whom it names reads under it."),
    ),
    "mandate_shut": (_l("The mandate does not hold"), _NOTHING),
    "outside_mandate": (_l("This lies outside the mandate"), _NOTHING),
    "mandate_keeps_sealed": (_l("The mandate does not open what is sealed"), _NOTHING),
    "mandate_too_long": (
        _l("A mandate holds for %(most)s days at most"),
        _l("Name an earlier end; it can be given anew (policy P98)."),
    ),
    "mandate_period_wrong": (
        _l("The days do not fit"),
        _l("A mandate ends after it begins, and not in the past."),
    ),
    "not_an_observer": (
        _l("This account is of no observer"),
        _l("A mandate goes to an observer or an inspector, never to whoever gives it."),
    ),
    "mandate_reason_missing": (
        _l("Say why"),
        _l("Whoever is read has a right to know the reason."),
    ),
    "mandate_key_missing": (
        _l("Name the case or the lot"),
        _l("A mandate names one court, one case or one lot that the platform knows."),
    ),
    "mandate_answered": (
        _l("The mandate waits for nobody"),
        _l("It was approved already, withdrawn, or is over."),
    ),
    "mandate_second_person": (
        _l("A second person has to approve"),
        _l("Neither who gave the mandate nor who reads under it (policy P98)."),
    ),
    "mandate_of_others": (
        _l("The mandate was given from outside your court"),
        _l("A court does not withdraw what the inspection of the province gave."),
    ),
    "purpose_missing": (
        _l("Say what for"),
        _l("The purpose stands on the record with the reading."),
    ),
    "read_only": (
        _l("Observers read and change nothing"),
        _l("Your account has no other right than to read."),
    ),
}
