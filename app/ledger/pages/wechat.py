"""Pages of a payer who pays a fee by WeChat."""

import segno
from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from app.kernel.errors import NotFound
from app.kernel.permissions import Permission
from app.ledger.bank.choice import current_wechat
from app.ledger.models import PaymentOrder
from app.ledger.pages.payer import get_own_order, shown_of
from app.ledger.services import wechat_codes
from app.web.guards import guarded, received_at

bp = Blueprint("ledger_wechat", __name__)


@bp.get("/payments/<no>/wechat")
@guarded(Permission.SIGNED_IN)
def get_wechat(no: str) -> ResponseReturnValue:
    """Show the code to scan, or that it is being made."""
    order = _offered(no)
    code = wechat_codes.find_code(no)
    picture = ""
    if code is not None:
        made = segno.make(code, error="m")
        picture = made.svg_inline(scale=5, border=2, dark="#000", light="#fff", svgclass="mc-qr")
    return render_template("ledger/wechat.html", qr=Markup(picture), **shown_of(order))  # noqa: S704 - ours


@bp.post("/payments/<no>/wechat")
@guarded(Permission.SIGNED_IN)
def post_wechat(no: str) -> ResponseReturnValue:
    """Ask WeChat for a code, or for a fresh one."""
    _offered(no)
    wechat_codes.ask_for_code(no, at=received_at())
    return redirect(f"/payments/{no}/wechat", code=303)


def _offered(no: str) -> PaymentOrder:
    """Return a payer's own order where this installation has WeChat; raises NotFound."""
    order = get_own_order(no)
    if current_wechat() is None:
        raise NotFound("bank", "wechat")
    return order
