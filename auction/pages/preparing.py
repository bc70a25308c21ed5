"""What a court does between draft and opening: sign, look at the preview, correct the notice."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.permissions import Permission
from app.web.acting import answer_act
from app.web.drawing import drawn_picture
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction.pages.judge import panel_page
from auction.schemas.preparing import SignatureForm
from auction.services import panel_signing

bp = Blueprint("lot_preparing", __name__)


@bp.post("/desk/lots/<no>/panel/signatures")
@guarded(Permission.DECIDE_PANEL)
def post_signature(no: str) -> ResponseReturnValue:
    """Sign the record of the panel, in the own session or drawn on the screen."""

    def act() -> None:
        given = load(SignatureForm)
        panel_signing.sign_record(
            lot_no=no,
            place=given["place"],
            digest=given["digest"],
            picture=drawn_picture(given["signature"]),
            actor=current_actor(),
            at=received_at(),
        )

    return answer_act(
        act,
        again=lambda refusal: panel_page(no, refusal),
        words=_("The signature is on the record."),
        back=url_for("lot_judge.get_panel", no=no, _anchor="signatures"),
    )
