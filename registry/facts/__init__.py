"""What happened in the registry, as the trail keeps it."""

from registry.facts import agencies, books, draws
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

ALL = (*books.FACTS, *agencies.FACTS, *draws.FACTS)

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
    "PartyAdded",
]
