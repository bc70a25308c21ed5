"""The words of the registry that others may use: states, kinds, fields and reasons."""

from registry.vocabulary.agencies import FIELD_OF_NATURE, AgencyField, AgencyKind, Standing
from registry.vocabulary.books import ASSET_FACTS, KIND_OF_NATURE, AssetKind, AssetNature, PartyRole
from registry.vocabulary.draws import DrawAction, DrawState, ExclusionCode, Scope

__all__ = [
    "ASSET_FACTS",
    "FIELD_OF_NATURE",
    "KIND_OF_NATURE",
    "AgencyField",
    "AgencyKind",
    "AssetKind",
    "AssetNature",
    "DrawAction",
    "DrawState",
    "ExclusionCode",
    "PartyRole",
    "Scope",
    "Standing",
]
