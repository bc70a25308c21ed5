"""Statistics for programs (surface.md): courts by month, lots by facet, agencies."""

from typing import Any

from app.kernel.errors import NotFound, Refusal
from app.web.api import Blueprint
from app.web.guards import public, received_at
from auction.queries import statistics as queries
from auction.rules.figures import FIGURES
from auction.rules.tallying import Tally
from auction.schemas.statistics import (
    AgencyList,
    CellPage,
    FacetList,
    FigureList,
    MonthsQuery,
    PlaceQuery,
)
from auction.views import statistics as views
from auction.vocabulary.statistics import Level, is_month

bp = Blueprint(
    "statistics_api",
    __name__,
    url_prefix="/api/v1/statistics",
    description="Statistics: each figure is defined at /api/v1/statistics/figures",
)
DEFINITIONS = "/api/v1/statistics/figures"


@bp.get("/figures")
@public
@bp.response(200, FigureList)
def get_figures() -> dict[str, Any]:
    """Return what every figure counts, from which facts of the record and by which rule."""
    shown = views.shown_figures(Tally())
    units = {figure.code: figure.unit.value for figure in FIGURES}
    citations = {figure.code: figure.citations for figure in FIGURES}
    return {
        "items": [
            {
                "code": one.code,
                "name": str(one.name),
                "definition": str(one.definition),
                "unit": units[one.code],
                "facts": list(one.facts),
                "citations": [citation.as_dict() for citation in citations[one.code]],
            }
            for one in shown
        ]
    }


@bp.get("/courts")
@public
@bp.arguments(MonthsQuery, location="query")
@bp.response(200, CellPage)
def get_courts(given: dict[str, Any]) -> dict[str, Any]:
    """Return the figures of every court (or city, province) month by month; at most ten years."""
    first, last = views.require_months(given["first"], given["last"], received_at())
    limit = given["limit"]
    cells = queries.page_of_months(
        given["level"], first, last, after=_after(given["after"]), limit=limit + 1
    )
    places = views.Places()
    shown = cells[:limit]
    return {
        "items": [
            {
                "level": cell.level.value,
                "place": cell.place,
                "name": places.name(cell.level, cell.place),
                "period": cell.period,
                "counted_at": cell.counted_at,
                "figures": views.wire_of(views.tally_of(cell)),
            }
            for cell in shown
        ],
        "next": f"{shown[-1].place}.{shown[-1].period}" if len(cells) > limit else None,
        "definitions": DEFINITIONS,
    }


def _after(mark: str | None) -> tuple[str, str] | None:
    """Return the place and month that a page follows; raise Refusal(statistics_after_unknown)."""
    if mark is None:
        return None
    place, dot, month = mark.partition(".")
    if not dot or not place.isalnum() or not is_month(month):
        raise Refusal("statistics_after_unknown", status=400)
    return place, month


@bp.get("/lots")
@public
@bp.arguments(PlaceQuery, location="query")
@bp.response(200, FacetList)
def get_lots(given: dict[str, Any]) -> dict[str, Any]:
    """Return the figures of a place's lots over a period: all, by category, venue and round."""
    level, place, period = _place(given)
    whole = queries.find_cell(level, place, period)
    cells = [*([whole] if whole else ()), *queries.list_facets(level, place, period)]
    items = [
        {
            "facet": cell.facet,
            "name": views.facet_name(cell.facet),
            "figures": views.wire_of(views.tally_of(cell)),
        }
        for cell in cells
    ]
    return {
        "level": level.value,
        "place": place,
        "period": period,
        "items": items,
        "definitions": DEFINITIONS,
    }


@bp.get("/agencies")
@public
@bp.arguments(PlaceQuery, location="query")
@bp.response(200, AgencyList)
def get_agencies(given: dict[str, Any]) -> dict[str, Any]:
    """Return what became of the lots that each agency appraised, over a period."""
    level, place, period = _place(given)
    items = [
        {
            "agency": code,
            "name": name,
            "figures": views.wire_of(views.tally_of(cell), views.OF_AGENCIES),
        }
        for code, name, cell in views.agency_lines(queries.list_agencies(level, place, period))
    ]
    return {
        "level": level.value,
        "place": place,
        "period": period,
        "items": items,
        "definitions": DEFINITIONS,
    }


def _place(given: dict[str, Any]) -> tuple[Level, str, str]:
    level, place = given["level"], given["place"]
    if not views.Places().is_known(level, place):
        raise NotFound("place", place)
    return level, place, views.require_period(given["period"])
