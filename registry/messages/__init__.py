"""Words of the registry: refusals, facts, and the names of its kinds and states."""

from typing import Any

from registry.messages import (
    agencies,
    applications,
    books,
    corrections,
    draws,
    evidence,
    imports,
    negotiation,
    ratings,
    scores,
    standing,
)
from registry.messages.agencies import AGENCY_KINDS, FIELDS, GRADES, STANDINGS
from registry.messages.books import ASSET_FACTS, KINDS, NATURES, PARTY_ROLES
from registry.messages.corrections import ENCUMBRANCE_TAGS, ENCUMBRANCES
from registry.messages.draws import (
    DRAW_STATES,
    DRAW_TAGS,
    DRAW_TITLES,
    INSPECTOR_GIVER,
    METHODS,
    MODES,
    SCOPES,
    TYPISTS,
    choice_state,
    giver_name,
)
from registry.messages.evidence import CAUSES, EVIDENCE_KINDS, cause_sentence
from registry.messages.exclusions import EVIDENCE, EXCLUSIONS, evidence_lines, evidence_value
from registry.messages.ratings import OBJECTION_STATES, OBJECTION_TAGS, OUTCOMES, QUESTIONS, SIDES
from registry.messages.scores import (
    SCORE_PART_NOTES,
    SCORE_PARTS,
    SCORE_TRIGGERS,
    TIERS,
    part_sentence,
)
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

_PARTS = (
    books,
    agencies,
    draws,
    evidence,
    imports,
    scores,
    standing,
    negotiation,
    corrections,
    applications,
    ratings,
)
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
    "ENCUMBRANCES",
    "ENCUMBRANCE_TAGS",
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
    "OBJECTION_STATES",
    "OBJECTION_TAGS",
    "OUTCOMES",
    "PARTY_ROLES",
    "POLICY_MODES",
    "QUESTIONS",
    "REFUSALS",
    "RELATIONS",
    "SCOPES",
    "SCORE_PARTS",
    "SCORE_PART_NOTES",
    "SCORE_TRIGGERS",
    "SIDES",
    "STANDINGS",
    "TIERS",
    "TYPISTS",
    "WORDING",
    "cause_sentence",
    "choice_state",
    "evidence_lines",
    "evidence_value",
    "giver_name",
    "part_sentence",
]
