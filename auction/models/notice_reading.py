"""Who read a corrected notice on the site without standing behind a paddle."""

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.store import append_only, db
from app.store.columns import intpk, moment


class NoticeReading(db.Model):  # type: ignore[name-defined,misc]
    """A party or a priority purchaser confirmed having read a version of a notice (P84).

    What a bidder read stands on the enrollment: a row here beside it would name the bidder.
    """

    __tablename__ = "auction_notice_reading"
    __table_args__ = (
        UniqueConstraint("lot_id", "version", "party_id"),
        UniqueConstraint("lot_id", "version", "holder_digest"),
        CheckConstraint("(party_id IS NULL) <> (holder_digest IS NULL)", name="one_reader"),
    )

    id: Mapped[intpk]
    lot_id: Mapped[int] = mapped_column(ForeignKey("auction_lot.id"))
    version: Mapped[int]
    #: The registry's party.
    party_id: Mapped[int | None] = mapped_column(BigInteger)
    #: A priority purchaser, as the court's confirmation knows it.
    holder_digest: Mapped[str | None] = mapped_column(String(64))
    read_at: Mapped[moment]


append_only(NoticeReading)
