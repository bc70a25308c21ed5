"""Write transfers: the same key once, never below zero, never changed afterwards."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import rfc8785
from sqlalchemy import ARRAY, Text, cast, func, insert, select
from sqlalchemy.exc import IntegrityError

from app.kernel.actors import SYSTEM, Actor
from app.kernel.errors import BadAmount, Conflict, Refusal
from app.kernel.money import Money
from app.lawbook import Calculation
from app.ledger import chart, queries
from app.ledger.facts import TransferPosted, TransfersPosted
from app.ledger.models import OVERDRAWN, Transfer
from app.ledger.vocabulary import MOVING, Purpose, Step
from app.store import db, unit_of_work
from app.store.locks import limit_waiting

#: Accounts that only payments, holds and refunds move; a posting of others may not touch them.
RESERVED = (chart.BANK, f"{chart.SUSPENSE}:", f"{chart.OUTGOING}:")
#: Transfers of one batch: all of them or none, and few enough to keep nobody waiting.
BATCH_MAX = 1_000


@dataclass(frozen=True)
class Entry:
    """A transfer to be written."""

    key: str
    step: Step
    purpose: Purpose
    debit: str
    credit: str
    amount: Money
    case_number: str | None
    reference: str | None = None
    hold_id: int | None = None
    explanation: Calculation | None = None
    #: The transfer this one takes back, and why.
    reverses_id: int | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Posting:
    """One line of a batch: settled money from one account of the book to another."""

    key: str
    purpose: Purpose
    debit: str
    credit: str
    amount: Money
    case_number: str | None
    reference: str | None = None
    explanation: Calculation | None = None


def write_transfer(entry: Entry, *, at: datetime) -> tuple[Transfer, bool]:
    """Write a transfer inside a unit of work, or return the one its key already has.

    The second value says whether it is new. Raises Conflict(idempotency_mismatch) for the same
    key with other content and Conflict(account_overdrawn) where the money is not there.
    """
    if not entry.amount:
        raise BadAmount(entry.amount)
    columns = _columns(entry, at=at)
    # The accounts' locks come before the look at the key: a retry that raced its first try
    # must find the first transfer, not an account that the first one has just emptied.
    _lock_accounts([entry])
    earlier = queries.find_transfer(entry.key)
    if earlier is not None:
        _require_same(earlier, entry)
        return earlier, False
    transfer = Transfer(**columns)
    db.session.add(transfer)
    with _overdraft_told(entry.debit):
        db.session.flush()
    return transfer, True


def write_transfers(entries: Sequence[Entry], *, at: datetime) -> list[Entry]:
    """Write up to a thousand transfers in one statement, all or none; return those that are new.

    What the batch moves in and out of an account counts together. Raises as write_transfer does.
    """
    if len(entries) > BATCH_MAX or len({entry.key for entry in entries}) < len(entries):
        raise Refusal("batch_not_postable", params={"most": str(BATCH_MAX)})
    if not all(entry.amount for entry in entries):
        raise BadAmount(Money.ZERO)
    rows = {entry.key: _columns(entry, at=at) for entry in entries}
    _lock_accounts(entries)
    earlier = {row.key: row for row in queries.list_transfers_by_key(list(rows))}
    for entry in entries:
        if entry.key in earlier:
            _require_same(earlier[entry.key], entry)
    fresh = [entry for entry in entries if entry.key not in earlier]
    if fresh:
        db.session.flush()
        with _overdraft_told(", ".join(sorted({entry.debit for entry in fresh})[:3])):
            db.session.execute(insert(Transfer), [rows[entry.key] for entry in fresh])
    return fresh


def _columns(entry: Entry, *, at: datetime) -> dict[str, object]:
    """Return the row of an entry; raises Refusal(unknown_account)."""
    return {
        "key": entry.key,
        "step": entry.step,
        "purpose": entry.purpose,
        "debit": chart.require_account(entry.debit),
        "credit": chart.require_account(entry.credit),
        "amount": entry.amount,
        "hold_id": entry.hold_id,
        "case_number": entry.case_number,
        "reference": entry.reference,
        "explanation": entry.explanation.as_dict() if entry.explanation else None,
        "reverses_id": entry.reverses_id,
        "reason": entry.reason,
        "at": at,
    }


def _lock_accounts(entries: Sequence[Entry]) -> None:
    """Take every lock the entries need, in the one order that the database knows."""
    limit_waiting()
    debited = sorted({entry.debit for entry in entries})
    credited = sorted({entry.credit for entry in entries if entry.step in MOVING})
    texts = ARRAY(Text)
    db.session.execute(select(func.ledger_lock(cast(debited, texts), cast(credited, texts))))


@contextmanager
def _overdraft_told(account: str) -> Iterator[None]:
    try:
        yield
    except IntegrityError as fault:
        if getattr(getattr(fault.orig, "diag", None), "constraint_name", "") == OVERDRAWN:
            raise Conflict("account_overdrawn", params={"account": account}) from fault
        raise


def _require_same(earlier: Transfer, entry: Entry) -> None:
    was = (
        earlier.step,
        earlier.debit,
        earlier.credit,
        earlier.amount,
        earlier.case_number,
    )
    if was != (entry.step, entry.debit, entry.credit, entry.amount, entry.case_number):
        raise Conflict("idempotency_mismatch")


def post(
    *,
    purpose: Purpose,
    debit: str,
    credit: str,
    amount: Money,
    key: str,
    case_number: str | None,
    at: datetime,
    explanation: Calculation | None = None,
    reference: str | None = None,
    actor: Actor = SYSTEM,
) -> Transfer:
    """Move settled money between two accounts of the book, once per key."""
    _require_free(debit, credit)
    entry = Entry(
        key,
        Step.POSTED,
        purpose,
        debit,
        credit,
        amount,
        case_number,
        reference=reference,
        explanation=explanation,
    )
    with unit_of_work() as work:
        transfer, is_new = write_transfer(entry, at=at)
        if is_new:
            work.record(
                TransferPosted(key, purpose, debit, credit, str(amount), case_number),
                actor=actor,
                at=at,
            )
        return transfer


def _require_free(*accounts: str) -> None:
    for account in accounts:
        if account.startswith(RESERVED) or ":deposits:" in account:
            raise Refusal("account_reserved", params={"account": account})


def post_many(
    postings: Sequence[Posting],
    *,
    key: str,
    case_number: str | None,
    at: datetime,
    actor: Actor = SYSTEM,
) -> int:
    """Post a batch, all of it or nothing, and return how many of it are new.

    Each line has its own key, so a batch that is sent again books nothing twice. The act is one
    fact, with the number, the sum and a digest of the lines.
    """
    for posting in postings:
        _require_free(posting.debit, posting.credit)
    entries = [
        Entry(
            posting.key,
            Step.POSTED,
            posting.purpose,
            posting.debit,
            posting.credit,
            posting.amount,
            posting.case_number,
            reference=posting.reference,
            explanation=posting.explanation,
        )
        for posting in postings
    ]
    with unit_of_work() as work:
        fresh = write_transfers(entries, at=at)
        if fresh:
            total = sum(entry.amount.fen for entry in fresh)
            fact = TransfersPosted(key, len(fresh), str(total), digest_of_lines(fresh), case_number)
            work.record(fact, actor=actor, at=at)
        return len(fresh)


def digest_of_lines(entries: Sequence[Entry]) -> str:
    """Return the SHA-256 of lines in the order of their keys, as RFC 8785 writes them.

    Each line is [key, purpose, debit, credit, fen]; whoever has the book can compute it again.
    """
    lines = sorted(
        [entry.key, entry.purpose.value, entry.debit, entry.credit, str(entry.amount)]
        for entry in entries
    )
    return hashlib.sha256(rfc8785.dumps(lines)).hexdigest()
