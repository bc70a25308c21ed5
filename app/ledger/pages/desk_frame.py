"""What the pages of the finance desk share: whose court, how an act answers, the tabs."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect
from flask.typing import ResponseReturnValue

from app.kernel.actors import Actor
from app.kernel.errors import Forbidden, Refusal
from app.kernel.permissions import Role
from app.ledger import messages, queries, reasons
from app.ledger.desk_vocabulary import ProposalState
from app.ledger.messages import desk as words
from app.web.errors import Problem, describe

#: Words that every page of the desk may need.
WORDS: dict[str, Any] = {
    "purposes": messages.PURPOSES,
    "faults": messages.FAULTS,
    "kinds": words.KINDS,
    "proposal_states": words.PROPOSAL_STATES,
    "suspense_states": words.SUSPENSE_STATES,
    "standings": words.STANDINGS,
    "payee_states": words.PAYEE_STATES,
    "payee_sources": words.PAYEE_SOURCES,
    "ages": words.AGES,
    "end_words": words.end_words,
    "why_held": reasons.why_held,
    "why_moved": reasons.why_moved,
    "why_owed": reasons.why_owed,
    "why_proposed": reasons.why_proposed,
    "why_returned": reasons.why_returned,
}


def court_of(actor: Actor) -> int | None:
    """Return the court whose money an actor may see; none means all, for inspectors only."""
    if actor.court_id is None and not actor.roles & {Role.INSPECTOR}:
        raise Forbidden("other_court")
    return actor.court_id


def own_court(actor: Actor) -> int:
    """Return the one court an actor acts for; raises Forbidden for whoever acts for none."""
    if actor.court_id is None:
        raise Forbidden("other_court")
    return actor.court_id


def count_waiting(court: int | None) -> int:
    """Return how many proposals wait for a second person."""
    return len(queries.list_proposals(court, [ProposalState.PROPOSED]))


def act(
    order: Callable[[], str],
    words_done: str,
    again: Callable[[Problem, int], ResponseReturnValue],
) -> ResponseReturnValue:
    """Carry an order out and go where it says, or show the page again with what went wrong."""
    try:
        target = order()
    except Refusal as refusal:
        return again(describe(refusal), refusal.status)
    flash(words_done, "success")
    return redirect(target, 303)
