"""Take a file in: to disk, through the gate, sealed under its digest, with clean copies."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from flask import current_app
from sqlalchemy import func, select

from app import runtime
from app.kernel.actors import Actor
from app.kernel.errors import Refusal
from app.media.child import run_clean
from app.media.facts import FileReceived
from app.media.models import MediaCopy, MediaItem
from app.media.sniff import media_type_of, tidy_name
from app.media.vocabulary import (
    BYTES_MAX,
    CASE_BYTES_MAX,
    CASE_FILES_MAX,
    DISK_FREE_BYTES_MIN,
    DISK_FREE_SHARE_MIN,
    KIND_OF,
    MediaFault,
    MediaKind,
    Variant,
)
from app.store import blobs, db, rest, unit_of_work
from app.store.locks import lock_names

_CHUNK = 1 << 20


@dataclass(frozen=True)
class MediaPlace:
    """The court case a file belongs to, and the agency it was handed in for."""

    case_number: str
    court_id: int
    agency_code: str | None = None


@contextmanager
def incoming_folder() -> Iterator[Path]:
    """Give a private folder on the data disk that is gone afterwards, whatever happens."""
    root = Path(current_app.config["DATA_DIR"]).resolve() / "incoming"
    root.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(dir=root))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def ingest(
    source: IO[bytes] | Path | bytes,
    filename: str,
    *,
    wanted: MediaKind,
    place: MediaPlace,
    actor: Actor,
    at: datetime,
) -> MediaItem:
    """Keep a file and the copies that may be shown, or refuse it and keep nothing.

    The same bytes from the same person for the same case are kept once. A file that lies on our
    disk already is read where it is and linked, never copied. Nobody's database connection
    waits while a file comes in or is cleaned.
    """
    _refuse_when_disk_is_low()
    rest()
    with incoming_folder() as folder:
        if isinstance(source, Path):
            given = source
        else:
            given = folder / "given"
            runtime.offload(_spool, source, given, bytes_max=BYTES_MAX[wanted])
        media_type = media_type_of(given, filename, wanted)
        digest = runtime.offload(blobs.digest_of, given)
        if known := _find(place, digest, actor):
            return known
        rest()
        out = folder / "out"
        out.mkdir()
        found = run_clean(KIND_OF[media_type], given, out)
        item = _row(media_type, filename, found, place=place, actor=actor, at=at)
        original = blobs.put(given, digest)
        item.sha256, item.size = original.sha256, original.size
        copies = [_copy(Variant.ORIGINAL, original, media_type)]
        if item.kind is MediaKind.DOCUMENT:
            copies.append(_copy(Variant.DOCUMENT, original, media_type))
        for made in found["copies"]:
            blob = blobs.put(out / made["file"])
            copies.append(_copy(Variant(made["variant"]), blob, made["media_type"], made))
        return _keep(item, copies, actor=actor, at=at)


def _row(
    media_type: str,
    filename: str,
    found: dict[str, Any],
    *,
    place: MediaPlace,
    actor: Actor,
    at: datetime,
) -> MediaItem:
    return MediaItem(
        kind=KIND_OF[media_type],
        media_type=media_type,
        filename=tidy_name(filename),
        width=found.get("width"),
        height=found.get("height"),
        seconds=found.get("seconds"),
        pages=found.get("pages"),
        case_number=place.case_number,
        court_id=place.court_id,
        agency_code=place.agency_code,
        uploaded_by=actor.person_id,
        uploaded_at=at,
    )


def _copy(
    variant: Variant, blob: blobs.Blob, media_type: str, made: dict[str, Any] | None = None
) -> MediaCopy:
    return MediaCopy(
        variant=variant,
        sha256=blob.sha256,
        size=blob.size,
        media_type=media_type,
        width=(made or {}).get("width"),
        height=(made or {}).get("height"),
    )


def _keep(item: MediaItem, copies: list[MediaCopy], *, actor: Actor, at: datetime) -> MediaItem:
    with unit_of_work() as work:
        # One at a time per case, so that two uploads cannot both use the last of the quota.
        lock_names(f"media:{item.case_number}")
        place = MediaPlace(item.case_number, item.court_id)
        if known := _find(place, item.sha256, actor):
            return known
        used, files = db.session.execute(
            select(func.coalesce(func.sum(MediaItem.size), 0), func.count()).where(
                MediaItem.case_number == item.case_number
            )
        ).one()
        if used + item.size > CASE_BYTES_MAX or files >= CASE_FILES_MAX:
            raise Refusal(MediaFault.QUOTA)
        item.copies = copies
        db.session.add(item)
        db.session.flush()
        work.record(
            FileReceived(
                case_number=item.case_number,
                media_id=item.id,
                kind=item.kind.value,
                filename=item.filename,
                sha256=item.sha256,
                size=item.size,
            ),
            actor=actor,
            at=at,
        )
    return item


def _find(place: MediaPlace, sha256: str, actor: Actor) -> MediaItem | None:
    return db.session.scalar(
        select(MediaItem).where(
            MediaItem.case_number == place.case_number,
            MediaItem.sha256 == sha256,
            MediaItem.uploaded_by == actor.person_id,
        )
    )


def _spool(source: IO[bytes] | bytes, target: Path, *, bytes_max: int) -> None:
    """Write what comes in to disk piece by piece; stop at the limit. Runs beside the loop."""
    if isinstance(source, bytes):
        target.write_bytes(source)
        return
    written = 0
    with target.open("wb") as stream:
        while piece := source.read(_CHUNK):
            written += len(piece)
            if written > bytes_max:
                raise Refusal(
                    MediaFault.TOO_LARGE, params={"megabytes_max": bytes_max >> 20}, status=413
                )
            stream.write(piece)


def _refuse_when_disk_is_low() -> None:
    """Keep a share of the disk free for the record and the database (reliability U7)."""
    usage = shutil.disk_usage(current_app.config["DATA_DIR"])
    if usage.free < min(DISK_FREE_SHARE_MIN * usage.total, DISK_FREE_BYTES_MIN):
        raise Refusal(MediaFault.DISK_FULL, status=507)
