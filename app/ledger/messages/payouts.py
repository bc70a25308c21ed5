"""Words of money ordered out: refusals and facts."""

from typing import Any

from flask_babel import lazy_gettext as _l

REFUSALS: dict[str, tuple[Any, Any]] = {}

WORDING = {
    "ledger.payout.paid": _l("The bank paid out %(amount)s by instruction %(instruction_id)s"),
    "ledger.payout.returned": _l("Payout %(instruction_id)s of %(amount)s came back (%(reason)s)"),
    "ledger.instruction.refused": _l(
        "The bank refused instruction %(instruction_id)s for good (%(code)s)"
    ),
}
