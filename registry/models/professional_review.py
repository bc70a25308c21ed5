"""What the association said when it reviewed a report (法释〔2018〕15号 art. 23)."""

from datetime import date

from sqlalchemy import BigInteger, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store import append_only
from app.store.columns import intpk, moment
from app.store.db import db


class ProfessionalReview(db.Model):  # type: ignore[name-defined,misc]
    """The result of one professional review, with its paper; never changed."""

    __tablename__ = "registry_professional_review"
    __table_args__ = (UniqueConstraint("agency_code", "reference"),)

    id: Mapped[intpk]
    agency_code: Mapped[str] = mapped_column(ForeignKey("registry_agency.code"))
    #: Number of the commission whose report was reviewed.
    reference: Mapped[str] = mapped_column(String(60))
    court_id: Mapped[int] = mapped_column(ForeignKey("registry_court.id"))
    case_number: Mapped[str] = mapped_column(String(80))
    is_confirmed: Mapped[bool]
    #: The association that reviewed.
    reviewer: Mapped[str] = mapped_column(String(120))
    reviewed_on: Mapped[date]
    #: What it found, in the words of its paper.
    summary: Mapped[str] = mapped_column(Text)
    media_id: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str] = mapped_column(String(64))
    recorded_by: Mapped[int | None] = mapped_column(BigInteger)
    recorded_at: Mapped[moment]


append_only(ProfessionalReview)
