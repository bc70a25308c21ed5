"""Seized assets and what the court found out about them."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.money import Money
from app.store.columns import enum_column, fen, intpk, moment, optional_moment
from app.store.db import db
from registry.models.case import CourtCase
from registry.vocabulary import ASSET_FACTS, KIND_OF_NATURE, AssetKind, AssetNature


class Asset(db.Model):  # type: ignore[name-defined,misc]
    """One thing that may be sold for a case."""

    __tablename__ = "registry_asset"
    __table_args__ = (Index("ix_registry_asset_case_id", "case_id"),)

    id: Mapped[intpk]
    no: Mapped[str] = mapped_column(String(40), unique=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("registry_case.id"))
    nature: Mapped[AssetNature] = enum_column(AssetNature, "nature")
    title: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(200))
    #: GB/T 2260 code of the place; decides the sub-list the agencies come from.
    region_code: Mapped[str] = mapped_column(String(6))
    #: A rough value of the court, used for the agencies' grade and the basic fee only.
    estimated_value: Mapped[Money] = fen("estimated_value", positive=True)
    #: 法释〔2018〕15号 art. 1: the price is to be started within 30 days of this day.
    seized_on: Mapped[date]
    #: The five findings of 法释〔2018〕15号 art. 3 by name.
    facts: Mapped[dict[str, str]] = mapped_column(JSONB)
    description: Mapped[str] = mapped_column(Text, default="")
    registered_at: Mapped[moment]
    #: An asset that was released stays on record; nothing more is done with it.
    withdrawn_at: Mapped[optional_moment]
    withdrawn_reason: Mapped[str | None] = mapped_column(Text)

    case: Mapped[CourtCase] = relationship(lazy="selectin")

    @property
    def kind(self) -> AssetKind:
        """Movable, immovable or another right."""
        return KIND_OF_NATURE[self.nature]

    @property
    def missing_facts(self) -> list[str]:
        """The findings of art. 3 that nobody has written down yet."""
        return [name for name in ASSET_FACTS if not self.facts.get(name, "").strip()]
