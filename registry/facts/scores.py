"""What happened to scores."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class ScoreChanged(Fact):
    """An agency's score moved; the version and its cause are named."""

    name: ClassVar[str] = "registry.score.changed"
    audience: ClassVar[Audience] = Audience.PUBLIC
    code: str
    agency_name: str
    #: Two decimals, as printed; facts carry no floats.
    total: str
    previous: str
    version: int
    tier: str
    #: ScoreTrigger: a nightly run, a piece of evidence, a decision.
    cause: str

    def stream(self) -> str:
        """Each agency is a stream."""
        return f"agency:{self.code}"


@dataclass(frozen=True)
class ScoresRecomputed(Fact):
    """A nightly run looked at the whole panel and scored everybody anew."""

    name: ClassVar[str] = "registry.score.run_made"
    audience: ClassVar[Audience] = Audience.PUBLIC
    run_id: int
    model: str
    as_of: str
    panel: int
    changed: int

    def stream(self) -> str:
        """All runs are one stream."""
        return "scores"


FACTS = (ScoreChanged, ScoresRecomputed)
