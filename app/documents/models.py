"""Issued papers: numbered, with the digest of the file and the values it was made of."""

from typing import Any

from sqlalchemy import BigInteger, Index, String, UniqueConstraint
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


append_only(Paper)
