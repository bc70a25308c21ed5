"""Close a day: two people sign it off; whatever changes it afterwards opens it again by name."""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime

from app.kernel.actors import SYSTEM, Actor
from app.kernel.calendar import local_date
from app.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from app.kernel.permissions import Role
from app.ledger.facts import reconciliation as facts
from app.ledger.models import ReconciledDay
from app.ledger.queries import reconciliation as queries
from app.ledger.queries.days import KindSum, list_open_items, sum_day
from app.ledger.reconciliation_words import RECONCILED_DAY, DayAction, DayState
from app.store import Work, db, unit_of_work
from app.store.locks import lock_names, lock_row

CAUSE_MAX = 400
#: Statements, ends of items and signatures stand in one line: none sees a day half done.
RECONCILING = "ledger:reconciliation"
#: Who may sign as the second person; inspectors only read.
SIGNERS = frozenset({Role.FINANCE, Role.JUDGE})


def _plain(sums: Sequence[KindSum]) -> dict[str, list[int]]:
    """Return the sums of a day in plain form: what came, what went, how many entries; fen."""
    return {line.kind: [line.came.fen, line.went.fen, line.entries] for line in sums}


def day_digest(day: date) -> str:
    """Return what both people sign: balances, every item that stands, and the day's sums."""
    balance = queries.day_balance(day)
    items = [[item.id, item.kind.value, item.effect_fen] for item in queries.list_standing(day)]
    sums = _plain(sum_day(None, day))
    told = [day.isoformat(), balance.bank, balance.book, items, sums]
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def count_unowned(day: date) -> int:
    """Return how much money of a day and before waits for finance, and nobody looks after it."""
    return sum(not item.owner for item in list_open_items(None, day))


def _require_ready(day: date, at: datetime) -> None:
    """Refuse a day that nobody may sign yet.

    Raises Refusal(bank_day_not_over | day_not_covered | items_without_owner |
    open_items_unowned) or Conflict(day_not_even).
    """
    if day >= local_date(at):
        raise Refusal("bank_day_not_over")
    balance = queries.day_balance(day)
    if not balance.is_covered:
        raise Refusal("day_not_covered")
    unowned = [item for item in queries.open_items_of(day) if item.owner is None]
    if unowned:
        raise Refusal("items_without_owner", params={"count": len(unowned)})
    if left := count_unowned(day):
        raise Refusal("open_items_unowned", params={"count": left})
    if not balance.is_even:
        raise Conflict("day_not_even")


def propose_day(day: date, *, actor: Actor, at: datetime) -> ReconciledDay:
    """Find a day in order and ask a second person to sign it."""
    with unit_of_work() as work:
        lock_names(RECONCILING)
        _require_ready(day, at)
        row = queries.find_day(day) or ReconciledDay(day=day, state=DayState.OPEN)
        row.state = RECONCILED_DAY.after(row.state, DayAction.PROPOSE)
        row.digest, row.maker, row.proposed_at = day_digest(day), actor.label, at
        db.session.add(row)
        work.record(facts.DayProposed(day.isoformat(), row.digest), actor=actor, at=at)
        return row


def sign_day(day: date, *, actor: Actor, at: datetime) -> ReconciledDay:
    """Sign a day as the second person.

    Raises Forbidden(same_person | forbidden), Conflict(bank_day_changed) when the day is no
    longer what was proposed, or what keeps a day from being proposed.
    """
    with unit_of_work() as work:
        lock_names(RECONCILING)
        row = _lock(day)
        state = RECONCILED_DAY.after(row.state, DayAction.SIGN)
        if row.maker == actor.label:
            raise Forbidden("same_person")
        if not actor.roles & SIGNERS:
            raise Forbidden
        _require_ready(day, at)
        digest = day_digest(day)
        if digest != row.digest:
            raise Conflict("bank_day_changed")
        row.state, row.approver, row.signed_at = state, actor.label, at
        fact = facts.DaySigned(day.isoformat(), digest, str(row.maker))
        work.record(fact, actor=actor, at=at)
        return row


def withdraw_day(day: date, *, actor: Actor, at: datetime) -> ReconciledDay:
    """Take a proposal back before it is signed."""
    with unit_of_work() as work:
        row = _lock(day)
        _withdraw(work, row, cause=actor.label, actor=actor, at=at)
        return row


def reopen_day(day: date, *, cause: str, actor: Actor, at: datetime) -> ReconciledDay:
    """Open a signed day again; the reason stays in the record."""
    plain = cause.strip()[:CAUSE_MAX]
    if not plain:
        raise Refusal("note_missing", fields={"cause": ["note_missing"]})
    with unit_of_work() as work:
        row = _lock(day)
        _reopen(work, row, cause=plain, actor=actor, at=at)
        return row


def reopen_from(work: Work, day: date, *, cause: str, at: datetime) -> None:
    """Open every day from one on again: a statement changed what they rest on."""
    for row in queries.list_days_from(day):
        if row.state is DayState.SIGNED:
            _reopen(work, row, cause=cause, actor=SYSTEM, at=at)
        else:
            _withdraw(work, row, cause=cause, actor=SYSTEM, at=at)


def void_proposals(work: Work, day: date, *, cause: str, at: datetime) -> None:
    """Void proposals that nobody signed yet, from a day on: their items changed."""
    for row in queries.list_days_from(day):
        if row.state is DayState.PROPOSED and row.digest != day_digest(row.day):
            _withdraw(work, row, cause=cause, actor=SYSTEM, at=at)


def _lock(day: date) -> ReconciledDay:
    found = queries.find_day(day)
    if found is None:
        raise NotFound("reconciled_day", day.isoformat())
    return lock_row(ReconciledDay, id=found.id)


def _withdraw(work: Work, row: ReconciledDay, *, cause: str, actor: Actor, at: datetime) -> None:
    row.state = RECONCILED_DAY.after(row.state, DayAction.WITHDRAW)
    row.digest = row.maker = row.proposed_at = None
    work.record(facts.DayWithdrawn(row.day.isoformat(), cause), actor=actor, at=at)


def _reopen(work: Work, row: ReconciledDay, *, cause: str, actor: Actor, at: datetime) -> None:
    row.state = RECONCILED_DAY.after(row.state, DayAction.REOPEN)
    row.digest = row.maker = row.proposed_at = None
    row.approver = row.signed_at = None
    work.record(facts.DayReopened(row.day.isoformat(), cause), actor=actor, at=at)
