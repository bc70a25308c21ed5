"""Who is bound to whom: relations of agencies, and people of a case beside its parties (E06)."""

from datetime import date

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store.columns import enum_column, intpk, moment, optional_moment
from app.store.db import db
from registry.vocabulary import CasePersonRole, RelationKind


class AgencyRelation(db.Model):  # type: ignore[name-defined,misc]
    """An agency's tie to a person or organization, for as long as it counts."""

    __tablename__ = "registry_agency_relation"
    __table_args__ = (
        Index("ix_registry_agency_relation_agency_code", "agency_code"),
        Index("ix_registry_agency_relation_id_digest", "id_digest"),
    )

    id: Mapped[intpk]
    agency_code: Mapped[str] = mapped_column(ForeignKey("registry_agency.code"))
    kind: Mapped[RelationKind] = enum_column(RelationKind, "kind")
    #: The other side; its number as a keyed digest and masked only.
    name: Mapped[str] = mapped_column(String(120))
    id_digest: Mapped[str] = mapped_column(String(64), default="")
    id_masked: Mapped[str] = mapped_column(String(40), default="")
    since_on: Mapped[date]
    #: Last day of the tie; an earlier appraisal counts for 24 months from ``since_on``.
    until_on: Mapped[date | None]
    note: Mapped[str] = mapped_column(Text, default="")
    recorded_by: Mapped[int | None] = mapped_column(BigInteger)
    recorded_at: Mapped[moment]
    #: When the court took the entry back as wrong; it stays on record.
    withdrawn_at: Mapped[optional_moment]


class CasePerson(db.Model):  # type: ignore[name-defined,misc]
    """An agent or a judge of a case, so that agencies related to them step back."""

    __tablename__ = "registry_case_person"
    __table_args__ = (UniqueConstraint("case_id", "role", "name", "id_digest"),)

    id: Mapped[intpk]
    case_id: Mapped[int] = mapped_column(ForeignKey("registry_case.id"))
    role: Mapped[CasePersonRole] = enum_column(CasePersonRole, "role")
    name: Mapped[str] = mapped_column(String(120))
    id_digest: Mapped[str] = mapped_column(String(64), default="")
    id_masked: Mapped[str] = mapped_column(String(40), default="")
    recorded_at: Mapped[moment]
    withdrawn_at: Mapped[optional_moment]
