"""The daily scrub: every stored file is compared with its digest, a little a beat (U8)."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.kernel.actors import SYSTEM
from app.kernel.errors import NotFound
from app.media.damages import record_damage, record_mending
from app.media.models import MediaCopy, MediaItem, MediaScrub
from app.media.vocabulary import (
    MIB,
    SCRUB_BYTES_A_BEAT,
    SCRUB_EVERY_HOURS,
    SCRUB_FILES_A_BEAT,
    Damage,
)
from app.store import blobs, db, unit_of_work

_EVERY = timedelta(hours=SCRUB_EVERY_HOURS)


@dataclass
class _Reading:
    """How far a large file has been read; a restart reads it from its beginning again."""

    copy_id: int = 0
    sha256: str = ""
    read: int = 0
    digest: Any = field(default_factory=hashlib.sha256)


_reading = _Reading()


def scrub_files(now: datetime) -> int:
    """Walk on through the stored files, the next day from the first again; return how many.

    A beat reads at most ``SCRUB_BYTES_A_BEAT``, so that the clock process is never held up: a
    video of 2 GB takes two minutes of beats.
    """
    walk = _open_walk(now)
    if walk is None:
        return 0
    copies = db.session.scalars(
        select(MediaCopy)
        .where(MediaCopy.id > walk.last_copy_id)
        .order_by(MediaCopy.id)
        .limit(SCRUB_FILES_A_BEAT)
    ).all()
    return _walk_on(walk.id, copies, now)


def _open_walk(now: datetime) -> MediaScrub | None:
    """Return the walk under way, else begin one if the last began a day ago."""
    last = db.session.scalar(select(MediaScrub).order_by(MediaScrub.id.desc()).limit(1))
    if last is not None and last.ended_at is None:
        return last
    if last is not None and now - last.began_at < _EVERY:
        return None
    with unit_of_work():
        walk = MediaScrub(began_at=now, last_copy_id=0, checked=0, damaged=0)
        db.session.add(walk)
    return walk


def _walk_on(walk_id: int, copies: Sequence[MediaCopy], now: datetime) -> int:
    checked = damaged = 0
    last_id: int | None = None
    left = SCRUB_BYTES_A_BEAT
    for copy in copies:
        is_read, damage, taken = _read_on(copy, left)
        left -= taken
        if not is_read:
            break
        checked, last_id = checked + 1, copy.id
        damaged += _record(copy, damage, now)
        if left <= 0:
            break
    is_over = not copies
    if last_id is None and not is_over:
        return 0
    with unit_of_work():
        walk = db.session.get_one(MediaScrub, walk_id, with_for_update=True)
        walk.last_copy_id = last_id or walk.last_copy_id
        walk.checked += checked
        walk.damaged += damaged
        walk.ended_at = now if is_over else None
    return checked


def _read_on(copy: MediaCopy, budget: int) -> tuple[bool, Damage | None, int]:
    """Read on in a copy; say whether its end was reached, what is wrong, how much was read."""
    global _reading  # noqa: PLW0603 - one clock process has one place in one file
    if (_reading.copy_id, _reading.sha256) != (copy.id, copy.sha256):
        _reading = _Reading(copy.id, copy.sha256)
    taken = 0
    try:
        with blobs.path(copy.sha256).open("rb") as stream:
            stream.seek(_reading.read)
            while taken < budget:
                piece = stream.read(min(MIB, budget - taken))
                if not piece:
                    break
                _reading.digest.update(piece)
                taken += len(piece)
            else:
                _reading.read += taken
                return False, None, taken
    except (NotFound, OSError):
        _reading = _Reading()
        return True, Damage.MISSING, taken
    is_whole = _reading.digest.hexdigest() == copy.sha256
    _reading = _Reading()
    return True, None if is_whole else Damage.CHANGED, taken


def _record(copy: MediaCopy, damage: Damage | None, now: datetime) -> int:
    """Tell of a damage once, and of its end once; return 1 for a damaged copy."""
    item = db.session.get_one(MediaItem, copy.media_id)
    if damage is None:
        record_mending(item, copy, actor=SYSTEM, at=now)
        return 0
    record_damage(item, copy, damage, actor=SYSTEM, at=now)
    return 1
