"""Draft one lot from several things of a case, and take such a draft apart."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.web.acting import answer_act
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction.pages.clerk import desk_page, lot_of_court, lots_page
from auction.schemas import ReasonForm
from auction.schemas.merging import MergeForm
from auction.services import merging

bp = Blueprint("lot_merging", __name__)


@bp.post("/desk/lots/together")
@guarded(Permission.PREPARE_LOTS)
def post_together() -> ResponseReturnValue:
    """Draft one lot from the things chosen."""
    try:
        given = load(MergeForm)
        lot = merging.merge_assets(
            asset_nos=given.pop("asset_no"), **given, actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        return lots_page(refusal)
    return redirect(url_for("lot_desk.get_lot", no=lot.no), 303)


@bp.post("/desk/lots/<no>/apart")
@guarded(Permission.PREPARE_LOTS)
def post_apart(no: str) -> ResponseReturnValue:
    """Take a draft of several things apart; each may be offered alone again."""
    lot_of_court(no)

    def act() -> None:
        reason = load(ReasonForm)["reason"]
        merging.split_lot(lot_no=no, reason=reason, actor=current_actor(), at=received_at())

    return answer_act(
        act,
        again=lambda refusal: desk_page(no, refusal),
        words=_("The draft was taken apart; its parts may be offered alone."),
        back=url_for("lot_desk.list_lots"),
    )
