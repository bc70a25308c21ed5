"""Facts of the book: batches of postings, and entries taken back."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class TransfersPosted(Fact):
    """A batch of transfers was booked in one act."""

    name: ClassVar[str] = "ledger.transfers.posted"
    audience: ClassVar[Audience] = Audience.COURT
    key: str
    number: int
    #: Sum of the lines, in fen.
    total: str
    #: SHA-256 of the lines, which stand in the book.
    digest: str
    case_number: str | None

    def stream(self) -> str:
        """Postings of a case are one stream."""
        return f"money:{self.case_number or 'none'}"


@dataclass(frozen=True)
class TransferReversed(Fact):
    """An entry was taken back by a new one that names it (M14)."""

    name: ClassVar[str] = "ledger.transfer.reversed"
    audience: ClassVar[Audience] = Audience.COURT
    key: str
    #: Key of the entry that was wrong.
    reverses: str
    purpose: str
    #: Accounts of the new entry: the other way round.
    debit: str
    credit: str
    amount: str
    reason: str
    case_number: str | None

    def stream(self) -> str:
        """Postings of a case are one stream."""
        return f"money:{self.case_number or 'none'}"


FACTS = (TransfersPosted, TransferReversed)
