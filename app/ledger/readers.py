"""News of the bank: a proposal ends when its instruction was paid, refused or sent back."""

from app.ledger.services.approving import follow_bank
from app.trail.models import TrailEntry
from app.trail.reader import Reader


def on_paid(entry: TrailEntry) -> None:
    """Note that the bank did what was approved."""
    follow_bank(entry.payload["instruction_id"], code=None, at=entry.at)


def on_undone(entry: TrailEntry) -> None:
    """Note that the bank refused it for good, or that the money came back."""
    code = entry.payload.get("code") or entry.payload.get("reason") or "bank_refused"
    follow_bank(entry.payload["instruction_id"], code=code, at=entry.at)


DESK = Reader(
    "ledger.desk",
    {
        "ledger.refund.paid": on_paid,
        "ledger.payout.paid": on_paid,
        "ledger.payout.returned": on_undone,
        "ledger.instruction.refused": on_undone,
    },
)
READERS = (DESK,)
