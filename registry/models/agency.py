"""Agencies on the court's list, their qualification and their standing."""

from datetime import date
from typing import Any

from sqlalchemy import CheckConstraint, String, Text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.store.columns import enum_column, intpk
from app.store.db import db
from registry.vocabulary import AgencyKind, Standing


class Agency(db.Model):  # type: ignore[name-defined,misc]
    """One agency, known by its unified social credit code."""

    __tablename__ = "registry_agency"
    __table_args__ = (
        CheckConstraint("grade BETWEEN 1 AND 3", name="grade_known"),
        CheckConstraint("open_commissions >= 0", name="open_commissions_counted"),
    )

    id: Mapped[intpk]
    code: Mapped[str] = mapped_column(String(18), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    kind: Mapped[AgencyKind] = enum_column(AgencyKind, "kind")
    #: Professions of the list (AgencyField values).
    fields: Mapped[list[str]] = mapped_column(ARRAY(String(20)))
    #: Places on whose sub-list it stands; the first is its home.
    regions: Mapped[list[str]] = mapped_column(ARRAY(String(6)))
    #: 1 is the highest.
    grade: Mapped[int]
    standing: Mapped[Standing] = enum_column(Standing, "standing")
    #: Last day of a pause, or of the five years out of the list.
    standing_until: Mapped[date | None]
    standing_reason: Mapped[str] = mapped_column(Text, default="")
    licence_no: Mapped[str] = mapped_column(String(60))
    licence_expires_on: Mapped[date]
    #: Registered appraisers by profession.
    appraisers: Mapped[dict[str, int]] = mapped_column(JSONB)
    open_commissions: Mapped[int] = mapped_column(default=0)
    #: The agency's own limit of open commissions, if it named one.
    declared_capacity: Mapped[int | None]
    #: Whoever controls it; agencies under one controller share one ticket (E10).
    controller_code: Mapped[str | None] = mapped_column(String(18))
    controller_name: Mapped[str] = mapped_column(String(120), default="")
    legal_representative: Mapped[str] = mapped_column(String(60))
    #: [{"name", "code"}]: code only where the shareholder is an organization.
    shareholders: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    address: Mapped[str] = mapped_column(String(160), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    listed_on: Mapped[date]
    #: The day a whole list came without it; empty while it stands on the list.
    left_on: Mapped[date | None]
