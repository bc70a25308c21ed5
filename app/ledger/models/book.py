"""The book: transfers that only grow."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.money import Money
from app.ledger.chart import CODE_MAX
from app.ledger.models.balance import POST, POST_TRIGGER
from app.ledger.vocabulary import (
    Purpose,
    Step,
)
from app.store.columns import enum_column, fen, intpk, moment
from app.store.db import add_triggers, append_only, db

KEY_MAX = 200


class Transfer(db.Model):  # type: ignore[name-defined,misc]
    """One immutable movement of money, or one step of a hold."""

    __tablename__ = "ledger_transfer"
    __table_args__ = (
        UniqueConstraint("key"),
        #: A hold ends exactly once (M3), whatever the code above believes.
        UniqueConstraint("hold_id"),
        #: What an end refers to: the same amount of the same account.
        UniqueConstraint("id", "amount_fen", "debit"),
        ForeignKeyConstraint(
            ["hold_id", "amount_fen", "debit"],
            [
                "ledger_transfer.id",
                "ledger_transfer.amount_fen",
                "ledger_transfer.debit",
            ],
            name="fk_ledger_transfer_hold",
        ),
        #: An entry is reversed once, by a posting that says why (M14).
        UniqueConstraint("reverses_id"),
        ForeignKeyConstraint(
            ["reverses_id"], ["ledger_transfer.id"], name="fk_ledger_transfer_reverses"
        ),
        CheckConstraint(
            "(reverses_id IS NULL) = (reason IS NULL) AND (reverses_id IS NULL OR step = 'posted')",
            name="reversals_say_why",
        ),
        CheckConstraint("debit <> credit", name="two_accounts"),
        CheckConstraint(
            "(step IN ('captured', 'released', 'forfeited')) = (hold_id IS NOT NULL)",
            name="ends_name_their_hold",
        ),
        Index(
            "ix_ledger_transfer_debit",
            "debit",
            postgresql_ops={"debit": "text_pattern_ops"},
        ),
        Index(
            "ix_ledger_transfer_credit",
            "credit",
            postgresql_ops={"credit": "text_pattern_ops"},
        ),
        Index("ix_ledger_transfer_case_number_id", "case_number", "id"),
        Index("ix_ledger_transfer_reference", "reference"),
    )

    id: Mapped[intpk]
    #: Idempotency: the same key is the same transfer.
    key: Mapped[str] = mapped_column(String(KEY_MAX))
    step: Mapped[Step] = enum_column(Step, "step")
    purpose: Mapped[Purpose] = enum_column(Purpose, "purpose")
    #: Account the money is taken from.
    debit: Mapped[str] = mapped_column(String(CODE_MAX))
    #: Account the money goes to.
    credit: Mapped[str] = mapped_column(String(CODE_MAX))
    amount: Mapped[Money] = fen("amount_fen", positive=True)
    #: The hold this step ends.
    hold_id: Mapped[int | None] = mapped_column(BigInteger)
    case_number: Mapped[str | None] = mapped_column(String(80))
    #: What it is about, such as enrollment:17.
    reference: Mapped[str | None] = mapped_column(String(KEY_MAX))
    #: The calculation behind the amount with its articles; opens on the statement.
    explanation: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    #: The entry this one takes back, and why.
    reverses_id: Mapped[int | None] = mapped_column(BigInteger)
    reason: Mapped[str | None] = mapped_column(Text)
    at: Mapped[moment]


append_only(Transfer)

#: The balances move in the same statement (M4), and an end ends a hold.
add_triggers(Transfer, POST, POST_TRIGGER)
