"""What everyone may read: the report, its pictures, who may object until when."""

from flask import Blueprint, render_template
from flask_babel import gettext as _

from app.web.guards import public, received_at
from appraisal import messages, queries
from appraisal.models import Assignment
from appraisal.pages.objection_course import public_objections
from appraisal.pages.route_result import route_result
from appraisal.views import gallery, get_published, map_picture, story_of, tag
from appraisal.vocabulary import SHOWN, AssignmentState
from registry import facade as registry
from registry.vocabulary import ChoiceMethod

bp = Blueprint("appraisal", __name__)


@bp.get("/appraisals")
@public
def get_appraisals() -> str:
    """List the published appraisals, newest first."""
    return render_template(
        "appraisal/published.html", assignments=queries.list_published(), tag=tag
    )


@bp.get("/appraisals/<no>")
@public
def get_appraisal(no: str) -> str:
    """Show one appraisal as everyone may read it."""
    assignment = get_published(no)
    story = story_of(assignment)
    return render_template(
        "appraisal/appraisal.html",
        assignment=assignment,
        story=story,
        tag=tag(assignment),
        is_shown=assignment.state in SHOWN,
        subject=registry.get_asset(assignment.asset_no),
        methods=messages.METHODS,
        pictures=gallery(story.pictures, assignment.asset_title, story.report),
        published=story.published,
        objection_rows=public_objections(assignment.id),
        at=received_at(),
        map_picture=map_picture(story),
        is_agreed=_is_agreed(assignment),
        not_shown=_not_shown(assignment),
        route_found=route_result(assignment),
        routes=messages.ROUTES,
    )


def _is_agreed(assignment: Assignment) -> bool:
    """Say whether the parties named the agency themselves (art. 16)."""
    draw = registry.find_draw(assignment.asset_no)
    return draw is not None and draw.method is ChoiceMethod.AGREEMENT


def _not_shown(assignment: Assignment) -> str:
    """Say why a report that was public once is not shown now."""
    if assignment.state is AssignmentState.SUSPENDED:
        return _("The court suspended the appraisal. The report is shown again when it goes on.")
    if assignment.state is AssignmentState.WITHDRAWN:
        return _("The court took the appraisal back. The report supports no price.")
    if assignment.reissues:
        return _("The price grew out of date. The agency issues its report again.")
    return _(
        "The published report was taken back for correction. It supports no price until a new "
        "revision is published."
    )
