"""What the appraisal hears of money."""

from app.ledger.facade import Purpose
from app.trail.models import TrailEntry
from app.trail.reader import Reader
from appraisal.services.commissioning import commission_after_payment


def on_payment_confirmed(entry: TrailEntry) -> None:
    """Send the commission when the basic fee has arrived."""
    if entry.payload["purpose"] == Purpose.BASIC_FEE:
        commission_after_payment(entry.payload["reference"], at=entry.at)


READERS = (Reader("appraisal.payments", {"ledger.payment.confirmed": on_payment_confirmed}),)
