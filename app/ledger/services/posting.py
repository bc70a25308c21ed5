"""Write transfers: the same key once, never below zero, never changed afterwards."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError

from app.kernel.actors import SYSTEM, Actor
from app.kernel.errors import BadAmount, Conflict, Refusal
from app.kernel.money import Money
from app.lawbook import Calculation
from app.ledger import chart, queries
from app.ledger.facts import TransferPosted
from app.ledger.models import Transfer
from app.ledger.vocabulary import Purpose, Step
from app.store import db, unit_of_work
from app.store.locks import lock_names

#: Accounts that only payments, holds and refunds move; a posting of others may not touch them.
RESERVED = (chart.BANK, f"{chart.SUSPENSE}:", f"{chart.OUTGOING}:")
OVERDRAWN = "ledger_never_below_zero"


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


def write_transfer(entry: Entry, *, at: datetime) -> tuple[Transfer, bool]:
    """Write a transfer inside a unit of work, or return the one its key already has.

    The second value says whether it is new. Raises Conflict(idempotency_mismatch) for the same
    key with other content and Conflict(account_overdrawn) where the money is not there.
    """
    if not entry.amount:
        raise BadAmount(entry.amount)
    # The account's lock comes before the look at the key: a retry that raced its first try
    # must find the first transfer, not an account that the first one has just emptied.
    if entry.debit != chart.BANK:
        lock_names(f"ledger:{entry.debit}")
    earlier = queries.find_transfer(entry.key)
    if earlier is not None:
        _require_same(earlier, entry)
        return earlier, False
    transfer = Transfer(
        key=entry.key,
        step=entry.step,
        purpose=entry.purpose,
        debit=chart.require_account(entry.debit),
        credit=chart.require_account(entry.credit),
        amount=entry.amount,
        hold_id=entry.hold_id,
        case_number=entry.case_number,
        reference=entry.reference,
        explanation=entry.explanation.as_dict() if entry.explanation else None,
        at=at,
    )
    db.session.add(transfer)
    try:
        db.session.flush()
    except IntegrityError as fault:
        if getattr(getattr(fault.orig, "diag", None), "constraint_name", "") == OVERDRAWN:
            raise Conflict("account_overdrawn", params={"account": entry.debit}) from fault
        raise
    return transfer, True


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
    for account in (debit, credit):
        if account.startswith(RESERVED) or ":deposits:" in account:
            raise Refusal("account_reserved", params={"account": account})
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
