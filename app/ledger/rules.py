"""Judge a payment against its order: exact, from the payer, in time, once."""

import unicodedata
from dataclasses import dataclass
from datetime import datetime

from app.kernel.citation import Citation
from app.kernel.money import Money
from app.ledger.vocabulary import (
    LATE_COUNTS,
    UNNAMED_PURPOSES,
    OrderState,
    PaymentFault,
    Purpose,
)

#: A deposit is paid in the bidder's own name before taking part, to the court's account.
DEPOSIT_RULE = Citation("法释〔2016〕18号", "第17条")
#: Deposits of those who did not win are given back within 24 hours of the end.
RELEASE_RULE = Citation("法释〔2016〕18号", "第23条")


@dataclass(frozen=True)
class Due:
    """What an order asks for."""

    purpose: Purpose
    state: OrderState
    amount: Money
    due_at: datetime
    #: Keyed digest of the payer's name and number; the names themselves stay sealed.
    payer_digest: str


@dataclass(frozen=True)
class Paid:
    """What arrived; `known_at` is when the bank's word reached us."""

    amount: Money
    #: Nothing where the channel names nobody.
    payer_digest: str | None
    paid_at: datetime
    known_at: datetime


def judge_payment(due: Due | None, paid: Paid) -> PaymentFault | None:
    """Return why a payment cannot be booked to its order, or nothing when it can.

    法释〔2016〕18号 art. 17: the deposit is paid in the bidder's own name, in full, before he
    takes part. A deposit counts from the moment the court knows of it (art. 18: qualification
    ends with the bidding); of any other payment the moment of paying counts, since the payer
    does not answer for the bank's delay. A fee of an appraisal is never late: its time is only
    the court's, and the work goes on when the money is there.
    """
    if due is None:
        return PaymentFault.UNKNOWN_ORDER
    faults = (
        (due.state is OrderState.CANCELED, PaymentFault.ORDER_CANCELED),
        (due.state is OrderState.CONFIRMED, PaymentFault.ALREADY_PAID),
        (_lacks_name(due, paid), PaymentFault.UNNAMED_PAYER),
        (paid.payer_digest not in {None, due.payer_digest}, PaymentFault.OTHER_PAYER),
        (paid.amount != due.amount, PaymentFault.WRONG_AMOUNT),
        (_is_late(due, paid), PaymentFault.LATE),
    )
    return next((fault for holds, fault in faults if holds), None)


def _lacks_name(due: Due, paid: Paid) -> bool:
    """Say whether a name is demanded and none is told (art. 17; P40 for what needs none)."""
    return paid.payer_digest is None and due.purpose not in UNNAMED_PURPOSES


def _is_late(due: Due, paid: Paid) -> bool:
    if due.purpose in LATE_COUNTS:
        return False
    known = paid.known_at if due.purpose is Purpose.DEPOSIT else paid.paid_at
    return max(paid.paid_at, known) > due.due_at


def plain_name(name: str) -> str:
    """Return a name as it is compared: one width, no spaces, no case."""
    return "".join(unicodedata.normalize("NFKC", name).split()).casefold()


def plain_id_number(number: str) -> str:
    """Return an identity number as it is compared."""
    return "".join(unicodedata.normalize("NFKC", number).split()).upper()
