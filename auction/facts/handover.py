"""The way from the ruling to the keys: its days are public, its people are not."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Fact
from auction.facts.base import CourtFact, LotFact, PartiesFact


@dataclass(frozen=True)
class HandoverPlanned(CourtFact):
    """A step was planned, or planned anew: who sees to it by when (20〔21〕 art. 27)."""

    name: ClassVar[str] = "auction.handover.planned"
    step: str
    owner: str
    due_on: str
    late_reason: str


@dataclass(frozen=True)
class HandoverStepDone(LotFact):
    """A step towards the handover was done."""

    name: ClassVar[str] = "auction.handover.step_done"
    step: str
    done_on: str


@dataclass(frozen=True)
class AssistanceServed(PartiesFact):
    """The notice to assist reached the office that registers the thing (18号 art. 6)."""

    name: ClassVar[str] = "auction.registration.assistance_served"
    office: str
    served_on: str


FACTS: tuple[type[Fact], ...] = (HandoverPlanned, HandoverStepDone, AssistanceServed)
