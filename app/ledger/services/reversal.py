"""Take an entry back by a new one that names it; nothing in the book is ever changed (M14)."""

from datetime import datetime

from app.kernel.actors import Actor
from app.kernel.errors import Conflict, NotFound, Refusal
from app.ledger import chart, queries
from app.ledger.facts import TransferReversed
from app.ledger.models import Transfer
from app.ledger.services.posting import Entry, write_transfer
from app.ledger.vocabulary import Step
from app.store import unit_of_work
from app.store.locks import lock_names

REASON_MIN, REASON_MAX = 2, 500

#: Money that came from the bank, waits to go there, or fits no order: a payment answers it.
_AT_THE_BANK = (chart.BANK, f"{chart.SUSPENSE}:", f"{chart.OUTGOING}:")


def reverse(transfer_key: str, *, reason: str, key: str, actor: Actor, at: datetime) -> Transfer:
    """Book the mirror of an entry, with its reason, once; the same key again is the same entry.

    Raises NotFound, Refusal(reason_missing), Conflict(transfer_reversed, hold_not_reversible,
    reversal_not_reversible, bank_not_reversible), and Conflict(account_overdrawn) where the
    money is no longer in the account that got it.
    """
    reason = " ".join(reason.split())
    if not REASON_MIN <= len(reason) <= REASON_MAX:
        raise Refusal("reason_missing")
    with unit_of_work() as work:
        # One by one, so that the second of two is told that it comes too late.
        lock_names(f"ledger:reversal:{transfer_key}")
        wrong = queries.find_transfer(transfer_key)
        if wrong is None:
            raise NotFound("transfer", transfer_key)
        require_reversible(wrong, key=key)
        entry = Entry(
            key,
            Step.POSTED,
            wrong.purpose,
            wrong.credit,
            wrong.debit,
            wrong.amount,
            wrong.case_number,
            reference=wrong.reference,
            reverses_id=wrong.id,
            reason=reason,
        )
        made, is_new = write_transfer(entry, at=at)
        if is_new:
            fact = TransferReversed(
                key,
                wrong.key,
                wrong.purpose,
                made.debit,
                made.credit,
                str(made.amount),
                reason,
                made.case_number,
            )
            work.record(fact, actor=actor, at=at)
        return made


def passes_the_bank(*accounts: str) -> bool:
    """Say whether money of an entry came from the bank, waits to go there, or fits no order."""
    return any(account.startswith(_AT_THE_BANK) for account in accounts)


def require_reversible(wrong: Transfer, *, key: str) -> None:
    """Refuse what cannot be taken back; `key` is that of the reversal, which may be a retry."""
    earlier = queries.find_reversal(wrong)
    if earlier is not None and earlier.key != key:
        raise Conflict("transfer_reversed", params={"no": str(earlier.id)})
    if wrong.reverses_id is not None:
        raise Conflict("reversal_not_reversible")
    if wrong.step is not Step.POSTED:
        raise Conflict("hold_not_reversible")
    if passes_the_bank(wrong.debit, wrong.credit):
        raise Conflict("bank_not_reversible")
