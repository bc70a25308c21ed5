"""What the appraisal hears of money and of the facts of an asset."""

from app.ledger.facade import Purpose
from app.trail.models import TrailEntry
from app.trail.reader import Reader
from appraisal.services.commissioning import commission_after_payment
from appraisal.services.routing import complete_facts


def on_payment_confirmed(entry: TrailEntry) -> None:
    """Send the commission when the basic fee has arrived."""
    if entry.payload["purpose"] == Purpose.BASIC_FEE:
        commission_after_payment(entry.payload["reference"], at=entry.at)


def on_facts_recorded(entry: TrailEntry) -> None:
    """Go on to the choice of a route when the last of the five facts is found (art. 3)."""
    complete_facts(entry.payload["asset_no"], at=entry.at)


READERS = (
    Reader("appraisal.payments", {"ledger.payment.confirmed": on_payment_confirmed}),
    Reader("appraisal.findings", {"registry.asset.facts_recorded": on_facts_recorded}),
)
