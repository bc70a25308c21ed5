"""What a visitor reads of questions and viewings on the page of a lot, and what the court does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from app.kernel.actors import Actor
from auction.models import Lot, Question, Viewing, ViewingBooking
from auction.queries import interest as queries
from auction.services.interest import RUNNING, has_marked, visitor_digest


@dataclass(frozen=True)
class Interest:
    """The public part, with what is the reader's own."""

    answered: Sequence[Question]
    #: The reader's questions that wait for the court.
    waiting: Sequence[Question]
    viewings: Sequence[Viewing]
    #: The viewing at which the reader has a place.
    booked_id: int | None
    is_marked: bool
    #: Whether one may still ask and book.
    is_running: bool


def interest_of(lot: Lot, actor: Actor, now: datetime) -> Interest:
    """Gather what the page of a lot shows to this reader."""
    digest = visitor_digest(actor) if actor.is_signed_in else None
    own = queries.list_own_viewings(digest, now) if digest else ()
    return Interest(
        answered=queries.list_answered(lot.id),
        waiting=queries.list_waiting(lot.id, digest) if digest else (),
        viewings=queries.list_viewings(lot.id, after=now),
        booked_id=next(
            (row[1].id for row in own if row[0].id == lot.id and row[2].canceled_at is None), None
        ),
        is_marked=has_marked(lot, actor),
        is_running=lot.phase(now) in RUNNING,
    )


@dataclass(frozen=True)
class ViewingLine:
    """One viewing in the court's list, with who comes."""

    viewing: Viewing
    bookings: Sequence[ViewingBooking]
    is_ahead: bool


def viewing_lines(lot: Lot, now: datetime) -> list[ViewingLine]:
    """Return every viewing of a lot with its visitors, in order of time."""
    return [
        ViewingLine(one, queries.list_bookings(one.id), now < one.starts_at)
        for one in queries.list_viewings(lot.id)
    ]
