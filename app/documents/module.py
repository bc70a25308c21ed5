"""What papers offer to the factory."""

from app.documents import facts, messages, text_pages
from app.documents.pages import bp
from app.documents.queries import list_damaged
from app.web.modules import Breach, Module


def papers_keep_their_digest() -> list[Breach]:
    """D1: every issued paper still has the bytes it was sealed with."""
    return [Breach("D1", f"paper {no} no longer matches its digest") for no in list_damaged()]


MODULE = Module(
    name="documents",
    blueprints=(bp, text_pages.bp),
    facts=facts.FACTS,
    wording=messages.WORDING,
    refusals=messages.REFUSALS,
    checks={"D1": papers_keep_their_digest},
)
