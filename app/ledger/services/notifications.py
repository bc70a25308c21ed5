"""Take the bank's word: each serial once, in any order; what fits no order goes straight back."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.identity import vault
from app.kernel.actors import PUBLIC, SYSTEM
from app.kernel.clock import clock
from app.kernel.errors import Conflict, Refusal, TooMany
from app.ledger import chart, queries
from app.ledger.bank.port import (
    BankAway,
    BankPort,
    Notice,
    NoticeInvalid,
    ReceiptNotice,
)
from app.ledger.facts import NoticeRefused, PaymentConfirmed, PaymentSuspended
from app.ledger.models import BankReceipt, PaymentOrder
from app.ledger.rules import Due, Paid, judge_payment
from app.ledger.services import outbox
from app.ledger.services.orders import payer_digest
from app.ledger.services.posting import Entry, write_transfer
from app.ledger.vocabulary import (
    PAYMENT_ORDER,
    Booking,
    OrderAction,
    PaymentFault,
    Purpose,
    Step,
)
from app.store import Work, db, unit_of_work
from app.store.locks import lock_names, lock_row

#: Refused messages written to the trail in a minute; beyond that they are only refused, so that
#: nobody fills the record from outside.
REFUSED_RECORDED_MAX = 60

STATUS = {
    "bank_signature_invalid": 401,
    "bank_notice_stale": 401,
    "bank_notice_invalid": 422,
    "bank_serial_mismatch": 409,
    "not_found": 404,
}


@dataclass(frozen=True)
class Taken:
    """What became of a message: booked, suspended, settled, or repeated."""

    serial: str
    outcome: str
    fault: PaymentFault | None = None


def take_message(
    bank: BankPort, body: bytes, *, timestamp: str, signature: str, at: datetime
) -> Taken:
    """Check a message of the bank and book what it says; a refused one is recorded as a fact."""
    try:
        notice = bank.read_notice(
            body, timestamp=timestamp, signature=signature, now=clock.real_now()
        )
        return _take(notice, body, at=at)
    except BankAway as fault:
        raise Refusal("bank_not_ready", status=503) from fault
    except NoticeInvalid as fault:
        code = fault.code
    except Refusal as fault:
        if fault.code not in STATUS:
            raise
        code = fault.code
    _record_refusal(code, body, at=at)
    raise Refusal(code, status=STATUS[code])


def _record_refusal(code: str, body: bytes, *, at: datetime) -> None:
    recent = queries.count_refused_notices(at - timedelta(minutes=1), REFUSED_RECORDED_MAX)
    if recent >= REFUSED_RECORDED_MAX:
        raise TooMany(retry_after=60)
    with unit_of_work() as work:
        fact = NoticeRefused(code, hashlib.sha256(body).hexdigest())
        work.record(fact, actor=PUBLIC, at=at)


def _take(notice: Notice, body: bytes, *, at: datetime) -> Taken:
    if isinstance(notice, ReceiptNotice):
        return take_receipt(notice, body, at=at)
    is_new = outbox.settle_refund(notice, at=at)
    return Taken(notice.serial, "settled" if is_new else "repeated")


def take_receipt(notice: ReceiptNotice, body: bytes, *, at: datetime) -> Taken:
    """Book a payment once per bank serial: to its order if it fits, else to suspense and back."""
    content = vault.digest("ledger.notice", body.decode())
    with unit_of_work() as work:
        lock_names(f"ledger:receipt:{notice.serial}")
        earlier = queries.find_receipt(notice.serial)
        if earlier is not None:
            if earlier.content_digest != content:
                raise Conflict("bank_serial_mismatch")
            return Taken(notice.serial, "repeated", earlier.fault)
        order = _lock_order(notice.order_no)
        paid = _paid(notice, at=at)
        fault = judge_payment(_due(order), paid)
        receipt = BankReceipt(
            serial=notice.serial,
            content_digest=content,
            notice_sealed=vault.seal("ledger.notice", body.decode(), notice.serial),
            order_no=notice.order_no[:40],
            order_id=order.id if order else None,
            amount=notice.amount,
            payer_digest=paid.payer_digest,
            paid_at=notice.paid_at,
            received_at=at,
            booking=Booking.SUSPENDED if fault else Booking.BOOKED,
            fault=fault,
        )
        db.session.add(receipt)
        db.session.flush()
        if fault or order is None:
            _suspend(work, receipt, order, at=at)
        else:
            _confirm(work, receipt, order, at=at)
        return Taken(notice.serial, receipt.booking.value, fault)


def _lock_order(no: str) -> PaymentOrder | None:
    found = queries.find_order(no)
    return lock_row(PaymentOrder, id=found.id) if found else None


def _due(order: PaymentOrder | None) -> Due | None:
    if order is None:
        return None
    return Due(order.purpose, order.state, order.amount, order.due_at, order.payer_digest)


def _paid(notice: ReceiptNotice, *, at: datetime) -> Paid:
    """Put a payment on the law's time: a rehearsal shifts the bank's clock with ours."""
    shift = clock.now() - clock.real_now()
    digest = payer_digest(notice.order_no, notice.payer_name, notice.payer_id_number)
    return Paid(notice.amount, digest, notice.paid_at + shift, at)


def _confirm(work: Work, receipt: BankReceipt, order: PaymentOrder, *, at: datetime) -> None:
    order.state = PAYMENT_ORDER.after(order.state, OrderAction.CONFIRM)
    order.confirmed_at = at
    case, deposit = order.case_number, chart.deposit(order.case_number, order.no)
    homes = {
        Purpose.BASIC_FEE: chart.fees(case),
        Purpose.BALANCE: chart.funds(case),
        Purpose.BALANCE_FEE: chart.fees(case),
        Purpose.DEPOSIT: deposit,
    }
    entry = Entry(
        f"receipt:{receipt.serial}",
        Step.POSTED,
        order.purpose,
        chart.BANK,
        homes[order.purpose],
        order.amount,
        case,
        reference=order.reference,
    )
    write_transfer(entry, at=at)
    if order.purpose is Purpose.DEPOSIT:
        hold = Entry(
            queries.hold_key(order.no),
            Step.HELD,
            Purpose.DEPOSIT,
            deposit,
            chart.funds(case),
            order.amount,
            case,
            reference=order.reference,
        )
        write_transfer(hold, at=at)
    fact = PaymentConfirmed(
        order.no, order.purpose, order.reference, str(order.amount), order.case_number
    )
    work.record(fact, actor=SYSTEM, at=at)


def _suspend(work: Work, receipt: BankReceipt, order: PaymentOrder | None, *, at: datetime) -> None:
    account = chart.suspense(receipt.serial)
    # A deposit that failed names no case in the book: it would tell that somebody wants to bid.
    case_number = None
    if order is not None and order.purpose is not Purpose.DEPOSIT:
        case_number = order.case_number
    entry = Entry(
        f"suspense:{receipt.serial}",
        Step.POSTED,
        Purpose.SUSPENSE,
        chart.BANK,
        account,
        receipt.amount,
        case_number,
    )
    write_transfer(entry, at=at)
    outbox.queue_refund(
        receipt,
        debit=account,
        purpose=Purpose.SUSPENSE,
        order=order,
        case_number=case_number,
        due_at=None,
        at=at,
    )
    assert receipt.fault is not None
    fact = PaymentSuspended(
        receipt.serial,
        order.no if order else "",
        str(receipt.amount),
        receipt.fault,
        case_number,
    )
    work.record(fact, actor=SYSTEM, at=at)
