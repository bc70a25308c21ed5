"""What the appraisal hears of money."""

from app.ledger.facade import Purpose
from app.trail.models import TrailEntry
from app.trail.reader import Reader
from appraisal.services.commissioning import commission_after_payment
from appraisal.services.fee_accounts import receive_basic_fee, receive_rest


def on_payment_confirmed(entry: TrailEntry) -> None:
    """Send the commission when the basic fee has arrived, and pay the agency what was due."""
    reference = entry.payload["reference"]
    if entry.payload["purpose"] == Purpose.BASIC_FEE:
        receive_basic_fee(reference, at=entry.at)
        commission_after_payment(reference, at=entry.at)
    elif entry.payload["purpose"] == Purpose.BALANCE_FEE:
        receive_rest(reference, at=entry.at)


READERS = (Reader("appraisal.payments", {"ledger.payment.confirmed": on_payment_confirmed}),)
