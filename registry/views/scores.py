"""A score as pages and programs tell it: parts, numbers, sentences, place."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.kernel.facts import stamp
from registry import messages, queries
from registry.models import Agency, Score
from registry.queries.panel import count_places, place_of
from registry.vocabulary import AgencyField, EvidenceKind


@dataclass(frozen=True)
class PartView:
    """One part of a score with the numbers behind it."""

    key: str
    name: str
    points: float
    max: float
    #: Where a newcomer of the panel stands, as a share of the points; None where nobody does.
    panel: float | None
    #: How many pieces of evidence it rests on, and what they weigh after their age.
    pieces: int
    weight: float
    sentence: str

    @property
    def share(self) -> float:
        """How much of the points was earned."""
        return self.points / self.max if self.max else 0.0


@dataclass(frozen=True)
class ScoreView:
    """The newest version of an agency's score."""

    score: Score
    parts: tuple[PartView, ...]
    place: int
    ranked: int

    @property
    def pieces(self) -> int:
        """How much evidence all of it rests on."""
        return sum(part.pieces for part in self.parts)


def part_view(part: Mapping[str, Any]) -> PartView:
    """Put the numbers of one part into the words of the reader's language."""
    has_rate = part.get("mu") is not None and part.get("m") is not None
    is_share = has_rate and 0 < part["mu"] < 1
    return PartView(
        key=part["key"],
        name=str(messages.SCORE_PARTS[part["key"]]),
        points=part["points"],
        max=part["max"],
        panel=part["mu"] if is_share else None,
        pieces=part.get("pieces", 0),
        weight=part.get("n", 0.0),
        sentence=str(messages.part_sentence(part)),
    )


def score_view(agency: Agency) -> ScoreView | None:
    """Return the newest score of an agency with its place in its first field, or None."""
    score = queries.latest_score(agency.code)
    if score is None:
        return None
    field = AgencyField(agency.fields[0])
    return ScoreView(
        score=score,
        parts=tuple(part_view(part) for part in score.parts),
        place=place_of(agency, score.total, field),
        ranked=count_places(agency.kind, field=field),
    )


def pieces_of(score: Score) -> int:
    """Return how much evidence a score rests on."""
    return sum(part.get("pieces", 0) for part in score.parts)


def score_json(agency: Agency) -> dict[str, Any] | None:
    """Return the newest score as programs read it; None before the first."""
    view = score_view(agency)
    if view is None:
        return None
    score = view.score
    counts = queries.count_evidence(agency.code)
    return {
        "code": agency.code,
        "version": score.version,
        "model": score.model,
        "as_of": stamp(score.as_of),
        "total": score.total,
        "previous_total": score.previous_total,
        "tier": str(score.tier),
        "trigger": str(score.trigger),
        "place": view.place,
        "ranked": view.ranked,
        "parts": [
            {**part, "sentence": shown.sentence}
            for part, shown in zip(score.parts, view.parts, strict=True)
        ],
        "evidence": {str(kind): counts.get(kind, 0) for kind in EvidenceKind if kind in counts},
        "weights_are": "policy",
    }
