"""The desk, the timeline of a case, the inspector's overview."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.kernel.permissions import Permission
from app.supervision import queries
from app.supervision.desk import tasks_of
from app.supervision.health import CHECK_WORDS, examine
from app.supervision.timeline import timeline_of
from app.web.guards import current_actor, guarded, received_at

bp = Blueprint("supervision", __name__)


@bp.get("/desk")
@guarded(Permission.USE_DESK)
def desk() -> ResponseReturnValue:
    """Show what waits for the signed-in person, the most urgent first."""
    actor = current_actor()
    return render_template(
        "supervision/desk.html",
        tasks=tasks_of(actor, received_at()),
        may_inspect=actor.may(Permission.INSPECT),
        may_rehearse=actor.may(Permission.REHEARSE),
    )


@bp.get("/cases/<case_number>/timeline")
@guarded(Permission.VIEW_TIMELINE)
def case_timeline(case_number: str) -> ResponseReturnValue:
    """Show what happened in a case, to staff of its court and the inspector."""
    after = request.args.get("after", default=0, type=int)
    page = timeline_of(case_number, actor=current_actor(), after=after)
    return render_template("supervision/timeline.html", timeline=page, after=after)


@bp.get("/supervision")
@guarded(Permission.INSPECT)
def overview() -> ResponseReturnValue:
    """Show the inspector where something happened last, and how the platform is."""
    containing = request.args.get("q", "").strip()[:80]
    return render_template(
        "supervision/overview.html",
        cases=queries.list_active_cases(containing=containing),
        findings=examine(),
        check_words=CHECK_WORDS,
        containing=containing,
    )
