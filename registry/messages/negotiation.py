"""Words of negotiations: refusals, facts, grounds and outcomes."""

from typing import Any

from flask_babel import lazy_gettext as _l

from registry.vocabulary import NegotiationOutcome, WaiverGround

REFUSALS: dict[str, tuple[Any, Any]] = {
    "negotiation_held": (
        _l("This choice had its negotiation already"),
        _l("One window is opened for each choice; what follows now is the draw."),
    ),
    "bad_negotiation_until": (
        _l("This end is not possible"),
        _l("The window runs from now for thirty days at most."),
    ),
    "side_unreachable": (
        _l("One side cannot be reached here"),
        _l(
            "A negotiation needs an applicant and a debtor with an account. "
            "Write the ground down and go to the draw."
        ),
    ),
    "account_on_both_sides": (
        _l("One account stands on both sides"),
        _l("Whoever acts for the applicant cannot also speak for the debtor."),
    ),
    "pool_below_three": (
        _l("The list holds fewer than three agencies"),
        _l("Three cannot be agreed on; write that ground down and go to the draw."),
    ),
    "pool_long_enough": (
        _l("The list holds three agencies or more"),
        _l("This ground is for lists from which three cannot be named."),
    ),
    "not_a_negotiator": (
        _l("You have no list to hand in here"),
        _l("Only the applicants and the debtors of the case name the agencies."),
    ),
    "negotiation_over": (
        _l("No more lists are taken"),
        _l("The window is over or the choice is made. Nothing was changed."),
    ),
    "negotiation_open": (
        _l("The parties still have time"),
        _l("The window ends by itself (%(until)s)."),
    ),
    "window_still_runs": (
        _l("This ground does not end a running window"),
        _l("Only a missing party, a refusal, or the wish of both sides does; otherwise wait."),
    ),
    "waiver_note_missing": (
        _l("Write what the ground rests on"),
        _l("The parties read it, such as how the missing party was looked for."),
    ),
    "list_not_three": (
        _l("Name exactly three agencies"),
        _l("The law asks for three agencies and their order."),
    ),
    "agency_named_twice": (
        _l("One agency is named twice"),
        _l("Three different agencies are needed."),
    ),
    "agency_not_in_pool": (
        _l("An agency on your list may not be chosen now"),
        _l("Not in the pool at this moment: %(codes)s. Choose from the list below."),
    ),
    "not_agreed": (
        _l("The parties have not agreed"),
        _l("There is no agreed order to send."),
    ),
}

WORDING: dict[str, Any] = {
    "registry.negotiation.opened": _l(
        "The parties were asked to agree on three agencies by %(until)s (%(no)s)"
    ),
    "registry.negotiation.proposal_handed_in": _l("%(giver)s handed in a list of three agencies"),
    "registry.negotiation.proposals_differ": _l(
        "All lists are in and do not agree; they can be replaced until the window ends"
    ),
    "registry.negotiation.agreed": _l("The parties agreed on, in order: %(agencies)s"),
    "registry.negotiation.ended": _l(
        "The negotiation ended without agreement: %(handed_in)s of %(awaited)s lists came"
    ),
    "registry.negotiation.waived": _l("The agencies are drawn without agreement: %(note)s"),
}

WAIVER_GROUNDS = {
    WaiverGround.PARTY_MISSING: _l("A party is missing and cannot be found"),
    WaiverGround.PARTY_DECLINED: _l("A party said that it will not negotiate"),
    WaiverGround.NO_RESPONSE: _l("A party did not answer within the period set on paper"),
    WaiverGround.DRAW_REQUESTED: _l("Both sides ask for the draw"),
    WaiverGround.HELD_ON_RECORD: _l("Negotiated before the court without result, on record"),
    WaiverGround.LIST_TOO_SHORT: _l("The list holds fewer than three agencies"),
}
OUTCOMES = {
    NegotiationOutcome.OPEN: _l("the window is open"),
    NegotiationOutcome.AGREED: _l("agreed"),
    NegotiationOutcome.NOT_AGREED: _l("no agreement"),
    NegotiationOutcome.WAIVED: _l("not negotiated"),
}
OUTCOME_TAGS = {
    NegotiationOutcome.OPEN: "live",
    NegotiationOutcome.AGREED: "success",
    NegotiationOutcome.NOT_AGREED: "neutral",
    NegotiationOutcome.WAIVED: "info",
}
