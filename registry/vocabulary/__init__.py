"""The words of the registry that others may use: states, kinds, fields and reasons."""

from registry.vocabulary.agencies import (
    FIELD_OF_NATURE,
    FIELDS_OF_KIND,
    AgencyField,
    AgencyKind,
    Standing,
)
from registry.vocabulary.books import ASSET_FACTS, KIND_OF_NATURE, AssetKind, AssetNature, PartyRole
from registry.vocabulary.draws import (
    ChoiceMethod,
    DrawAction,
    DrawState,
    EntropyMode,
    ExclusionCode,
    Scope,
)
from registry.vocabulary.evidence import EvidenceKind, Tier
from registry.vocabulary.standing import (
    CasePersonRole,
    DecisionAction,
    DecisionState,
    PolicyMode,
    RelationKind,
    StandingAct,
    StandingGround,
)

__all__ = [
    "ASSET_FACTS",
    "FIELDS_OF_KIND",
    "FIELD_OF_NATURE",
    "KIND_OF_NATURE",
    "AgencyField",
    "AgencyKind",
    "AssetKind",
    "AssetNature",
    "CasePersonRole",
    "ChoiceMethod",
    "DecisionAction",
    "DecisionState",
    "DrawAction",
    "DrawState",
    "EntropyMode",
    "EvidenceKind",
    "ExclusionCode",
    "PartyRole",
    "PolicyMode",
    "RelationKind",
    "Scope",
    "Standing",
    "StandingAct",
    "StandingGround",
    "Tier",
]
