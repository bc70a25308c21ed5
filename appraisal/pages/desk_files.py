"""The agency's upload desk: order, captions and marks of its files, and uploads under way."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from appraisal.schemas import CaptionForm, FileForm, MarkForm, MoveForm
from appraisal.services import files
from appraisal.services import gallery as shown

bp = Blueprint("appraisal_files", __name__)


def _act(no: str, order: Callable[[], Any], words: str = "") -> ResponseReturnValue:
    """Carry an order out and come back to the desk; what went wrong is said there."""
    try:
        order()
    except Refusal as refusal:
        if refusal.status in {403, 404}:
            raise
        problem = describe(refusal)
        flash(f"{problem.title} · {problem.detail}", "danger")
    else:
        if words:
            flash(words, "success")
    return redirect(url_for("appraisal_agency.get_assignment", no=no, _anchor="files"), 303)


@bp.post("/assignments/<no>/files/<int:attachment_id>/caption")
@guarded(Permission.WORK_ASSIGNMENTS)
def post_caption(no: str, attachment_id: int) -> ResponseReturnValue:
    """Say what a picture or video shows."""
    caption = load(CaptionForm)["caption"]
    return _act(no, lambda: shown.caption_file(no, attachment_id, caption, actor=current_actor()))


@bp.post("/assignments/<no>/files/<int:attachment_id>/move")
@guarded(Permission.WORK_ASSIGNMENTS)
def post_move(no: str, attachment_id: int) -> ResponseReturnValue:
    """Move a file up or down."""
    steps = load(MoveForm)["steps"]
    return _act(no, lambda: shown.move_file(no, attachment_id, steps=steps, actor=current_actor()))


@bp.post("/assignments/<no>/files/<int:attachment_id>/mark")
@guarded(Permission.WORK_ASSIGNMENTS)
def post_mark(no: str, attachment_id: int) -> ResponseReturnValue:
    """Make a photograph the main picture, the map, or plain again."""
    role = load(MarkForm)["role"]
    return _act(no, lambda: shown.mark_file(no, attachment_id, role, actor=current_actor()))


@bp.post("/assignments/<no>/uploads/<token>/laying")
@guarded(Permission.WORK_ASSIGNMENTS)
def post_laying(no: str, token: str) -> ResponseReturnValue:
    """Lay a file on the desk that has come in whole and was not laid there yet."""
    slot = load(FileForm)["slot"]

    def order() -> None:
        files.add_upload(no, slot=slot, token=token, actor=current_actor(), at=received_at())

    return _act(no, order, _("The file is safely kept."))


@bp.post("/assignments/<no>/uploads/<token>/dismissal")
@guarded(Permission.WORK_ASSIGNMENTS)
def post_dismissal(no: str, token: str) -> ResponseReturnValue:
    """Give an upload up, or take note of why it was refused."""
    return _act(
        no,
        lambda: files.dismiss_upload(no, token, actor=current_actor(), at=received_at()),
    )
