"""Serve files: clean copies with ranges, originals only as a download to those who work on it."""

from flask import Blueprint, Response, request, send_file

from app.media.damages import refuse_damaged
from app.media.models import MediaCopy, MediaItem
from app.media.queries import get_copy, is_public_copy
from app.media.vocabulary import ENDINGS, MediaKind, Variant
from app.store import blobs
from app.web.file_policies import PAPER_POLICY, PICTURE_POLICY, SHOWN_PAPER_POLICY
from app.web.guards import current_actor, public, received_at

bp = Blueprint("media", __name__)

#: A paper's or a video's bytes never change under one address, so a browser may keep them.
KEEP_SECONDS = 3600


@bp.get("/media/<int:media_id>/<variant>")
@public
def get_media(media_id: int, variant: str) -> Response:
    """Send the newest copy; publication and case decide who may read it, not the guard."""
    return _send(*get_copy(media_id, variant, current_actor()))


@bp.get("/media/<int:media_id>/<int:edition>/<variant>")
@public
def get_edition(media_id: int, edition: int, variant: str) -> Response:
    """Send the copy of one edition; the public only has the newest."""
    return _send(*get_copy(media_id, variant, current_actor(), edition=edition))


def _send(item: MediaItem, copy: MediaCopy) -> Response:
    # A video is asked for in many pieces; hashing all of it each time is left to the scrub.
    if copy.variant is not Variant.VIDEO:
        refuse_damaged(item, copy, actor=current_actor(), at=received_at())
    response = send_file(
        blobs.path(copy.sha256),
        mimetype=copy.media_type,
        conditional=True,
        etag=copy.sha256,
        as_attachment=copy.variant is Variant.ORIGINAL or "download" in request.args,
        download_name=_download_name(item, copy),
    )
    response.headers["Content-Security-Policy"] = _policy(item, copy)
    if _is_read_in_page(item, copy):
        response.headers["X-Frame-Options"] = "SAMEORIGIN"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = _cache_rule(item, copy)
    return response


def _is_read_in_page(item: MediaItem, copy: MediaCopy) -> bool:
    """Say whether the public page of an appraisal may hold the paper inside it."""
    return copy.media_type == "application/pdf" and is_public_copy(item, copy)


def _policy(item: MediaItem, copy: MediaCopy) -> str:
    """Return what may load around a copy that a browser opens by itself."""
    if copy.media_type != "application/pdf":
        return PICTURE_POLICY
    return SHOWN_PAPER_POLICY if _is_read_in_page(item, copy) else PAPER_POLICY


def _cache_rule(item: MediaItem, copy: MediaCopy) -> str:
    """Say who may keep a copy: a photograph may be blurred, so every cache has to ask again."""
    if not is_public_copy(item, copy):
        return "private, no-store"
    if item.kind is MediaKind.PICTURE:
        return "public, no-cache"
    return f"public, max-age={KEEP_SECONDS}"


def _download_name(item: MediaItem, copy: MediaCopy) -> str:
    """Return the sender's name with the ending of what is really sent."""
    stem = item.filename.rpartition(".")[0] or item.filename
    return f"{stem}.{ENDINGS[copy.media_type][0]}"
