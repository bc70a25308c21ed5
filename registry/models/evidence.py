"""What the scores of agencies rest on; a row is never changed, only set aside by another row."""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy import UniqueConstraint as Unique
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store import append_only
from app.store.columns import enum_column, intpk, moment
from app.store.db import db
from registry.vocabulary import AgencyField, EvidenceKind


class Evidence(db.Model):  # type: ignore[name-defined,misc]
    """One thing that happened and counts for or against an agency."""

    __tablename__ = "registry_evidence"
    __table_args__ = (
        # A retried order cannot count twice; without a rater the digest is the empty text.
        Unique("agency_code", "kind", "reference", "rater_digest"),
        CheckConstraint("(kind = 'sale') = (is_good IS NULL)", name="verdict_or_measure"),
        CheckConstraint("kind <> 'sale' OR measure IS NOT NULL", name="sale_is_measured"),
        Index("ix_registry_evidence_agency_code_id", "agency_code", "id"),
        Index("ix_registry_evidence_kind_id", "kind", "id"),
    )

    id: Mapped[intpk]
    agency_code: Mapped[str] = mapped_column(ForeignKey("registry_agency.code"))
    kind: Mapped[EvidenceKind] = enum_column(EvidenceKind, "kind")
    #: Whether it counts for the agency; none for a sale, which is measured instead.
    is_good: Mapped[bool | None]
    #: Numbers behind it: of a sale the values of both sides, of a rating the answers.
    measure: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    #: What it is about, such as the number of a commission and its turn.
    reference: Mapped[str] = mapped_column(String(80))
    court_id: Mapped[int | None] = mapped_column(ForeignKey("registry_court.id"))
    case_number: Mapped[str | None] = mapped_column(String(80))
    asset_no: Mapped[str | None] = mapped_column(String(60))
    field: Mapped[AgencyField | None] = enum_column(AgencyField, "field", nullable=True)
    region_code: Mapped[str | None] = mapped_column(String(6))
    #: Key of the sentence that says why it counts, with what the sentence names.
    cause: Mapped[str] = mapped_column(String(40))
    told: Mapped[dict[str, Any]] = mapped_column(JSONB)
    #: Keyed digest of who rated; empty where nobody did.
    rater_digest: Mapped[str] = mapped_column(String(64), server_default="")
    #: The member of staff who wrote it down; none where it followed by itself.
    recorded_by: Mapped[int | None] = mapped_column(BigInteger)
    occurred_at: Mapped[moment]
    recorded_at: Mapped[moment]


class EvidenceAnnulment(db.Model):  # type: ignore[name-defined,misc]
    """A decision that one piece of evidence no longer counts."""

    __tablename__ = "registry_evidence_annulment"

    id: Mapped[intpk]
    evidence_id: Mapped[int] = mapped_column(ForeignKey("registry_evidence.id"), unique=True)
    #: The objection that was upheld; empty where the court set it aside by itself.
    decision_no: Mapped[str] = mapped_column(String(60), server_default="")
    reason: Mapped[str] = mapped_column(Text)
    annulled_by: Mapped[int | None] = mapped_column(BigInteger)
    annulled_at: Mapped[moment]


for table in (Evidence, EvidenceAnnulment):
    append_only(table)
