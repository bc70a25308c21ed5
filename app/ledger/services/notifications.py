"""Take the bank's word: each serial once, in any order; what fits no order waits or goes back."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.identity import vault
from app.kernel.actors import PUBLIC, SYSTEM
from app.kernel.clock import clock
from app.kernel.errors import Conflict, Refusal, TooMany
from app.kernel.facts import stamp
from app.ledger import chart, queries
from app.ledger.bank.port import (
    BankAway,
    BankPort,
    NoNews,
    Notice,
    NoticeInvalid,
    PayoutNotice,
    PayoutReturned,
    ReceiptNotice,
)
from app.ledger.desk_rules import may_wait
from app.ledger.facts import NoticeRefused, PaymentConfirmed, PaymentSuspended
from app.ledger.models import BankReceipt, PaymentOrder
from app.ledger.rules import Due, Paid, judge_payment, plain_name
from app.ledger.services import outbox, payouts, refunds, suspense
from app.ledger.services.orders import Payer, home_of, payer_digest
from app.ledger.services.posting import Entry, write_transfer
from app.ledger.vocabulary import (
    PAYMENT_ORDER,
    Booking,
    Channel,
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
    bank: BankPort,
    body: bytes,
    *,
    headers: Mapping[str, str],
    at: datetime,
    channel: Channel = Channel.MAIN,
) -> Taken:
    """Check a message of the bank and book what it says; a refused one is recorded as a fact."""
    try:
        notice = bank.read_notice(body, headers=headers, now=clock.real_now())
        return _take(notice, body, at=at, channel=channel)
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


def _take(notice: Notice, body: bytes, *, at: datetime, channel: Channel) -> Taken:
    if isinstance(notice, ReceiptNotice):
        return take_receipt(notice, _content(notice, body, channel), at=at, channel=channel)
    if isinstance(notice, NoNews):
        return Taken(notice.serial, "noted")
    if isinstance(notice, PayoutReturned):
        is_new = payouts.return_payout(notice, at=at)
        return Taken(notice.serial, "returned" if is_new else "repeated")
    if isinstance(notice, PayoutNotice):
        is_new = payouts.settle_payout(notice, at=at)
    else:
        is_new = refunds.settle_refund(notice, at=at)
    return Taken(notice.serial, "settled" if is_new else "repeated")


def _content(notice: ReceiptNotice, body: bytes, channel: Channel) -> bytes:
    """Return what is the same whenever a notice is repeated: WeChat seals each copy anew."""
    if channel is Channel.MAIN:
        return body
    return json.dumps(
        {
            "serial": notice.serial,
            "order_no": notice.order_no,
            "amount": str(notice.amount),
            "paid_at": stamp(notice.paid_at),
        }
    ).encode()


def take_receipt(
    notice: ReceiptNotice, body: bytes, *, at: datetime, channel: Channel = Channel.MAIN
) -> Taken:
    """Book a payment once per bank serial: to its order if it fits, else to suspense."""
    content = vault.digest("ledger.notice", body.decode())
    with unit_of_work() as work:
        lock_names(f"ledger:receipt:{notice.serial}")
        earlier = queries.find_receipt(notice.serial)
        if earlier is not None:
            if earlier.content_digest != content:
                raise Conflict("bank_serial_mismatch")
            return Taken(notice.serial, "repeated", earlier.fault)
        order = _lock_order(notice.order_no)
        paid = _paid(notice, order, at=at)
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
            channel=channel,
        )
        db.session.add(receipt)
        db.session.flush()
        if fault or order is None:
            payer = Payer(notice.payer_name or "", notice.payer_id_number or "")
            _suspend(work, receipt, order, payer=payer, counted_at=paid.paid_at, at=at)
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


def _paid(notice: ReceiptNotice, order: PaymentOrder | None, *, at: datetime) -> Paid:
    """Put a payment on the law's time: a rehearsal shifts the bank's clock with ours."""
    shift = clock.now() - clock.real_now()
    return Paid(notice.amount, _payer(notice, order), notice.paid_at + shift, at)


def _payer(notice: ReceiptNotice, order: PaymentOrder | None) -> str | None:
    """Return the digest of who paid, or nothing where the channel names nobody.

    A bank that tells a name without a number is compared by the name (P42): the account's
    holder is checked by the bank itself, and the sealed order holds the name we expect.
    """
    if notice.payer_name is None:
        return None
    number = notice.payer_id_number
    if number is None:
        expected = (
            json.loads(vault.unseal("ledger.payer", order.payer_sealed, order.no)) if order else {}
        )
        is_same = bool(expected) and plain_name(expected["name"]) == plain_name(notice.payer_name)
        number = expected["id_number"] if is_same else ""
    return payer_digest(notice.order_no, notice.payer_name, number)


def _confirm(work: Work, receipt: BankReceipt, order: PaymentOrder, *, at: datetime) -> None:
    order.state = PAYMENT_ORDER.after(order.state, OrderAction.CONFIRM)
    order.confirmed_at = at
    entry = Entry(
        f"receipt:{receipt.serial}",
        Step.POSTED,
        order.purpose,
        chart.BANK,
        home_of(order),
        order.amount,
        order.case_number,
        reference=order.reference,
    )
    write_transfer(entry, at=at)
    if order.purpose is Purpose.DEPOSIT:
        hold = Entry(
            queries.hold_key(order.no),
            Step.HELD,
            Purpose.DEPOSIT,
            home_of(order),
            chart.funds(order.case_number),
            order.amount,
            order.case_number,
            reference=order.reference,
        )
        write_transfer(hold, at=at)
    fact = PaymentConfirmed(
        order.no, order.purpose, order.reference, str(order.amount), order.case_number
    )
    work.record(fact, actor=SYSTEM, at=at)


def _suspend(
    work: Work,
    receipt: BankReceipt,
    order: PaymentOrder | None,
    *,
    payer: Payer,
    counted_at: datetime,
    at: datetime,
) -> None:
    """Book money that fits no order apart; it waits for finance (P36) or goes straight back."""
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
    assert receipt.fault is not None
    if may_wait(receipt.fault, order.purpose if order else None):
        suspense.hold(work, receipt, order, payer=payer, counted_at=counted_at, at=at)
    else:
        outbox.queue_refund(
            receipt,
            debit=account,
            purpose=Purpose.SUSPENSE,
            order=order,
            case_number=case_number,
            due_at=None,
            at=at,
        )
    fact = PaymentSuspended(
        receipt.serial,
        order.no if order else "",
        str(receipt.amount),
        receipt.fault,
        case_number,
    )
    work.record(fact, actor=SYSTEM, at=at)
