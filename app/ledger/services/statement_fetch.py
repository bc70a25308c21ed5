"""Fetch the bank's statement of yesterday by itself, and tell a person when it does not come."""

from datetime import date, datetime, time, timedelta

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.kernel.actors import SYSTEM
from app.kernel.calendar import SHANGHAI, local_date
from app.kernel.clock import clock
from app.ledger.bank.port import BankAway, BankPort, StatementFile, StatementNotReady
from app.ledger.facts import reconciliation as facts
from app.ledger.models import StatementFetch
from app.ledger.queries import statements as queries
from app.ledger.reconciliation_words import StatementSource
from app.ledger.services.statements import receive_statement
from app.store import db, unit_of_work
from app.store.locks import lock_row
from app.store.settings import setting

#: P44: banks close their day over night; before this hour (Shanghai) nobody asks.
ASK_FROM = time(6)
#: P44: a statement that is not here by then is told to finance.
ALARM_AT = time(10)
#: Between two tries, by real time.
PAUSE = timedelta(minutes=10)


def due_day(at: datetime) -> date | None:
    """Return the day whose statement is to be asked for at a moment, or nothing.

    A rehearsal moves our days but not the bank's: nothing is fetched while one runs.
    """
    is_early = at.astimezone(SHANGHAI).time() < ASK_FROM
    if is_early or clock.is_rehearsed or not setting("BANK_ACCOUNT"):
        return None
    day = local_date(at) - timedelta(days=1)
    row = queries.find_fetch(day)
    if row is not None and row.statement_id is not None:
        return None
    if row is not None and row.next_at > clock.real_now() and not _is_alarm_due(row, at):
        return None
    return day


def fetch_due(bank: BankPort, *, at: datetime) -> bool:
    """Ask for yesterday's statement if it is time; say whether it came."""
    day = due_day(at)
    if day is None:
        return False
    taken = _take(day)
    if taken is None:
        return False
    try:
        file = bank.statement(day)
    except (StatementNotReady, BankAway) as fault:
        _note_fault(taken, f"{type(fault).__name__} {fault}", at=at)
        return False
    return _keep(taken, file, at=at)


def _take(day: date) -> int | None:
    """Take the call of a day; the next try is set before the wire is touched."""
    now = clock.real_now()
    with unit_of_work():
        db.session.execute(
            insert(StatementFetch)
            .values(day=day, next_at=now, tries=0)
            .on_conflict_do_nothing(index_elements=["day"])
        )
        row = db.session.scalar(
            select(StatementFetch)
            .where(StatementFetch.day == day, StatementFetch.statement_id.is_(None))
            .with_for_update(skip_locked=True)
            .execution_options(populate_existing=True)
        )
        if row is None:
            return None
        row.next_at, row.tries = now + PAUSE, row.tries + 1
        found: int = row.id
        return found


def _keep(fetch_id: int, file: StatementFile, *, at: datetime) -> bool:
    row = receive_statement(
        content=file.content, filename=file.name, source=StatementSource.FETCH, at=at
    )
    with unit_of_work():
        fetch = lock_row(StatementFetch, id=fetch_id)
        fetch.statement_id, fetch.last_fault = row.id, None
    return True


def _note_fault(fetch_id: int, fault: str, *, at: datetime) -> None:
    with unit_of_work() as work:
        row = lock_row(StatementFetch, id=fetch_id)
        row.last_fault = fault[:200]
        if _is_alarm_due(row, at):
            row.alarmed_at = at
            fact = facts.StatementMissing(row.day.isoformat(), row.last_fault)
            work.record(fact, actor=SYSTEM, at=at)


def _is_alarm_due(row: StatementFetch, at: datetime) -> bool:
    is_late = at.astimezone(SHANGHAI).time() >= ALARM_AT
    return is_late and row.alarmed_at is None and row.day == local_date(at) - timedelta(days=1)
