"""Versions of the draw's policy a court adopted, each bound to its published document."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store import append_only
from app.store.columns import enum_column, intpk, moment
from app.store.db import db
from registry.vocabulary import PolicyMode


class DrawPolicy(db.Model):  # type: ignore[name-defined,misc]
    """One version of a court's policy; the newest holds for every later freeze."""

    __tablename__ = "registry_policy"
    __table_args__ = (
        UniqueConstraint("court_id", "version"),
        # No text of law grants unequal chances: without its document the weighted mode is void.
        CheckConstraint(
            "mode <> 'weighted' OR (document_name <> '' AND length(document_sha256) = 64)",
            name="weights_need_a_document",
        ),
        CheckConstraint("weight_min >= 1 AND weight_max >= weight_min", name="weights_in_order"),
    )

    id: Mapped[intpk]
    court_id: Mapped[int] = mapped_column(ForeignKey("registry_court.id"))
    version: Mapped[int]
    mode: Mapped[PolicyMode] = enum_column(PolicyMode, "mode")
    #: Name and number of the published document the mode rests on.
    document_name: Mapped[str] = mapped_column(String(160), default="")
    document_sha256: Mapped[str] = mapped_column(String(64), default="")
    #: Chance at a score of 0 and of 100, in thousandths of a plain ticket.
    weight_min: Mapped[int]
    weight_max: Mapped[int]
    reasons: Mapped[str] = mapped_column(Text)
    adopted_by: Mapped[int | None] = mapped_column(BigInteger)
    adopted_by_name: Mapped[str] = mapped_column(String(120))
    adopted_at: Mapped[moment]


append_only(DrawPolicy)
