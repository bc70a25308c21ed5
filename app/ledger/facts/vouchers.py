"""Facts of receipts; sealed, since that of a deposit is a bidder's."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class VoucherIssued(Fact):
    """A receipt went out for money that came, or that went back."""

    name: ClassVar[str] = "ledger.voucher.issued"
    audience: ClassVar[Audience] = Audience.SEALED
    voucher_no: str
    kind: str
    order_no: str
    subject: str
    amount: str
    sha256: str

    def stream(self) -> str:
        """The receipt belongs to the stream of its payment order."""
        return f"payment:{self.order_no}"


FACTS = (VoucherIssued,)
