"""Receipts that were issued: the file as it went out, sealed, under a number that counts nobody."""

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.money import Money
from app.ledger.models.book import KEY_MAX
from app.ledger.vocabulary import VoucherKind
from app.store.columns import bigint, enum_column, fen, intpk, moment
from app.store.db import append_only, db


class Voucher(db.Model):  # type: ignore[name-defined,misc]
    """One receipt; it names the payer, so its file is sealed like his name (art. 18, P52)."""

    __tablename__ = "ledger_voucher"
    __table_args__ = (UniqueConstraint("no"), UniqueConstraint("subject"))

    id: Mapped[intpk]
    #: Random: papers in a row would tell how many people paid a deposit.
    no: Mapped[str] = mapped_column(String(20))
    kind: Mapped[VoucherKind] = enum_column(VoucherKind, "kind")
    #: What it certifies, once: ``order:<no>`` or ``instruction:<id>``.
    subject: Mapped[str] = mapped_column(String(KEY_MAX))
    order_id: Mapped[int] = mapped_column(ForeignKey("ledger_payment_order.id"), index=True)
    amount: Mapped[Money] = fen("amount_fen", positive=True)
    #: The PDF in base64, sealed.
    file_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[bigint]
    issued_at: Mapped[moment]


append_only(Voucher)
