"""Tus 1.0.0: begin a file, ask how far it came, send on, give it up.

Core, creation, creation-with-upload, expiration, checksum and termination of
https://tus.io/protocols/resumable-upload. Uploads belong to whoever began them; to anybody else
they do not exist.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from typing import IO, Any

from flask import Blueprint, Response, request, url_for
from werkzeug.exceptions import ClientDisconnected
from werkzeug.http import http_date

from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.media.uploads import service
from app.media.uploads.service import Checksum, UploadView
from app.media.uploads.terms import READ_BYTES
from app.media.vocabulary import BYTES_MAX
from app.web.guards import current_actor, guarded, public, received_at

bp = Blueprint("uploads", __name__, url_prefix="/uploads")

VERSION = "1.0.0"
EXTENSIONS = "creation,creation-with-upload,expiration,checksum,termination"
ALGORITHMS = ("sha256", "sha1")
PIECE_TYPE = "application/offset+octet-stream"
_COUNT = re.compile(r"0|[1-9][0-9]{0,14}", re.ASCII)
_PURPOSE = re.compile(r"[a-z]{1,20}:[!-~]{1,79}", re.ASCII)
_METADATA_MAX = 4096


@bp.before_request
def check_version() -> None:
    """Speak only the version we know; asking which one that is needs none."""
    if request.method != "OPTIONS" and request.headers.get("Tus-Resumable") != VERSION:
        raise Refusal("upload_version", status=412)


@bp.after_request
def name_version(response: Response) -> Response:
    """Say in every answer which version was spoken; nothing here may be kept by a cache."""
    response.headers["Tus-Resumable"] = VERSION
    response.headers["Cache-Control"] = "no-store"
    if response.status_code == 412:
        response.headers["Tus-Version"] = VERSION
    return response


@bp.route("", methods=["OPTIONS"], provide_automatic_options=False)
@bp.route("/<token>", methods=["OPTIONS"], provide_automatic_options=False)
@public
def describe_server(token: str = "") -> Response:
    """Tell what this server can do."""
    del token
    answer = Response(status=204)
    answer.headers["Tus-Version"] = VERSION
    answer.headers["Tus-Extension"] = EXTENSIONS
    answer.headers["Tus-Max-Size"] = str(max(BYTES_MAX.values()))
    answer.headers["Tus-Checksum-Algorithm"] = ",".join(ALGORITHMS)
    return answer


@bp.post("")
@guarded(Permission.UPLOAD_FILES)
def post_upload() -> Response:
    """Begin a file: its length, its name and its purpose; its first bytes may come along."""
    metadata = _metadata(request.headers.get("Upload-Metadata", ""))
    purpose = metadata.get("purpose", "")
    if not metadata.get("filename") or not _PURPOSE.fullmatch(purpose):
        raise Refusal("upload_metadata", status=400)
    view = service.open_upload(
        filename=metadata["filename"],
        declared=_count("Upload-Length"),
        purpose=purpose,
        actor=current_actor(),
        at=received_at(),
    )
    brings_bytes = request.mimetype == PIECE_TYPE
    if brings_bytes:
        view = _receive(view.token, 0)
    answer = _answer(view, 201, with_offset=brings_bytes)
    answer.headers["Location"] = url_for("uploads.head_upload", token=view.token)
    return answer


@bp.route("/<token>", methods=["HEAD"])
@guarded(Permission.UPLOAD_FILES)
def head_upload(token: str) -> Response:
    """Tell how many bytes are here."""
    view = service.look_up(token, current_actor())
    answer = _answer(view, 200)
    answer.headers["Upload-Length"] = str(view.declared)
    name = base64.b64encode(view.filename.encode()).decode("ascii")
    answer.headers["Upload-Metadata"] = f"filename {name}"
    return answer


@bp.patch("/<token>")
@guarded(Permission.UPLOAD_FILES)
def patch_upload(token: str) -> Response:
    """Take the next bytes in."""
    if request.mimetype != PIECE_TYPE:
        raise Refusal("upload_content_type", status=415)
    return _answer(_receive(token, _count("Upload-Offset")), 204)


@bp.delete("/<token>")
@guarded(Permission.UPLOAD_FILES)
def delete_upload(token: str) -> Response:
    """Give a file up."""
    service.dismiss(token, actor=current_actor(), at=received_at())
    return Response(status=204)


def _receive(token: str, offset: int) -> UploadView:
    return service.receive(
        token,
        offset=offset,
        pieces=_pieces(_body()),
        announced=request.content_length,
        checksum=_checksum(),
        actor=current_actor(),
        at=received_at(),
    )


def _answer(view: UploadView, status: int, *, with_offset: bool = True) -> Response:
    answer = Response(status=status)
    if with_offset:
        answer.headers["Upload-Offset"] = str(view.reached)
    answer.headers["Upload-Expires"] = http_date(view.expires_at)
    return answer


def _body() -> IO[bytes] | Any:
    """Return what is sent; a body without a length ends where the server's own reader says."""
    if "chunked" in request.headers.get("Transfer-Encoding", "").lower():
        return request.environ["wsgi.input"]
    return request.stream


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Yield what arrives until it ends or the connection breaks: both are an end."""
    while True:
        try:
            piece = stream.read(READ_BYTES)
        except (OSError, ClientDisconnected):
            return
        if not piece:
            return
        yield piece


def _count(name: str) -> int:
    text = request.headers.get(name, "")
    if not _COUNT.fullmatch(text):
        raise Refusal("upload_header", params={"name": name}, status=400)
    return int(text)


def _metadata(text: str) -> dict[str, str]:
    """Read pairs of a key and a base64 value; refuse what is not in that form."""
    found: dict[str, str] = {}
    if len(text) > _METADATA_MAX:
        raise Refusal("upload_metadata", status=400)
    for pair in filter(None, text.split(",")):
        key, _, value = pair.strip().partition(" ")
        try:
            found[key] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise Refusal("upload_metadata", status=400) from None
    return found


def _checksum() -> Checksum | None:
    text = request.headers.get("Upload-Checksum")
    if text is None:
        return None
    algorithm, _, value = text.partition(" ")
    if algorithm not in ALGORITHMS:
        raise Refusal("upload_checksum_kind", status=400)
    try:
        return Checksum(algorithm, base64.b64decode(value, validate=True))
    except binascii.Error:
        raise Refusal("upload_checksum_kind", status=400) from None
