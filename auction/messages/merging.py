"""Words of several things sold as one lot (法释〔2020〕21号 art. 15)."""

from typing import Any

from flask_babel import lazy_gettext as _l

from auction.vocabulary import MergeGround

REFUSALS: dict[str, tuple[Any, Any]] = {
    "parts_too_few": (
        _l("One thing alone is not sold together with anything"),
        _l("Choose at least two things of the case. Nothing was drafted."),
    ),
    "parts_of_two_cases": (
        _l("These things belong to different cases"),
        _l("One lot is made of things of one case. Nothing was drafted."),
    ),
    "parts_of_two_regimes": (
        _l("A home and equity are not one lot"),
        _l("Different rules say who may buy them. Nothing was drafted."),
    ),
    "asset_sold_together": (
        _l("It is part of a lot of several things"),
        _l("Lot %(lot)s sells it together with others; it cannot be offered alone meanwhile."),
    ),
    "not_sold_together": (
        _l("This lot is one thing"),
        _l("There is nothing to take apart. Nothing was changed."),
    ),
    "split_after_offer": (
        _l("These things were offered together already"),
        _l("A later round offers what the first one did. Nothing was changed."),
    ),
    "plan_unknown_part": (
        _l("The claim is secured on something else"),
        _l("Name parts of this lot only. The plan was not changed."),
    ),
}

WORDING = {
    "auction.lot.merged": _l("%(assets)s were drafted as one lot: %(reason)s"),
    "auction.lot.split": _l("The draft of several things was taken apart: %(reason)s"),
}

GROUNDS: dict[MergeGround, Any] = {
    MergeGround.INDIVISIBLE: _l("They cannot be divided"),
    MergeGround.VALUE_LOST: _l("They would lose much of their value apart"),
}
