"""Rights and debts that rest on an asset, each as it stands in its own register."""

from datetime import date

from sqlalchemy import CheckConstraint, Date, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.money import Money
from app.store.columns import enum_column, fen, intpk, moment, optional_moment
from app.store.db import db
from registry.vocabulary import EncumbranceKind


class Encumbrance(db.Model):  # type: ignore[name-defined,misc]
    """One burden of an asset; one that is lifted stays on record."""

    __tablename__ = "registry_encumbrance"
    __table_args__ = (
        Index("ix_registry_encumbrance_asset_id", "asset_id"),
        CheckConstraint("rank IS NULL OR rank BETWEEN 1 AND 99", name="rank_range"),
        CheckConstraint("(lifted_at IS NULL) = (lifted_reason IS NULL)", name="lifted_for_reason"),
    )

    id: Mapped[intpk]
    asset_id: Mapped[int] = mapped_column(ForeignKey("registry_asset.id"))
    kind: Mapped[EncumbranceKind] = enum_column(EncumbranceKind, "kind")
    #: Who holds the right, or whom the arrears are owed to.
    holder: Mapped[str] = mapped_column(String(120))
    amount: Mapped[Money | None] = fen("amount", nullable=True)
    #: Place among rights of the same kind, such as the second mortgage.
    rank: Mapped[int | None]
    registered_on: Mapped[date | None] = mapped_column(Date)
    #: Last day of a lease, a residence right or a seizure.
    ends_on: Mapped[date | None] = mapped_column(Date)
    note: Mapped[str] = mapped_column(Text, server_default="")
    recorded_at: Mapped[moment]
    lifted_at: Mapped[optional_moment]
    lifted_reason: Mapped[str | None] = mapped_column(Text)
