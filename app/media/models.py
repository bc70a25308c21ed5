"""Rows of files handed in and of the copies made of them."""

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.media.vocabulary import Damage, MediaKind, Variant
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
    """One stored form of a file, found by the digest of its bytes.

    A later edition takes the place of an earlier one for the public; the earlier one stays.
    """

    __tablename__ = "media_copy"
    __table_args__ = (UniqueConstraint("media_id", "variant", "edition"),)

    id: Mapped[intpk]
    media_id: Mapped[int] = mapped_column(ForeignKey("media_item.id"))
    variant: Mapped[Variant] = enum_column(Variant, "variant")
    edition: Mapped[int] = mapped_column(Integer, default=1, server_default="1")
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[bigint]
    media_type: Mapped[str] = mapped_column(String(40))
    width: Mapped[int | None] = mapped_column(Integer)
    height: Mapped[int | None] = mapped_column(Integer)


class MediaEdition(db.Model):  # type: ignore[name-defined,misc]
    """Why a photograph was blurred anew: the regions, the reason and who did it."""

    __tablename__ = "media_edition"
    __table_args__ = (
        UniqueConstraint("media_id", "edition"),
        CheckConstraint("edition > 1", name="edition_follows"),
    )

    id: Mapped[intpk]
    media_id: Mapped[int] = mapped_column(ForeignKey("media_item.id"))
    edition: Mapped[int] = mapped_column(Integer)
    #: All regions of the edition: left, top, width, height in thousandths of what is shown.
    regions: Mapped[list[list[int]]] = mapped_column(JSONB)
    reason: Mapped[str] = mapped_column(Text)
    made_by: Mapped[int | None] = mapped_column(BigInteger)
    made_at: Mapped[moment]


class MediaDamage(db.Model):  # type: ignore[name-defined,misc]
    """A stored copy that was found damaged, until it is found whole again."""

    __tablename__ = "media_damage"
    __table_args__ = (
        Index(
            "uq_media_damage_standing",
            "copy_id",
            unique=True,
            postgresql_where=text("mended_at IS NULL"),
        ),
    )

    id: Mapped[intpk]
    copy_id: Mapped[int] = mapped_column(ForeignKey("media_copy.id"))
    damage: Mapped[Damage] = enum_column(Damage, "damage")
    found_at: Mapped[moment]
    mended_at: Mapped[optional_moment]


class MediaScrub(db.Model):  # type: ignore[name-defined,misc]
    """One daily walk through all stored copies, and how far it has come."""

    __tablename__ = "media_scrub"
    __table_args__ = (
        Index(
            "uq_media_scrub_running",
            text("(ended_at IS NULL)"),
            unique=True,
            postgresql_where=text("ended_at IS NULL"),
        ),
        Index("ix_media_scrub_began_at", "began_at"),
    )

    id: Mapped[intpk]
    began_at: Mapped[moment]
    last_copy_id: Mapped[int] = mapped_column(BigInteger, default=0)
    checked: Mapped[int] = mapped_column(Integer, default=0)
    damaged: Mapped[int] = mapped_column(Integer, default=0)
    ended_at: Mapped[optional_moment]


append_only(MediaCopy)
append_only(MediaEdition)
