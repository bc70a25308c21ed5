"""Words of draws: refusals, facts, states and the grounds for leaving somebody out."""

from typing import Any

from flask_babel import lazy_gettext as _l

from registry.messages.books import PARTY_ROLES
from registry.vocabulary import (
    AgencyKind,
    ChoiceMethod,
    DrawState,
    EntropyMode,
    PartyRole,
    Scope,
)

REFUSALS: dict[str, tuple[Any, Any]] = {
    "negotiation_first": (
        _l("The parties are asked first"),
        _l("Open the window in which they may name three agencies, or write why none is held."),
    ),
    "bad_field": (
        _l("This is no field of such an agency"),
        _l("Choose one of the fields the kind is on the list for."),
    ),
    "objections_open": (
        _l("The list may still be objected to"),
        _l("Nothing is drawn before the window is over (%(until)s)."),
    ),
    "objection_undecided": (
        _l("An objection to the list is not decided"),
        _l("The court decides on each objection first, with a reason everybody can read."),
    ),
    "objection_reason_missing": (
        _l("Write what is wrong with the list"),
        _l("Four to a thousand characters; everybody will read them."),
    ),
    "not_concerned": (
        _l("This list does not concern you"),
        _l("The parties of the case and the agencies of the list may object to it."),
    ),
    "objections_over": (
        _l("The list can no longer be objected to"),
        _l("The window is over, or the draw has gone on."),
    ),
    "objection_given": (
        _l("You have already objected to this list"),
        _l("Each side objects once; the court answers it."),
    ),
    "objection_decided": (
        _l("This objection is already decided"),
        _l("What was decided stands beside it."),
    ),
    "figures_unasked": (
        _l("In the ceremony no public figure is used"),
        _l("Name figures in the external mode only."),
    ),
    "unknown_game": (
        _l("Choose a public figure from the list"),
        _l("Only figures that are uniform and that nobody can move are taken."),
    ),
    "issue_missing": (
        _l("Name the issue or the session"),
        _l("Everybody must know which official result is meant."),
    ),
    "source_too_early": (
        _l("This figure may be known too early"),
        _l("Each named figure is drawn after the last string was taken."),
    ),
    "source_twice": (
        _l("The same figure is named twice"),
        _l("A figure counts once."),
    ),
    "too_many_sources": (
        _l("At most three figures are named"),
        _l("Two games of one day carry any list."),
    ),
    "too_little_entropy": (
        _l("The figures carry too little chance for this list"),
        _l("They carry %(carried)s bits; a list of this size needs %(needed)s. Name another one."),
    ),
    "figures_not_awaited": (
        _l("No figures are asked for now"),
        _l("They are typed once the strings are opened, until two entries agree."),
    ),
    "source_not_drawn": (
        _l("The named figures are not drawn yet"),
        _l("They are known after %(until)s."),
    ),
    "figures_given": (
        _l("You have already typed the figures"),
        _l("Another clerk types them without seeing yours."),
    ),
    "figures_not_split": (
        _l("The two clerks do not differ"),
        _l("The supervisor types the figures only when two clerks differ."),
    ),
    "bad_figure": (
        _l("This cannot be a result of this game"),
        _l("Type it as it was published, for example %(example)s."),
    ),
    "figures_differ": (
        _l("The figures differ from what the other one typed"),
        _l("Both entries stay on record. Both clerks type again, or the supervisor decides."),
    ),
    "figures_missing": (
        _l("The public figures are not agreed on yet"),
        _l("Two clerks type them independently of each other; then the draw goes on."),
    ),
    "nonce_mismatch": (
        _l("The secret number does not match its commitment"),
        _l("Nothing was drawn. Tell the supervisor: rows were changed outside the platform."),
    ),
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
    "registry.draw.list_objected": _l(
        "%(objector)s objected to the list of draw %(no)s: %(reason)s"
    ),
    "registry.draw.objection_decided": _l(
        "The objection of %(objector)s to draw %(no)s was decided: %(reason)s"
    ),
    "registry.draw.figures_typed": _l("The figures of draw %(no)s were typed once more"),
    "registry.draw.figures_differ": _l("Two entries of the figures of draw %(no)s differ"),
    "registry.draw.figures_agreed": _l("The figures of draw %(no)s are agreed on: %(said)s"),
    "registry.draw.figures_reopened": _l(
        "The figures of draw %(no)s are typed anew before the notice: %(reason)s"
    ),
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
AGREED_AND_NOTIFIED = _l("agreed and notified")
METHODS = {
    ChoiceMethod.LOTTERY: _l("drawn by lot"),
    ChoiceMethod.AGREEMENT: _l("agreed by the parties"),
}
MODES = {
    EntropyMode.CEREMONY: _l("Ceremony: strings of the parties and the supervisor"),
    EntropyMode.EXTERNAL: _l("External: public figures named beforehand"),
}
DRAW_TITLES = {
    AgencyKind.APPRAISAL: _l("Draw of the appraisal agency"),
    AgencyKind.AUCTION_HOUSE: _l("Draw of the auction house"),
    AgencyKind.AUXILIARY: _l("Draw of the auxiliary agency"),
}
#: Who typed figures, by the name kept with the entry.
TYPISTS = {
    "clerk/1": _l("First clerk"),
    "clerk/2": _l("Second clerk"),
    "inspector": INSPECTOR_GIVER,
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


def giver_name(giver: str) -> Any:
    """Return how a giver of a string is called in public: a role and a place."""
    role, _, place = giver.partition("/")
    if role == "inspector":
        return INSPECTOR_GIVER
    name = PARTY_ROLES[PartyRole(role)]
    return f"{name} {place}" if place != "1" else name


def choice_state(draw: Any) -> Any:
    """Return where a choice stands; what the parties agreed on was never drawn."""
    is_agreed = draw.method is ChoiceMethod.AGREEMENT and draw.state is DrawState.NOTIFIED
    return AGREED_AND_NOTIFIED if is_agreed else DRAW_STATES[draw.state]
