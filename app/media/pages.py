"""Serve files: clean copies with ranges, originals only as a download to those who work on it."""

from flask import Blueprint, Response, request, send_file

from app import runtime
from app.kernel.errors import NotFound, Refusal
from app.media.facts import FileDamaged
from app.media.models import MediaCopy, MediaItem
from app.media.queries import get_copy
from app.media.vocabulary import ENDINGS, Variant
from app.store import blobs, unit_of_work
from app.web.file_policies import PAPER_POLICY, PICTURE_POLICY
from app.web.guards import current_actor, public, received_at

bp = Blueprint("media", __name__)

#: Copies whose bytes are the handed-in ones: their digest is checked whenever they go out.
CHECKED = frozenset({Variant.ORIGINAL, Variant.DOCUMENT})
#: A copy's bytes never change under one address, so a browser may keep them.
KEEP_SECONDS = 3600


@bp.get("/media/<int:media_id>/<variant>")
@public
def get_media(media_id: int, variant: str) -> Response:
    """Send one copy; who may read it is decided by publication and by case, not by the guard."""
    item, copy = get_copy(media_id, variant, current_actor())
    if copy.variant in CHECKED:
        _refuse_damaged(item, copy)
    response = send_file(
        blobs.path(copy.sha256),
        mimetype=copy.media_type,
        conditional=True,
        etag=copy.sha256,
        as_attachment=copy.variant is Variant.ORIGINAL or "download" in request.args,
        download_name=_download_name(item, copy),
    )
    is_paper = copy.media_type == "application/pdf"
    response.headers["Content-Security-Policy"] = PAPER_POLICY if is_paper else PICTURE_POLICY
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Accept-Ranges"] = "bytes"
    if item.published_at is not None and copy.variant is not Variant.ORIGINAL:
        response.headers["Cache-Control"] = f"public, max-age={KEEP_SECONDS}"
    else:
        response.headers["Cache-Control"] = "private, no-store"
    return response


def _download_name(item: MediaItem, copy: MediaCopy) -> str:
    """Return the sender's name with the ending of what is really sent."""
    stem = item.filename.rpartition(".")[0] or item.filename
    return f"{stem}.{ENDINGS[copy.media_type][0]}"


def _refuse_damaged(item: MediaItem, copy: MediaCopy) -> None:
    """Compare the bytes with the digest in the record; tell the court when they differ."""
    try:
        whole = runtime.offload(blobs.digest_of, blobs.path(copy.sha256)) == copy.sha256
    except NotFound:
        whole = False
    if whole:
        return
    with unit_of_work() as work:
        work.record(
            FileDamaged(
                case_number=item.case_number,
                media_id=item.id,
                variant=copy.variant.value,
                sha256=copy.sha256,
            ),
            actor=current_actor(),
            at=received_at(),
        )
    raise Refusal("media_damaged", status=409)
