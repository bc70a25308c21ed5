"""Read where the panel of a kind stood, and who stands where in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVarTuple

from sqlalchemy import ColumnElement, Select, Subquery, exists, func, select, text
from sqlalchemy.dialects.postgresql import distinct_on

from app.store import db
from registry.models import Agency, Score
from registry.vocabulary import AgencyField, AgencyKind, Standing

_Columns = TypeVarTuple("_Columns")

_PANEL = text(
    """
    SELECT moment.at,
           percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY standing_then.total),
           count(*)
    FROM unnest(CAST(:moments AS timestamptz[])) AS moment(at)
    CROSS JOIN LATERAL (
        SELECT DISTINCT ON (score.agency_code) score.total
        FROM registry_score AS score
        JOIN registry_agency AS agency ON agency.code = score.agency_code
        WHERE agency.kind = :kind AND score.as_of <= moment.at
        ORDER BY score.agency_code, score.version DESC
    ) AS standing_then
    GROUP BY moment.at
    ORDER BY moment.at
    """
)


@dataclass(frozen=True)
class PanelSlice:
    """The middle half of the scores of a kind at a moment."""

    at: datetime
    low: float
    middle: float
    high: float
    n: int


@dataclass(frozen=True)
class Place:
    """One agency in a ranking; equal totals share a place."""

    place: int
    agency: Agency
    score: Score


def panel_at(kind: AgencyKind, moments: Sequence[datetime]) -> list[PanelSlice]:
    """Return the quartiles of a kind's scores as they stood at each of some moments."""
    rows = db.session.execute(_PANEL, {"moments": list(moments), "kind": str(kind)})
    return [PanelSlice(at, edges[0], edges[1], edges[2], n) for at, edges, n in rows]


def list_places(
    kind: AgencyKind,
    *,
    field: AgencyField | None = None,
    region: str = "",
    start: int = 0,
    limit: int = 50,
) -> list[Place]:
    """Return a stretch of the ranking of a kind, the best first, without those who left the list.

    ``region`` is any leading part of the code of a place on whose list an agency stands.
    """
    rank = func.rank().over(order_by=Score.total.desc())
    rows = db.session.execute(
        _ranked(select(rank, Agency, Score), kind, field, region)
        .order_by(Score.total.desc(), Agency.code)
        .offset(start)
        .limit(limit)
    )
    return [Place(place, agency, score) for place, agency, score in rows]


def count_places(kind: AgencyKind, *, field: AgencyField | None = None, region: str = "") -> int:
    """Return how many agencies stand in a ranking."""
    query = _ranked(select(func.count()).select_from(Agency), kind, field, region)
    return db.session.scalar(query) or 0


def place_of(agency: Agency, total: float, field: AgencyField | None = None) -> int:
    """Return the place a total has among the agencies of a kind."""
    query = _ranked(select(func.count()).select_from(Agency), agency.kind, field, "")
    return 1 + (db.session.scalar(query.where(Score.total > total)) or 0)


def _newest() -> Subquery:
    return (
        select(Score.id)
        .ext(distinct_on(Score.agency_code))
        .order_by(Score.agency_code, Score.version.desc())
        .subquery()
    )


def _ranked(
    query: Select[*_Columns], kind: AgencyKind, field: AgencyField | None, region: str
) -> Select[*_Columns]:
    newest = _newest()
    query = (
        query.join(Score, Score.agency_code == Agency.code)
        .join(newest, newest.c.id == Score.id)
        .where(
            Agency.kind == kind,
            Agency.standing != Standing.DELISTED,
            Agency.left_on.is_(None),
        )
    )
    if field is not None:
        query = query.where(Agency.fields.contains([str(field)]))
    if region:
        query = query.where(_is_listed_in(region))
    return query


def _is_listed_in(region: str) -> ColumnElement[bool]:
    places = func.unnest(Agency.regions).column_valued("place")
    return exists(select(places).where(places.startswith(region, autoescape=True)))


def list_listed_cities(kind: AgencyKind, limit: int = 400) -> Sequence[str]:
    """Return the cities (four digits) on whose lists agencies of a kind stand."""
    city = func.substr(func.unnest(Agency.regions), 1, 4)
    query = select(city).where(Agency.kind == kind).distinct().order_by(city).limit(limit)
    return db.session.scalars(query).all()
