"""What pages and sheets show of open items; sealed ones show neither serial nor amount."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.kernel.calendar import local_date
from app.ledger.models import BankStatement, OpenItem, StatementLine, Transfer
from app.ledger.queries import reconciliation as queries
from app.ledger.queries import statements
from app.ledger.reconciliation_words import Difference, ItemState
from app.store.db import db


@dataclass(frozen=True)
class ItemView:
    """An open item as a person may see it at a moment."""

    id: int
    kind: Difference
    state: ItemState
    day: date
    #: Days since it was named to its end, or to today.
    age: int
    #: Fen it moves the bank's balance above the book's; nothing while it is sealed.
    effect: int | None
    serial: str
    key: str
    owner: str | None
    note: str | None
    reference: str | None
    ended_on: date | None
    ended_by: str | None
    line: StatementLine | None
    transfer: Transfer | None
    statement: BankStatement | None
    is_sealed: bool


@dataclass(frozen=True)
class Sum:
    """One term of the equation: all items of a kind, or all sealed ones together."""

    kind: Difference | None
    fen: int
    #: How many; not told of sealed ones.
    count: int | None


def show_items(items: Sequence[OpenItem], *, at: datetime) -> list[ItemView]:
    """Show items, with what they are about, in few queries."""
    sealed = queries.list_sealed(items, at)
    lines = statements.get_lines({item.line_id for item in items if item.line_id is not None})
    transfers = queries.get_transfers(
        {item.transfer_id for item in items if item.transfer_id is not None}
    )
    return [_show(item, lines, transfers, is_sealed=item.id in sealed, at=at) for item in items]


def _show(
    item: OpenItem,
    lines: dict[int, StatementLine],
    transfers: dict[int, Transfer],
    *,
    is_sealed: bool,
    at: datetime,
) -> ItemView:
    line = lines.get(item.line_id) if item.line_id is not None else None
    transfer = transfers.get(item.transfer_id) if item.transfer_id is not None else None
    statement = db.session.get(BankStatement, item.statement_id) if item.statement_id else None
    key = transfer.key if transfer else ""
    serial = line.serial if line else key.partition(":")[2]
    until = item.ended_on or local_date(at)
    return ItemView(
        id=item.id,
        kind=item.kind,
        state=item.state,
        day=item.day,
        age=max(0, (until - item.day).days),
        effect=None if is_sealed else item.effect_fen,
        serial="" if is_sealed else serial,
        key="" if is_sealed else key,
        owner=item.owner,
        note=item.note,
        reference=item.reference,
        ended_on=item.ended_on,
        ended_by=item.ended_by,
        line=None if is_sealed else line,
        transfer=None if is_sealed else transfer,
        statement=statement,
        is_sealed=is_sealed,
    )


def sums_of(items: Sequence[OpenItem], *, at: datetime) -> list[Sum]:
    """Return the terms of the equation by kind; sealed items are one term without a count."""
    sealed = queries.list_sealed(items, at)
    fen: dict[Difference | None, int] = defaultdict(int)
    counts: dict[Difference | None, int] = defaultdict(int)
    for item in items:
        kind = None if item.id in sealed else item.kind
        fen[kind] += item.effect_fen
        counts[kind] += 1
    named = [Sum(kind, fen[kind], counts[kind]) for kind in Difference if kind in fen]
    return [*named, Sum(None, fen[None], None)] if None in fen else named
