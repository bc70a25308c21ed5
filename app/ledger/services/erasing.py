"""Take a payer from behind the own payment orders; vouchers and the bank's notices stay sealed.

Accounting vouchers are kept for thirty years (会计档案管理办法, 财政部令第79号 art. 14): what the
bank told of a payment, the receipts that were issued and the files that went to the bank are
among them, and the database lets nobody change them.
"""

import secrets

from sqlalchemy import select, update

from app.ledger.models import BankInstruction, PaymentOrder, SuspenseItem
from app.ledger.services.orders import owner_digests
from app.ledger.vocabulary import InstructionState, Purpose
from app.store import db, unit_of_work


def deposits_of(person_id: int) -> list[str]:
    """Return the references of all deposits a person was ever asked for."""
    query = select(PaymentOrder.reference).where(
        PaymentOrder.owner_digest.in_(owner_digests(person_id)),
        PaymentOrder.purpose == Purpose.DEPOSIT,
    )
    return list(db.session.scalars(query))


def has_other_orders(person_id: int) -> bool:
    """Say whether a person was ever asked for money other than a deposit."""
    query = select(PaymentOrder.id).where(
        PaymentOrder.owner_digest.in_(owner_digests(person_id)),
        PaymentOrder.purpose != Purpose.DEPOSIT,
    )
    return db.session.scalar(query.limit(1)) is not None


def forget_payer(person_id: int) -> None:
    """Empty what our own orders hold of a person; joins the caller's unit of work."""
    with unit_of_work():
        orders = db.session.scalars(
            select(PaymentOrder)
            .where(PaymentOrder.owner_digest.in_(owner_digests(person_id)))
            .with_for_update()
        ).all()
        ids = [order.id for order in orders]
        for order in orders:
            order.payer_sealed, order.owner_digest = b"", None
            order.payer_digest = secrets.token_hex(32)
        db.session.execute(
            update(SuspenseItem).where(SuspenseItem.order_id.in_(ids)).values(payer_sealed=b"")
        )
        db.session.execute(
            update(BankInstruction)
            .where(
                BankInstruction.order_id.in_(ids), BankInstruction.state == InstructionState.DONE
            )
            .values(request_sealed=b"")
        )
