"""The bank's door: signed messages in."""

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from app.kernel.errors import NotFound, Refusal
from app.ledger.bank.choice import current_bank, current_wechat
from app.ledger.bank.port import BankPort
from app.ledger.services.notifications import take_message
from app.ledger.vocabulary import Channel
from app.web.guards import csrf_exempt, public, received_at

bp = Blueprint("ledger_bank", __name__)

#: A notice of the bank is a few hundred bytes; nothing larger is read.
NOTICE_MAX = 16_384


@bp.post("/bank/notifications")
@public
@csrf_exempt
def post_bank_notice() -> ResponseReturnValue:
    """Take a signed message of the bank: booked, repeated or sent back; forged is refused."""
    return _take(current_bank(), Channel.MAIN)


@bp.post("/bank/wechat/notifications")
@public
@csrf_exempt
def post_wechat_notice() -> ResponseReturnValue:
    """Take a signed callback of WeChat Pay, where this installation has it."""
    wechat = current_wechat()
    if wechat is None:
        raise NotFound("bank", "wechat")
    return _take(wechat, Channel.WECHAT)


def _take(bank: BankPort, channel: Channel) -> ResponseReturnValue:
    if (request.content_length or 0) > NOTICE_MAX:
        raise Refusal("too_large", status=413)
    taken = take_message(
        bank,
        request.get_data(cache=False),
        headers=dict(request.headers),
        at=received_at(),
        channel=channel,
    )
    return {"serial": taken.serial, "outcome": taken.outcome, "fault": taken.fault}
