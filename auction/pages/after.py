"""What the court does once an offer ended without a buyer: the next round, the creditors."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.documents import facade as papers
from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction import messages
from auction.pages.clerk import lot_of_court
from auction.schemas import ReasonForm
from auction.services import following, offering
from auction.views import tag_of_lot
from auction.views.after import after_page

bp = Blueprint("lot_after", __name__)


@bp.get("/desk/lots/<no>/after")
@guarded(Permission.PREPARE_LOTS)
def get_after(no: str) -> ResponseReturnValue:
    """Show how an offer ended, what may follow it, by when."""
    return _page(no)


def _page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    lot = lot_of_court(no)
    at = received_at()
    page = after_page(lot, current_actor(), at)
    body = render_template(
        "auction/after.html",
        lot=lot,
        page=page,
        tag=tag_of_lot(lot, at),
        tag_of=lambda one: tag_of_lot(one, at),
        rounds=messages.ROUNDS,
        endings=messages.OFFER_ENDINGS,
        inquiry=papers.find(papers.PaperKind.IN_KIND_INQUIRY, f"{no}/1"),
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return body, refusal.status if refusal else 200


def _do(no: str, act: Callable[[], object], words: str) -> ResponseReturnValue:
    try:
        act()
    except Refusal as refusal:
        return _page(no, refusal)
    flash(words, "success")
    return redirect(url_for("lot_after.get_after", no=no), 303)


@bp.post("/desk/lots/<no>/following")
@guarded(Permission.PREPARE_LOTS)
def post_following(no: str) -> ResponseReturnValue:
    """Draft the next offer and open it."""
    try:
        lot = following.draft_following_lot(lot_no=no, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _page(no, refusal)
    flash(_("The next offer was drafted from the last notice; the panel decides anew."), "success")
    return redirect(url_for("lot_desk.get_lot", no=lot.no), 303)


@bp.post("/desk/lots/<no>/offer")
@guarded(Permission.PREPARE_LOTS)
def post_offer(no: str) -> ResponseReturnValue:
    """Ask the creditors whether they take the property in kind."""
    return _do(
        no,
        lambda: offering.ask_creditors(lot_no=no, actor=current_actor(), at=received_at()),
        _("The creditors were asked; the paper went to the parties."),
    )


@bp.post("/desk/lots/<no>/delay")
@guarded(Permission.DECIDE_PANEL)
def post_delay(no: str) -> ResponseReturnValue:
    """Give a judge's reason for a later round that comes after its days."""
    try:
        following.excuse_delay(
            lot_no=no, **load(ReasonForm), actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        flash(describe(refusal).title, "danger")
    else:
        flash(_("The reason is on the record; the parties read it."), "success")
    return redirect(url_for("lot_desk.get_lot", no=no, _anchor="preflight"), 303)
