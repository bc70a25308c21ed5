"""What happened to the time itself."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class RehearsalMoved(Fact):
    """Demo or training staff moved, stopped or started the rehearsal clock."""

    name: ClassVar[str] = "scheduling.rehearsal.moved"
    audience: ClassVar[Audience] = Audience.COURT
    action: str
    was: str
    now: str

    def stream(self) -> str:
        """All moves of the clock are one list."""
        return "rehearsal:clock"
