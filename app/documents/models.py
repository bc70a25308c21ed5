"""Issued papers: numbered, with the digest of the file and the values it was made of."""

from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.documents.vocabulary import PaperKind
from app.kernel.facts import Audience
from app.store import append_only, db
from app.store.columns import bigint, enum_column, intpk, moment


class Paper(db.Model):  # type: ignore[name-defined,misc]
    """One paper as it went out; a correction is another paper."""

    __tablename__ = "documents_paper"
    __table_args__ = (
        UniqueConstraint("kind", "reference"),
        Index("ix_documents_paper_case_number", "case_number"),
    )

    id: Mapped[intpk]
    no: Mapped[str] = mapped_column(String(60), unique=True)
    kind: Mapped[PaperKind] = enum_column(PaperKind, "kind")
    #: The thing the paper is about, such as a lot's number; one paper of a kind for each.
    reference: Mapped[str] = mapped_column(String(120))
    case_number: Mapped[str] = mapped_column(String(80))
    court_id: Mapped[int] = mapped_column(BigInteger)
    audience: Mapped[Audience] = enum_column(Audience, "audience")
    #: People and agencies who may read it beside the court, when it is not public.
    readers: Mapped[dict[str, Any]] = mapped_column(JSONB)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[bigint]
    issued_at: Mapped[moment]
    #: The version of the court's text it was made of: 0 is the one that shipped, none has no text.
    text_version: Mapped[int | None]
    #: The digest that text is stored under, so that the paper can be made again.
    text_sha256: Mapped[str | None] = mapped_column(String(64))


class PaperText(db.Model):  # type: ignore[name-defined,misc]
    """One version of a court's running text for a kind of paper; the newest counts."""

    __tablename__ = "documents_text"
    __table_args__ = (
        UniqueConstraint("court_id", "kind", "version"),
        CheckConstraint("version >= 1", name="version_counts_from_one"),
        CheckConstraint("restored >= 0 AND restored < version", name="restored_is_earlier"),
        CheckConstraint("length(btrim(reason)) > 0", name="reason_given"),
    )

    id: Mapped[intpk]
    court_id: Mapped[int] = mapped_column(BigInteger)
    kind: Mapped[PaperKind] = enum_column(PaperKind, "kind")
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    text_sha256: Mapped[str] = mapped_column(String(64))
    #: The version that was brought back; 0 is the text that ships with the platform.
    restored: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text)
    changed_by: Mapped[int | None] = mapped_column(BigInteger)
    changed_by_name: Mapped[str] = mapped_column(String(120))
    changed_at: Mapped[moment]


append_only(Paper)
append_only(PaperText)
