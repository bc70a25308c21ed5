"""Words of draws: refusals, facts, states and the grounds for leaving somebody out."""

from typing import Any

from flask_babel import lazy_gettext as _l

from registry.messages.agencies import FIELDS, GRADES, STANDINGS
from registry.messages.books import PARTY_ROLES
from registry.vocabulary import (
    DrawState,
    ExclusionCode,
    PartyRole,
    Scope,
)

REFUSALS: dict[str, tuple[Any, Any]] = {
    "draw_exists": (
        _l("A draw already holds for this asset"),
        _l(
            "One draw names three agencies in order; another needs the first to be void or used up."
        ),
    ),
    "pool_empty": (
        _l("Nobody on the list may be drawn"),
        _l("Even the national list holds no agency without a ground against it."),
    ),
    "pool_changed": (
        _l("The list has changed since you looked at it"),
        _l(
            "An agency's standing or load is different now. Look at the list again, then freeze it."
        ),
    ),
    "bad_strings_until": (
        _l("This end is not possible"),
        _l("Strings are taken from now for thirty days at most."),
    ),
    "bad_string": (
        _l("Enter 1 to 200 characters"),
        _l("Any words or figures will do; they are mixed into the draw as they are."),
    ),
    "not_a_giver": (
        _l("You have no string to hand in here"),
        _l("Only the parties of the case and the supervisor feed the draw, never the court."),
    ),
    "strings_closed": (
        _l("No more strings are taken"),
        _l("The time for them is over, or the draw has gone on."),
    ),
    "string_given": (
        _l("You have already handed in a string"),
        _l("Each side hands in once; it cannot be taken back or replaced."),
    ),
    "strings_open": (
        _l("A party still has time to hand in"),
        _l("Close when all are in, or when the time is over (%(until)s)."),
    ),
    "no_strings": (
        _l("Nobody has handed in a string"),
        _l(
            "The draw must not rest on the court alone: "
            "at least one side or the supervisor feeds it."
        ),
    ),
    "list_changed": (
        _l("The frozen list does not agree with its digest"),
        _l("Nothing was drawn. Tell the supervisor: rows were changed outside the platform."),
    ),
    "reason_missing": (
        _l("A published reason is needed"),
        _l("Write why; everybody will read it beside the draw."),
    ),
    "second_void": (
        _l("A second void draw is the supervisor's decision"),
        _l("One draw of this case was already made void."),
    ),
    "not_drawn": (
        _l("This agency was not drawn here"),
        _l("There is no finished draw with this agency for the asset."),
    ),
}

WORDING: dict[str, Any] = {
    "registry.draw.prepared": _l("Draw %(no)s, round %(round)s, was prepared"),
    "registry.draw.frozen": _l(
        "The list of draw %(no)s was frozen with %(tickets)s tickets; %(left_out)s were left out"
    ),
    "registry.draw.string_handed_in": _l("%(giver)s handed in a string for draw %(no)s"),
    "registry.draw.entropy_closed": _l("All %(count)s strings of draw %(no)s were opened"),
    "registry.draw.performed": _l("Draw %(no)s named in order: %(agencies)s"),
    "registry.draw.notified": _l("The result of draw %(no)s was sent to parties and agencies"),
    "registry.draw.voided": _l("Draw %(no)s was made void: %(reason)s"),
    "registry.draw.agency_fell": _l("%(agency_name)s fell away, the next follows: %(reason)s"),
}

INSPECTOR_GIVER = _l("Supervisor")
WORDING["kind.inspector"] = INSPECTOR_GIVER
SCOPES = {
    Scope.CITY: _l("List of the city"),
    Scope.PROVINCE: _l("List of the province"),
    Scope.NATION: _l("National list"),
}
DRAW_STATES = {
    DrawState.DRAFT: _l("in preparation"),
    DrawState.NEGOTIATING: _l("parties are negotiating"),
    DrawState.AGREED: _l("agreed by the parties"),
    DrawState.FROZEN: _l("list frozen, strings are taken"),
    DrawState.ENTROPY_CLOSED: _l("strings opened, about to be drawn"),
    DrawState.DRAWN: _l("drawn"),
    DrawState.NOTIFIED: _l("drawn and notified"),
    DrawState.VOID: _l("void"),
}
#: Kinds of the status tag in templates/components.
DRAW_TAGS = {
    DrawState.DRAFT: "neutral",
    DrawState.NEGOTIATING: "live",
    DrawState.AGREED: "success",
    DrawState.FROZEN: "live",
    DrawState.ENTROPY_CLOSED: "waiting",
    DrawState.DRAWN: "success",
    DrawState.NOTIFIED: "done",
    DrawState.VOID: "danger",
}
EXCLUSIONS = {
    ExclusionCode.FIELD: _l("Not on the list of this profession"),
    ExclusionCode.GRADE: _l("Grade or staff below what the value asks for"),
    ExclusionCode.REGION: _l("Not on the list of this place"),
    ExclusionCode.PAUSED: _l("Paused or stopped"),
    ExclusionCode.DELISTED: _l("Removed from the list; five years have not passed"),
    ExclusionCode.CONFLICT: _l("Related to a party; must step back"),
    ExclusionCode.ALREADY_FAILED: _l("Drawn in this case before and failed"),
    ExclusionCode.AT_CAPACITY: _l("Has as many open commissions as it may"),
    ExclusionCode.NOT_QUALIFIED: _l("Licence expired or fewer than two qualified people"),
    ExclusionCode.REFUSED_TWICE: _l("Refused twice without reason within 90 days"),
    ExclusionCode.REVIEW_PENDING: _l("A negative professional review is pending"),
    ExclusionCode.SHARED_TICKET: _l("Shares one ticket with others of the same controller"),
}
EVIDENCE = {
    "required": _l("required"),
    "held": _l("held"),
    "appraisers_required": _l("appraisers required"),
    "appraisers_held": _l("appraisers registered"),
    "standing": _l("standing"),
    "until": _l("until"),
    "related_to": _l("related to"),
    "in_draw": _l("in draw"),
    "open": _l("open commissions"),
    "limit": _l("at most"),
    "expired_on": _l("expired on"),
    "scope": _l("list used"),
}


def evidence_lines(evidence: dict[str, str | int]) -> list[tuple[Any, Any]]:
    """Return name and value of each piece of evidence in words, in a fixed order."""
    return [
        (words, evidence_value(name, evidence[name]))
        for name, words in EVIDENCE.items()
        if evidence.get(name) not in (None, "")
    ]


def evidence_value(name: str, value: str | int) -> Any:
    """Return the words of a piece of evidence, or the value itself when it speaks for itself."""
    tables: dict[str, dict[Any, Any]] = {
        "required": {**FIELDS, **GRADES},
        "held": GRADES,
        "standing": STANDINGS,
        "related_to": PARTY_ROLES,
        "scope": SCOPES,
    }
    return tables.get(name, {}).get(value, value)


def giver_name(giver: str) -> Any:
    """Return how a giver of a string is called in public: a role and a place."""
    role, _, place = giver.partition("/")
    if role == "inspector":
        return INSPECTOR_GIVER
    name = PARTY_ROLES[PartyRole(role)]
    return f"{name} {place}" if place != "1" else name
