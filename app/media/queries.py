"""Find files and say who may read them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from app.kernel.actors import Actor
from app.kernel.errors import NotFound
from app.kernel.permissions import Permission, Role
from app.media.models import MediaCopy, MediaItem
from app.media.vocabulary import Variant
from app.store import blobs, db


def get_item(media_id: int) -> MediaItem:
    """Return a file's row; raise NotFound."""
    item = db.session.get(MediaItem, media_id)
    if item is None:
        raise NotFound("media", media_id)
    return item


def list_items(media_ids: Iterable[int]) -> Sequence[MediaItem]:
    """Return the rows of the given files in the order asked for."""
    wanted = list(media_ids)
    rows = db.session.scalars(select(MediaItem).where(MediaItem.id.in_(wanted))).all()
    by_id = {row.id: row for row in rows}
    return [by_id[key] for key in wanted if key in by_id]


def is_insider(item: MediaItem, actor: Actor) -> bool:
    """Say whether an actor works on the file: who gave it, its agency, its court, inspection."""
    if actor.kind == "system":
        return True
    if not actor.is_signed_in:
        return False
    if actor.person_id == item.uploaded_by or actor.has(Role.INSPECTOR):
        return True
    if actor.agency_code is not None and actor.agency_code == item.agency_code:
        return True
    return actor.may(Permission.VIEW_CASES) and actor.court_id == item.court_id


def get_copy(media_id: int, variant: str, actor: Actor) -> tuple[MediaItem, MediaCopy]:
    """Return the copy an actor may read; what may not be known of is NotFound."""
    item = get_item(media_id)
    insider = is_insider(item, actor)
    is_open = item.published_at is not None and variant != Variant.ORIGINAL
    found = next((copy for copy in item.copies if copy.variant == variant), None)
    if found is None or not (insider or is_open):
        raise NotFound("media", media_id)
    return item, found


def list_damaged(limit: int = 1000) -> list[tuple[MediaCopy, str]]:
    """Return the stored copies whose bytes are gone or no longer match their digest."""
    damaged = []
    for copy in db.session.scalars(select(MediaCopy).order_by(MediaCopy.id)).yield_per(200):
        try:
            if blobs.is_whole(copy.sha256):
                continue
            damaged.append((copy, "changed"))
        except NotFound:
            damaged.append((copy, "missing"))
        if len(damaged) >= limit:
            break
    return damaged
