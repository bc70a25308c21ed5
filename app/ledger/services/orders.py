"""Ask somebody to pay: one exact amount, one account of its own, one moment it is due."""

import json
import secrets
from dataclasses import dataclass
from datetime import datetime

from app.identity import vault
from app.kernel.actors import SYSTEM, Actor
from app.kernel.errors import BadAmount, Conflict, NotFound, Refusal
from app.kernel.facts import stamp
from app.kernel.ids import PADDLE_SIGNS
from app.kernel.money import Money
from app.ledger import chart, queries
from app.ledger.facts import PaymentCanceled, PaymentOrdered, PaymentPostponed
from app.ledger.models import PaymentOrder
from app.ledger.rules import plain_id_number, plain_name
from app.ledger.services import outbox
from app.ledger.vocabulary import (
    ORDER_PURPOSES,
    PAYMENT_ORDER,
    PRICE_PURPOSES,
    OrderAction,
    OrderState,
    Purpose,
)
from app.store import db, unit_of_work
from app.store.locks import lock_names, lock_row

#: 31^12 numbers: nobody guesses one, and none says how many there are.
NO_SIGNS = 12
#: The sandbox bank's head of every sub-account; real ones come from the bank's contract.
ACCOUNT_HEAD = "62223701"
ACCOUNT_DIGITS = 10


@dataclass(frozen=True)
class Payer:
    """Who is to pay, by real name; `person_id` lets that person open the payment page."""

    name: str
    id_number: str
    person_id: int | None = None


def payer_digest(order_no: str, name: str, id_number: str) -> str:
    """Return what a payer is compared by: one order's digest says nothing about another's."""
    text = "|".join((order_no, plain_name(name), plain_id_number(id_number)))
    return vault.digest("ledger.payer", text)


def home_of(order: PaymentOrder) -> str:
    """Return the account the money of an order belongs in, however it came to be booked."""
    if order.purpose is Purpose.DEPOSIT:
        return chart.deposit(order.case_number, order.no)
    if order.purpose in PRICE_PURPOSES:
        return chart.funds(order.case_number)
    return chart.fees(order.case_number)


def owner_digest(purpose: Purpose, person_id: int) -> str:
    """Return what the person who may open a payment page is found by."""
    return vault.digest(f"ledger.owner.{purpose}", str(person_id))


def owner_digests(person_id: int) -> list[str]:
    """Return a person's digests over all purposes."""
    return [owner_digest(purpose, person_id) for purpose in sorted(ORDER_PURPOSES)]


def recorded_as(purpose: Purpose, actor: Actor) -> Actor:
    """Return who the trail names: nobody for a deposit, since the actor is the bidder."""
    return SYSTEM if purpose is Purpose.DEPOSIT else actor


def open_payment_order(
    *,
    purpose: Purpose,
    reference: str,
    payer: Payer,
    amount: Money,
    due_at: datetime,
    case_number: str,
    key: str,
    actor: Actor,
    at: datetime,
) -> PaymentOrder:
    """Open the payment order of a reference, once per key, and queue it for the bank.

    Raises Refusal (purpose_not_payable, due_in_the_past), Conflict(payment_order_exists) while
    another order of the reference lives or where that of the key was voided: a repeated wish does
    not open it anew.
    """
    if purpose not in ORDER_PURPOSES:
        raise Refusal("purpose_not_payable")
    if not amount:
        raise BadAmount(amount)
    with unit_of_work() as work:
        lock_names(f"ledger:order:{reference}")
        earlier = queries.find_order_of(reference)
        if earlier is not None:
            return _same_order(earlier, key, purpose, amount, case_number)
        if queries.is_key_taken(key):
            raise Conflict("payment_order_exists")
        if due_at <= at:
            raise Refusal("due_in_the_past")
        no = "P" + "".join(secrets.choice(PADDLE_SIGNS) for _ in range(NO_SIGNS))
        order = PaymentOrder(
            no=no,
            key=key,
            purpose=purpose,
            reference=reference,
            case_number=case_number,
            amount=amount,
            due_at=due_at,
            state=OrderState.OPEN,
            account=ACCOUNT_HEAD + str(secrets.randbelow(10**ACCOUNT_DIGITS)).zfill(ACCOUNT_DIGITS),
            payer_sealed=vault.seal("ledger.payer", _plain(payer), no),
            payer_digest=payer_digest(no, payer.name, payer.id_number),
            owner_digest=owner_digest(purpose, payer.person_id) if payer.person_id else None,
            opened_at=at,
        )
        db.session.add(order)
        db.session.flush()
        outbox.queue_order(order, payer_name=payer.name, payer_id_number=payer.id_number, at=at)
        fact = PaymentOrdered(
            order.no, purpose, reference, str(amount), case_number, due_at=stamp(due_at)
        )
        work.record(fact, actor=recorded_as(purpose, actor), at=at)
        return order


def _same_order(
    earlier: PaymentOrder, key: str, purpose: Purpose, amount: Money, case_number: str
) -> PaymentOrder:
    if earlier.key != key:
        raise Conflict("payment_order_exists")
    if (earlier.purpose, earlier.amount, earlier.case_number) != (
        purpose,
        amount,
        case_number,
    ):
        raise Conflict("idempotency_mismatch")
    return earlier


def _plain(payer: Payer) -> str:
    return json.dumps({"name": payer.name, "id_number": payer.id_number}, ensure_ascii=False)


def postpone_order(reference: str, *, due_at: datetime, at: datetime) -> None:
    """Give an unpaid order more time; never less, never anew."""
    _set_due(reference, due_at, at, is_more_only=True)


def move_order(reference: str, *, due_at: datetime, at: datetime) -> None:
    """Give an unpaid order another time to pay, as when bidding is extended, rests or goes on."""
    _set_due(reference, due_at, at, is_more_only=False)


def _set_due(reference: str, due_at: datetime, at: datetime, *, is_more_only: bool) -> None:
    with unit_of_work() as work:
        found = queries.find_order_of(reference)
        if found is None:
            raise NotFound("payment_order", reference)
        order = lock_row(PaymentOrder, id=found.id)
        if order.state is not OrderState.OPEN or due_at == order.due_at:
            return
        if is_more_only and due_at < order.due_at:
            return
        order.due_at = due_at
        fact = PaymentPostponed(
            order.no,
            order.purpose,
            reference,
            str(order.amount),
            order.case_number,
            due_at=stamp(due_at),
        )
        work.record(fact, actor=SYSTEM, at=at)


def cancel_order(reference: str, *, actor: Actor = SYSTEM, at: datetime) -> None:
    """Void an order that is not paid; money that still arrives on it goes back.

    Raises NotFound, or IllegalMove when it is paid already.
    """
    with unit_of_work() as work:
        found = queries.find_order_of(reference)
        if found is None:
            raise NotFound("payment_order", reference)
        order = lock_row(PaymentOrder, id=found.id)
        order.state = PAYMENT_ORDER.after(order.state, OrderAction.CANCEL)
        fact = PaymentCanceled(
            order.no, order.purpose, reference, str(order.amount), order.case_number
        )
        work.record(fact, actor=recorded_as(order.purpose, actor), at=at)
