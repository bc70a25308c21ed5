"""Read objections to evidence."""

from collections.abc import Sequence

from sqlalchemy import select

from app.kernel.errors import NotFound
from app.store import db
from app.store.paging import Page, keyset
from registry.models import Score, ScoreObjection
from registry.vocabulary.objections import ScoreObjectionState
from registry.vocabulary.scores import ScoreTrigger

LIST_MAX = 200


def get_score_objection(no: str) -> ScoreObjection:
    """Return an objection by its number; raise NotFound."""
    found = db.session.scalar(select(ScoreObjection).where(ScoreObjection.no == no))
    if found is None:
        raise NotFound("objection", no)
    return found


def find_score_objection(evidence_id: int) -> ScoreObjection | None:
    """Return the objection to a piece of evidence, or None."""
    return db.session.scalar(
        select(ScoreObjection).where(ScoreObjection.evidence_id == evidence_id)
    )


def score_objections_to(evidence_ids: Sequence[int]) -> dict[int, ScoreObjection]:
    """Return the objections to some pieces by the piece."""
    rows = db.session.scalars(
        select(ScoreObjection).where(ScoreObjection.evidence_id.in_(evidence_ids))
    )
    return {row.evidence_id: row for row in rows}


def list_open_score_objections(court_id: int) -> Sequence[ScoreObjection]:
    """Return the objections a court has to decide, the oldest first."""
    query = select(ScoreObjection).where(
        ScoreObjection.court_id == court_id, ScoreObjection.state == ScoreObjectionState.OPEN
    )
    return db.session.scalars(query.order_by(ScoreObjection.id).limit(LIST_MAX)).all()


def list_score_objections(court_id: int, after: int | None = None) -> Page:
    """Return one page of a court's objections, newest first."""
    query = select(ScoreObjection).where(ScoreObjection.court_id == court_id)
    return keyset(query, column=ScoreObjection.id, after=after)


def list_moves(agency_code: str, evidence_ids: Sequence[int]) -> Sequence[Score]:
    """Return the versions of a score that some pieces of evidence called forth, oldest first."""
    query = select(Score).where(
        Score.agency_code == agency_code, Score.evidence_id.in_(evidence_ids)
    )
    return db.session.scalars(query.order_by(Score.version)).all()


def list_nightly_moves(agency_code: str, limit: int = 10) -> Sequence[Score]:
    """Return the newest versions that the ranking of a night made, newest first."""
    query = select(Score).where(
        Score.agency_code == agency_code, Score.trigger == ScoreTrigger.NIGHTLY
    )
    return db.session.scalars(query.order_by(Score.version.desc()).limit(limit)).all()
