"""Words of the readings of names behind money."""

from typing import Any

from flask_babel import lazy_gettext as _l

from app.ledger.reading_vocabulary import NamedPage

REFUSALS: dict[str, tuple[Any, Any]] = {}

#: What was opened, as the list of readings calls it.
PAGES: dict[NamedPage, Any] = {
    NamedPage.PAYOUTS: _l("Payouts and their payees, day"),
    NamedPage.PAYEE: _l("Bank account of the payee"),
    NamedPage.PROPOSAL: _l("Payee of the proposal"),
    NamedPage.BATCH: _l("Payees of the batch"),
    NamedPage.PAYMENT_FILE: _l("Payment file"),
    NamedPage.CASE_MONEY: _l("Money of the case, day"),
    NamedPage.DEFAULT: _l("Default of the buyer, lot"),
    NamedPage.SETTLEMENT: _l("Settlement of the price, lot"),
    NamedPage.DISTRIBUTION: _l("Table of the distribution, lot"),
}

WORDING: dict[str, Any] = {
    "ledger.names.read": _l("Names behind money were opened: %(opened)s"),
    **{f"kind.{page}": words for page, words in PAGES.items()},
}
