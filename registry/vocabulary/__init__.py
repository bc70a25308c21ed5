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
from registry.vocabulary.encumbrances import EncumbranceKind
from registry.vocabulary.evidence import EvidenceKind, Tier
from registry.vocabulary.imports import (
    Consent,
    Coverage,
    FileFault,
    ImportAction,
    ImportState,
    ListColumn,
    RowFault,
    RowOutcome,
)
from registry.vocabulary.negotiation import NegotiationOutcome, WaiverGround
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
    "Consent",
    "Coverage",
    "DecisionAction",
    "DecisionState",
    "DrawAction",
    "DrawState",
    "EncumbranceKind",
    "EntropyMode",
    "EvidenceKind",
    "ExclusionCode",
    "FileFault",
    "ImportAction",
    "ImportState",
    "ListColumn",
    "NegotiationOutcome",
    "PartyRole",
    "PolicyMode",
    "RelationKind",
    "RowFault",
    "RowOutcome",
    "Scope",
    "Standing",
    "StandingAct",
    "StandingGround",
    "Tier",
    "WaiverGround",
]
