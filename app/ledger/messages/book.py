"""Words of the book: batches, reversals, the statement and its moments."""

from flask_babel import lazy_gettext as _l

REFUSALS = {
    "batch_not_postable": (
        _l("The batch cannot be booked"),
        _l("A batch holds at most %(most)s lines, each with a key of its own. Nothing was booked."),
    ),
    "transfer_reversed": (
        _l("The entry was taken back already"),
        _l("Entry %(no)s took it back. Nothing was booked."),
    ),
    "reversal_not_reversible": (
        _l("A reversal is not taken back"),
        _l("Book what is right as a new entry. Nothing was booked."),
    ),
    "hold_not_reversible": (
        _l("A deposit is not taken back by reversal"),
        _l("A held deposit ends by release, capture or forfeit, once. Nothing was booked."),
    ),
    "bank_not_reversible": (
        _l("The money has passed the bank"),
        _l("What came in or went out is answered by a payment, not by a reversal."),
    ),
    "reason_missing": (
        _l("A reversal says why"),
        _l("Give the reason in 2 to 500 signs. Nothing was booked."),
    ),
}

WORDING = {
    "ledger.transfers.posted": _l("%(number)s transfers of %(total)s fen in all were booked"),
    "ledger.transfer.reversed": _l(
        "An entry of %(amount)s was taken back in the book of the case: %(reason)s"
    ),
}
