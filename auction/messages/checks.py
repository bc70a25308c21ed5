"""What is looked at before a notice goes out, in words."""

from flask_babel import lazy_gettext as _l

from auction.messages import enough, qualification

#: Lines of the check before publication.
CHECKS = {
    "reference_price": _l("The reference price is valid"),
    "venue": _l("The venue is chosen, with its reason"),
    "panel": _l("The panel has decided the five matters"),
    "notification": _l("Parties and priority purchasers were told in time"),
    "items_12": _l("The items of the notice itself"),
    "items_13": _l("What is published with the notice"),
    "prompts": _l("The seven special warnings"),
    "words": _l("Words of the notice"),
    "taxes": _l("Taxes and who bears them"),
    "notice_period": _l("Enough days between notice and opening"),
    "bidding_period": _l("Bidding lasts long enough"),
    "debts": enough.CHECK,
    "purchase_limit": qualification.CHECK,
}
