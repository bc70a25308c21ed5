"""The bank's door: signed messages in."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.kernel.errors import Refusal
from app.ledger.bank.client import current_bank
from app.ledger.services.notifications import take_message
from app.web.guards import csrf_exempt, public, received_at

bp = Blueprint("ledger_bank", __name__)

#: A notice of the bank is a few hundred bytes; nothing larger is read.
NOTICE_MAX = 16_384


@bp.post("/bank/notifications")
@public
@csrf_exempt
def post_bank_notice() -> ResponseReturnValue:
    """Take a signed message of the bank: booked, repeated or sent back; forged is refused."""
    if (request.content_length or 0) > NOTICE_MAX:
        raise Refusal("too_large", status=413)
    taken = take_message(
        current_bank(),
        request.get_data(cache=False),
        timestamp=request.headers.get("X-Bank-Timestamp", ""),
        signature=request.headers.get("X-Bank-Signature", ""),
        at=received_at(),
    )
    return {"serial": taken.serial, "outcome": taken.outcome, "fault": taken.fault}
