"""Payment orders: what somebody is asked to pay."""

from sqlalchemy import (
    CheckConstraint,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.money import Money
from app.ledger.models.book import KEY_MAX
from app.ledger.vocabulary import (
    OrderState,
    Purpose,
)
from app.store.columns import enum_column, fen, intpk, moment, optional_moment
from app.store.db import db


class PaymentOrder(db.Model):  # type: ignore[name-defined,misc]
    """One exact amount that one person is asked to pay by a moment."""

    __tablename__ = "ledger_payment_order"
    __table_args__ = (
        UniqueConstraint("no"),
        UniqueConstraint("key"),
        UniqueConstraint("account"),
        Index(
            "uq_ledger_payment_order_live_reference",
            "reference",
            unique=True,
            postgresql_where=text("state <> 'canceled'"),
        ),
        Index("ix_ledger_payment_order_owner_digest", "owner_digest"),
        CheckConstraint(
            "(state = 'confirmed') = (confirmed_at IS NOT NULL)", name="confirmed_when"
        ),
    )

    id: Mapped[intpk]
    #: Random, so that numbers count nobody (法释〔2016〕18号 art. 18) and links cannot be guessed.
    no: Mapped[str] = mapped_column(String(20))
    key: Mapped[str] = mapped_column(String(KEY_MAX))
    purpose: Mapped[Purpose] = enum_column(Purpose, "purpose")
    reference: Mapped[str] = mapped_column(String(KEY_MAX))
    case_number: Mapped[str] = mapped_column(String(80))
    amount: Mapped[Money] = fen("amount_fen", positive=True)
    due_at: Mapped[moment]
    state: Mapped[OrderState] = enum_column(OrderState, "state")
    #: Sub-account at the bank that belongs to this order alone.
    account: Mapped[str] = mapped_column(String(40))
    #: Name and number of the payer, sealed; no page of staff opens it.
    payer_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    payer_digest: Mapped[str] = mapped_column(String(64))
    #: Keyed digest of the person who may open the payment page; none: whoever has the link.
    owner_digest: Mapped[str | None] = mapped_column(String(64))
    opened_at: Mapped[moment]
    #: When the bank has taken the order in; the pay link works from then on.
    registered_at: Mapped[optional_moment]
    confirmed_at: Mapped[optional_moment]
