"""The page on which demo and training staff move the rehearsal clock."""

from datetime import timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import Permission
from app.scheduling.schemas import JumpForm, ShiftForm
from app.scheduling.services import rehearsal
from app.scheduling.views import clock_view, next_moment, steps
from app.web.errors import describe
from app.web.guards import current_actor, guarded
from app.web.parsing import load

bp = Blueprint("scheduling", __name__, url_prefix="/demo/clock")


def _page(refusal: Refusal | None = None) -> ResponseReturnValue:
    if not current_app.config["REHEARSAL"]:
        raise NotFound("page", "demo/clock")
    page = render_template(
        "scheduling/clock.html",
        clock=clock_view(),
        next_moment=next_moment(),
        steps=steps(),
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


def _done() -> ResponseReturnValue:
    flash(_("The clock was moved. Work that fell due is done within seconds."), "success")
    return redirect(url_for("scheduling.get_clock_page"), 303)


@bp.get("")
@guarded(Permission.REHEARSE)
def get_clock_page() -> ResponseReturnValue:
    """Show the time that counts and the ways to move it."""
    return _page()


@bp.post("/jump")
@guarded(Permission.REHEARSE)
def post_jump_form() -> ResponseReturnValue:
    """Go to a moment typed in Shanghai time."""
    try:
        rehearsal.jump_to(load(JumpForm)["to"], actor=current_actor())
    except Refusal as refusal:
        return _page(refusal)
    return _done()


@bp.post("/shift")
@guarded(Permission.REHEARSE)
def post_shift_form() -> ResponseReturnValue:
    """Go on by one of the offered spans."""
    try:
        rehearsal.shift(timedelta(seconds=load(ShiftForm)["seconds"]), actor=current_actor())
    except Refusal as refusal:
        return _page(refusal)
    return _done()


@bp.post("/next")
@guarded(Permission.REHEARSE)
def post_next_form() -> ResponseReturnValue:
    """Go to the next moment that the record names."""
    try:
        rehearsal.jump_to_next(actor=current_actor())
    except Refusal as refusal:
        return _page(refusal)
    return _done()


@bp.post("/stop")
@guarded(Permission.REHEARSE)
def post_stop_form() -> ResponseReturnValue:
    """Let the clock stand still."""
    rehearsal.stop(actor=current_actor())
    return _done()


@bp.post("/resume")
@guarded(Permission.REHEARSE)
def post_resume_form() -> ResponseReturnValue:
    """Let the clock run on."""
    rehearsal.resume(actor=current_actor())
    return _done()
