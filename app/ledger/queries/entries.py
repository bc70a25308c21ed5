"""Entries of the book that touch the bank, as they are held against its lines."""

import json
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, and_, case, cast, exists, func, literal, or_, select

from app.identity import vault
from app.kernel.calendar import end_of_day, local_date, start_of_day
from app.kernel.money import Money
from app.ledger import chart
from app.ledger.matching import BookEntry, ReferenceKind
from app.ledger.models import (
    BankInstruction,
    BankReceipt,
    OpenItem,
    PaymentOrder,
    StatementMatch,
    Transfer,
)
from app.ledger.queries.statements import chunks
from app.ledger.reconciliation_words import Direction, ItemState
from app.ledger.vocabulary import MOVING, Channel
from app.store.db import db

#: What the book's key of a transfer says before the number: told by the bank, or sent to it.
_RECEIPTS = ("receipt:%", "suspense:%")
_SENT = ("paid:%", "returned:%")


@dataclass(frozen=True)
class Known:
    """A number of ours that stands in a memo."""

    kind: ReferenceKind
    order_id: int | None


@dataclass(frozen=True)
class Entries:
    """Entries to be judged, and the order each is about."""

    entries: Sequence[BookEntry]
    orders: Mapping[int, int | None]
    by_serial: Mapping[str, int | None]


_NUMBER = func.substr(Transfer.key, func.strpos(Transfer.key, ":") + 1)
_IS_RECEIPT = or_(*(Transfer.key.like(head) for head in _RECEIPTS))
_IS_SENT = or_(*(Transfer.key.like(head) for head in _SENT))
#: Money that goes through another channel stands on no statement of the court's account.
_IS_ELSEWHERE = or_(
    and_(
        _IS_RECEIPT,
        _NUMBER.in_(select(BankReceipt.serial).where(BankReceipt.channel != Channel.MAIN)),
    ),
    and_(
        _IS_SENT,
        _NUMBER.in_(
            select(BankInstruction.instruction_id).where(BankInstruction.channel != Channel.MAIN)
        ),
    ),
)
_TOUCHES_BANK = and_(
    or_(Transfer.debit == chart.BANK, Transfer.credit == chart.BANK),
    Transfer.step.in_(MOVING),
    ~_IS_ELSEWHERE,
)


def _select() -> Any:
    return (
        select(
            Transfer.id,
            Transfer.key,
            Transfer.debit,
            Transfer.amount,
            Transfer.at,
            BankReceipt.serial,
            BankReceipt.order_no,
            BankReceipt.order_id,
            BankReceipt.notice_sealed,
            BankInstruction.instruction_id,
            BankInstruction.bank_serial,
            BankInstruction.return_serial,
            BankInstruction.order_id.label("instruction_order_id"),
        )
        .outerjoin(
            BankReceipt,
            and_(
                BankReceipt.serial == _NUMBER,
                _IS_RECEIPT,
            ),
        )
        .outerjoin(
            BankInstruction,
            and_(
                BankInstruction.instruction_id == _NUMBER,
                _IS_SENT,
            ),
        )
        .where(_TOUCHES_BANK)
        .order_by(Transfer.id)
    )


def _is_matched() -> Any:
    return exists(select(literal(1)).where(StatementMatch.transfer_id == Transfer.id))


def _is_linked() -> Any:
    """Match entries that even out a difference."""
    return exists(select(literal(1)).where(OpenItem.resolving_transfer_id == Transfer.id))


def _is_ended() -> Any:
    ended = (ItemState.SETTLED, ItemState.RESOLVED)
    return exists(
        select(literal(1)).where(OpenItem.transfer_id == Transfer.id, OpenItem.state.in_(ended))
    )


def load_entries(*, upto: date, serials: Collection[str]) -> Entries:
    """Return the entries nobody matched yet up to a day, and matched ones of some serials."""
    waiting = _select().where(
        Transfer.at < end_of_day(upto), ~_is_matched(), ~_is_ended(), ~_is_linked()
    )
    rows = [(row, False) for row in db.session.execute(waiting)]
    open_serials = {_serial(row) for row, _ in rows}
    for part in chunks({serial for serial in serials if serial} - open_serials):
        rows += [(row, True) for row in db.session.execute(_taken(part))]
    by_serial: dict[str, int | None] = {}
    for row, _ in rows:
        by_serial[_serial(row)] = _order_id(row)
    return Entries(
        [_entry(row, is_taken=is_taken) for row, is_taken in rows],
        {row.id: _order_id(row) for row, _ in rows},
        by_serial,
    )


