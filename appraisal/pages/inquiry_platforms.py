"""The list of inquiry platforms, and the door through which they tell their results."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.identity import vault
from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.web.errors import describe
from app.web.guards import csrf_exempt, current_actor, guarded, public, received_at
from app.web.parsing import load
from appraisal.queries.inquiries import list_platforms
from appraisal.schemas.inquiries import DelistForm, PlatformForm
from appraisal.services import inquiry_platforms
from appraisal.services.inquiry_intake import take_message
from appraisal.services.inquiry_wire import BODY_MAX, SignedBody

bp = Blueprint("inquiry_platforms", __name__)


@bp.post("/inquiry/reports")
@public
@csrf_exempt
def post_message() -> ResponseReturnValue:
    """Take a signed message of a platform: counted once, kept if late, refused if forged."""
    if (request.content_length or 0) > BODY_MAX:
        raise Refusal("too_large", status=413)
    message = SignedBody(
        request.get_data(cache=False),
        request.headers.get("X-Platform-Timestamp", ""),
        request.headers.get("X-Platform-Signature", ""),
    )
    taken = take_message(request.headers.get("X-Platform-Code", ""), message, at=received_at())
    return {
        "message_id": taken.message_id,
        "outcome": taken.outcome.value,
        "repeated": taken.is_repeated,
    }


@bp.get("/inquiry/key")
@public
def get_key() -> ResponseReturnValue:
    """Tell platforms the key under which the court's requests are signed."""
    return {"algorithm": "Ed25519", "public_key": vault.public_key()}


@bp.get("/desk/inquiry-platforms")
@guarded(Permission.MANAGE_PLATFORMS)
def get_platforms() -> ResponseReturnValue:
    """Show the list with what has left it."""
    return _page()


def _page(refusal: Refusal | None = None) -> ResponseReturnValue:
    page = render_template(
        "appraisal/inquiry_platforms.html",
        platforms=list_platforms(listed_only=False),
        court_key=vault.public_key(),
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


@bp.post("/desk/inquiry-platforms")
@guarded(Permission.MANAGE_PLATFORMS)
def post_platform() -> ResponseReturnValue:
    """Put a platform on the list or write its entry anew."""
    try:
        given = load(PlatformForm)
        inquiry_platforms.list_platform(**given, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _page(refusal)
    flash(_("The list is written."), "success")
    return redirect(url_for("inquiry_platforms.get_platforms"), 303)


@bp.post("/desk/inquiry-platforms/<code>/removal")
@guarded(Permission.MANAGE_PLATFORMS)
def post_removal(code: str) -> ResponseReturnValue:
    """Take a platform off the list."""
    try:
        inquiry_platforms.delist_platform(
            code, **load(DelistForm), actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        return _page(refusal)
    flash(_("The platform has left the list."), "success")
    return redirect(url_for("inquiry_platforms.get_platforms"), 303)
