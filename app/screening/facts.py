"""Facts of findings: made by the platform, closed by a judge; paddles at most, never names."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class FindingFact(Fact):
    """A fact about one finding, which only the court reads."""

    audience: ClassVar[Audience] = Audience.COURT

    finding: int
    subject: str
    case_number: str

    def stream(self) -> str:
        """Each thing that is screened has a list of its own."""
        return f"screening:{self.subject}"


@dataclass(frozen=True)
class FindingMade(FindingFact):
    """A check found something to look at, with the numbers it rests on."""

    name: ClassVar[str] = "screening.finding.made"
    screens: list[str]
    paddles: list[str]
    signals: list[str]
    points: str
    threshold: str
    card: str


@dataclass(frozen=True)
class FindingClosed(FindingFact):
    """A judge looked into it and said what it is, with a reason."""

    name: ClassVar[str] = "screening.finding.closed"
    screens: list[str]
    verdict: str
    reason: str


@dataclass(frozen=True)
class FindingNamesRead(FindingFact):
    """The names behind the paddles of a finding were read; written before they are shown."""

    name: ClassVar[str] = "screening.finding.names_read"
    paddles: list[str]


FACTS: tuple[type[Fact], ...] = (FindingMade, FindingClosed, FindingNamesRead)
