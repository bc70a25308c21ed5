"""Draws, the list each was frozen with, and the strings that went into the seed."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.store.columns import enum_column, intpk, moment, optional_moment
from app.store.db import db
from registry.models.asset import Asset
from registry.vocabulary import (
    AgencyField,
    AgencyKind,
    ChoiceMethod,
    DrawState,
    EntropyMode,
    Scope,
)


class Draw(db.Model):  # type: ignore[name-defined,misc]
    """One draw for one asset and round; a void one stays and keeps its round."""

    __tablename__ = "registry_draw"
    __table_args__ = (
        UniqueConstraint("asset_id", "kind", "round"),
        # R3: no second draw beside one that still holds.
        Index(
            "uq_registry_draw_live",
            "asset_id",
            "kind",
            unique=True,
            postgresql_where=text("state <> 'void' AND NOT is_exhausted"),
        ),
        CheckConstraint(
            "state IN ('draft', 'negotiating', 'void') OR method = 'agreement' "
            "OR (commitment IS NOT NULL AND list_digest IS NOT NULL)",
            name="frozen_is_committed",
        ),
        CheckConstraint(
            "state NOT IN ('drawn', 'notified') OR method = 'agreement' "
            "OR (seed IS NOT NULL AND transcript IS NOT NULL)",
            name="drawn_is_recorded",
        ),
        Index("ix_registry_draw_state", "state"),
    )

    id: Mapped[intpk]
    no: Mapped[str] = mapped_column(String(40), unique=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("registry_asset.id"))
    round: Mapped[int]
    #: Whom the choice is for: an appraiser, an auction house, an auxiliary agency.
    kind: Mapped[AgencyKind] = enum_column(AgencyKind, "kind", server_default="appraisal")
    #: How the order came about; parties may agree on it before anything is drawn (art. 16).
    method: Mapped[ChoiceMethod] = enum_column(ChoiceMethod, "method", server_default="lottery")
    #: Where the chance comes from; fixed at the freeze.
    mode: Mapped[EntropyMode] = enum_column(EntropyMode, "mode", server_default="ceremony")
    #: Named public figures in their order: name, game, issue, draws_at, bits, fallback, value.
    sources: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    #: Until when the parties may agree on three agencies and their order.
    negotiation_until: Mapped[optional_moment]
    #: Why no negotiation was held: a ground of art. 16, in the court's words.
    negotiation_waiver: Mapped[str | None] = mapped_column(Text)
    #: Until when the frozen list may be objected to.
    objections_until: Mapped[optional_moment]
    state: Mapped[DrawState] = enum_column(DrawState, "state")
    field: Mapped[AgencyField] = enum_column(AgencyField, "field")
    scope: Mapped[Scope | None] = enum_column(Scope, "scope", nullable=True)
    #: The published policy as it stood at the freeze.
    policy: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    list_digest: Mapped[str | None] = mapped_column(String(64))
    #: CJD-1 commit of the nonce, public from the freeze on.
    commitment: Mapped[str | None] = mapped_column(String(64))
    #: The nonce under the platform's key until the draw; no role reads it.
    nonce_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)
    nonce: Mapped[str | None] = mapped_column(String(64))
    seed: Mapped[str | None] = mapped_column(String(64))
    #: Why figures were typed again after the draw and the order computed anew.
    correction_reason: Mapped[str | None] = mapped_column(Text)
    #: The finished transcript, byte for byte as it is handed out.
    transcript: Mapped[str | None] = mapped_column(Text)
    transcript_digest: Mapped[str | None] = mapped_column(String(64))
    #: Whether every drawn agency has failed, so that another round may follow.
    is_exhausted: Mapped[bool] = mapped_column(default=False)
    void_reason: Mapped[str | None] = mapped_column(Text)
    prepared_at: Mapped[moment]
    frozen_at: Mapped[optional_moment]
    #: Until when strings are taken.
    strings_until: Mapped[optional_moment]
    entropy_closed_at: Mapped[optional_moment]
    drawn_at: Mapped[optional_moment]
    notified_at: Mapped[optional_moment]
    voided_at: Mapped[optional_moment]

    asset: Mapped[Asset] = relationship(lazy="selectin")
    candidates: Mapped[list["DrawCandidate"]] = relationship(
        order_by="DrawCandidate.agency_code", lazy="selectin"
    )
    strings: Mapped[list["DrawString"]] = relationship(order_by="DrawString.id", lazy="selectin")
    figures: Mapped[list["DrawFigures"]] = relationship(order_by="DrawFigures.id", lazy="selectin")
    objections: Mapped[list["ListObjection"]] = relationship(
        order_by="ListObjection.id", lazy="selectin"
    )

    @property
    def drawn(self) -> list["DrawCandidate"]:
        """The drawn candidates, first place first."""
        placed = [candidate for candidate in self.candidates if candidate.position]
        return sorted(placed, key=lambda candidate: candidate.position or 0)

    @property
    def changed_at(self) -> datetime:
        """The moment of the latest step."""
        steps = (
            self.voided_at,
            self.notified_at,
            self.drawn_at,
            self.entropy_closed_at,
            self.frozen_at,
        )
        return next((step for step in steps if step is not None), self.prepared_at)


class DrawCandidate(db.Model):  # type: ignore[name-defined,misc]
    """One agency of the list as it stood at the freeze: in with a ticket, or out with reasons."""

    __tablename__ = "registry_draw_candidate"
    __table_args__ = (
        UniqueConstraint("draw_id", "agency_code"),
        UniqueConstraint("draw_id", "position"),
        CheckConstraint(
            "(ticket IS NULL) = (jsonb_array_length(exclusions) > 0)", name="in_or_out"
        ),
        CheckConstraint("position IS NULL OR ticket IS NOT NULL", name="drawn_was_in"),
    )

    id: Mapped[intpk]
    draw_id: Mapped[int] = mapped_column(ForeignKey("registry_draw.id"))
    agency_code: Mapped[str] = mapped_column(ForeignKey("registry_agency.code"))
    agency_name: Mapped[str] = mapped_column(String(120))
    grade: Mapped[int]
    region_code: Mapped[str] = mapped_column(String(6))
    #: Code and evidence of each ground (fairness 1.5).
    exclusions: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    #: Id of the ticket; shared by agencies under one controller.
    ticket: Mapped[str | None] = mapped_column(String(18))
    #: Chance of the ticket; 1 in the uniform mode.
    weight: Mapped[int] = mapped_column(server_default="1")
    #: Place in the drawn order.
    position: Mapped[int | None]
    fallen_at: Mapped[optional_moment]
    fallen_reason: Mapped[str | None] = mapped_column(Text)


class DrawString(db.Model):  # type: ignore[name-defined,misc]
    """A string somebody handed in; nobody reads it before all are in."""

    __tablename__ = "registry_draw_string"
    __table_args__ = (UniqueConstraint("draw_id", "giver"),)

    id: Mapped[intpk]
    draw_id: Mapped[int] = mapped_column(ForeignKey("registry_draw.id"))
    #: Role and place in the case, never an identity.
    giver: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[int | None] = mapped_column(BigInteger)
    text_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    text: Mapped[str | None] = mapped_column(Text)
    handed_in_at: Mapped[moment]


class DrawFigures(db.Model):  # type: ignore[name-defined,misc]
    """What one person typed for all named figures; two must agree before anything is drawn."""

    __tablename__ = "registry_draw_figures"
    __table_args__ = (UniqueConstraint("draw_id", "attempt", "person_id"),)

    id: Mapped[intpk]
    draw_id: Mapped[int] = mapped_column(ForeignKey("registry_draw.id"))
    #: Counts up when two entries differ or a wrong figure is corrected; nothing is overwritten.
    attempt: Mapped[int]
    person_id: Mapped[int] = mapped_column(BigInteger)
    #: First or second clerk of the attempt, or the supervisor; never a name.
    typed_by: Mapped[str] = mapped_column(String(20))
    #: One canonical value for each named figure, in their order.
    values: Mapped[list[str]] = mapped_column(JSONB)
    #: For each figure whether the named draw was void and the fallback was taken.
    fallbacks: Mapped[list[bool]] = mapped_column(JSONB)
    typed_at: Mapped[moment]


class ListObjection(db.Model):  # type: ignore[name-defined,misc]
    """An objection of a party or an agency to a frozen list, and what the court said to it."""

    __tablename__ = "registry_list_objection"
    __table_args__ = (
        UniqueConstraint("draw_id", "objector"),
        CheckConstraint(
            "(is_upheld IS NULL) = (decided_at IS NULL)", name="decided_with_its_moment"
        ),
    )

    id: Mapped[intpk]
    draw_id: Mapped[int] = mapped_column(ForeignKey("registry_draw.id"))
    #: Role and place of a party, or the credit code of an agency.
    objector: Mapped[str] = mapped_column(String(60))
    reason: Mapped[str] = mapped_column(Text)
    filed_at: Mapped[moment]
    is_upheld: Mapped[bool | None]
    decision: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[optional_moment]
