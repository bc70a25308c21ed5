"""What one person proposes and another approves; every edit is a version of its own."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.money import Money
from app.ledger.desk_vocabulary import ProposalKind, ProposalState
from app.store.columns import enum_column, fen, intpk, moment, optional_moment
from app.store.db import append_only, db

SUBJECT_MAX = 300


class MoneyProposal(db.Model):  # type: ignore[name-defined,misc]
    """One movement of money that two people answer for (M10)."""

    __tablename__ = "ledger_proposal"
    __table_args__ = (
        UniqueConstraint("no"),
        #: One thing has one proposal at a time, whoever is quicker.
        Index(
            "uq_ledger_proposal_open_subject",
            "subject",
            unique=True,
            postgresql_where=text("state IN ('proposed', 'approved', 'sent')"),
        ),
        CheckConstraint("maker_id <> approver_id", name="two_people"),
        CheckConstraint("(approver_id IS NULL) = (approved_digest IS NULL)", name="approved_what"),
        #: An edit changes the digest, so no approval of another content can stand.
        CheckConstraint("approved_digest = content_digest", name="approved_as_it_is"),
        CheckConstraint(
            "state NOT IN ('approved', 'sent', 'done') OR approver_id IS NOT NULL",
            name="approved_before_done",
        ),
        Index("ix_ledger_proposal_court_id_state", "court_id", "state"),
        Index("ix_ledger_proposal_batch_no", "batch_no"),
        Index("ix_ledger_proposal_instruction_id", "instruction_id"),
    )

    id: Mapped[intpk]
    no: Mapped[str] = mapped_column(String(40))
    kind: Mapped[ProposalKind] = enum_column(ProposalKind, "kind")
    state: Mapped[ProposalState] = enum_column(ProposalState, "state")
    court_id: Mapped[int] = mapped_column(BigInteger)
    case_number: Mapped[str | None] = mapped_column(String(80))
    #: What it is about, such as order:P… or transfer:….
    subject: Mapped[str] = mapped_column(String(SUBJECT_MAX))
    amount: Mapped[Money] = fen("amount_fen", positive=True)
    #: Numbers and accounts only; names and bank accounts stay sealed where they are kept.
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    reason: Mapped[str] = mapped_column(Text)
    version: Mapped[int]
    #: SHA-256 over kind, subject, amount, content and reason of this version.
    content_digest: Mapped[str] = mapped_column(String(64))
    batch_no: Mapped[str | None] = mapped_column(String(40))
    maker_id: Mapped[int] = mapped_column(BigInteger)
    maker: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[moment]
    approver_id: Mapped[int | None] = mapped_column(BigInteger)
    approver: Mapped[str | None] = mapped_column(String(40))
    approved_digest: Mapped[str | None] = mapped_column(String(64))
    approved_at: Mapped[optional_moment]
    #: Who ended it and why, where it was not carried out.
    ended_by: Mapped[str | None] = mapped_column(String(40))
    end_reason: Mapped[str | None] = mapped_column(Text)
    #: The instruction to the bank that followed from it.
    instruction_id: Mapped[str | None] = mapped_column(String(80))
    ended_at: Mapped[optional_moment]


class MoneyProposalVersion(db.Model):  # type: ignore[name-defined,misc]
    """What a proposal said before and says now; rows are never changed."""

    __tablename__ = "ledger_proposal_version"
    __table_args__ = (UniqueConstraint("proposal_id", "version"),)

    id: Mapped[intpk]
    proposal_id: Mapped[int] = mapped_column(ForeignKey("ledger_proposal.id"))
    version: Mapped[int]
    amount: Mapped[Money] = fen("amount_fen", positive=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    reason: Mapped[str] = mapped_column(Text)
    content_digest: Mapped[str] = mapped_column(String(64))
    editor_id: Mapped[int] = mapped_column(BigInteger)
    editor: Mapped[str] = mapped_column(String(40))
    at: Mapped[moment]


append_only(MoneyProposalVersion)
