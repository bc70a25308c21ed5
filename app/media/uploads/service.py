"""Take a file in piece by piece; what was acknowledged is on disk and stays there."""

import secrets
import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import current_app
from sqlalchemy import func, select

from app.kernel.actors import Actor
from app.kernel.errors import Conflict, NotFound, Refusal
from app.kernel.money import Money
from app.media.sniff import tidy_name
from app.media.uploads import disk
from app.media.uploads.models import Upload
from app.media.uploads.terms import (
    HELD,
    HELD_BYTES_MAX,
    HELD_FILES_MAX,
    PASSING,
    SHOWN,
    UPLOAD,
    WAIT,
    UploadAction,
    UploadState,
)
from app.media.vocabulary import (
    BYTES_MAX,
    DISK_FREE_BYTES_MIN,
    DISK_FREE_SHARE_MIN,
    ENDINGS,
    KIND_OF,
    MediaFault,
    MediaKind,
)
from app.store import db, rest, unit_of_work
from app.store.locks import lock_names, lock_row

TOKEN_BYTES = 16


@dataclass(frozen=True)
class UploadView:
    """An upload as others see it."""

    token: str
    filename: str
    kind: MediaKind
    purpose: str
    declared: int
    reached: int
    state: UploadState
    fault: str | None
    fault_params: Mapping[str, Any]
    owner_id: int
    media_id: int | None
    created_at: datetime
    expires_at: datetime

    @property
    def percent(self) -> int:
        """How much of it is here."""
        return self.reached * 100 // self.declared


@dataclass(frozen=True)
class Checksum:
    """What a piece must come to, as its sender says."""

    algorithm: str
    digest: bytes


def view_of(upload: Upload) -> UploadView:
    """Return the frozen form of a row, with the offset that the disk bears out."""
    return UploadView(
        token=upload.token,
        filename=upload.filename,
        kind=upload.kind,
        purpose=upload.purpose,
        declared=upload.declared,
        reached=_reached(upload),
        state=upload.state,
        fault=upload.fault,
        fault_params=dict(upload.fault_params),
        owner_id=upload.owner_id,
        media_id=upload.media_id,
        created_at=upload.created_at,
        expires_at=upload.expires_at,
    )


def open_upload(
    *, filename: str, declared: int, purpose: str, actor: Actor, at: datetime
) -> UploadView:
    """Promise room for a file of a declared length, or say at once why there is none."""
    assert actor.person_id is not None
    name = tidy_name(filename)
    kind = _kind_of_name(name)
    if declared == 0:
        raise Refusal(MediaFault.EMPTY)
    if declared > BYTES_MAX[kind]:
        megabytes = BYTES_MAX[kind] >> 20
        raise Refusal(MediaFault.TOO_LARGE, params={"megabytes_max": megabytes}, status=413)
    with unit_of_work():
        # One at a time per person, so that two openings cannot both use the last of a share.
        lock_names(f"uploads:{actor.person_id}")
        _refuse_beyond_share(actor.person_id, declared)
        _refuse_when_disk_gets_low(declared)
        upload = Upload(
            token=secrets.token_hex(TOKEN_BYTES),
            owner_id=actor.person_id,
            agency_code=actor.agency_code,
            purpose=purpose,
            kind=kind,
            filename=name,
            declared=declared,
            reached=0,
            is_checked=False,
            state=UploadState.RECEIVING,
            fault_params={},
            created_at=at,
            expires_at=at + WAIT,
            sweep_at=at + WAIT,
        )
        db.session.add(upload)
        db.session.flush()
        disk.create(upload.token)
    return view_of(upload)


def get_upload(token: str, actor: Actor) -> UploadView:
    """Return an upload of the actor's own; raise NotFound for any other, 410 for one that ended."""
    upload = _own(token, actor)
    if upload.state in {UploadState.EXPIRED, UploadState.DISMISSED, UploadState.REFUSED}:
        raise Refusal("upload_gone", status=410)
    return view_of(upload)


