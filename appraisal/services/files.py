"""Put files on the agency's desk and take them off again, until they are handed in."""

from datetime import datetime
from pathlib import Path
from typing import IO

from app.kernel.actors import Actor
from app.kernel.errors import Conflict, NotFound, Refusal
from app.media import facade as media
from app.store import db, unit_of_work
from appraisal import queries
from appraisal.models import Attachment
from appraisal.vocabulary import WORKING, Slot

#: As many photographs and videos as one desk holds.
PHOTOS_MAX = 60
VIDEOS_MAX = 3
_INGEST = {
    Slot.REPORT: media.ingest_pdf,
    Slot.PHOTO: media.ingest_picture,
    Slot.VIDEO: media.ingest_video,
}
_MAX = {Slot.PHOTO: PHOTOS_MAX, Slot.VIDEO: VIDEOS_MAX}


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
    assignment = queries.get_assignment(no)
    queries.require_agency(assignment, actor)
    if assignment.state not in WORKING:
        raise Conflict("desk_closed")
    place = media.MediaPlace(assignment.case_number, assignment.court_id, assignment.agency_code)
    # Outside the row lock: cleaning takes seconds, and nothing of the assignment changes by it.
    view = _INGEST[slot](source, filename, place=place, actor=actor, at=at)
    with unit_of_work():
        assignment = queries.get_assignment_for_update(no)
        if assignment.state not in WORKING:
            raise Conflict("desk_closed")
        on_desk = queries.list_attachments(assignment.id, slot)
        same = next((item for item in on_desk if item.media_id == view.id), None)
        if same is not None:
            return same, view
        if slot in _MAX and len(on_desk) >= _MAX[slot]:
            raise Refusal("too_many_files", params={"files_max": _MAX[slot]})
        if slot is Slot.REPORT:
            for earlier in on_desk:
                earlier.removed_at = at
        attachment = Attachment(
            assignment_id=assignment.id,
            media_id=view.id,
            slot=slot,
            caption=caption[:120],
            added_at=at,
        )
        db.session.add(attachment)
    return attachment, view


def remove_file(no: str, attachment_id: int, *, actor: Actor, at: datetime) -> None:
    """Take a file off the desk; one that a revision carried stays with that revision."""
    with unit_of_work():
        assignment = queries.get_assignment_for_update(no)
        queries.require_agency(assignment, actor)
        if assignment.state not in WORKING:
            raise Conflict("desk_closed")
        on_desk = queries.list_attachments(assignment.id)
        found = next((item for item in on_desk if item.id == attachment_id), None)
        if found is None:
            raise NotFound("attachment", attachment_id)
        found.removed_at = at
