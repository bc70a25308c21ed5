"""Close a day of a court's money: one person sums it up, another finds the same and closes it."""

import hashlib
import json
from datetime import date, datetime
from typing import Any

from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.errors import Conflict, Forbidden, IllegalMove, Refusal
from app.kernel.permissions import Permission
from app.ledger import queries
from app.ledger.desk_rules import APPROVAL_POLICY
from app.ledger.desk_vocabulary import DAY, DayAction, DayState
from app.ledger.facts import DayClosed, DayProposed, DaySentBack
from app.ledger.models import LedgerDay
from app.ledger.queries.days import DayItem, KindSum
from app.ledger.queries.reconciliation import open_items_of
from app.store import db, unit_of_work
from app.store.locks import lock_names, lock_row


def bank_differences(day: date) -> int:
    """Return how many differences to the bank, up to a day, nobody looks after."""
    return sum(item.owner is None for item in open_items_of(day))


def sums_as_dict(sums: list[KindSum]) -> dict[str, Any]:
    """Return the plain form of a day's sums that is stored."""
    return {
        line.kind: {"came": str(line.came), "went": str(line.went), "entries": line.entries}
        for line in sums
    }


def digest_of_sums(plain: dict[str, Any]) -> str:
    """Return the SHA-256 of what the second person closes."""
    body = json.dumps(plain, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def unowned(court_id: int, day: date) -> list[DayItem]:
    """Return the open items of a day that nobody looks after."""
    return [item for item in queries.list_open_items(court_id, day) if not item.owner]


def propose_close(day: date, *, actor: Actor, at: datetime) -> LedgerDay:
    """Sum a day up and ask a second person to close it.

    Raises Refusal: day_not_over, open_items_unowned, bank_differences; Conflict(day_closed).
    """
    court_id, person_id = _who(actor, Permission.MANAGE_MONEY)
    _require_ready(court_id, day, at)
    with unit_of_work() as work:
        row = _lock_day(court_id, day)
        if row.state is DayState.CLOSED:
            raise Conflict("day_closed", params={"day": day.isoformat()})
        plain = sums_as_dict(queries.sum_day(court_id, day))
        row.state = DAY.after(row.state, DayAction.PROPOSE)
        row.sums, row.sums_digest = plain, digest_of_sums(plain)
        row.maker_id, row.maker, row.proposed_at = person_id, actor.label, at
        fact = DayProposed(day.isoformat(), court_id, row.sums_digest)
        work.record(fact, actor=actor, at=at)
        return row


def close_day(day: date, *, digest: str, actor: Actor, at: datetime) -> LedgerDay:
    """Close a day whose sums are still those the first person saw; pressed twice, closed once.

    Raises Forbidden(own_day) for the first person, Conflict: day_closed, day_changed.
    """
    court_id, person_id = _who(actor, Permission.APPROVE_MONEY)
    _require_ready(court_id, day, at)
    with unit_of_work() as work:
        row = _lock_day(court_id, day)
        if row.state is DayState.CLOSED:
            if row.approver_id == person_id:
                return row
            raise Conflict("day_closed", params={"day": day.isoformat()})
        if row.maker_id == person_id:
            raise Forbidden("own_day", citations=(APPROVAL_POLICY,))
        closed = DAY.after(row.state, DayAction.CLOSE)
        now = digest_of_sums(sums_as_dict(queries.sum_day(court_id, day)))
        if not digest == row.sums_digest == now:
            raise Conflict("day_changed", params={"day": day.isoformat()})
        row.state, row.closed_at = closed, at
        row.approver_id, row.approver = person_id, actor.label
        work.record(DayClosed(day.isoformat(), court_id, now), actor=actor, at=at)
        return row


def send_back_day(day: date, *, actor: Actor, at: datetime) -> LedgerDay:
    """Send a proposed day back to the finance desk."""
    court_id, person_id = _who(actor, Permission.APPROVE_MONEY)
    with unit_of_work() as work:
        row = _lock_day(court_id, day)
        if row.maker_id == person_id:
            raise Forbidden("own_day", citations=(APPROVAL_POLICY,))
        row.state = DAY.after(row.state, DayAction.SEND_BACK)
        digest = row.sums_digest or ""
        row.maker_id = row.maker = row.proposed_at = row.sums = row.sums_digest = None
        work.record(DaySentBack(day.isoformat(), court_id, digest), actor=actor, at=at)
        return row


def _who(actor: Actor, permission: Permission) -> tuple[int, int]:
    if not actor.may(permission) or actor.person_id is None or actor.court_id is None:
        raise Forbidden
    return actor.court_id, actor.person_id


def _require_ready(court_id: int, day: date, at: datetime) -> None:
    if day >= local_date(at):
        raise Refusal("day_not_over", params={"day": day.isoformat()})
    left = len(unowned(court_id, day))
    if left:
        raise Refusal("open_items_unowned", params={"count": left})
    differences = bank_differences(day)
    if differences:
        raise Refusal("bank_differences", params={"count": differences})


def _lock_day(court_id: int, day: date) -> LedgerDay:
    lock_names(f"ledger:day:{court_id}:{day.isoformat()}")
    found = queries.find_day(court_id, day)
    if found is not None:
        return lock_row(LedgerDay, id=found.id)
    row = LedgerDay(court_id=court_id, day=day, state=DayState.OPEN)
    db.session.add(row)
    db.session.flush()
    return row


__all__ = [
    "IllegalMove",
    "bank_differences",
    "close_day",
    "propose_close",
    "send_back_day",
    "unowned",
]
