"""Sort the files on the agency's desk, say what they show, set the main picture and the map apart.

All of it ends with the hand-in: a revision of the report keeps the order, captions and marks it
was handed in with.
"""

from collections.abc import Sequence

from app.kernel.actors import Actor
from app.kernel.errors import Conflict, Refusal
from app.store import db, unit_of_work
from appraisal import queries
from appraisal.models import Attachment
from appraisal.services.files import CAPTION_SIGNS_MAX, get_on_desk, get_open_desk
from appraisal.vocabulary import PictureRole, Slot


def caption_file(no: str, attachment_id: int, caption: str, *, actor: Actor) -> Attachment:
    """Say what a picture or video shows."""
    with unit_of_work():
        found = get_on_desk(get_open_desk(no, actor), attachment_id)
        found.caption = caption.strip()[:CAPTION_SIGNS_MAX]
    return found


def move_file(no: str, attachment_id: int, *, steps: int, actor: Actor) -> None:
    """Move a file among those of its kind; past either end it stays at the end."""
    with unit_of_work():
        assignment = get_open_desk(no, actor)
        found = get_on_desk(assignment, attachment_id)
        row = list(queries.list_attachments(assignment.id, found.slot))
        here = row.index(found)
        there = min(max(here + steps, 0), len(row) - 1)
        row.insert(there, row.pop(here))
        _number(row)


def order_files(no: str, attachment_ids: Sequence[int], *, actor: Actor) -> None:
    """Put the photographs in a given order; refused when the desk has changed meanwhile."""
    with unit_of_work():
        assignment = get_open_desk(no, actor)
        row = {item.id: item for item in queries.list_attachments(assignment.id, Slot.PHOTO)}
        if len(attachment_ids) != len(row) or set(attachment_ids) != set(row):
            raise Conflict("stale_form")
        _number([row[attachment_id] for attachment_id in attachment_ids])


def mark_file(no: str, attachment_id: int, role: PictureRole | None, *, actor: Actor) -> None:
    """Make a photograph the main picture or the map; the one that was so before is plain again."""
    with unit_of_work():
        assignment = get_open_desk(no, actor)
        found = get_on_desk(assignment, attachment_id)
        if found.slot is not Slot.PHOTO:
            raise Refusal("only_pictures_marked")
        for other in queries.list_attachments(assignment.id, Slot.PHOTO):
            if role is not None and other.role is role:
                other.role = None
        # The index allows one of each: the old one must be gone first.
        db.session.flush()
        found.role = role


def in_shown_order(attachments: Sequence[Attachment]) -> list[Attachment]:
    """Return what is shown of a desk: main picture, pictures, map, videos."""
    places = {PictureRole.MAIN: 0, None: 1, PictureRole.MAP: 2}
    pictures = [item for item in attachments if item.slot is Slot.PHOTO]
    videos = [item for item in attachments if item.slot is Slot.VIDEO]
    return sorted(pictures, key=lambda item: places[item.role]) + videos


def _number(row: Sequence[Attachment]) -> None:
    for place, item in enumerate(row):
        item.position = place
