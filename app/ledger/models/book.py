"""The book: transfers that only grow, and the guard that keeps every account covered."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.money import Money
from app.ledger.chart import CODE_MAX
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
    at: Mapped[moment]


append_only(Transfer)

#: M4 in the database: under a lock of the debited account, what is settled less what is held must
#: cover the amount. `bank` alone may run against the others: it is where money comes in.
GUARD_FUNCTION = """
CREATE OR REPLACE FUNCTION ledger_guard_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  available numeric;
BEGIN
  IF NEW.hold_id IS NOT NULL THEN
    IF (SELECT step FROM ledger_transfer WHERE id = NEW.hold_id) IS DISTINCT FROM 'held' THEN
      RAISE EXCEPTION 'ledger: only a hold can be ended' USING ERRCODE = 'check_violation';
    END IF;
    RETURN NEW;
  END IF;
  IF NEW.debit = 'bank' THEN
    RETURN NEW;
  END IF;
  PERFORM pg_advisory_xact_lock(hashtextextended('ledger:' || NEW.debit, 0));
  SELECT coalesce(sum(CASE WHEN t.credit = NEW.debit THEN t.amount_fen ELSE -t.amount_fen END), 0)
    INTO available FROM ledger_transfer t
    WHERE (t.credit = NEW.debit AND t.step IN ('posted', 'captured', 'forfeited'))
       OR (t.debit = NEW.debit AND t.step IN ('posted', 'captured', 'forfeited'))
       OR (t.debit = NEW.debit AND t.step = 'held'
           AND NOT EXISTS (SELECT FROM ledger_transfer e WHERE e.hold_id = t.id));
  IF available < NEW.amount_fen THEN
    RAISE EXCEPTION 'ledger: account % holds less than %', NEW.debit, NEW.amount_fen
      USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_never_below_zero';
  END IF;
  RETURN NEW;
END $$
"""

GUARD_TRIGGER = (
    "CREATE TRIGGER ledger_transfer_guard BEFORE INSERT ON ledger_transfer "
    "FOR EACH ROW EXECUTE FUNCTION ledger_guard_transfer()"
)

add_triggers(Transfer, GUARD_FUNCTION, GUARD_TRIGGER)
