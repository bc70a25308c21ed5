"""What happened in the registry, as the trail keeps it."""

from registry.facts import agencies, books, draws, evidence, scores
from registry.facts.agencies import AgencyRegistered, AgencyStandingChanged
from registry.facts.books import AssetFactsRecorded, AssetRegistered, CaseRegistered, PartyAdded
from registry.facts.draws import (
    DrawEntropyClosed,
    DrawFrozen,
    DrawnAgencyFell,
    DrawNotified,
    DrawPerformed,
    DrawPrepared,
    DrawStringHandedIn,
    DrawVoided,
)
from registry.facts.evidence import EvidenceAnnulled, EvidenceHistoryLoaded, EvidenceNoted
from registry.facts.scores import ScoreChanged, ScoresRecomputed

ALL = (*books.FACTS, *agencies.FACTS, *draws.FACTS, *evidence.FACTS, *scores.FACTS)

__all__ = [
    "ALL",
    "AgencyRegistered",
    "AgencyStandingChanged",
    "AssetFactsRecorded",
    "AssetRegistered",
    "CaseRegistered",
    "DrawEntropyClosed",
    "DrawFrozen",
    "DrawNotified",
    "DrawPerformed",
    "DrawPrepared",
    "DrawStringHandedIn",
    "DrawVoided",
    "DrawnAgencyFell",
    "EvidenceAnnulled",
    "EvidenceHistoryLoaded",
    "EvidenceNoted",
    "PartyAdded",
    "ScoreChanged",
    "ScoresRecomputed",
]
