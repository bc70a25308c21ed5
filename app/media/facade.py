"""What other modules may ask of files."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from app.kernel.actors import Actor
from app.kernel.errors import NotFound, Refusal
from app.kernel.facts import stamp
from app.media import blurring, queries
from app.media.child import run_clean
from app.media.ingest import MediaPlace, incoming_folder, ingest
from app.media.models import MediaItem
from app.media.sniff import media_type_of
from app.media.uploads import disk, service
from app.media.uploads.service import UploadView, list_shown, note_refusal
from app.media.uploads.terms import UploadState
from app.media.vocabulary import MediaFault, MediaKind, Region, Variant
from app.store import blobs, rest, unit_of_work

__all__ = [
    "CopyView",
    "MediaKind",
    "MediaPlace",
    "MediaView",
    "Region",
    "UploadState",
    "UploadView",
    "Variant",
    "blur_picture",
    "check_pdf",
    "dismiss_upload",
    "get_media",
    "ingest_pdf",
    "ingest_picture",
    "ingest_upload",
    "ingest_video",
    "list_media",
    "list_uploads",
    "note_upload_refusal",
    "open_copy",
    "publish_media",
    "settle_upload",
]

dismiss_upload = service.dismiss
list_uploads = list_shown
note_upload_refusal = note_refusal
settle_upload = service.settle

Source = IO[bytes] | Path | bytes


@dataclass(frozen=True)
class MediaView:
    """A file as others see it."""

    id: int
    kind: MediaKind
    media_type: str
    filename: str
    sha256: str
    size: int
    width: int | None
    height: int | None
    seconds: int | None
    pages: int | None
    agency_code: str | None
    case_number: str
    uploaded_at: datetime
    published_at: datetime | None
    variants: frozenset[str]
    #: How often the public copies were made: 1 as handed in, more since it was blurred.
    edition: int = 1

    def url(self, variant: str) -> str:
        """Return the address of a copy; a blurred photograph has one of its own per edition."""
        if self.edition == 1 or variant == Variant.ORIGINAL:
            return f"/media/{self.id}/{variant}"
        return f"/media/{self.id}/{self.edition}/{variant}"

    def as_dict(self) -> dict[str, object]:
        """Return the public form of the programs' door."""
        return {
            "id": self.id,
            "kind": self.kind.value,
            "filename": self.filename,
            "sha256": self.sha256,
            "size": self.size,
            "width": self.width,
            "height": self.height,
            "seconds": self.seconds,
            "pages": self.pages,
            "edition": self.edition,
            "uploaded_at": stamp(self.uploaded_at),
            "urls": {
                name: self.url(name) for name in sorted(self.variants) if name != Variant.ORIGINAL
            },
        }


def _view(item: MediaItem) -> MediaView:
    return MediaView(
        id=item.id,
        kind=item.kind,
        media_type=item.media_type,
        filename=item.filename,
        sha256=item.sha256,
        size=item.size,
        width=item.width,
        height=item.height,
        seconds=item.seconds,
        pages=item.pages,
        agency_code=item.agency_code,
        case_number=item.case_number,
        uploaded_at=item.uploaded_at,
        published_at=item.published_at,
        variants=frozenset(copy.variant.value for copy in item.copies),
        edition=queries.newest_edition(item),
    )


def ingest_picture(
    source: Source, filename: str, *, place: MediaPlace, actor: Actor, at: datetime
) -> MediaView:
    """Take a photograph in; raises Refusal with a code of MediaFault."""
    return _view(
        ingest(source, filename, wanted=MediaKind.PICTURE, place=place, actor=actor, at=at)
    )


def ingest_video(
    source: Source, filename: str, *, place: MediaPlace, actor: Actor, at: datetime
) -> MediaView:
    """Take a video in; raises Refusal with a code of MediaFault."""
    return _view(ingest(source, filename, wanted=MediaKind.VIDEO, place=place, actor=actor, at=at))


def ingest_pdf(
    source: Source, filename: str, *, place: MediaPlace, actor: Actor, at: datetime
) -> MediaView:
    """Take a PDF in; raises Refusal with a code of MediaFault."""
    return _view(
        ingest(source, filename, wanted=MediaKind.DOCUMENT, place=place, actor=actor, at=at)
    )


def check_pdf(content: bytes, filename: str) -> None:
    """Refuse a PDF that is more than paper (UPL-06); nothing of it is kept here.

    For what its module seals itself. Raises Refusal with a code of MediaFault.
    """
    with incoming_folder() as folder:
        given, out = folder / "given", folder / "out"
        given.write_bytes(content)
        media_type_of(given, filename, MediaKind.DOCUMENT)
        out.mkdir()
        rest()
        run_clean(MediaKind.DOCUMENT, given, out)


def blur_picture(
    media_id: int,
    regions: Iterable[Region],
    reason: str,
    *,
    expected_edition: int,
    actor: Actor,
    at: datetime,
) -> MediaView:
    """Show a photograph with exactly these regions blurred; the original stays sealed.

    Raises Conflict when somebody else has blurred it since ``expected_edition``, Refusal for
    regions outside it or a missing reason, Forbidden or NotFound for those who may not.
    """
    return _view(
        blurring.blur_picture(
            media_id,
            list(regions),
            reason,
            expected_edition=expected_edition,
            actor=actor,
            at=at,
        )
    )


def get_media(media_id: int) -> MediaView:
    """Return one file; raise NotFound."""
    return _view(queries.get_item(media_id))


def list_media(media_ids: Iterable[int]) -> list[MediaView]:
    """Return files in the order asked for."""
    return [_view(item) for item in queries.list_items(media_ids)]


def publish_media(media_ids: Iterable[int], *, at: datetime) -> None:
    """Open the public copies of files to everyone; joins the caller's unit of work."""
    with unit_of_work():
        for item in queries.list_items(media_ids):
            item.published_at = item.published_at or at


def ingest_upload(
    token: str,
    *,
    purpose: str,
    wanted: MediaKind,
    place: MediaPlace,
    actor: Actor,
    at: datetime,
) -> MediaView:
    """Take a finished upload in through the gate, from where it lies; the same one gives the same.

    The caller settles it together with what the file was for. Raises NotFound for another's,
    423 while a first request is still at it, and the refusal of a file that was refused before.
    """
    upload = service.find_for_hand_over(token, actor)
    if upload.purpose != purpose:
        raise NotFound("upload", token)
    if upload.kind is not wanted:
        raise Refusal(MediaFault.KIND_NOT_WANTED)
    if upload.media_id is not None:
        return get_media(upload.media_id)
    with disk.held(token):
        # Another request may have been at it until now.
        upload = service.find_for_hand_over(token, actor)
        if upload.media_id is not None:
            return get_media(upload.media_id)
        try:
            item = ingest(
                disk.path(token), upload.filename, wanted=wanted, place=place, actor=actor, at=at
            )
        except Refusal as refusal:
            note_refusal(token, refusal)
            raise
    return _view(item)


@dataclass(frozen=True)
class CopyView:
    """A stored copy, for a page that has itself decided who may read it."""

    path: Path
    media_type: str
    filename: str
    sha256: str


def open_copy(media_id: int) -> CopyView:
    """Return the copy of a file that people are shown; the caller decides who may read it."""
    item = queries.get_item(media_id)
    wanted = Variant.DOCUMENT if item.kind is MediaKind.DOCUMENT else Variant.LARGE
    copy = next((copy for copy in item.copies if copy.variant is wanted), None)
    if copy is None:
        raise NotFound("media", media_id)
    return CopyView(blobs.path(copy.sha256), copy.media_type, item.filename, copy.sha256)
