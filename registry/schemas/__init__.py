"""What forms and calls of the registry carry, and how its things are printed as JSON."""

from registry.schemas.agencies import AgencyItemView, AgencyList, AgencyPage, agency_item
from registry.schemas.books import AssetForm, CaseForm, FindingsForm, PartyForm
from registry.schemas.draws import (
    DrawDetailView,
    DrawItemView,
    DrawList,
    DrawnView,
    DrawPage,
    ExclusionView,
    FreezeForm,
    PrepareForm,
    StandeeView,
    StringForm,
    StringView,
    VoidForm,
    draw_detail,
    draw_item,
    draw_version,
)

__all__ = [
    "AgencyItemView",
    "AgencyList",
    "AgencyPage",
    "AssetForm",
    "CaseForm",
    "DrawDetailView",
    "DrawItemView",
    "DrawList",
    "DrawPage",
    "DrawnView",
    "ExclusionView",
    "FindingsForm",
    "FreezeForm",
    "PartyForm",
    "PrepareForm",
    "StandeeView",
    "StringForm",
    "StringView",
    "VoidForm",
    "agency_item",
    "draw_detail",
    "draw_item",
    "draw_version",
]
