"""Bank accounts of those who are paid: sealed, entered by one person, confirmed by another."""

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from app.ledger.desk_vocabulary import PayeeSource, PayeeState
from app.store.columns import enum_column, intpk, moment, optional_moment
from app.store.db import db

OWNER_MAX = 160


class PayeeAccount(db.Model):  # type: ignore[name-defined,misc]
    """One bank account of one payee; name and number are personal data and stay sealed."""

    __tablename__ = "ledger_payee_account"
    __table_args__ = (
        CheckConstraint("entered_by_id <> confirmed_by_id", name="two_people"),
        CheckConstraint("state <> 'confirmed' OR confirmed_by_id IS NOT NULL", name="confirmed_by"),
        Index(
            "uq_ledger_payee_account_standing",
            "owner",
            unique=True,
            postgresql_where=text("state = 'confirmed'"),
        ),
        Index(
            "uq_ledger_payee_account_entered",
            "owner",
            unique=True,
            postgresql_where=text("state = 'entered'"),
        ),
        Index("ix_ledger_payee_account_owner", "owner"),
    )

    id: Mapped[intpk]
    #: The account of the book that is paid from, or person:<id> for all that is his.
    owner: Mapped[str] = mapped_column(String(OWNER_MAX))
    #: The court whose finance entered it; none where the payee did.
    court_id: Mapped[int | None] = mapped_column(BigInteger)
    state: Mapped[PayeeState] = enum_column(PayeeState, "state")
    source: Mapped[PayeeSource] = enum_column(PayeeSource, "source")
    #: JSON of holder, number and bank, sealed to the owner.
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    #: The last four digits, by which people tell accounts apart.
    tail: Mapped[str] = mapped_column(String(4))
    #: Which paper of the file names it.
    document: Mapped[str | None] = mapped_column(Text)
    entered_by_id: Mapped[int] = mapped_column(BigInteger)
    entered_by: Mapped[str] = mapped_column(String(40))
    entered_at: Mapped[moment]
    confirmed_by_id: Mapped[int | None] = mapped_column(BigInteger)
    confirmed_by: Mapped[str | None] = mapped_column(String(40))
    decided_at: Mapped[optional_moment]
    end_reason: Mapped[str | None] = mapped_column(Text)
