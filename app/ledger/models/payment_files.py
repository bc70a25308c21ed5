"""Payment files: what finance uploads where the bank has no interface."""

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from app.kernel.money import Money
from app.store.columns import fen, intpk, moment
from app.store.db import append_only, db


class PaymentFile(db.Model):  # type: ignore[name-defined,misc]
    """One file of payments, made once; every download has the same bytes."""

    __tablename__ = "ledger_payment_file"
    __table_args__ = (UniqueConstraint("no"),)

    id: Mapped[intpk]
    #: The batch number that the bank sees too.
    no: Mapped[str] = mapped_column(String(40))
    #: How many payments it carries, and their sum.
    count: Mapped[int] = mapped_column(server_default=text("0"))
    total: Mapped[Money] = fen("total_fen", positive=True)
    #: The file, sealed: it names payees and their accounts.
    content_sealed: Mapped[bytes] = mapped_column(LargeBinary)
    #: SHA-256 of the file, to be compared with what the bank received.
    digest: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("identity_person.id"))
    made_at: Mapped[moment]


append_only(PaymentFile)
