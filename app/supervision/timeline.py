"""A case's timeline: what happened, in words, for eyes that may see it."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from app.identity.facade import staff_names
from app.kernel.actors import SYSTEM, Actor, require_court
from app.kernel.errors import NotFound
from app.kernel.facts import Audience
from app.supervision import queries
from app.trail.queries import timeline
from app.trail.wording import sentence

PAGE = 100


@dataclass(frozen=True)
class TimelineEntry:
    """One fact as the timeline shows it."""

    id: int
    at: datetime
    text: str
    #: Staff and agencies by name; nobody else, since a bidder's name is sealed (art. 18).
    actor: str
    digest: str
    name: str
    kind: str = "neutral"


@dataclass(frozen=True)
class Timeline:
    """One page of a case's facts, oldest first, and the key that continues it."""

    case_number: str
    entries: tuple[TimelineEntry, ...]
    next: int | None


def timeline_of(case_number: str, *, actor: Actor, after: int = 0) -> Timeline:
    """Return a page of a case's timeline for staff of its court or the inspector.

    Sealed facts are never in it. Raises NotFound or Forbidden.
    """
    if not queries.has_case(case_number):
        raise NotFound("case", case_number)
    court_id = queries.find_case_court(case_number)
    if court_id is not None:
        require_court(actor, court_id)
    return page_of(case_number, after=after)


def page_of(case_number: str, *, after: int = 0) -> Timeline:
    """Return a page of a case's timeline; the caller judges who may read it."""
    found = timeline(case_number, audience=Audience.COURT, after_id=after, limit=PAGE + 1)
    page = found[:PAGE]
    names = staff_names(entry.actor for entry in page)
    entries = tuple(
        TimelineEntry(
            id=entry.id,
            at=entry.at,
            text=sentence(entry),
            actor=_("The platform") if entry.actor == SYSTEM.label else names.get(entry.actor, ""),
            digest=entry.leaf_hash.hex(),
            name=entry.name,
        )
        for entry in page
    )
    return Timeline(case_number, entries, page[-1].id if len(found) > PAGE else None)
