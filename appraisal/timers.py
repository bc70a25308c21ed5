"""What falls due in an appraisal by itself."""

import logging
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from flask import Flask, current_app

from app import runtime
from app.kernel.calendar import local_date
from app.kernel.clock import clock
from app.kernel.errors import Refusal
from appraisal import queries
from appraisal.queries import deadlines, objections
from appraisal.queries import fees as queries_fees
from appraisal.queries.inquiries import (
    list_due_dispatch_platforms,
    list_due_inquiries,
    list_due_letters,
    list_due_negotiations,
)
from appraisal.services import objection_course as course
from appraisal.services import reminding
from appraisal.services.directed_inquiry import end_directed_inquiry
from appraisal.services.disposal import expire_price
from appraisal.services.fee_accounts import remind_applicant, stall_unpaid
from appraisal.services.inquiry_dispatch import send_due
from appraisal.services.inquiry_wire import HttpWire
from appraisal.services.network_inquiry import judge_due_inquiry
from appraisal.services.overdue import DRAIN, pass_on_overdue
from appraisal.services.price_negotiating import end_price_negotiation
from appraisal.services.pricing import fix_price

log = logging.getLogger(__name__)


#: An objection stamped before the end of its days may still bring its files or wait for the lock.
DOOR_DRAIN = timedelta(seconds=30)


def fix_drained_prices(now: datetime) -> int:
    """Fix what was due half a minute ago: an objection that came in time is never overtaken."""
    return fix_due_prices(now - DOOR_DRAIN)


def fix_due_prices(now: datetime) -> int:
    """Fix the price of every appraisal whose last objection window is over; return how many."""
    return _each(queries.list_due_windows(now), fix_price, now)


def remind_due_fees(now: datetime) -> int:
    """Remind every applicant whose time to pay the basic fee is nearly over; return how many."""
    return _each(queries_fees.list_due_reminders(now), remind_applicant, now)


def stall_due_fees(now: datetime) -> int:
    """Let every appraisal rest whose basic fee did not come in time; return how many."""
    return _each(queries_fees.list_due_stalls(now), stall_unpaid, now)


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


def expire_due_prices(now: datetime) -> int:
    """Say of every price whose validity is over that it holds no more; return how many."""
    return _each(queries.list_out_of_date(local_date(now)), expire_price, now)


def remind_of_due_days(now: datetime) -> int:
    """Remind of every day that comes near or was missed; return how much was said.

    Only what was marked to be looked at by now is read; one asset that cannot be looked at
    rests for a while and holds up no other.
    """
    said = 0
    for asset_no in deadlines.list_watched(now):
        try:
            said += reminding.look_at(asset_no, at=now)
        except Exception:
            log.exception("the days of %s could not be looked at", asset_no)
            reminding.postpone(asset_no, at=now)
    return said


def let_agencies_fall_silent(now: datetime) -> int:
    """Send every objection an agency did not explain in time to the association."""
    return _each(objections.list_silent(now - DOOR_DRAIN), course.note_silence, now)


def close_undisputed_answers(now: datetime) -> int:
    """End every objection whose explanation nobody contradicted in time."""
    return _each(objections.list_undisputed(now - DOOR_DRAIN), course.close_undisputed, now)


def _each(nos: Sequence[str], order: Callable[..., bool], now: datetime) -> int:
    done = 0
    for no in nos:
        try:
            done += order(no, at=now)
        except Refusal:
            log.exception("what is due of %s could not be done", no)
    return done


def end_due_negotiations(now: datetime) -> int:
    """Open the figures of every negotiation whose window is over; return how many."""
    return _each(list_due_negotiations(now), end_price_negotiation, now)


def end_due_letters(now: datetime) -> int:
    """Note every directed inquiry that was not answered in time; return how many."""
    return _each(list_due_letters(now), end_directed_inquiry, now)


def judge_due_inquiries(now: datetime) -> int:
    """Go on with every network inquiry whose days are over; return how many."""
    return _each(list_due_inquiries(now), judge_due_inquiry, now)


#: The platforms that are being spoken to in this process: one conversation with each at a time.
_busy: set[int] = set()


def send_due_inquiries(now: datetime) -> None:
    """Send what is queued for platforms, each beside the tick and beside the others.

    A platform that is slow or down holds up neither the clock nor another platform.
    """
    # Flask's own way to take the app along into a thread.
    application: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
    for platform_id in list_due_dispatch_platforms(clock.real_now()):
        if platform_id not in _busy:
            _busy.add(platform_id)
            runtime.spawn(_send_to, application, platform_id, now)


def _send_to(application: Flask, platform_id: int, now: datetime) -> None:
    try:
        with application.app_context():
            send_due(current_wire(), platform_id, at=now)
    except Exception:
        log.exception("platform %s could not be spoken to", platform_id)
    finally:
        _busy.discard(platform_id)


def current_wire() -> HttpWire:
    """Return the wire to the platforms of this installation."""
    settings = current_app.config
    return HttpWire(settings["PUBLIC_URL"], settings["INQUIRY_SANDBOX_URL"])
