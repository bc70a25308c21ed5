"""Put files on the agency's desk and take them off again, until they are handed in."""

from datetime import datetime
from pathlib import Path
from typing import IO

from app.kernel.actors import Actor
from app.kernel.errors import Conflict, NotFound, Refusal
from app.media import facade as media
from app.store import db, unit_of_work
from appraisal import queries
from appraisal.models import Assignment, Attachment
from appraisal.vocabulary import WORKING, Slot

#: As many photographs and videos as one desk holds.
PHOTOS_MAX = 60
VIDEOS_MAX = 3
_INGEST = {
    Slot.REPORT: media.ingest_pdf,
    Slot.PHOTO: media.ingest_picture,
    Slot.VIDEO: media.ingest_video,
}
KINDS = {
    Slot.REPORT: media.MediaKind.DOCUMENT,
    Slot.PHOTO: media.MediaKind.PICTURE,
    Slot.VIDEO: media.MediaKind.VIDEO,
}
_MAX = {Slot.PHOTO: PHOTOS_MAX, Slot.VIDEO: VIDEOS_MAX}
CAPTION_SIGNS_MAX = 120


def purpose_of(no: str) -> str:
    """Return the name under which uploads of an appraisal are kept apart."""
    return f"appraisal:{no}"


def add_file(
    no: str,
    *,
    slot: Slot,
    source: IO[bytes] | Path | bytes,
    filename: str,
    caption: str = "",
    actor: Actor,
    at: datetime,
) -> tuple[Attachment, media.MediaView]:
    """Take a file in through the gate and lay it on the desk; the same file lies there once.

    A new report file takes the place of the one on the desk; what was handed in stays.
    """
    place = _place(no, actor)
    # Outside the row lock: cleaning takes seconds, and nothing of the assignment changes by it.
    view = _INGEST[slot](source, filename, place=place, actor=actor, at=at)
    with unit_of_work():
        attachment = _lay(no, view, slot=slot, caption=caption, actor=actor, at=at)
    return attachment, view


def add_upload(
    no: str, *, slot: Slot, token: str, caption: str = "", actor: Actor, at: datetime
) -> tuple[Attachment, media.MediaView]:
    """Lay a file that came in by pieces on the desk; asked again it gives the same attachment.

    A refusal is written down with the upload, so that the desk shows it until dismissed.
    """
    place = _place(no, actor)
    view = media.ingest_upload(
        token, purpose=purpose_of(no), wanted=KINDS[slot], place=place, actor=actor, at=at
    )
    try:
        with unit_of_work():
            attachment = _lay(no, view, slot=slot, caption=caption, actor=actor, at=at)
            media.settle_upload(token, view.id, at=at)
    except Refusal as refusal:
        media.note_upload_refusal(token, refusal)
        raise
    return attachment, view


def dismiss_upload(no: str, token: str, *, actor: Actor, at: datetime) -> None:
    """Give an unfinished upload up, or take note of why it was refused."""
    queries.require_agency(queries.get_assignment(no), actor)
    media.dismiss_upload(token, actor=actor, at=at)


def remove_file(no: str, attachment_id: int, *, actor: Actor, at: datetime) -> None:
    """Take a file off the desk; one that a revision carried stays with that revision."""
    with unit_of_work():
        assignment = get_open_desk(no, actor)
        get_on_desk(assignment, attachment_id).removed_at = at


def get_open_desk(no: str, actor: Actor) -> Assignment:
    """Return an appraisal under its lock whose desk takes changes from the actor's agency."""
    return _require_open(queries.get_assignment_for_update(no), actor)


def _require_open(assignment: Assignment, actor: Actor) -> Assignment:
    queries.require_agency(assignment, actor)
    if assignment.state not in WORKING:
        raise Conflict("desk_closed")
    return assignment


def get_on_desk(assignment: Assignment, attachment_id: int) -> Attachment:
    """Return a file that lies on the desk; raise NotFound."""
    on_desk = queries.list_attachments(assignment.id)
    found = next((item for item in on_desk if item.id == attachment_id), None)
    if found is None:
        raise NotFound("attachment", attachment_id)
    return found


def _place(no: str, actor: Actor) -> media.MediaPlace:
    assignment = _require_open(queries.get_assignment(no), actor)
    return media.MediaPlace(assignment.case_number, assignment.court_id, assignment.agency_code)


def _lay(
    no: str, view: media.MediaView, *, slot: Slot, caption: str, actor: Actor, at: datetime
) -> Attachment:
    assignment = get_open_desk(no, actor)
    on_desk = queries.list_attachments(assignment.id, slot)
    same = next((item for item in on_desk if item.media_id == view.id), None)
    if same is not None:
        return same
    if slot in _MAX and len(on_desk) >= _MAX[slot]:
        raise Refusal("too_many_files", params={"files_max": _MAX[slot]})
    if slot is Slot.REPORT:
        for earlier in on_desk:
            earlier.removed_at = at
    attachment = Attachment(
        assignment_id=assignment.id,
        media_id=view.id,
        slot=slot,
        caption=caption.strip()[:CAPTION_SIGNS_MAX],
        added_at=at,
        position=max((item.position for item in on_desk), default=-1) + 1,
    )
    db.session.add(attachment)
    db.session.flush()
    return attachment
