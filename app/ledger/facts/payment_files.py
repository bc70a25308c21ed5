"""Facts of payment files; the file itself stays sealed."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class PaymentFileMade(Fact):
    """Waiting payments were put into a file for the bank."""

    name: ClassVar[str] = "ledger.payment_file.made"
    audience: ClassVar[Audience] = Audience.COURT
    no: str
    count: str
    total: str
    #: SHA-256 of the file.
    digest: str

    def stream(self) -> str:
        """All of them are one stream."""
        return "bank:files"


FACTS = (PaymentFileMade,)
