"""The qualified people behind an agency; their identity numbers are never kept readable."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.store.columns import enum_column, intpk
from app.store.db import db
from registry.vocabulary import AgencyField


class Practitioner(db.Model):  # type: ignore[name-defined,misc]
    """One person registered for one profession at one agency, until the day of leaving."""

    __tablename__ = "registry_practitioner"
    __table_args__ = (
        # 资产评估法 art. 14(2): nobody works for two agencies at once.
        Index(
            "uq_registry_practitioner_working",
            "id_digest",
            "field",
            unique=True,
            postgresql_where=text("left_on IS NULL"),
        ),
        Index(
            "uq_registry_practitioner_licence",
            "licence_no",
            "field",
            unique=True,
            postgresql_where=text("left_on IS NULL"),
        ),
        Index("ix_registry_practitioner_agency_code", "agency_code"),
        CheckConstraint("left_on IS NULL OR left_on >= registered_on", name="left_after_joining"),
    )

    id: Mapped[intpk]
    agency_code: Mapped[str] = mapped_column(ForeignKey("registry_agency.code"))
    name: Mapped[str] = mapped_column(String(60))
    #: Keyed digest of the identity number (purpose PARTY_DIGEST): conflicts are found by it.
    id_digest: Mapped[str] = mapped_column(String(64))
    id_masked: Mapped[str] = mapped_column(String(40))
    #: Number of the personal certificate of the profession.
    licence_no: Mapped[str] = mapped_column(String(60))
    field: Mapped[AgencyField] = enum_column(AgencyField, "field")
    registered_on: Mapped[date]
    #: The day the person left the agency; empty while working there.
    left_on: Mapped[date | None]
