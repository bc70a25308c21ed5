"""Read runs and scores."""

from collections.abc import Sequence

from sqlalchemy import select

from app.store import db
from registry.models import Agency
from registry.models.score import Score, ScoreRun
from registry.queries.agencies import AGENCIES_MAX
from registry.vocabulary import AgencyField, AgencyKind

#: Versions of one agency that a chart may show: well over three years of nights.
SCORES_MAX = 1_500


def latest_run() -> ScoreRun | None:
    """Return the newest run, whose priors hold until the next."""
    return db.session.scalar(select(ScoreRun).order_by(ScoreRun.id.desc()).limit(1))


def latest_score(code: str) -> Score | None:
    """Return the newest version of an agency's score, or None."""
    query = select(Score).where(Score.agency_code == code)
    return db.session.scalar(query.order_by(Score.version.desc()).limit(1))


def list_scores(code: str, limit: int = SCORES_MAX) -> Sequence[Score]:
    """Return the newest versions of an agency's score, oldest first."""
    query = select(Score).where(Score.agency_code == code)
    newest = db.session.scalars(query.order_by(Score.version.desc()).limit(limit)).all()
    return newest[::-1]


def latest_scores() -> Sequence[Score]:
    """Return the newest score of every agency that has one, in the order of the codes."""
    query = (
        select(Score)
        .distinct(Score.agency_code)
        .order_by(Score.agency_code, Score.version.desc())
        .limit(AGENCIES_MAX)
    )
    return db.session.scalars(query).all()


def ranking_of(
    kind: AgencyKind, field: AgencyField | None = None, region: str = ""
) -> list[tuple[Agency, Score]]:
    """Return the agencies of a kind with their newest scores, the best first.

    ``region`` is any leading part of a place's code; equal totals stand in the order of codes.
    """
    newest = (
        select(Score.id)
        .distinct(Score.agency_code)
        .order_by(Score.agency_code, Score.version.desc())
        .subquery()
    )
    query = (
        select(Agency, Score)
        .join(Score, Score.agency_code == Agency.code)
        .join(newest, newest.c.id == Score.id)
        .where(Agency.kind == kind)
    )
    if field is not None:
        query = query.where(Agency.fields.contains([str(field)]))
    rows = db.session.execute(
        query.order_by(Score.total.desc(), Agency.code).limit(AGENCIES_MAX)
    ).all()
    return [
        (agency, score)
        for agency, score in rows
        if any(place.startswith(region) for place in agency.regions)
    ]
