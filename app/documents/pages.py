"""The page of a paper, which its printed code leads to, and the file itself."""

from flask import Blueprint, Response, render_template, send_file

from app import runtime
from app.documents.messages import KINDS
from app.documents.queries import get_paper
from app.kernel.errors import NotFound, Refusal
from app.kernel.facts import Audience
from app.store import blobs
from app.web.file_policies import PAPER_POLICY
from app.web.guards import current_actor, public

bp = Blueprint("documents", __name__)


@bp.get("/papers/<no>")
@public
def get_paper_page(no: str) -> str:
    """Show what a paper is, its digest, and whether the stored file still has it."""
    paper = get_paper(no, current_actor())
    return render_template(
        "documents/paper.html",
        paper=paper,
        kind=KINDS[paper.kind],
        is_whole=_is_whole(paper.sha256),
        is_public=paper.audience is Audience.PUBLIC,
    )


@bp.get("/papers/<no>/file.pdf")
@public
def get_paper_file(no: str) -> Response:
    """Send the paper; its digest is checked each time, who may read it by its audience."""
    paper = get_paper(no, current_actor())
    if not _is_whole(paper.sha256):
        raise Refusal("paper_damaged", status=409)
    response = send_file(
        blobs.path(paper.sha256),
        mimetype="application/pdf",
        conditional=True,
        etag=paper.sha256,
        download_name=f"{KINDS[paper.kind]}-{paper.no}.pdf",
    )
    response.headers["Content-Security-Policy"] = PAPER_POLICY
    if paper.audience is not Audience.PUBLIC:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def _is_whole(sha256: str) -> bool:
    try:
        return bool(runtime.offload(blobs.digest_of, blobs.path(sha256)) == sha256)
    except NotFound:
        return False
