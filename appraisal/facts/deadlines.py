"""A day comes near, or was missed."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience
from appraisal.facts.base import AppraisalFact


@dataclass(frozen=True)
class _DeadlineFact(AppraisalFact):
    """Base: an asset without an appraisal yet has its own list."""

    audience: ClassVar[Audience] = Audience.COURT
    step: str
    #: Whose move it is, and its name as the court may know it.
    duty: str
    who: str
    article: str
    #: The last day, and the moment it is over.
    due_on: str
    due_at: str
    level: str

    def stream(self) -> str:
        """Lie beside the asset: it may have no appraisal yet."""
        return f"deadlines:{self.asset_no}"


@dataclass(frozen=True)
class DeadlineNear(_DeadlineFact):
    """A day comes near: those who must act, and their court, are reminded."""

    name: ClassVar[str] = "appraisal.deadline.near"
    days_left: int


@dataclass(frozen=True)
class DeadlineMissed(_DeadlineFact):
    """A day was missed: the clerk and the judge hear of it, then the head of the court."""

    name: ClassVar[str] = "appraisal.deadline.missed"
    days_over: int


FACTS = (DeadlineNear, DeadlineMissed)
