"""Words of erasing a person."""

from typing import Any

from flask_babel import lazy_gettext as _l

_KEPT = _l("Nothing was erased.")

REFUSALS: dict[str, tuple[Any, Any]] = {
    "erasure_kept": (
        _l("The law keeps these data"),
        _l(
            "Data of an auction stay for ten years; those of buyers, of parties and of people who "
            "handed in papers stay with the file. Nothing was erased."
        ),
    ),
    "erasure_unknown": (_l("No person has this account"), _KEPT),
    "erasure_waits": (_l("This is asked already, or done"), _KEPT),
    "erasure_own_request": (
        _l("Who asked does not grant it"),
        _l("A second person decides. Nothing was erased."),
    ),
    "erasure_answered": (_l("The request is answered already"), _KEPT),
    "identity_erased": (
        _l("This person was erased"),
        _l("Name and number are gone for good; the bids stand under their paddle."),
    ),
}

WORDING = {
    "auction.erasure.asked": _l("A person is asked to be erased, request %(request)s: %(reason)s"),
    "auction.erasure.denied": _l("The data of request %(request)s stay: %(reason)s"),
    "auction.erasure.done": _l("The person of request %(request)s was erased: %(reason)s"),
    "auction.erasure.refused": _l("Erasing by request %(request)s was refused: %(code)s"),
}
