"""Ratings after a closed commission, sealed until everybody has rated or the time is over."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.store.columns import enum_column, intpk, moment, optional_moment
from app.store.db import db
from registry.vocabulary import AgencyField
from registry.vocabulary.ratings import RatingSide


class RatingRound(db.Model):  # type: ignore[name-defined,misc]
    """The time in which those concerned may rate the agency of one closed commission."""

    __tablename__ = "registry_rating_round"
    __table_args__ = (
        CheckConstraint("ends_at > closed_at", name="lasts"),
        Index("ix_registry_rating_round_case_number", "case_number"),
        Index("ix_registry_rating_round_court_id", "court_id", "opened_at"),
        Index("ix_registry_rating_round_due", "ends_at", postgresql_where="opened_at IS NULL"),
    )

    id: Mapped[intpk]
    #: Number of the commission; one round each.
    reference: Mapped[str] = mapped_column(String(60), unique=True)
    agency_code: Mapped[str] = mapped_column(ForeignKey("registry_agency.code"))
    court_id: Mapped[int] = mapped_column(ForeignKey("registry_court.id"))
    case_number: Mapped[str] = mapped_column(String(80))
    asset_no: Mapped[str] = mapped_column(String(60))
    asset_title: Mapped[str] = mapped_column(String(300))
    field: Mapped[AgencyField] = enum_column(AgencyField, "field")
    region_code: Mapped[str] = mapped_column(String(6))
    closed_at: Mapped[moment]
    ends_at: Mapped[moment]
    #: When the sealed sheets were opened; from then on nobody rates.
    opened_at: Mapped[optional_moment]

    ratings: Mapped[list["Rating"]] = relationship(order_by="Rating.id", lazy="selectin")


class Rating(db.Model):  # type: ignore[name-defined,misc]
    """One sheet of answers; nobody reads it before all are opened."""

    __tablename__ = "registry_rating"
    __table_args__ = (
        # One a commission and identity, whatever roles that identity holds in the case.
        UniqueConstraint("round_id", "rater_digest"),
    )

    id: Mapped[intpk]
    round_id: Mapped[int] = mapped_column(ForeignKey("registry_rating_round.id"))
    side: Mapped[RatingSide] = enum_column(RatingSide, "side")
    #: Keyed digest of who rated, the same in every case: no identity is kept here.
    rater_digest: Mapped[str] = mapped_column(String(64))
    answers_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    answers: Mapped[dict[str, bool] | None] = mapped_column(JSONB)
    given_at: Mapped[moment]
