"""Windows of negotiations that are over."""

import logging
from datetime import datetime

from app.kernel.errors import Refusal
from registry import queries
from registry.services.negotiating import end_negotiation

log = logging.getLogger(__name__)


def end_due_negotiations(now: datetime) -> int:
    """End every negotiation whose time is over; return how many were looked at."""
    numbers = queries.list_due_negotiations(now)
    for no in numbers:
        try:
            end_negotiation(no=no, at=now)
        except Refusal:
            log.exception("the negotiation before draw %s could not be ended", no)
    return len(numbers)


TIMERS = (end_due_negotiations,)
