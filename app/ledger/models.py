"""Tables of money: transfers that only grow, orders, receipts, and instructions to the bank."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.money import Money
from app.ledger.chart import CODE_MAX
from app.ledger.vocabulary import (
    Booking,
    InstructionKind,
    InstructionState,
    OrderState,
    PaymentFault,
    Purpose,
    Step,
)
from app.store.columns import enum_column, fen, intpk, moment, optional_moment
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


class BankReceipt(db.Model):  # type: ignore[name-defined,misc]
    """One payment the bank told us of, once per serial (M7), and what became of it."""

    __tablename__ = "ledger_bank_receipt"
    __table_args__ = (
        UniqueConstraint("serial"),
        #: An order is paid by one receipt; any other goes back.
        Index(
            "uq_ledger_bank_receipt_booked_order",
            "order_id",
            unique=True,
            postgresql_where=text("booking = 'booked'"),
        ),
        CheckConstraint(
            "(booking = 'suspended') = (fault IS NOT NULL)", name="suspense_has_reason"
        ),
    )

    id: Mapped[intpk]
    #: The bank's own number of the payment.
    serial: Mapped[str] = mapped_column(String(64))
    #: Keyed digest of the notice: the same serial with other content is refused.
    content_digest: Mapped[str] = mapped_column(String(64))
    #: The notice as signed, with the payer's name, sealed.
    notice_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    order_no: Mapped[str] = mapped_column(String(40))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_payment_order.id"))
    amount: Mapped[Money] = fen("amount_fen", positive=True)
    paid_at: Mapped[moment]
    received_at: Mapped[moment]
    booking: Mapped[Booking] = enum_column(Booking, "booking")
    fault: Mapped[PaymentFault | None] = enum_column(PaymentFault, "fault", nullable=True)


append_only(BankReceipt)


class BankInstruction(db.Model):  # type: ignore[name-defined,misc]
    """One thing the bank has to do, sent until it is done; the bank does it once by its id."""

    __tablename__ = "ledger_bank_instruction"
    __table_args__ = (
        UniqueConstraint("instruction_id"),
        UniqueConstraint("bank_serial"),
        Index(
            "ix_ledger_bank_instruction_queued",
            "next_at",
            postgresql_where=text("state = 'queued'"),
        ),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done_when"),
    )

    id: Mapped[intpk]
    #: What the bank knows it by; unique there too.
    instruction_id: Mapped[str] = mapped_column(String(80))
    kind: Mapped[InstructionKind] = enum_column(InstructionKind, "kind")
    state: Mapped[InstructionState] = enum_column(InstructionState, "state")
    purpose: Mapped[Purpose] = enum_column(Purpose, "purpose")
    case_number: Mapped[str | None] = mapped_column(String(80))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_payment_order.id"))
    #: The receipt whose money goes back.
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_bank_receipt.id"))
    amount: Mapped[Money] = fen("amount_fen", positive=True)
    #: The request to the bank, sealed: it may carry a name.
    request_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    queued_at: Mapped[moment]
    #: The legal limit for the money to leave, where there is one.
    due_at: Mapped[optional_moment]
    #: Next try, by real time: a rehearsal does not move the wires.
    next_at: Mapped[moment]
    tries: Mapped[int] = mapped_column(server_default=text("0"))
    last_fault: Mapped[str | None] = mapped_column(Text)
    bank_serial: Mapped[str | None] = mapped_column(String(64))
    done_at: Mapped[optional_moment]
