"""Find earlier readings of names behind money."""

from datetime import datetime

from sqlalchemy import exists, select

from app.store import db
from app.trail.models import TrailEntry


def has_read_since(stream: str, *, reader: str, since: datetime) -> bool:
    """Say whether a reader's opening of the same page or file is on the record since a moment."""
    query = select(
        exists().where(
            TrailEntry.stream == stream, TrailEntry.actor == reader, TrailEntry.at > since
        )
    )
    return bool(db.session.scalar(query))
