"""What the bank told us, and what it was told to do."""

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.money import Money
from app.ledger.vocabulary import (
    Booking,
    Channel,
    InstructionKind,
    InstructionState,
    PaymentFault,
    Purpose,
)
from app.store.columns import enum_column, fen, intpk, moment, optional_moment
from app.store.db import append_only, db


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
        Index("ix_ledger_bank_receipt_order_id", "order_id"),
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
    #: Keyed digest of who paid, as an order has it: equal where the payer himself paid.
    payer_digest: Mapped[str | None] = mapped_column(String(64))
    paid_at: Mapped[moment]
    received_at: Mapped[moment]
    booking: Mapped[Booking] = enum_column(Booking, "booking")
    fault: Mapped[PaymentFault | None] = enum_column(PaymentFault, "fault", nullable=True)
    #: Where it came in, and where it would go back.
    channel: Mapped[Channel] = enum_column(
        Channel, "channel", default=Channel.MAIN, server_default="main"
    )


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
        CheckConstraint(
            "(state IN ('done', 'returned')) = (done_at IS NOT NULL)", name="done_when"
        ),
        CheckConstraint(
            "(state IN ('refused', 'returned')) = (undone_at IS NOT NULL)", name="undone_when"
        ),
        Index("ix_ledger_bank_instruction_receipt_id", "receipt_id"),
    )

    id: Mapped[intpk]
    #: What the bank knows it by; unique there too.
    instruction_id: Mapped[str] = mapped_column(String(80))
    kind: Mapped[InstructionKind] = enum_column(InstructionKind, "kind")
    state: Mapped[InstructionState] = enum_column(InstructionState, "state")
    channel: Mapped[Channel] = enum_column(
        Channel, "channel", default=Channel.MAIN, server_default="main"
    )
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
    #: When the bank refused it for good, or when the money came back; `last_fault` says why.
    undone_at: Mapped[optional_moment]
    #: What the payer scans, where the channel makes a code for an order, and since when.
    pay_code: Mapped[str | None] = mapped_column(String(512))
    pay_code_at: Mapped[optional_moment]
    #: The file for the bank that carries this instruction, where payments go out by files.
    file_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_payment_file.id"))
    #: The bank's own number of the money that came back.
    return_serial: Mapped[str | None] = mapped_column(String(64), unique=True)
