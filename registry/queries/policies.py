"""Read the versions of the courts' draw policies."""

from collections.abc import Sequence

from sqlalchemy import select

from app.store import db
from registry.models import DrawPolicy


def newest_policy(court_id: int) -> DrawPolicy | None:
    """Return the version of a court that holds now, or None while the plain policy does."""
    query = select(DrawPolicy).where(DrawPolicy.court_id == court_id)
    return db.session.scalar(query.order_by(DrawPolicy.version.desc()).limit(1))


def list_policies(court_id: int, limit: int = 100) -> Sequence[DrawPolicy]:
    """Return the versions of a court, newest first."""
    query = select(DrawPolicy).where(DrawPolicy.court_id == court_id)
    return db.session.scalars(query.order_by(DrawPolicy.version.desc()).limit(limit)).all()
