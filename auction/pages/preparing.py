"""What a court does between draft and opening: sign, look at the preview, correct the notice."""

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.calendar import local_date
from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import Permission
from app.web.acting import answer_act
from app.web.drawing import drawn_picture
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction import messages, queries
from auction.messages import preparing
from auction.pages.clerk import desk_page, lot_of_court
from auction.pages.judge import panel_page
from auction.pages.notice_forms import notice_given
from auction.pages.public import show_lot
from auction.rules.notices import earliest_start
from auction.schemas.preparing import CorrectionForm, SignatureForm
from auction.services import correcting_notice, panel_signing, picturing
from auction.services.drafting import GivenReceipt
from auction.views.editor import editor_of, theirs_of
from auction.vocabulary import LotState

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


@bp.post("/desk/lots/<no>/pictures")
@guarded(Permission.PREPARE_LOTS)
def post_picture(no: str) -> ResponseReturnValue:
    """Add a picture of the court's own to the draft."""

    def act() -> None:
        given = request.files.get("picture")
        if given is None or not given.filename:
            raise Refusal("picture_missing", fields={"picture": "picture_missing"})
        picturing.add_picture(
            lot_no=no,
            given=GivenReceipt(given.stream, given.filename),
            actor=current_actor(),
            at=received_at(),
        )

    return answer_act(
        act,
        again=lambda refusal: desk_page(no, refusal),
        words=_("The picture was added."),
        back=url_for("lot_desk.get_lot", no=no, _anchor="media"),
    )


@bp.get("/desk/lots/<no>/preview")
@guarded(Permission.PREPARE_LOTS)
def get_preview(no: str) -> str:
    """Show a draft to its own court as the public will see it."""
    return show_lot(lot_of_court(no), preview=True)


@bp.get("/desk/lots/<no>/correction")
@guarded(Permission.PREPARE_LOTS)
def get_correction(no: str) -> ResponseReturnValue:
    """Show the notice in force as a form, with what a correction does to its days."""
    return _correction_page(no)


def _correction_page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    lot = lot_of_court(no)
    notice = queries.find_notice(lot.id, lot.notice_version)
    if notice is None:
        raise NotFound("notice", no)
    is_stale = refusal is not None and refusal.code == "stale_form"
    page = render_template(
        "auction/correction.html",
        lot=lot,
        notice=notice,
        editable=lot.state is LotState.ANNOUNCED,
        editor=editor_of(lot, notice, received_at()),
        theirs=theirs_of(notice, request.form) if is_stale else {},
        earliest=earliest_start(local_date(received_at()), lot.round, lot.kind.value),
        items=messages.ITEMS,
        prompts=messages.PROMPTS,
        words=preparing,
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


@bp.post("/desk/lots/<no>/correction")
@guarded(Permission.PREPARE_LOTS)
def post_correction(no: str) -> ResponseReturnValue:
    """Publish the corrected notice, or show why the law stands against it."""

    def act() -> None:
        given = notice_given(CorrectionForm)
        correcting_notice.correct_notice(
            lot_no=no,
            version=given.pop("version"),
            reason=given.pop("reason"),
            given=correcting_notice.CorrectedNotice(**given),
            actor=current_actor(),
            at=received_at(),
        )

    return answer_act(
        act,
        again=lambda refusal: _correction_page(no, refusal),
        words=_("The corrected notice is published."),
        back=url_for("lots.get_lot", no=no),
    )
