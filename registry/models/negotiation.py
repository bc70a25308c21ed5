"""The window in which the parties name three agencies, and what each side named."""

from datetime import datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.store.columns import enum_column, intpk, moment, optional_moment
from app.store.db import db
from registry.models.draw import Draw
from registry.vocabulary import NegotiationOutcome, WaiverGround


class Negotiation(db.Model):  # type: ignore[name-defined,misc]
    """The one negotiation of a draw: held in a window, or waived with its ground."""

    __tablename__ = "registry_negotiation"
    __table_args__ = (
        CheckConstraint("(outcome = 'waived') = (ground IS NOT NULL)", name="waiver_has_ground"),
        CheckConstraint("outcome = 'waived' OR until IS NOT NULL", name="window_has_end"),
        Index("ix_registry_negotiation_outcome_until", "outcome", "until"),
    )

    id: Mapped[intpk]
    draw_id: Mapped[int] = mapped_column(ForeignKey("registry_draw.id"), unique=True)
    outcome: Mapped[NegotiationOutcome] = enum_column(NegotiationOutcome, "outcome")
    #: None when the negotiation was waived before any window was opened.
    opened_at: Mapped[optional_moment]
    until: Mapped[optional_moment]
    ended_at: Mapped[optional_moment]
    ground: Mapped[WaiverGround | None] = enum_column(WaiverGround, "ground", nullable=True)
    #: What the court wrote to the ground.
    note: Mapped[str] = mapped_column(Text, server_default="")

    draw: Mapped[Draw] = relationship(lazy="selectin")
    proposals: Mapped[list["Proposal"]] = relationship(
        order_by="Proposal.party_key", lazy="selectin"
    )

    def takes_lists(self, at: datetime) -> bool:
        """Say whether a party may hand in a list at a moment."""
        return (
            self.outcome is NegotiationOutcome.OPEN and self.until is not None and at <= self.until
        )


class Proposal(db.Model):  # type: ignore[name-defined,misc]
    """Three agencies in order as one party named them; sealed until the negotiation is over."""

    __tablename__ = "registry_negotiation_proposal"
    __table_args__ = (UniqueConstraint("negotiation_id", "party_id"),)

    id: Mapped[intpk]
    negotiation_id: Mapped[int] = mapped_column(ForeignKey("registry_negotiation.id"))
    party_id: Mapped[int] = mapped_column(ForeignKey("registry_party.id"))
    #: Role and place in the case, never an identity.
    party_key: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[int] = mapped_column(BigInteger)
    codes_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    #: The list in clear once nobody can change his any more.
    codes: Mapped[list[str] | None] = mapped_column(JSONB)
    handed_in_at: Mapped[moment]
