"""What a reader does after a correction of a notice: confirm it, or leave because of it."""

from flask import Blueprint, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.permissions import Permission
from app.web.acting import answer_act
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction.pages.public import lot_page
from auction.schemas.preparing import ReadingForm
from auction.services import notice_reading

bp = Blueprint("notice_reading", __name__)


@bp.post("/lots/<no>/corrections/read")
@guarded(Permission.ENROLL)
def post_reading(no: str) -> ResponseReturnValue:
    """Confirm having read the notice in force."""

    def act() -> None:
        given = load(ReadingForm)
        notice_reading.confirm_notice(lot_no=no, **given, actor=current_actor(), at=received_at())

    return answer_act(
        act,
        again=lambda refusal: lot_page(no, refusal),
        words=_("You have confirmed the corrected notice."),
        back=url_for("lots.get_lot", no=no, _anchor="corrections"),
    )


@bp.post("/lots/<no>/corrections/leave")
@guarded(Permission.ENROLL)
def post_leaving(no: str) -> ResponseReturnValue:
    """Leave the lot because of a correction; the deposit goes back."""

    def act() -> None:
        notice_reading.leave_lot(lot_no=no, actor=current_actor(), at=received_at())

    return answer_act(
        act,
        again=lambda refusal: lot_page(no, refusal),
        words=_("You have left this lot. The deposit is on its way back."),
        back=url_for("enrollment.list_own"),
    )
