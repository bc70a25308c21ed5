"""Rows of files that come in piece by piece."""

from typing import Any

from sqlalchemy import BigInteger, Boolean, CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.media.uploads.terms import UploadState
from app.media.vocabulary import MediaKind
from app.store import db
from app.store.columns import bigint, enum_column, intpk, moment, optional_moment


class Upload(db.Model):  # type: ignore[name-defined,misc]
    """One file under way: whose it is, what it is for, how far it has come, what became of it."""

    __tablename__ = "media_upload"
    __table_args__ = (
        CheckConstraint("declared > 0", name="declared_positive"),
        CheckConstraint("reached BETWEEN 0 AND declared", name="reached_within"),
        Index("ix_media_upload_purpose", "purpose", "agency_code"),
        Index("ix_media_upload_owner_id", "owner_id"),
        Index(
            "ix_media_upload_due",
            "sweep_at",
            postgresql_where=text("sweep_at IS NOT NULL"),
        ),
    )

    id: Mapped[intpk]
    #: Random; the last part of its address and the name of its file on disk.
    token: Mapped[str] = mapped_column(String(32), unique=True)
    owner_id: Mapped[int] = mapped_column(BigInteger)
    agency_code: Mapped[str | None] = mapped_column(String(40))
    #: What it is meant for, such as ``appraisal:<number>``.
    purpose: Mapped[str] = mapped_column(String(100))
    kind: Mapped[MediaKind] = enum_column(MediaKind, "kind")
    #: The sender's name for it: data to be shown, never a path of ours.
    filename: Mapped[str] = mapped_column(String(200))
    #: Bytes the file has, and bytes acknowledged so far; the file on disk has the last word.
    declared: Mapped[bigint]
    reached: Mapped[bigint]
    #: Pieces come with checksums, so bytes on disk beyond ``reached`` were never proved.
    is_checked: Mapped[bool] = mapped_column(Boolean)
    state: Mapped[UploadState] = enum_column(UploadState, "state")
    #: Why the last attempt to hand it over failed.
    fault: Mapped[str | None] = mapped_column(String(60))
    fault_params: Mapped[dict[str, Any]] = mapped_column(JSONB)
    media_id: Mapped[int | None] = mapped_column(ForeignKey("media_item.id"))
    created_at: Mapped[moment]
    expires_at: Mapped[moment]
    finished_at: Mapped[optional_moment]
    #: When its bytes are swept from disk; none once they are.
    sweep_at: Mapped[optional_moment]
