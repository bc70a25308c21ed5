"""Courts, the enforcement cases before them and the people in those cases."""

from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
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

from app.identity.vocabulary import IdType, PersonKind
from app.kernel.money import Money
from app.store.columns import enum_column, fen, intpk, moment, optional_moment
from app.store.db import db
from registry.vocabulary import PartyRole


class Court(db.Model):  # type: ignore[name-defined,misc]
    """An enforcement court."""

    __tablename__ = "registry_court"

    id: Mapped[intpk]
    #: Digits of the court in its case numbers, such as 0102 in 鲁0102.
    code: Mapped[str] = mapped_column(String(8), unique=True)
    name: Mapped[str] = mapped_column(String(80), unique=True)
    #: GB/T 2260 code of the place.
    region_code: Mapped[str] = mapped_column(String(6))
    address: Mapped[str] = mapped_column(String(160), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    #: 法释〔2016〕18号 art. 13(10): who oversees the sale must be reachable.
    supervision_phone: Mapped[str] = mapped_column(String(40), default="")


class CourtCase(db.Model):  # type: ignore[name-defined,misc]
    """An enforcement case, known by its number."""

    __tablename__ = "registry_case"
    __table_args__ = (Index("ix_registry_case_court_id_id", "court_id", "id"),)

    id: Mapped[intpk]
    number: Mapped[str] = mapped_column(String(60), unique=True)
    court_id: Mapped[int] = mapped_column(ForeignKey("registry_court.id"))
    #: What the dispute was about.
    cause: Mapped[str] = mapped_column(String(80))
    filed_on: Mapped[date]
    #: The judge in charge, as printed on notices.
    judge_name: Mapped[str] = mapped_column(String(40))
    contact_phone: Mapped[str] = mapped_column(String(40), default="")
    registered_at: Mapped[moment]

    court: Mapped[Court] = relationship(lazy="selectin")
    parties: Mapped[list["Party"]] = relationship(
        back_populates="case", order_by="Party.id", lazy="selectin"
    )


class Party(db.Model):  # type: ignore[name-defined,misc]
    """Somebody in a case; the identity number is sealed."""

    __tablename__ = "registry_party"
    __table_args__ = (
        UniqueConstraint("case_id", "role", "position"),
        # A party that was withdrawn may be written in again.
        Index(
            "uq_registry_party_standing",
            "case_id",
            "role",
            "id_digest",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_registry_party_person_id", "person_id"),
    )

    id: Mapped[intpk]
    case_id: Mapped[int] = mapped_column(ForeignKey("registry_case.id"))
    role: Mapped[PartyRole] = enum_column(PartyRole, "role")
    #: Place among those of the same role, from 1.
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[PersonKind] = enum_column(PersonKind, "kind")
    id_type: Mapped[IdType] = enum_column(IdType, "id_type")
    #: AES-GCM of the number, bound to the case.
    id_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    #: Keyed digest, so that relations between cases and agencies are found without reading it.
    id_digest: Mapped[str] = mapped_column(String(64))
    id_masked: Mapped[str] = mapped_column(String(40))
    #: The account of the party, when there is one; no foreign key object crosses modules.
    person_id: Mapped[int | None] = mapped_column(BigInteger)
    #: What the party may claim in the distribution.
    claim: Mapped[Money | None] = fen("claim", nullable=True)
    is_secured: Mapped[bool] = mapped_column(default=False)
    #: What stood here before each correction, with its reason, oldest first. The trail names the
    #: fields alone, since names and numbers stay out of it.
    corrections: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default=text("'[]'"))
    #: A party that left the case stays on record and takes part in nothing.
    withdrawn_at: Mapped[optional_moment]
    withdrawn_reason: Mapped[str | None] = mapped_column(Text)

    case: Mapped[CourtCase] = relationship(back_populates="parties")

    @property
    def key(self) -> str:
        """The party's name in public records: role and place, never an identity."""
        return f"{self.role}/{self.position}"
