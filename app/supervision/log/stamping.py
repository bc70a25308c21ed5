"""Time stamps of others under our checkpoints (RFC 3161): when the last came, what is missing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import func, select

from app.store import db
from app.trail.log_models import LogCheckpoint, LogToken

#: A time stamp is asked for at least so often (P91).
EVERY = timedelta(hours=1)
#: Above this a gap is said aloud on the public page.
GAP_MAX = timedelta(hours=2)


@dataclass(frozen=True)
class StampingState:
    """What the public page says about time stamps."""

    is_configured: bool
    last_at: datetime | None
    last_size: int | None
    #: Checkpoints were signed for longer than two hours without a stamp.
    has_gap: bool


def stamping_state() -> StampingState:
    """Return when the last token came and whether checkpoints have waited too long since."""
    last = db.session.execute(
        select(LogToken.size, LogToken.received_at).order_by(LogToken.id.desc()).limit(1)
    ).one_or_none()
    since = select(func.min(LogCheckpoint.signed_at))
    if last is not None:
        since = since.where(LogCheckpoint.size > last.size)
    waiting = db.session.scalar(since)
    now = db.session.execute(select(func.clock_timestamp())).scalar_one()
    return StampingState(
        is_configured=bool(current_app.config.get("TSA_URL")),
        last_at=last.received_at if last else None,
        last_size=last.size if last else None,
        has_gap=waiting is not None and now - waiting > GAP_MAX,
    )
