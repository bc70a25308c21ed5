"""Somebody of the court opened what names people behind money; the names are never told."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Fact


@dataclass(frozen=True)
class MoneyNamesRead(Fact):
    """Names or bank accounts behind money were opened; written before they are shown (L11)."""

    name: ClassVar[str] = "ledger.names.read"
    #: Which page or file, and of what: proposal/<number>, payouts/<day>; never a name.
    opened: str
    case_number: str | None

    def stream(self) -> str:
        """Each opened page or file is its own stream."""
        return f"money-read:{self.opened}"


FACTS = (MoneyNamesRead,)
