"""A fact of no module, for tests of the record itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from app.kernel.actors import SYSTEM, Actor
from app.kernel.facts import Audience, Fact
from app.store import unit_of_work


@dataclass(frozen=True)
class Noted(Fact):
    """Something was noted in a case."""

    name: ClassVar[str] = "test.noted"
    audience: ClassVar[Audience] = Audience.COURT
    case_number: str
    text: str
    due_at: str | None = None

    def stream(self) -> str:
        return f"case:{self.case_number}"


@dataclass(frozen=True)
class Sealed(Noted):
    """Something that nobody may see in a timeline."""

    name: ClassVar[str] = "test.sealed"
    audience: ClassVar[Audience] = Audience.SEALED


def note(
    case_number: str,
    text: str,
    *,
    at: datetime,
    actor: Actor = SYSTEM,
    due_at: str | None = None,
    kind: type[Noted] = Noted,
) -> None:
    """Record a note in its own transaction."""
    with unit_of_work() as work:
        work.record(kind(case_number=case_number, text=text, due_at=due_at), actor=actor, at=at)
