"""Applications for a place on the list, and the reminders before a licence ends."""

from datetime import date, datetime
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
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.store.columns import enum_column, intpk, moment, optional_moment
from app.store.db import db
from registry.models.case import Court
from registry.vocabulary import AgencyKind
from registry.vocabulary.applications import ApplicationState, Purpose


class Application(db.Model):  # type: ignore[name-defined,misc]
    """What one organization asks of the court; each change makes a new version."""

    __tablename__ = "registry_application"
    __table_args__ = (
        # Double presses and two browser windows end in one application.
        Index(
            "uq_registry_application_undecided",
            "agency_code",
            unique=True,
            postgresql_where=text("state IN ('draft', 'submitted', 'returned')"),
        ),
        CheckConstraint(
            "(state IN ('accepted', 'refused')) = (decided_at IS NOT NULL)", name="decided_has_day"
        ),
        Index("ix_registry_application_court_id_state", "court_id", "state"),
        Index("ix_registry_application_person_id", "person_id"),
    )

    id: Mapped[intpk]
    no: Mapped[str] = mapped_column(String(40), unique=True)
    purpose: Mapped[Purpose] = enum_column(Purpose, "purpose")
    kind: Mapped[AgencyKind] = enum_column(AgencyKind, "kind")
    state: Mapped[ApplicationState] = enum_column(ApplicationState, "state")
    court_id: Mapped[int] = mapped_column(ForeignKey("registry_court.id"))
    #: Who writes it; no foreign key object crosses modules.
    person_id: Mapped[int] = mapped_column(BigInteger)
    #: Proven credit code of the applicant's account.
    agency_code: Mapped[str] = mapped_column(String(18))
    agency_name: Mapped[str] = mapped_column(String(120))
    #: Counts every change, so that a decision names what was read.
    version: Mapped[int] = mapped_column(server_default="1")
    #: The checked particulars by name; days as ISO text.
    given: Mapped[dict[str, Any]] = mapped_column(JSONB)
    #: People who join: name, id_digest, id_masked, licence_no, field; no readable number.
    people: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    #: Papers: kind, media_id, filename, sha256.
    papers: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    began_at: Mapped[moment]
    submitted_at: Mapped[optional_moment]
    #: What the court wrote when it returned, refused or accepted.
    court_note: Mapped[str] = mapped_column(Text, server_default="")
    decided_by: Mapped[str | None] = mapped_column(String(40))
    decided_at: Mapped[optional_moment]

    court: Mapped[Court] = relationship(lazy="selectin")

    @property
    def moved_at(self) -> datetime:
        """The moment of the latest step that others see."""
        return self.decided_at or self.submitted_at or self.began_at


class LicenceReminder(db.Model):  # type: ignore[name-defined,misc]
    """One reminder that was sent before one day of expiry; each is sent once."""

    __tablename__ = "registry_licence_reminder"
    __table_args__ = (UniqueConstraint("agency_code", "expires_on", "days"),)

    id: Mapped[intpk]
    agency_code: Mapped[str] = mapped_column(ForeignKey("registry_agency.code"))
    expires_on: Mapped[date]
    #: 60, 30 or 7.
    days: Mapped[int]
    sent_at: Mapped[moment]
