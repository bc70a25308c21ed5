"""Words of the registry: refusals, facts, and the names of its kinds and states."""

from typing import Any

from registry.messages import (
    agencies,
    applications,
    books,
    draws,
    evidence,
    imports,
    negotiation,
    scores,
    standing,
)
from registry.messages.agencies import AGENCY_KINDS, FIELDS, GRADES, STANDINGS
from registry.messages.books import ASSET_FACTS, KINDS, NATURES, PARTY_ROLES
from registry.messages.draws import (
    DRAW_STATES,
    DRAW_TAGS,
    DRAW_TITLES,
    INSPECTOR_GIVER,
    METHODS,
    MODES,
    SCOPES,
    TYPISTS,
    giver_name,
)
from registry.messages.evidence import CAUSES, EVIDENCE_KINDS, cause_sentence
from registry.messages.exclusions import EVIDENCE, EXCLUSIONS, evidence_lines, evidence_value
from registry.messages.standing import (
    ACTS,
    CASE_PEOPLE,
    DECISION_STATES,
    DECISION_TAGS,
    FIGURES,
    GROUNDS,
    POLICY_MODES,
    RELATIONS,
)

_PARTS = (books, agencies, draws, evidence, imports, scores, standing, negotiation, applications)
REFUSALS: dict[str, tuple[Any, Any]] = {
    code: words for part in _PARTS for code, words in part.REFUSALS.items()
}
WORDING: dict[str, Any] = {name: words for part in _PARTS for name, words in part.WORDING.items()}

__all__ = [
    "ACTS",
    "AGENCY_KINDS",
    "ASSET_FACTS",
    "CASE_PEOPLE",
    "CAUSES",
    "DECISION_STATES",
    "DECISION_TAGS",
    "DRAW_STATES",
    "DRAW_TAGS",
    "DRAW_TITLES",
    "EVIDENCE",
    "EVIDENCE_KINDS",
    "EXCLUSIONS",
    "FIELDS",
    "FIGURES",
    "GRADES",
    "GROUNDS",
    "INSPECTOR_GIVER",
    "KINDS",
    "METHODS",
    "MODES",
    "NATURES",
    "PARTY_ROLES",
    "POLICY_MODES",
    "REFUSALS",
    "RELATIONS",
    "SCOPES",
    "STANDINGS",
    "TYPISTS",
    "WORDING",
    "cause_sentence",
    "evidence_lines",
    "evidence_value",
    "giver_name",
]
