"""Hold the bank against the book: keep what matches, name what differs, settle what came late.

The sum of the effects of all items that stand at a day's end is what the bank's balance lies above
the book's; nothing here may break that (M12, `flask verify`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import insert

from app.kernel.actors import SYSTEM
from app.kernel.calendar import local_date
from app.ledger.facts import reconciliation as facts
from app.ledger.matching import BankLine, Named, Pair, ReferenceKind, judge, tokens_of
from app.ledger.models import OpenItem, StatementLine, StatementMatch
from app.ledger.queries import entries as book
from app.ledger.queries import reconciliation as queries
from app.ledger.queries import statements
from app.ledger.reconciliation_words import (
    OPEN_ITEM,
    UNSETTLED,
    Difference,
    ItemAction,
    ItemState,
)
from app.ledger.services.balance_chain import name_jumps
from app.store import Work, db

#: Rows written at a time.
CHUNK = 2_000


def reconcile(work: Work, *, at: datetime) -> None:
    """Judge every line and entry that is not matched yet; inside a unit of work."""
    covered = statements.covered_days()
    if not covered:
        return
    rows = statements.list_unmatched_lines()
    lines = [_line(row) for row in rows]
    # Entries younger than the last statement are candidates too: the bank may have been earlier.
    upto = max(*covered, local_date(at))
    entries = book.load_entries(upto=upto, serials={line.serial for line in lines})
    known = _known(lines, entries)
    paid = book.taken_of_instructions(
        [word for word, number in known.items() if number.kind is ReferenceKind.INSTRUCTION]
    )
    seen = {entry.id for entry in entries.entries}
    judged = [*entries.entries, *(entry for entry in paid if entry.id not in seen)]
    kinds = {word: number.kind for word, number in known.items()}
    verdict = judge(lines, judged, kinds, covered)
    keeping = _Keeping(work, at, lines, entries, known)
    keeping.keep_pairs(verdict.pairs)
    keeping.keep_items(verdict.named)
    db.session.flush()
    name_jumps(work, covered, at=at)


def _line(row: StatementLine) -> BankLine:
    name, _account, memo = statements.party_of(row)
    return BankLine(
        row.id, row.day, row.direction, row.amount.fen, row.serial, name, memo, row.nature
    )


def _known(lines: Sequence[BankLine], entries: book.Entries) -> Mapping[str, book.Known]:
    """Look up the words of those lines whose serial says nothing to us."""
    words = {
        word
        for line in lines
        if line.serial not in entries.by_serial or not line.serial
        for word in tokens_of(line.memo)
    }
    return book.known_numbers(words)


@dataclass
class _Keeping:
    """Write verdicts down."""

    work: Work
    at: datetime
    lines: Sequence[BankLine]
    entries: book.Entries
    known: Mapping[str, book.Known]
    #: Entries and lines whose difference had a name before and is settled now.
    settled: set[tuple[int, int]] = field(default_factory=set)

    def keep_pairs(self, pairs: Sequence[Pair]) -> None:
        """Keep which line is which entry, and end what was missing until now."""
        waiting = _by_side(queries.list_unsettled())
        values = []
        for pair in pairs:
            values.append(
                {
                    "line_id": pair.line.id,
                    "transfer_id": pair.entry.id,
                    "matched_by": pair.by,
                    "matched_at": self.at,
                }
            )
            late = [
                item
                for item in (
                    waiting.get(("line", pair.line.id)),
                    waiting.get(("transfer", pair.entry.id)),
                )
                if item is not None
            ]
            ended_on = max(pair.line.day, pair.entry.day)
            if len(late) == 2 and pair.line.signed == pair.entry.signed:
                # They even each other out: both stand until today, so that no past day changes.
                ended_on = max(ended_on, local_date(self.at))
            for item in late:
                settle_item(self.work, item, ended_on, at=self.at)
                self.settled.add((pair.line.id, pair.entry.id))
        for part in _cut(values):
            db.session.execute(insert(StatementMatch), part)

    def keep_items(self, named: Iterable[Named]) -> None:
        """Name what differs, once."""
        new = {
            _subject(one): one
            for one in named
            if not (
                one.kind is Difference.WRONG_DAY and (one.line_id, one.entry_id) in self.settled
            )
        }
        known: set[str] = set()
        for part in statements.chunks(new.keys()):
            known |= queries.known_subjects(part)
        by_id = {line.id: line for line in self.lines}
        items = [
            self._item(subject, one, by_id)
            for subject, one in sorted(new.items(), key=lambda pair: (pair[1].day, pair[0]))
            if subject not in known
        ]
        db.session.add_all(items)
        db.session.flush()
        for item in items:
            record_named(self.work, item, at=self.at)

    def _item(self, subject: str, one: Named, lines: Mapping[int, BankLine]) -> OpenItem:
        state = ItemState.OPEN if one.until is None else ItemState.SETTLED
        return OpenItem(
            subject=subject,
            kind=one.kind,
            state=state,
            day=one.day,
            effect_fen=one.effect,
            jump_fen=0,
            line_id=one.line_id,
            transfer_id=one.entry_id,
            order_id=self._order(one, lines),
            named_at=self.at,
            ended_on=one.until,
            ended_at=self.at if one.until else None,
            ended_by=SYSTEM.label if one.until else None,
        )

    def _order(self, one: Named, lines: Mapping[int, BankLine]) -> int | None:
        """Return the order a difference is about, as far as its entry or its words tell."""
        found = self.entries.orders.get(one.entry_id) if one.entry_id else None
        line = lines.get(one.line_id) if one.line_id else None
        if found is not None or line is None:
            return found
        if self.entries.by_serial.get(line.serial) is not None:
            return self.entries.by_serial[line.serial]
        numbers = [self.known[word] for word in tokens_of(line.memo) if word in self.known]
        return next((number.order_id for number in numbers if number.order_id), None)


def _by_side(items: Sequence[OpenItem]) -> Mapping[tuple[str, int], OpenItem]:
    """Find the items that wait for the other side of a line or an entry."""
    found: dict[tuple[str, int], OpenItem] = {}
    for item in items:
        if item.line_id is not None and item.transfer_id is None:
            found["line", item.line_id] = item
        if item.transfer_id is not None and item.line_id is None:
            found["transfer", item.transfer_id] = item
    return found


def _subject(one: Named) -> str:
    if one.line_id is not None and one.entry_id is not None:
        return f"{one.kind}:{one.line_id}:{one.entry_id}"
    return f"line:{one.line_id}" if one.line_id is not None else f"transfer:{one.entry_id}"


def _cut(values: list[dict[str, object]]) -> Iterable[list[dict[str, object]]]:
    return (values[start : start + CHUNK] for start in range(0, len(values), CHUNK))


def record_named(work: Work, item: OpenItem, *, at: datetime) -> None:
    """Record that a difference has a name now."""
    fact = facts.DifferenceNamed(item.id, item.kind, item.day.isoformat(), item.effect_fen)
    work.record(fact, actor=SYSTEM, at=at)


def settle_item(work: Work, item: OpenItem, ended_on: date, *, at: datetime) -> None:
    """End an item because its other side came; nothing stands any more from that day on."""
    assert item.state in UNSETTLED
    item.state = OPEN_ITEM.after(item.state, ItemAction.SETTLE)
    item.ended_on = max(ended_on, item.day)
    item.ended_at, item.ended_by = at, SYSTEM.label
    fact = facts.DifferenceSettled(item.id, item.kind, item.ended_on.isoformat())
    work.record(fact, actor=SYSTEM, at=at)
