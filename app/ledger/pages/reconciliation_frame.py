"""What the pages of reconciliation share: who may see them, and their words."""

from typing import Any

from app.kernel.actors import Actor
from app.kernel.errors import Forbidden
from app.kernel.permissions import Role
from app.ledger.messages import reconciliation as words
from app.ledger.messages.desk import day_account

WORDS: dict[str, Any] = {
    "differences": words.DIFFERENCES,
    "what_to_do": words.WHAT_TO_DO,
    "item_states": words.ITEM_STATES,
    "item_tags": words.ITEM_TAGS,
    "statement_states": words.STATEMENT_STATES,
    "statement_tags": words.STATEMENT_TAGS,
    "sources": words.SOURCES,
    "day_states": words.DAY_STATES,
    "day_tags": words.DAY_TAGS,
    "day_account": day_account,
    "failure_words": words.failure_words,
}


def require_staff(actor: Actor) -> None:
    """Let staff of a court and inspectors through; raises Forbidden."""
    if actor.court_id is None and not actor.roles & {Role.INSPECTOR}:
        raise Forbidden("other_court")