def _taken(serials: Collection[str]) -> Any:
    keys = select(func.concat("receipt:", BankReceipt.serial)).where(
        BankReceipt.serial.in_(serials)
    )
    late = select(func.concat("suspense:", BankReceipt.serial)).where(
        BankReceipt.serial.in_(serials)
    )
    paid = select(func.concat("paid:", BankInstruction.instruction_id)).where(
        BankInstruction.bank_serial.in_(serials)
    )
    back = select(func.concat("returned:", BankInstruction.instruction_id)).where(
        BankInstruction.return_serial.in_(serials)
    )
    return _select().where(Transfer.key.in_(keys.union_all(late, paid, back)), _is_matched())


def _serial(row: Any) -> str:
    if row.serial is not None:
        return str(row.serial)
    back = row.key.startswith("returned:")
    return str((row.return_serial if back else row.bank_serial) or "")


def _order_id(row: Any) -> int | None:
    found: int | None = row.order_id
    other: int | None = row.instruction_order_id
    return other if found is None else found


def _entry(row: Any, *, is_taken: bool) -> BookEntry:
    name = ""
    if row.notice_sealed is not None and not is_taken:
        notice = vault.unseal("ledger.notice", row.notice_sealed, row.serial)
        name = str(json.loads(notice).get("payer_name") or "")
    return BookEntry(
        id=row.id,
        day=local_date(row.at),
        direction=Direction.IN if row.debit == chart.BANK else Direction.OUT,
        fen=row.amount.fen,
        serial=_serial(row),
        instruction_id=row.instruction_id or "",
        order_no=row.order_no or "",
        name=name,
        is_taken=is_taken,
    )


def known_numbers(words: Collection[str]) -> Mapping[str, Known]:
    """Return which words of memos are numbers of ours, and of which order."""
    found: dict[str, Known] = {}
    for part in chunks(words):
        receipts = select(BankReceipt.serial, BankReceipt.order_id).where(
            BankReceipt.serial.in_(part)
        )
        sent = select(BankInstruction.instruction_id, BankInstruction.order_id).where(
            BankInstruction.instruction_id.in_(part)
        )
        orders = select(PaymentOrder.no, PaymentOrder.id).where(PaymentOrder.no.in_(part))
        for kind, query in (
            (ReferenceKind.RECEIPT, receipts),
            (ReferenceKind.INSTRUCTION, sent),
            (ReferenceKind.ORDER, orders),
        ):
            found |= {word: Known(kind, order) for word, order in db.session.execute(query)}
    return found


def taken_of_instructions(ids: Collection[str]) -> Sequence[BookEntry]:
    """Return the matched entries of some instructions: a second line shows against them."""
    keys = [f"{head}:{number}" for number in ids for head in ("paid", "returned")]
    found: list[BookEntry] = []
    for part in chunks(keys):
        query = _select().where(Transfer.key.in_(part), _is_matched())
        found += [_entry(row, is_taken=True) for row in db.session.execute(query)]
    return found


def _signed() -> Any:
    fen = cast(Transfer.amount, BigInteger)
    return func.coalesce(func.sum(case((Transfer.debit == chart.BANK, fen), else_=-fen)), 0)


def book_fen_at(day: date) -> int:
    """Return what the book says stands at the bank at the end of a Shanghai day, in fen."""
    query = select(_signed()).where(_TOUCHES_BANK, Transfer.at < end_of_day(day))
    return int(db.session.scalar(query) or 0)


def find_entry(key: str) -> tuple[Transfer, Direction] | None:
    """Return the entry of a key that touches the bank, and which way, or nothing."""
    row = db.session.scalar(select(Transfer).where(Transfer.key == key, _TOUCHES_BANK))
    if row is None:
        return None
    return row, Direction.IN if row.debit == chart.BANK else Direction.OUT


def list_candidates(*, since: date, signed: int, limit: int = 20) -> Sequence[Transfer]:
    """Return entries of an amount and way that nothing has used yet, newest first."""
    own = Transfer.debit if signed > 0 else Transfer.credit
    query = (
        select(Transfer)
        .where(
            own == chart.BANK,
            _TOUCHES_BANK,
            Transfer.amount == Money(abs(signed)),
            Transfer.at >= start_of_day(since),
            ~_is_matched(),
            ~_is_linked(),
            ~exists(select(literal(1)).where(OpenItem.transfer_id == Transfer.id)),
        )
        .order_by(Transfer.id.desc())
        .limit(limit)
    )
    return db.session.scalars(query).all()


def unjudged_fen(*, upto: date) -> Mapping[date, int]:
    """Return the sums of entries that are matched to no line and named by no item, by day."""
    named = exists(select(literal(1)).where(OpenItem.transfer_id == Transfer.id))
    query = select(Transfer.at, Transfer.debit, Transfer.amount).where(
        _TOUCHES_BANK, Transfer.at < end_of_day(upto), ~_is_matched(), ~named, ~_is_linked()
    )
    sums: dict[date, int] = defaultdict(int)
    for at, debit, amount in db.session.execute(query):
        sums[local_date(at)] += amount.fen if debit == chart.BANK else -amount.fen
    return sums
