"""The clock for programs: read by all, moved by demo and training staff."""

from datetime import timedelta
from typing import Any

from app.kernel.permissions import Permission
from app.scheduling.schemas import ClockView, Jump, Shift
from app.scheduling.services import rehearsal
from app.scheduling.views import clock_view
from app.web.api import Blueprint, idempotent
from app.web.guards import current_actor, guarded, public

bp = Blueprint("scheduling_api", __name__, url_prefix="/api/v1", description="Clock")


@bp.get("/clock")
@public
@bp.response(200, ClockView)
def get_clock() -> dict[str, Any]:
    """Return the server's time, whether it is rehearsed, and how far due work is done."""
    return clock_view()


@bp.post("/rehearsal/jump")
@guarded(Permission.REHEARSE)
@idempotent
@bp.arguments(Jump)
@bp.response(200, ClockView)
def post_jump(given: dict[str, Any]) -> dict[str, Any]:
    """Let law time be a moment from now on."""
    rehearsal.jump_to(given["to"], actor=current_actor())
    return clock_view()


@bp.post("/rehearsal/shift")
@guarded(Permission.REHEARSE)
@idempotent
@bp.arguments(Shift)
@bp.response(200, ClockView)
def post_shift(given: dict[str, Any]) -> dict[str, Any]:
    """Move law time on by some seconds."""
    rehearsal.shift(timedelta(seconds=given["seconds"]), actor=current_actor())
    return clock_view()


@bp.post("/rehearsal/next")
@guarded(Permission.REHEARSE)
@idempotent
@bp.response(200, ClockView)
def post_next() -> dict[str, Any]:
    """Move law time to the next moment that the record names."""
    rehearsal.jump_to_next(actor=current_actor())
    return clock_view()


@bp.post("/rehearsal/stop")
@guarded(Permission.REHEARSE)
@idempotent
@bp.response(200, ClockView)
def post_stop() -> dict[str, Any]:
    """Let law time stand still."""
    rehearsal.stop(actor=current_actor())
    return clock_view()


@bp.post("/rehearsal/resume")
@guarded(Permission.REHEARSE)
@idempotent
@bp.response(200, ClockView)
def post_resume() -> dict[str, Any]:
    """Let law time run on from where it stands."""
    rehearsal.resume(actor=current_actor())
    return clock_view()
