"""Find files and say who may read them."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from app import runtime
from app.kernel.actors import Actor
from app.kernel.errors import NotFound
from app.kernel.permissions import Permission, Role
from app.media.models import MediaCopy, MediaEdition, MediaItem
from app.media.vocabulary import Damage, MediaKind, Variant
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


def newest_edition(item: MediaItem) -> int:
    """Return the number of the edition that is shown."""
    return max((copy.edition for copy in item.copies), default=1)


def is_public_copy(item: MediaItem, copy: MediaCopy) -> bool:
    """Say whether everyone may read a copy: published, shown, and not replaced since."""
    return (
        item.published_at is not None
        and copy.variant is not Variant.ORIGINAL
        and not any(c.variant == copy.variant and c.edition > copy.edition for c in item.copies)
    )


def get_copy(
    media_id: int, variant: str, actor: Actor, *, edition: int | None = None
) -> tuple[MediaItem, MediaCopy]:
    """Return the copy an actor may read, of the newest edition unless one is named.

    What may not be known of is NotFound: for the public also what a blurred edition replaced.
    """
    item = get_item(media_id)
    copies = [copy for copy in item.copies if copy.variant == variant]
    if edition is not None:
        copies = [copy for copy in copies if copy.edition == edition]
    found = max(copies, key=lambda copy: copy.edition, default=None)
    if found is None or not (is_public_copy(item, found) or is_insider(item, actor)):
        raise NotFound("media", media_id)
    return item, found


def is_of_court(item: MediaItem, actor: Actor) -> bool:
    """Say whether an actor is a clerk or judge of the court the file belongs to."""
    return (
        actor.is_signed_in
        and actor.may(Permission.MANAGE_APPRAISALS)
        and actor.court_id == item.court_id
    )


def may_blur(item: MediaItem, actor: Actor) -> bool:
    """Say whether an actor may blur a photograph: the court always, the agency until it is out."""
    if item.kind is not MediaKind.PICTURE:
        return False
    if is_of_court(item, actor):
        return True
    is_own = actor.person_id is not None and (
        actor.person_id == item.uploaded_by
        or (actor.agency_code is not None and actor.agency_code == item.agency_code)
    )
    return is_own and item.published_at is None


def list_editions(media_id: int) -> Sequence[MediaEdition]:
    """Return the blurred editions of a photograph, oldest first."""
    query = select(MediaEdition).where(MediaEdition.media_id == media_id)
    return db.session.scalars(query.order_by(MediaEdition.edition)).all()


def damage_of(sha256: str) -> Damage | None:
    """Return what is wrong with a stored file; None for a whole one."""
    try:
        file = blobs.path(sha256)
        return None if runtime.offload(blobs.digest_of, file) == sha256 else Damage.CHANGED
    except (NotFound, FileNotFoundError):
        return Damage.MISSING


def list_damaged(limit: int = 1000) -> list[tuple[MediaCopy, Damage]]:
    """Return the stored copies whose bytes are gone or no longer match their digest."""
    damaged = []
    for copy in db.session.scalars(select(MediaCopy).order_by(MediaCopy.id)).yield_per(200):
        if (damage := damage_of(copy.sha256)) is not None:
            damaged.append((copy, damage))
        if len(damaged) >= limit:
            break
    return damaged
