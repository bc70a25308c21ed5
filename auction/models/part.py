"""Several things of one case sold as one lot: why, and each part with its own price."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.money import Money
from app.store import append_only, db
from app.store.columns import enum_column, fen, moment
from auction.vocabulary import MergeGround
from registry.vocabulary import AssetKind, AssetNature


class LotMerger(db.Model):  # type: ignore[name-defined,misc]
    """Why a lot is several things at once (法释〔2020〕21号 art. 15); fixed with the draft."""

    __tablename__ = "auction_lot_merger"

    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"), primary_key=True)
    ground: Mapped[MergeGround] = enum_column(MergeGround, "ground")
    reason: Mapped[str] = mapped_column(Text)
    merged_by: Mapped[str] = mapped_column(String(80))
    merged_at: Mapped[moment]


class LotPart(db.Model):  # type: ignore[name-defined,misc]
    """One thing of a merged lot with its own fixed price, how long that holds and its source."""

    __tablename__ = "auction_lot_part"
    __table_args__ = (
        UniqueConstraint("lot_id", "asset_no"),
        Index("ix_auction_lot_part_asset_no", "asset_no"),
    )

    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"), primary_key=True)
    #: Its place in the lot, from 1; the asset at 1 is the one the lot itself names.
    place: Mapped[int] = mapped_column(primary_key=True)
    asset_no: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    address: Mapped[str] = mapped_column(String(300))
    kind: Mapped[AssetKind] = enum_column(AssetKind, "kind")
    nature: Mapped[AssetNature] = enum_column(AssetNature, "nature")
    appraisal_no: Mapped[str] = mapped_column(String(40))
    reference_price: Mapped[Money] = fen("reference_price", positive=True)
    reference_valid_until: Mapped[date]
    #: Digest of the report, or of the record of a price found without one (18号 art. 13 no. 3).
    report_sha256: Mapped[str] = mapped_column(String(64))


append_only(LotMerger)
append_only(LotPart)
