"""What falls due in an appraisal by itself."""

import logging
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from app.kernel.errors import Refusal
from appraisal import queries
from appraisal.queries import fees as queries_fees
from appraisal.services.fee_accounts import remind_applicant, stall_unpaid
from appraisal.services.overdue import DRAIN, pass_on_overdue
from appraisal.services.pricing import fix_price

log = logging.getLogger(__name__)


def fix_due_prices(now: datetime) -> int:
    """Fix the price of every appraisal whose last objection window is over; return how many."""
    fixed = 0
    for no in queries.list_due_windows(now):
        try:
            fixed += fix_price(no, at=now)
        except Refusal:
            log.exception("the price of %s could not be fixed", no)
    return fixed


def remind_due_fees(now: datetime) -> int:
    """Remind every applicant whose time to pay the basic fee is nearly over; return how many."""
    return sum(_each(queries_fees.list_due_reminders(now), remind_applicant, now))


def stall_due_fees(now: datetime) -> int:
    """Let every appraisal rest whose basic fee did not come in time; return how many."""
    return sum(_each(queries_fees.list_due_stalls(now), stall_unpaid, now))


def _each(numbers: Sequence[str], act: Callable[..., bool], now: datetime) -> Iterator[bool]:
    """Do it for each number; one that cannot be done does not hold the others up."""
    for no in numbers:
        try:
            yield act(no, at=now)
        except Refusal:
            log.exception("the fee of %s could not be carried on", no)


def pass_on_due_work(now: datetime) -> int:
    """Take every commission from an agency whose days are over; return how many."""
    passed = 0
    for no in queries.list_overdue(now - DRAIN):
        try:
            pass_on_overdue(no, at=now)
            passed += 1
        except Refusal:
            log.exception("the overdue work of %s could not be passed on", no)
    return passed
