"""What appraisal, auction and the platform may ask of the registry: frozen answers only."""

from registry.facade.agencies import AgencyView, agency_names, get_agency
from registry.facade.books import (
    AssetView,
    CaseView,
    CourtView,
    PartyView,
    SeizedAssetView,
    find_case,
    find_seized_asset,
    get_asset,
    get_case,
    get_case_by_id,
    get_court,
    judges_of,
    list_assets_of,
    list_cases_of,
    list_courts,
    parties_of,
    party_names,
    security_holders,
    seized_assets,
)
from registry.facade.draws import DrawView, draw_result, find_draw
from registry.facade.lots import NONCE_BYTES, commitment, draw_lots
from registry.rules.regions import region_name
from registry.services.agencies import count_commission
from registry.services.draws import mark_fallen
from registry.services.evidence import annul_evidence, annul_noted, note_evidence
from registry.services.rating import ask_for_ratings

__all__ = [
    "NONCE_BYTES",
    "AgencyView",
    "AssetView",
    "CaseView",
    "CourtView",
    "DrawView",
    "PartyView",
    "SeizedAssetView",
    "agency_names",
    "annul_evidence",
    "annul_noted",
    "ask_for_ratings",
    "commitment",
    "count_commission",
    "draw_lots",
    "draw_result",
    "find_case",
    "find_draw",
    "find_seized_asset",
    "get_agency",
    "get_asset",
    "get_case",
    "get_case_by_id",
    "get_court",
    "judges_of",
    "list_assets_of",
    "list_cases_of",
    "list_courts",
    "mark_fallen",
    "note_evidence",
    "parties_of",
    "party_names",
    "region_name",
    "security_holders",
    "seized_assets",
]
