"""Open the sealed ratings whose time is over."""

from datetime import datetime

from registry.queries.ratings import list_due_rounds
from registry.services.rating import open_ratings


def open_due_ratings(now: datetime) -> int:
    """Open every round whose time is over; return how many. Twice does no harm."""
    return sum(open_ratings(reference, at=now) for reference in list_due_rounds(now))


TIMERS = (open_due_ratings,)
