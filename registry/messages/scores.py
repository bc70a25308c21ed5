"""Words of scores: facts, parts, tiers, and one sentence with its numbers for each part."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l

from registry.vocabulary import Tier
from registry.vocabulary.scores import ScoreTrigger

REFUSALS: dict[str, tuple[Any, Any]] = {}

WORDING: dict[str, Any] = {
    "registry.score.changed": _l(
        "The score of %(agency_name)s is now %(total)s, before %(previous)s (version %(version)s)"
    ),
    "registry.score.run_made": _l(
        "%(panel)s agencies were scored anew; %(changed)s scores moved (run %(run_id)s)"
    ),
}

#: Names of the parts, in the order in which the kinds show them.
SCORE_PARTS: dict[str, Any] = {
    "qualification_capacity": _l("Grade and people"),
    "timeliness": _l("Kept due dates"),
    "acceptance": _l("Commissions taken"),
    "objections": _l("Reports that stood"),
    "review": _l("Confirmed by professional review"),
    "deviation": _l("Distance from the market"),
    "judge": _l("Rating by judges"),
    "parties": _l("Rating by the parties"),
    "materials": _l("Accurate descriptions"),
    "viewings": _l("Viewings and answers"),
    "handover": _l("Complete handovers"),
    "procedure": _l("Sales that stood"),
    "sales": _l("Sold against expected"),
    "bidders": _l("Rating by bidders"),
}

#: What each part is counted from, for the page that explains the score.
SCORE_PART_NOTES: dict[str, Any] = {
    "qualification_capacity": _l(
        "Half for the grade, half for registered people; more than twenty earn no more."
    ),
    "timeliness": _l("Reports and tasks handed in by the due date; hard work is offset."),
    "acceptance": _l(
        "Offered commissions taken; a refusal with an accepted reason is not counted."
    ),
    "objections": _l("Reports without an upheld objection or an ordered correction."),
    "review": _l("Reports that the association's review confirmed."),
    "deviation": _l(
        "What is left between appraisal and sale once place, quarter and age are taken out; "
        "unsold lots count as worth less than their reserve."
    ),
    "judge": _l("Closed questions answered by the judge after each commission."),
    "parties": _l("Applicants and debtors are averaged apart, since they want opposite things."),
    "materials": _l("Descriptions without an upheld objection."),
    "viewings": _l("Viewings held as announced, enquiries answered."),
    "handover": _l("Handovers complete and in time."),
    "procedure": _l("Sales without an upheld objection against the house."),
    "sales": _l("Lots sold against what the same mix of lots lets expect."),
    "bidders": _l("Closed questions answered by bidders; at most three of one person count."),
}

TIERS: dict[Tier, Any] = {
    Tier.A: _l("Tier A: proven"),
    Tier.B: _l("Tier B: regular"),
    Tier.C: _l("Tier C: weak"),
}

SCORE_TRIGGERS: dict[ScoreTrigger, Any] = {
    ScoreTrigger.NIGHTLY: _l("nightly run"),
    ScoreTrigger.EVIDENCE: _l("new evidence"),
    ScoreTrigger.DECISION: _l("a decision"),
}

_RATE = _l(
    "%(name)s: %(pieces)s counted, of which after aging %(s)s of %(n)s went well; with the "
    "panel's mean of %(mu)s %% worth %(m)s more this makes %(mean)s %% and %(points)s of %(max)s "
    "points."
)
_RATE_NONE = _l(
    "%(name)s: nothing counted yet; the panel's mean of %(mu)s %% stands in and gives %(points)s "
    "of %(max)s points."
)

SENTENCES: dict[str, Any] = {
    "qualification_capacity": _l(
        "Grade %(grade)s earns %(grade_points)s points and %(staff)s registered people earn "
        "%(staff_points)s, in all %(points)s of %(max)s; more than %(full)s people earn no more."
    ),
    "deviation": _l(
        "Over %(pieces)s lots, %(unsold)s of them unsold, values lay %(raw)s %% from what place, "
        "quarter and age let expect; %(n)s lots after aging count for %(weight)s %%, so "
        "%(mean)s %% are held against the agency and %(points)s of %(max)s points remain."
    ),
    "deviation_none": _l(
        "No appraised lot has been offered yet, so no deviation is held against the agency: "
        "%(points)s of %(max)s points."
    ),
    "sales": _l(
        "%(s)s lots sold after aging where %(n)s were to be expected of such lots; with %(m)s more "
        "on both sides this is %(mean)s times the expected and %(points)s of %(max)s points."
    ),
    "sales_none": _l(
        "No lot has been offered yet; selling as expected is assumed and gives %(points)s of "
        "%(max)s points."
    ),
    "parties": _l(
        "The applicants' side answered well in %(applicants)s %% of cases and the debtors' side in "
        "%(debtors)s %%, each drawn toward %(mu)s %%; the mean of both gives %(points)s of %(max)s "
        "points."
    ),
}


def part_sentence(part: Mapping[str, Any]) -> str:
    """Explain one part of a score in one sentence with its numbers."""
    key = part["sentence"]
    params = {"name": str(SCORE_PARTS[part["key"]]), **_printed(part)}
    words = SENTENCES.get(key)
    if words is None:
        words = _RATE_NONE if key.endswith("_none") else _RATE
    return str(words) % params


def _printed(part: Mapping[str, Any]) -> dict[str, str]:
    """Return the numbers of a part as people read them: two decimals, shares in percent."""
    printed = {name: _number(value) for name, value in part.items() if _is_number(value)}
    for name in ("mean", "mu"):
        if part["key"] != "sales" and name in part:
            printed[name] = f"{100 * part[name]:.1f}"
    if part["key"] == "deviation":
        printed["raw"] = f"{100 * part['raw']:+.1f}"
        printed["mean"] = f"{100 * part['mean']:+.1f}"
        printed["weight"] = f"{100 * part['n'] / (part['n'] + part['m']):.0f}"
    for side, found in part.get("sides", {}).items():
        printed[side] = f"{100 * found['mean']:.1f}"
    return printed


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _number(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.2f}"
