"""Words of agencies: refusals, facts, fields, grades and standings."""

from typing import Any

from flask_babel import lazy_gettext as _l

from registry.vocabulary import (
    AgencyField,
    AgencyKind,
    Standing,
)

REFUSALS: dict[str, tuple[Any, Any]] = {
    "bad_credit_code": (
        _l("The unified social credit code is not valid"),
        _l("The check digit does not fit. Compare it with the licence."),
    ),
    "agency_exists": (
        _l("This agency is already on the list"),
        _l("One credit code stands on the list once."),
    ),
}

WORDING: dict[str, Any] = {
    "registry.agency.registered": _l("%(agency_name)s was put on the list"),
    "registry.agency.standing_changed": _l(
        "The standing of %(agency_name)s changed: %(standing)s. %(reason)s"
    ),
}

FIELDS = {
    AgencyField.ASSETS: _l("Asset appraisal"),
    AgencyField.LAND: _l("Land appraisal"),
    AgencyField.REAL_ESTATE: _l("Real-estate appraisal"),
    AgencyField.MINING: _l("Mining-right appraisal"),
    AgencyField.JEWELRY: _l("Jewelry appraisal"),
    AgencyField.AUCTION_GENERAL: _l("General auctions"),
    AgencyField.AUCTION_RELICS: _l("Auctions of cultural relics"),
    AgencyField.AUX_MATERIALS: _l("Descriptions, pictures and video of lots"),
    AgencyField.AUX_VIEWING: _l("Viewings and enquiries"),
    AgencyField.AUX_CUSTODY: _l("Storage, custody and transport"),
}
AGENCY_KINDS = {
    AgencyKind.APPRAISAL: _l("Appraisal agency"),
    AgencyKind.AUCTION_HOUSE: _l("Auction house"),
    AgencyKind.AUXILIARY: _l("Auxiliary agency"),
}
GRADES = {1: _l("Grade one"), 2: _l("Grade two"), 3: _l("Grade three")}
STANDINGS = {
    Standing.ELIGIBLE: _l("may be commissioned"),
    Standing.PROBATION: _l("on probation"),
    Standing.PAUSED: _l("paused"),
    Standing.STOPPED: _l("no longer commissioned"),
    Standing.DELISTED: _l("removed from the list"),
}
