"""A step comes near its last day, is late, is escalated; a case lies idle."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class _DelayFact(Fact):
    """Base: what is of no case lies beside its court."""

    audience: ClassVar[Audience] = Audience.COURT
    court_id: int
    case_number: str | None

    def stream(self) -> str:
        """Lie beside the case it is about."""
        return f"delays:{self.case_number or self.court_id}"


@dataclass(frozen=True)
class StepNear(_DelayFact):
    """The last day of a step is near."""

    name: ClassVar[str] = "supervision.step.near"
    #: What is to be done and its number, worded as ``kind.<step>``.
    step: str
    duty: str
    basis: str
    due_at: str


@dataclass(frozen=True)
class StepLate(_DelayFact):
    """The last day of a step has gone by: its court is told, then the head of the court."""

    name: ClassVar[str] = "supervision.step.late"
    step: str
    duty: str
    basis: str
    due_at: str
    level: str
    days_over: int


@dataclass(frozen=True)
class CaseIdle(_DelayFact):
    """Nobody acted in an unfinished case for so long; the judges hear of it, then the head."""

    name: ClassVar[str] = "supervision.case.idle"
    last_at: str
    level: str
    days: int


FACTS = (StepNear, StepLate, CaseIdle)
