"""What everyone may read: the report, its pictures, who may object until when."""

from flask import Blueprint, render_template

from app.web.guards import public, received_at
from appraisal import messages, queries
from appraisal.pages.objection_course import public_objections
from appraisal.pages.route_result import route_result
from appraisal.views import gallery, get_published, story_of, tag
from appraisal.vocabulary import SHOWN
from registry import facade as registry

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
        route_found=route_result(assignment),
        routes=messages.ROUTES,
    )
