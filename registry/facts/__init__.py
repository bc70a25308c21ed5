"""What happened in the registry, as the trail keeps it."""

from registry.facts import (
    agencies,
    applications,
    books,
    draws,
    evidence,
    negotiation,
    scores,
    standing,
)
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
from registry.facts.negotiation import (
    NegotiationAgreed,
    NegotiationEnded,
    NegotiationOpened,
    NegotiationWaived,
    ProposalHandedIn,
    ProposalsDiffer,
)
from registry.facts.scores import ScoreChanged, ScoresRecomputed
from registry.facts.standing import (
    AgencyRelationRecorded,
    CasePersonRecorded,
    DrawPolicyAdopted,
    StandingAppealDecided,
    StandingAppealed,
    StandingDecided,
    StandingEnded,
)

ALL = (
    *books.FACTS,
    *agencies.FACTS,
    *draws.FACTS,
    *evidence.FACTS,
    *scores.FACTS,
    *standing.FACTS,
    *negotiation.FACTS,
    *applications.FACTS,
)

__all__ = [
    "ALL",
    "AgencyRegistered",
    "AgencyRelationRecorded",
    "AgencyStandingChanged",
    "AssetFactsRecorded",
    "AssetRegistered",
    "CasePersonRecorded",
    "CaseRegistered",
    "DrawEntropyClosed",
    "DrawFrozen",
    "DrawNotified",
    "DrawPerformed",
    "DrawPolicyAdopted",
    "DrawPrepared",
    "DrawStringHandedIn",
    "DrawVoided",
    "DrawnAgencyFell",
    "EvidenceAnnulled",
    "EvidenceHistoryLoaded",
    "EvidenceNoted",
    "NegotiationAgreed",
    "NegotiationEnded",
    "NegotiationOpened",
    "NegotiationWaived",
    "PartyAdded",
    "ProposalHandedIn",
    "ProposalsDiffer",
    "ScoreChanged",
    "ScoresRecomputed",
    "StandingAppealDecided",
    "StandingAppealed",
    "StandingDecided",
    "StandingEnded",
]
