"""Words of cases, parties and assets."""

from typing import Any

from flask_babel import lazy_gettext as _l

from registry.vocabulary import (
    AssetKind,
    AssetNature,
    PartyRole,
)

REFUSALS: dict[str, tuple[Any, Any]] = {
    "bad_case_number": (
        _l("This is not a case number"),
        _l("Write it as on the papers, such as （2026）鲁0102执1234号."),
    ),
    "case_of_other_court": (
        _l("The number belongs to another court"),
        _l("The digits inside the case number name a court that is not yours."),
    ),
    "case_exists": (
        _l("This case is already in the books"),
        _l("Open it from the list instead of entering it again."),
    ),
    "party_exists": (
        _l("This party is already in the case"),
        _l("The same number stands in the same role. Nothing was saved."),
    ),
    "account_unknown": (
        _l("There is no such account"),
        _l("Leave the account empty when the party has none."),
    ),
    "bad_region": (
        _l("This is not a region code"),
        _l("Enter the six digits of the district, such as 370102."),
    ),
    "bad_moment": (_l("This is not a moment"), _l("Enter a day and a time.")),
    "facts_missing": (
        _l("The findings are not complete"),
        _l("Title, burdens, occupation, unpaid taxes and defects come before any price."),
    ),
}

WORDING: dict[str, Any] = {
    "registry.case.registered": _l("Case %(case_number)s was opened at %(court)s"),
    "registry.party.added": _l("Party %(party)s was written into the case"),
    "registry.asset.registered": _l("Asset %(asset_no)s was registered: %(title)s"),
    "registry.asset.facts_recorded": _l("The findings on asset %(asset_no)s were recorded"),
}

PARTY_ROLES = {
    PartyRole.APPLICANT: _l("Applicant"),
    PartyRole.DEBTOR: _l("Debtor"),
    PartyRole.OTHER_CREDITOR: _l("Other creditor"),
    PartyRole.INTERESTED: _l("Interested party"),
}
NATURES = {
    AssetNature.HOUSING: _l("Housing"),
    AssetNature.COMMERCIAL: _l("Commercial building"),
    AssetNature.INDUSTRIAL: _l("Industrial building"),
    AssetNature.LAND_USE: _l("Land-use right"),
    AssetNature.VEHICLE: _l("Vehicle"),
    AssetNature.EQUIPMENT: _l("Machines and equipment"),
    AssetNature.EQUITY: _l("Equity"),
    AssetNature.MINING_RIGHT: _l("Mining right"),
    AssetNature.JEWELRY: _l("Jewelry"),
    AssetNature.OTHER_RIGHT: _l("Another property right"),
}
KINDS = {
    AssetKind.MOVABLE: _l("Movable"),
    AssetKind.IMMOVABLE: _l("Immovable"),
    AssetKind.OTHER: _l("Property right"),
}
ASSET_FACTS = {
    "title": _l("Ownership and title"),
    "burdens": _l("Burdens"),
    "occupation": _l("Occupation and use"),
    "unpaid_taxes": _l("Unpaid taxes and charges"),
    "defects": _l("Defects"),
}
#: How a place such as applicant/1 is read out in the sentence of a fact.
WORDING |= {f"kind.{role.value}": words for role, words in PARTY_ROLES.items()}
