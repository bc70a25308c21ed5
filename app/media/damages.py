"""Say once that a stored file is damaged, and once that it is whole again."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from app.kernel.actors import Actor
from app.kernel.errors import Refusal
from app.media import queries
from app.media.facts import FileDamaged, FileMended
from app.media.models import MediaCopy, MediaDamage, MediaItem
from app.media.vocabulary import Damage, MediaFault
from app.store import db, unit_of_work


def record_damage(
    item: MediaItem, copy: MediaCopy, damage: Damage, *, actor: Actor, at: datetime
) -> bool:
    """Tell the court of a damage unless it stands on record already; say whether it was told."""
    with unit_of_work() as work:
        written = db.session.scalar(
            insert(MediaDamage)
            .values(copy_id=copy.id, damage=damage, found_at=at)
            .on_conflict_do_nothing(
                index_elements=[MediaDamage.copy_id],
                index_where=MediaDamage.mended_at.is_(None),
            )
            .returning(MediaDamage.id)
        )
        if written is None:
            return False
        work.record(
            FileDamaged(
                case_number=item.case_number,
                media_id=item.id,
                variant=copy.variant.value,
                sha256=copy.sha256,
            ),
            actor=actor,
            at=at,
        )
    return True


def record_mending(item: MediaItem, copy: MediaCopy, *, actor: Actor, at: datetime) -> bool:
    """Close a damage that stood on record for a file found whole; say whether there was one."""
    with unit_of_work() as work:
        standing = db.session.scalar(
            select(MediaDamage)
            .where(MediaDamage.copy_id == copy.id, MediaDamage.mended_at.is_(None))
            .with_for_update()
        )
        if standing is None:
            return False
        standing.mended_at = at
        work.record(
            FileMended(
                case_number=item.case_number,
                media_id=item.id,
                variant=copy.variant.value,
                sha256=copy.sha256,
            ),
            actor=actor,
            at=at,
        )
    return True


def refuse_damaged(item: MediaItem, copy: MediaCopy, *, actor: Actor, at: datetime) -> None:
    """Compare a copy with its digest before it is used; tell the court when they differ."""
    damage = queries.damage_of(copy.sha256)
    if damage is None:
        return
    record_damage(item, copy, damage, actor=actor, at=at)
    raise Refusal(MediaFault.DAMAGED, status=409)
