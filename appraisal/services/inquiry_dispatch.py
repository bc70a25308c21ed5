"""Send what is queued for one platform; each platform's silence is its own affair.

No wire is touched inside a transaction. A crash between book and wire leaves the row queued; it
is sent again under the same key, and the platform does one key once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from app.kernel.clock import clock
from app.kernel.errors import Refusal
from app.store import db, unit_of_work
from app.store.locks import lock_row
from appraisal.models.inquiry import InquiryDispatch, InquiryPlatform
from appraisal.queries.inquiries import due_dispatches, get_result
from appraisal.services.inquiry_intake import note_accepted, take_message
from appraisal.services.inquiry_wire import InquiryWire, PlatformAway
from appraisal.services.network_inquiry import POLL_AFTER
from appraisal.vocabulary.inquiries import DispatchKind, DispatchState, ResultStanding

#: First and longest pause between two tries.
PAUSE_MIN = timedelta(seconds=2)
PAUSE_MAX = timedelta(minutes=10)
#: How many things one round sends to a platform at most.
BATCH = 20
#: What each kind waits for; once that is no longer so, nothing is sent any more.
_NEEDS = {
    DispatchKind.INQUIRY: frozenset({ResultStanding.AWAITED}),
    DispatchKind.EXTENSION: frozenset({ResultStanding.AWAITED}),
    DispatchKind.CORRECTION: frozenset({ResultStanding.DEFECTIVE}),
    DispatchKind.POLL: frozenset({ResultStanding.AWAITED, ResultStanding.DEFECTIVE}),
}
_PATHS = {
    DispatchKind.INQUIRY: "/inquiries",
    DispatchKind.EXTENSION: "/inquiries/{no}/extension",
    DispatchKind.CORRECTION: "/inquiries/{no}/corrections",
}


@dataclass(frozen=True)
class Ready:
    """A thing taken out for sending."""

    id: int
    key: str
    kind: DispatchKind
    content: dict[str, Any]
    result_id: int
    inquiry_no: str
    code: str
    url: str


def send_due(wire: InquiryWire, platform_id: int, *, at: datetime, limit: int = BATCH) -> int:
    """Send what is due to one platform and say how much was done; its silence ends the round."""
    done = 0
    for _ in range(limit):
        ready = _take_one(platform_id)
        if ready is None:
            break
        try:
            is_done = _send(wire, ready, at=at)
        except PlatformAway as fault:
            _note_fault(ready, str(fault))
            break
        except Refusal as refusal:
            # A polled answer that its key did not sign, or that nobody can read.
            _note_fault(ready, refusal.code)
            break
        if is_done:
            _finish(ready, at=at)
            done += 1
    return done


def _take_one(platform_id: int) -> Ready | None:
    """Take the next due thing; its next try is set before the wire is touched.

    A process that dies while sending therefore delays the next try and loses nothing.
    """
    now = clock.real_now()
    while True:
        with unit_of_work():
            row = db.session.scalar(
                due_dispatches(now)
                .where(InquiryDispatch.platform_id == platform_id)
                .order_by(InquiryDispatch.next_at, InquiryDispatch.id)
                .limit(1)
                .with_for_update(skip_locked=True, of=InquiryDispatch)
                .execution_options(populate_existing=True)
            )
            if row is None:
                return None
            result = get_result(row.result_id)
            if result.standing not in _NEEDS[row.kind]:
                row.state, row.done_at = DispatchState.DROPPED, now
                continue
            row.next_at = now + pause_after(row.kind, row.tries)
            row.tries += 1
            platform = db.session.get_one(InquiryPlatform, platform_id)
            return Ready(
                row.id,
                row.key,
                row.kind,
                dict(row.content),
                row.result_id,
                result.inquiry.no,
                platform.code,
                platform.url,
            )


def pause_after(kind: DispatchKind, tries: int) -> timedelta:
    """Return how long to wait after that many tries: twice as long each time, to a limit."""
    least = POLL_AFTER if kind is DispatchKind.POLL else PAUSE_MIN
    pause: timedelta = least * 2 ** min(tries, 10)
    return min(pause, PAUSE_MAX)


def _send(wire: InquiryWire, ready: Ready, *, at: datetime) -> bool:
    """Send one thing; False where it has to be asked again."""
    if ready.kind is not DispatchKind.POLL:
        path = _PATHS[ready.kind].format(no=ready.inquiry_no)
        wire.post(ready.url, path, ready.content, key=ready.key)
        return True
    try:
        message = wire.fetch(ready.url, ready.inquiry_no)
    except PlatformAway as fault:
        if str(fault) == "status 404":
            _send_anew(ready)
        raise
    if message is None:
        return False
    take_message(ready.code, message, at=at)
    return get_result(ready.result_id).standing not in _NEEDS[DispatchKind.POLL]


def _send_anew(ready: Ready) -> None:
    """Queue the commission again: the platform knows nothing of it any more."""
    with unit_of_work():
        first = lock_row(InquiryDispatch, result_id=ready.result_id, kind=DispatchKind.INQUIRY)
        first.state, first.tries, first.next_at = DispatchState.QUEUED, 0, clock.real_now()


def _note_fault(ready: Ready, fault: str) -> None:
    with unit_of_work():
        row = lock_row(InquiryDispatch, id=ready.id)
        row.last_fault = fault[:200]


def _finish(ready: Ready, *, at: datetime) -> None:
    with unit_of_work():
        row = lock_row(InquiryDispatch, id=ready.id)
        row.state, row.done_at, row.last_fault = DispatchState.DONE, at, None
    if ready.kind is DispatchKind.INQUIRY:
        note_accepted(ready.result_id, at=at)
