"""The programs' door to appraisals."""

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import gettext as _

from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.media import facade as media
from app.web.api import Blueprint
from app.web.guards import current_actor, guarded, public, received_at
from app.web.parsing import load
from appraisal.schemas import AppraisalView, FileForm, FileView, OrderForm
from appraisal.services import files, gallery
from appraisal.views import caption_of, get_published, story_of
from appraisal.vocabulary import SHOWN, PriceRoute

bp = Blueprint(
    "appraisals", __name__, url_prefix="/api/v1/appraisals", description="Published appraisals"
)


@bp.get("/<no>")
@public
@bp.response(200, AppraisalView)
def get_appraisal(no: str) -> dict[str, Any]:
    """Return the public part: report, media, objection windows."""
    assignment = get_published(no)
    story = story_of(assignment)
    answer: dict[str, Any] = {
        "no": assignment.no,
        "asset_no": assignment.asset_no,
        "asset_title": assignment.asset_title,
        "case_number": assignment.case_number,
        "court": assignment.court_name,
        "state": assignment.state.value,
        "agency": {"code": assignment.agency_code, "name": assignment.agency_name},
        "draw_no": assignment.draw_no,
        "published_at": assignment.published_at,
        "window_ends_at": assignment.window_ends_at,
        "price_fixed_at": assignment.price_fixed_at,
        "revisions": [
            {
                "revision": row.revision,
                "sha256": row.sha256,
                "handed_in_at": row.handed_in_at,
                "reason": row.reason,
            }
            for row in story.published
        ],
    }
    report, paper = story.report, story.report_file
    if assignment.route is not PriceRoute.COMMISSIONED_APPRAISAL:
        return answer | {
            "value": assignment.reference_price,
            "valid_until": assignment.price_valid_until,
        }
    if report is None or paper is None or assignment.state not in SHOWN:
        return answer
    return answer | {
        "value": report.value,
        "valuation_on": report.valuation_on,
        "reported_on": report.reported_on,
        "valid_until": report.valid_until,
        "methods": report.methods,
        "signers": [signer["name"] for signer in report.signers],
        "summary": report.summary,
        "report": paper.as_dict(),
        "media": [
            view.as_dict()
            | {"caption": caption_of(view, report), "role": report.marks.get(str(view.id))}
            for view in (*story.pictures, *story.videos)
        ],
        "windows": [
            {
                "party": window.party,
                "received_at": window.received_at,
                "last_day": window.service.last_day,
                "ends_at": window.service.window_ends_at,
            }
            for window in story.windows
        ],
    }


@bp.post("/<no>/files")
@guarded(Permission.WORK_ASSIGNMENTS)
@bp.response(201, FileView)
def post_file(no: str) -> dict[str, Any]:
    """Take one file in for the agency's desk: multipart (slot, file) or a finished upload.

    The second form is {slot, upload, caption}, where upload is the last part of the address of
    a file sent to /uploads; asked again it gives the same answer.
    """
    given = load(FileForm, _given())
    common: dict[str, Any] = {
        "slot": given["slot"],
        "caption": given["caption"],
        "actor": current_actor(),
        "at": received_at(),
    }
    if given["upload"]:
        attachment, view = files.add_upload(no, token=given["upload"], **common)
        return _file_view(attachment.id, view)
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        raise Refusal("invalid_input", fields={"file": [_("Choose a file")]})
    attachment, view = files.add_file(no, source=sent.stream, filename=sent.filename, **common)
    return _file_view(attachment.id, view)


@bp.put("/<no>/files/order")
@guarded(Permission.WORK_ASSIGNMENTS)
@bp.arguments(OrderForm)
@bp.response(204)
def put_order(given: dict[str, Any], no: str) -> None:
    """Put the photographs of the agency's desk in the given order; all of them are named."""
    gallery.order_files(no, given["order"], actor=current_actor())


def _given() -> Mapping[str, Any]:
    """Return what was sent, as a form or as an object of JSON."""
    if not request.is_json:
        return request.form
    sent = request.get_json()
    if not isinstance(sent, dict):
        raise Refusal("invalid_input")
    return sent


def _file_view(attachment_id: int, view: media.MediaView) -> dict[str, Any]:
    return {
        "id": attachment_id,
        "media_id": view.id,
        "kind": view.kind.value,
        "filename": view.filename,
        "sha256": view.sha256,
        "size": view.size,
    }