def look_up(token: str, actor: Actor) -> UploadView:
    """Return an upload of the actor's own once a writer that was cut off has put away its last."""
    get_upload(token, actor)
    rest()
    disk.wait_for_writer(token)
    return get_upload(token, actor)


def receive(
    token: str,
    *,
    offset: int,
    pieces: Iterable[bytes],
    announced: int | None,
    checksum: Checksum | None,
    actor: Actor,
    at: datetime,
) -> UploadView:
    """Take the next bytes in and return how far the upload has come.

    What arrives before a connection breaks is kept; with a checksum it is kept only when the
    whole piece proves right. Raises Conflict for a wrong offset, 423 while another writes.
    """
    known = get_upload(token, actor)
    if known.state is not UploadState.RECEIVING:
        if offset == known.declared and not announced:
            return known
        raise Conflict("upload_offset", params={"offset": known.declared})
    rest()
    with disk.held(token, patience=disk.PATIENCE) as file:
        # The row is read again under the lock: another may have written in between.
        known = get_upload(token, actor)
        if offset != known.reached or known.state is not UploadState.RECEIVING:
            raise Conflict("upload_offset", params={"offset": known.reached})
        room = known.declared - offset
        if announced is not None and announced > room:
            raise Refusal("upload_overrun", status=413)
        digest = None
        if checksum is not None:
            _mark_checked(token)
            digest = disk.new_digest(checksum.algorithm)
        # Nobody's database connection waits while bytes trickle in.
        rest()
        came = 0
        try:
            came = disk.append(file, offset, pieces, room=room, digest=digest)
        except Refusal as refusal:
            if refusal.code == "upload_overrun":
                disk.cut(file, offset)
            raise
        if digest is not None and checksum is not None and digest.digest() != checksum.digest:
            disk.cut(file, offset)
            raise Refusal("upload_checksum", status=460)
        return _note_progress(token, offset + came, at=at)


def dismiss(token: str, *, actor: Actor, at: datetime) -> None:
    """Give an upload up, or take note of how it ended; its bytes are swept at once."""
    _own(token, actor)
    with unit_of_work():
        upload = lock_row(Upload, token=token)
        if upload.state is UploadState.DISMISSED:
            return
        upload.state = UPLOAD.after(upload.state, UploadAction.DISMISS)
        upload.sweep_at = at


def find_for_hand_over(token: str, actor: Actor) -> UploadView:
    """Return an own upload that may be handed over, or was; raise what stands against it."""
    upload = _own(token, actor)
    if upload.state is UploadState.REFUSED:
        raise Refusal(upload.fault or MediaFault.UNREADABLE, params=upload.fault_params)
    if upload.state in {UploadState.EXPIRED, UploadState.DISMISSED}:
        raise Refusal("upload_gone", status=410)
    if upload.state is UploadState.RECEIVING:
        raise Conflict("upload_unfinished")
    return view_of(upload)


def settle(token: str, media_id: int, *, at: datetime) -> None:
    """Write down that an upload became a file; joins the caller's unit of work; once."""
    with unit_of_work():
        upload = lock_row(Upload, token=token)
        if upload.state is UploadState.KEPT:
            return
        upload.state = UPLOAD.after(upload.state, UploadAction.KEEP)
        upload.media_id, upload.fault, upload.fault_params = media_id, None, {}
        upload.sweep_at = at


def note_refusal(token: str, refusal: Refusal) -> None:
    """Write down why a file was not taken, so that its sender sees it until dismissed.

    A fault of the file itself ends the upload; any other leaves it to be handed over again.
    """
    with unit_of_work():
        upload = lock_row(Upload, token=token)
        if upload.state is not UploadState.RECEIVED:
            return
        upload.fault = refusal.code
        upload.fault_params = {
            name: value.yuan if isinstance(value, Money) else str(value)
            for name, value in refusal.params.items()
        }
        if refusal.code in set(MediaFault) - PASSING:
            upload.state = UPLOAD.after(upload.state, UploadAction.REFUSE)


