"""Hold each statement's opening balance against where the one before it ended.

What lies between them is named: days nobody told us of, a balance that moved by itself, or a book
that began with another balance than the bank.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from app.kernel.actors import SYSTEM
from app.ledger.facts import reconciliation as facts
from app.ledger.models import BankStatement, OpenItem
from app.ledger.queries import entries as book
from app.ledger.queries import reconciliation as queries
from app.ledger.queries import statements
from app.ledger.reconciliation_words import (
    OF_BALANCES,
    OPEN_ITEM,
    UNSETTLED,
    Difference,
    ItemAction,
    ItemState,
)
from app.store import Work, db

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Jump:
    """A place where two balances that should meet do not, or could not."""

    kind: Difference
    #: First day of the statement after it.
    day: date
    #: First day that no statement tells of; the whole past for an opening.
    since: date
    #: Fen by which the bank's balance moved without a line.
    fen: int
    statement_id: int

    @property
    def subject(self) -> str:
        """What makes it the same one in the next run."""
        return f"{self.kind}:{self.since}:{self.day}:{self.statement_id}"


def name_jumps(work: Work, covered: Collection[date], *, at: datetime) -> None:
    """Name every jump once, keep its sum true, and settle those a later statement closed."""
    unjudged = book.unjudged_fen(upto=max(covered))
    found = {jump.subject: jump for jump in find_jumps()}
    standing = [item for item in queries.list_unsettled() if item.kind in OF_BALANCES]
    for item in standing:
        if item.subject not in found:
            _close(work, item, at=at)
    known = queries.known_subjects(list(found))
    by_subject = {item.subject: item for item in standing}
    for subject, jump in found.items():
        effect = _effect(jump, unjudged)
        open_item = by_subject.get(subject)
        if open_item is not None:
            open_item.effect_fen, open_item.jump_fen = effect, jump.fen
        elif subject not in known and (effect or jump.kind is Difference.MISSING_DAYS):
            _name(work, jump, effect, at=at)


def _effect(jump: Jump, unjudged: Mapping[date, int]) -> int:
    """Return fen by which the bank lies above the book: its jump less what the book has there."""
    inside = sum(fen for day, fen in unjudged.items() if jump.since <= day < jump.day)
    return jump.fen - inside


def find_jumps() -> list[Jump]:
    """Return where the read statements do not meet, in the order of their days."""
    found: list[Jump] = []
    last: BankStatement | None = None
    told = statements.lines_on_last_day()
    for row in statements.list_read():
        assert row.first_on is not None
        assert row.last_on is not None
        assert row.opening is not None
        if last is None:
            kind, since = Difference.OPENING_DIFFERS, date.min
            found.append(Jump(kind, row.first_on, since, row.opening.fen, row.id))
        elif row.first_on > _end(last):
            assert last.closing is not None
            since, moved = _end(last) + ONE_DAY, row.opening.fen - last.closing.fen
            is_gap = since < row.first_on
            kind = Difference.MISSING_DAYS if is_gap else Difference.BALANCE_JUMP
            if is_gap or moved:
                found.append(Jump(kind, row.first_on, since, moved, row.id))
        # Of two that end on one day the one with more lines of it ended later.
        reach = (row.last_on, told.get(row.id, 0))
        if last is None or reach >= (_end(last), told.get(last.id, 0)):
            last = row
    return found


def _end(row: BankStatement) -> date:
    assert row.last_on is not None
    return row.last_on


def _name(work: Work, jump: Jump, effect: int, *, at: datetime) -> None:
    item = OpenItem(
        subject=jump.subject,
        kind=jump.kind,
        state=ItemState.OPEN,
        day=jump.day,
        effect_fen=effect,
        jump_fen=jump.fen,
        statement_id=jump.statement_id,
        named_at=at,
    )
    db.session.add(item)
    db.session.flush()
    fact = facts.DifferenceNamed(item.id, item.kind, item.day.isoformat(), effect)
    work.record(fact, actor=SYSTEM, at=at)


def _close(work: Work, item: OpenItem, *, at: datetime) -> None:
    """End a jump that is none any more: it never stood between bank and book."""
    assert item.state in UNSETTLED
    item.state = OPEN_ITEM.after(item.state, ItemAction.SETTLE)
    item.ended_on, item.ended_at, item.ended_by = item.day, at, SYSTEM.label
    fact = facts.DifferenceSettled(item.id, item.kind, item.ended_on.isoformat())
    work.record(fact, actor=SYSTEM, at=at)
