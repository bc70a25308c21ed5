"""Words of the registry: refusals, facts, and the names of its kinds and states."""

from typing import Any

from registry.messages import agencies, books, draws, evidence, scores
from registry.messages.agencies import AGENCY_KINDS, FIELDS, GRADES, STANDINGS
from registry.messages.books import ASSET_FACTS, KINDS, NATURES, PARTY_ROLES
from registry.messages.draws import (
    DRAW_STATES,
    DRAW_TAGS,
    EVIDENCE,
    EXCLUSIONS,
    INSPECTOR_GIVER,
    SCOPES,
    evidence_lines,
    evidence_value,
    giver_name,
)
from registry.messages.evidence import CAUSES, EVIDENCE_KINDS, cause_sentence

_PARTS = (books, agencies, draws, evidence, scores)
REFUSALS: dict[str, tuple[Any, Any]] = {
    code: words for part in _PARTS for code, words in part.REFUSALS.items()
}
WORDING: dict[str, Any] = {name: words for part in _PARTS for name, words in part.WORDING.items()}

__all__ = [
    "AGENCY_KINDS",
    "ASSET_FACTS",
    "CAUSES",
    "DRAW_STATES",
    "DRAW_TAGS",
    "EVIDENCE",
    "EVIDENCE_KINDS",
    "EXCLUSIONS",
    "FIELDS",
    "GRADES",
    "INSPECTOR_GIVER",
    "KINDS",
    "NATURES",
    "PARTY_ROLES",
    "REFUSALS",
    "SCOPES",
    "STANDINGS",
    "WORDING",
    "cause_sentence",
    "evidence_lines",
    "evidence_value",
    "giver_name",
]