def list_shown(purpose: str, agency_code: str | None) -> Sequence[UploadView]:
    """Return an agency's uploads for a purpose that are not over, or ended badly and unseen."""
    rows = db.session.scalars(
        select(Upload)
        .where(
            Upload.purpose == purpose,
            Upload.agency_code == agency_code,
            Upload.state.in_(SHOWN),
        )
        .order_by(Upload.id)
    )
    return [view_of(row) for row in rows]


def sweep_due(at: datetime, limit: int = 100) -> int:
    """Take the bytes of ended and forgotten uploads off the disk; return how many.

    One into which somebody writes at this moment waits for the next turn.
    """
    due = db.session.scalars(
        select(Upload.token).where(Upload.sweep_at <= at).order_by(Upload.sweep_at).limit(limit)
    ).all()
    return sum(_sweep(token, at) for token in due)


def _sweep(token: str, at: datetime) -> bool:
    with unit_of_work():
        upload = lock_row(Upload, token=token)
        if upload.sweep_at is None or upload.sweep_at > at or not disk.remove(token):
            return False
        if UploadAction.EXPIRE in UPLOAD.allowed(upload.state):
            upload.state = UPLOAD.after(upload.state, UploadAction.EXPIRE)
        upload.sweep_at = None
    return True


def _own(token: str, actor: Actor) -> Upload:
    upload = db.session.scalar(select(Upload).where(Upload.token == token))
    if upload is None or upload.owner_id != actor.person_id:
        raise NotFound("upload", token)
    return upload


def _reached(upload: Upload) -> int:
    """Return the offset: what is on disk, and of unproved bytes only what was acknowledged."""
    if upload.state is not UploadState.RECEIVING:
        return upload.reached
    try:
        on_disk = min(disk.size(upload.token), upload.declared)
    except Refusal:
        return 0
    return min(on_disk, upload.reached) if upload.is_checked else on_disk


def _mark_checked(token: str) -> None:
    with unit_of_work():
        upload = lock_row(Upload, token=token)
        upload.reached = _reached(upload)
        upload.is_checked = True


def _note_progress(token: str, reached: int, *, at: datetime) -> UploadView:
    with unit_of_work():
        upload = lock_row(Upload, token=token)
        if upload.state is not UploadState.RECEIVING:
            raise Refusal("upload_gone", status=410)
        upload.reached = reached
        upload.expires_at = upload.sweep_at = at + WAIT
        if reached == upload.declared:
            upload.state = UPLOAD.after(upload.state, UploadAction.FINISH)
            upload.finished_at = at
    return view_of(upload)


def _kind_of_name(filename: str) -> MediaKind:
    ending = filename.rpartition(".")[2].lower()
    for media_type, endings in ENDINGS.items():
        if ending in endings:
            return KIND_OF[media_type]
    raise Refusal(MediaFault.KIND_UNKNOWN)


def _refuse_beyond_share(person_id: int, declared: int) -> None:
    files, held = db.session.execute(
        select(func.count(), func.coalesce(func.sum(Upload.declared), 0)).where(
            Upload.owner_id == person_id,
            Upload.state.in_(HELD),
            Upload.sweep_at.is_not(None),
        )
    ).one()
    if files >= HELD_FILES_MAX or held + declared > HELD_BYTES_MAX:
        raise Refusal("uploads_too_many", params={"files_max": HELD_FILES_MAX})


def _refuse_when_disk_gets_low(declared: int) -> None:
    """Promise no byte twice: what others were promised counts as used (reliability U7)."""
    promised = db.session.scalar(
        select(func.coalesce(func.sum(Upload.declared - Upload.reached), 0)).where(
            Upload.state == UploadState.RECEIVING
        )
    )
    usage = shutil.disk_usage(current_app.config["DATA_DIR"])
    floor = min(DISK_FREE_SHARE_MIN * usage.total, DISK_FREE_BYTES_MIN)
    if usage.free - int(promised or 0) - declared < floor:
        raise Refusal(MediaFault.DISK_FULL, status=507)
