"""Facts of money ordered out; nothing here names a payee."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class PayoutPaid(Fact):
    """The bank paid out by our instruction."""

    name: ClassVar[str] = "ledger.payout.paid"
    audience: ClassVar[Audience] = Audience.SEALED
    instruction_id: str
    #: The account of the book it was paid from.
    account: str
    amount: str
    case_number: str | None

    def stream(self) -> str:
        """Each instruction to the bank is its own stream."""
        return f"payout:{self.instruction_id}"


@dataclass(frozen=True)
class PayoutBack(Fact):
    """A payout came back from the payee's bank."""

    name: ClassVar[str] = "ledger.payout.returned"
    audience: ClassVar[Audience] = Audience.SEALED
    instruction_id: str
    #: The account of the book it stands in again.
    account: str
    amount: str
    reason: str
    case_number: str | None

    def stream(self) -> str:
        """Each instruction to the bank is its own stream."""
        return f"payout:{self.instruction_id}"


@dataclass(frozen=True)
class InstructionRefused(Fact):
    """The bank refused an instruction for good; nothing left."""

    name: ClassVar[str] = "ledger.instruction.refused"
    audience: ClassVar[Audience] = Audience.SEALED
    instruction_id: str
    #: The account of the book the money stands in again; empty where none had moved.
    account: str
    amount: str
    code: str
    case_number: str | None

    def stream(self) -> str:
        """Each instruction to the bank is its own stream."""
        return f"instruction:{self.instruction_id}"


FACTS = (PayoutPaid, PayoutBack, InstructionRefused)
