"""The page of a paper, which its printed code leads to, and the file itself."""

from flask import Blueprint, Response, render_template, send_file
from flask_babel import gettext as _

from app import runtime
from app.documents.messages import KINDS
from app.documents.models import Paper
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
        text=_text_of(paper),
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


def _text_of(paper: Paper) -> str | None:
    """Say which text a paper was made of; none for kinds whose text is not edited."""
    if paper.text_version is None:
        return None
    if paper.text_version == 0:
        return str(_("the text that ships with the platform"))
    return str(_("version %(number)s of this court", number=paper.text_version))


def _is_whole(sha256: str) -> bool:
    try:
        return bool(runtime.offload(blobs.digest_of, blobs.path(sha256)) == sha256)
    except NotFound:
        return False
