"""What people read about findings."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.screening.vocabulary import FindingPhase, Verdict

WORDING = {
    "screening.finding.made": _l(
        "Finding %(finding)s: %(screens)s, %(points)s points of %(threshold)s (%(card)s); nothing "
        "was blocked"
    ),
    "screening.finding.closed": _l("Finding %(finding)s was closed by a judge: %(reason)s"),
    "screening.finding.names_read": _l(
        "The names behind the paddles of finding %(finding)s were read: %(paddles)s"
    ),
}

REFUSALS: dict[str, tuple[Any, Any]] = {
    "finding_reason_missing": (
        _l("Say why"),
        _l("Give a reason of five signs at least. The finding stays open."),
    ),
    "finding_about_you": (
        _l("This finding is about you"),
        _l("It names you as the judge of these cases. Another judge of the court closes it."),
    ),
    "finding_closed": (
        _l("The finding is closed already"),
        _l("The first word stands. Nothing was changed."),
    ),
}

VERDICTS = {
    Verdict.FOUNDED: ("danger", _l("Founded")),
    Verdict.UNFOUNDED: ("neutral", _l("Unfounded")),
}
PHASES = {
    FindingPhase.LIVE: _l("While bidding went on"),
    FindingPhase.ENDED: _l("After bidding had ended"),
}
