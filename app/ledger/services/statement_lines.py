"""Take a line of a bank's statement as the bank's word, where it has no other way to tell us.

The reconciliation reads the file; each line it hands over is booked once by its serial, whether
it was told before by a notice or not.
"""

import json
import re
from dataclasses import dataclass
from datetime import datetime

from app.kernel.facts import stamp
from app.kernel.ids import PADDLE_SIGNS
from app.kernel.money import Money
from app.ledger import queries
from app.ledger.bank.port import PayoutNotice, PayoutReturned, ReceiptNotice, RefundNotice
from app.ledger.services import payouts, refunds
from app.ledger.services.notifications import Taken, take_receipt
from app.ledger.vocabulary import InstructionKind

#: A payment order's number, as a payer may bury it in a memo.
_ORDER_NO = re.compile(rf"P[{PADDLE_SIGNS}]{{12}}", re.ASCII)
#: What a bank calls money of ours that came back from the payee's bank.
_RETURN_WORDS = ("退汇", "退票")


@dataclass(frozen=True)
class BankLine:
    """One line of a statement, read and no longer in any layout."""

    serial: str
    is_credit: bool
    amount: Money
    #: The sub-account it stands on, where the bank names it.
    account: str
    #: Name and account of the other side.
    name: str
    party: str
    memo: str
    #: The bank's field for our number: an order or an instruction.
    reference: str
    booked_at: datetime


def take_line(line: BankLine, *, at: datetime) -> Taken:
    """Book a line once: a receipt, a return, or the word that an instruction was done.

    Raises NotFound where money left by no instruction of ours, and Conflict where the bank says
    another amount or serial: both are differences a person has to name.
    """
    if not line.is_credit:
        return _take_debit(line, at=at)
    found = queries.find_instruction(line.reference)
    is_back = any(word in line.memo for word in _RETURN_WORDS)
    if found is not None and found.kind is InstructionKind.PAYOUT and is_back:
        notice = PayoutReturned(line.serial, line.reference, line.amount, line.memo)
        is_new = payouts.return_payout(notice, at=at)
        return Taken(line.serial, "returned" if is_new else "repeated")
    earlier = queries.find_receipt(line.serial)
    if earlier is not None and earlier.amount == line.amount:
        # A notice told of it first, with more than a statement has.
        return Taken(line.serial, "repeated", earlier.fault)
    receipt = ReceiptNotice(
        serial=line.serial,
        order_no=order_no_of(line),
        amount=line.amount,
        payer_name=line.name,
        payer_id_number=None,
        paid_at=line.booked_at,
    )
    return take_receipt(receipt, _content(line), at=at)


def order_no_of(line: BankLine) -> str:
    """Return the order a receipt belongs to: by its sub-account, else by a number in the memo."""
    owner = queries.find_order_of_account(line.account)
    if owner is not None:
        return owner.no
    found = _ORDER_NO.search("".join(f"{line.reference} {line.memo}".upper().split(" ")))
    return found[0] if found else line.memo[:40]


def _take_debit(line: BankLine, *, at: datetime) -> Taken:
    found = queries.find_instruction(line.reference)
    if found is not None and found.kind is InstructionKind.REFUND:
        is_new = refunds.settle_refund(
            RefundNotice(line.serial, line.reference, line.amount), at=at
        )
    else:
        is_new = payouts.settle_payout(
            PayoutNotice(line.serial, line.reference, line.amount), at=at
        )
    return Taken(line.serial, "settled" if is_new else "repeated")


def _content(line: BankLine) -> bytes:
    """Write a line in one form: what is sealed, and what the same serial must say again."""
    content = {
        "serial": line.serial,
        "amount": str(line.amount),
        "account": line.account,
        "payer_name": line.name,
        "payer_account": line.party,
        "memo": line.memo,
        "reference": line.reference,
        "paid_at": stamp(line.booked_at),
    }
    return json.dumps(content, ensure_ascii=False, sort_keys=True).encode()
