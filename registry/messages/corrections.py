"""Words of corrections, encumbrances and courts."""

from typing import Any

from flask_babel import lazy_gettext as _l

from registry.vocabulary import EncumbranceKind

REFUSALS: dict[str, tuple[Any, Any]] = {
    "correction_reason_missing": (
        _l("Write the reason"),
        _l("Four characters at least; it stays beside the correction."),
    ),
    "party_withdrawn": (
        _l("This party has left the case"),
        _l("What stands there is kept as it was. Write the party in again if it came back."),
    ),
    "asset_withdrawn": (
        _l("This asset was released"),
        _l("Nothing more is done with it. Register it again if it was seized again."),
    ),
    "asset_chosen_for": (
        _l("Agencies are being chosen for this asset"),
        _l("Nature, place and value decide who may be chosen; make the choice void first."),
    ),
    "asset_has_choice": (
        _l("A choice of agencies holds for this asset"),
        _l("Make it void first; then the asset can be released."),
    ),
    "bad_rank": (_l("This is not a rank"), _l("Enter a whole number from 1 to 99.")),
    "day_to_come": (_l("This day is still to come"), _l("Enter the day of the entry.")),
    "ends_before_it_begins": (
        _l("The end lies before the beginning"),
        _l("Compare both days with the register."),
    ),
    "bad_court_code": (
        _l("This is not a court's code"),
        _l("Enter the digits inside its case numbers, such as 0102."),
    ),
    "court_exists": (
        _l("This court is already in the books"),
        _l("A code and a name stand there once each."),
    ),
}

WORDING: dict[str, Any] = {
    "registry.party.corrected": _l("Party %(party)s was corrected: %(reason)s"),
    "registry.party.withdrawn": _l("Party %(party)s left the case: %(reason)s"),
    "registry.asset.corrected": _l("Asset %(asset_no)s was corrected: %(reason)s"),
    "registry.asset.withdrawn": _l("Asset %(asset_no)s was released: %(reason)s"),
    "registry.encumbrance.recorded": _l(
        "A burden of asset %(asset_no)s was written down: %(burden)s"
    ),
    "registry.encumbrance.lifted": _l(
        "A burden of asset %(asset_no)s was lifted: %(burden)s. %(reason)s"
    ),
    "registry.court.opened": _l("%(court)s was put into the books"),
    "registry.court.corrected": _l("What is said of %(court)s was corrected"),
}

ENCUMBRANCES = {
    EncumbranceKind.MORTGAGE: _l("Mortgage"),
    EncumbranceKind.PLEDGE: _l("Pledge"),
    EncumbranceKind.LEASE: _l("Lease"),
    EncumbranceKind.RESIDENCE_RIGHT: _l("Right of residence"),
    EncumbranceKind.EARLIER_SEIZURE: _l("Earlier seizure"),
    EncumbranceKind.WAITING_SEIZURE: _l("Seizure in waiting"),
    EncumbranceKind.PRIORITY_CLAIM: _l("Claim with priority"),
    EncumbranceKind.ARREARS: _l("Arrears of taxes or charges"),
    EncumbranceKind.OTHER: _l("Another burden"),
}
#: Kinds of the status tag.
ENCUMBRANCE_TAGS = {
    EncumbranceKind.EARLIER_SEIZURE: "warning",
    EncumbranceKind.RESIDENCE_RIGHT: "warning",
    EncumbranceKind.LEASE: "warning",
}
#: How a burden such as mortgage/12 is read out in the sentence of a fact.
WORDING |= {f"kind.{kind.value}": words for kind, words in ENCUMBRANCES.items()}
