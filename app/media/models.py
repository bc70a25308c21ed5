"""Rows of files handed in and of the copies made of them."""

from sqlalchemy import BigInteger, ForeignKey, Index, Integer, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.media.vocabulary import MediaKind, Variant
from app.store import append_only, db
from app.store.columns import bigint, enum_column, intpk, moment, optional_moment


class MediaItem(db.Model):  # type: ignore[name-defined,misc]
    """One file as it was handed in: its digest, who gave it, and whether the public may see it."""

    __tablename__ = "media_item"
    __table_args__ = (
        UniqueConstraint("case_number", "sha256", "uploaded_by"),
        Index("ix_media_item_case_number", "case_number"),
    )

    id: Mapped[intpk]
    kind: Mapped[MediaKind] = enum_column(MediaKind, "kind")
    media_type: Mapped[str] = mapped_column(String(40))
    #: The sender's name for it: data to be shown, never a path of ours.
    filename: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[bigint]
    width: Mapped[int | None] = mapped_column(Integer)
    height: Mapped[int | None] = mapped_column(Integer)
    seconds: Mapped[int | None] = mapped_column(Integer)
    pages: Mapped[int | None] = mapped_column(Integer)
    case_number: Mapped[str] = mapped_column(String(80))
    court_id: Mapped[int] = mapped_column(BigInteger)
    #: The agency for which it was handed in, when there is one.
    agency_code: Mapped[str | None] = mapped_column(String(40))
    uploaded_by: Mapped[int | None] = mapped_column(BigInteger)
    uploaded_at: Mapped[moment]
    #: From this moment the public copies are open to everyone; the original never is.
    published_at: Mapped[optional_moment]

    copies: Mapped[list["MediaCopy"]] = relationship(lazy="selectin")


class MediaCopy(db.Model):  # type: ignore[name-defined,misc]
    """One stored form of a file, found by the digest of its bytes."""

    __tablename__ = "media_copy"
    __table_args__ = (UniqueConstraint("media_id", "variant"),)

    id: Mapped[intpk]
    media_id: Mapped[int] = mapped_column(ForeignKey("media_item.id"))
    variant: Mapped[Variant] = enum_column(Variant, "variant")
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[bigint]
    media_type: Mapped[str] = mapped_column(String(40))
    width: Mapped[int | None] = mapped_column(Integer)
    height: Mapped[int | None] = mapped_column(Integer)


append_only(MediaCopy)
