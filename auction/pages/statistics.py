"""Public statistics: of all courts, a province, a city, a court, over a month, a year, all time."""

from typing import Any

from flask import Blueprint, Response, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import Permission
from app.web.errors import describe
from app.web.exports import CSV, XLSX, Cell, csv_bytes, file_answer, xlsx_bytes
from app.web.guards import current_actor, public, received_at
from app.web.parsing import load
from auction.messages import statistics as words
from auction.queries import statistics as queries
from auction.schemas.statistics import PeriodQuery
from auction.views import statistics as views
from auction.vocabulary.statistics import (
    ALL_TIME,
    EVERYWHERE,
    Level,
    month_of,
    months_from,
)

bp = Blueprint("statistics", __name__)


@bp.get("/statistics")
@public
def get_statistics() -> ResponseReturnValue:
    """Show the figures of all courts."""
    return _page(Level.PLATFORM, EVERYWHERE)


@bp.get("/statistics/<any(court, city, province):level>/<place>")
@public
def get_place(level: str, place: str) -> ResponseReturnValue:
    """Show the figures of one court, city or province."""
    return _page(Level(level), place)


def _page(level: Level, place: str) -> ResponseReturnValue:
    places = views.Places()
    if not places.is_known(level, place):
        raise NotFound("place", place)
    refusal = None
    try:
        period = views.require_period(load(PeriodQuery, request.args)["period"])
    except Refusal as fault:
        refusal, period = fault, ALL_TIME
    cell = queries.find_cell(level, place, period)
    months = queries.list_months(level, place, *views.months_shown(period, received_at()))
    body = render_template(
        "auction/statistics.html",
        level=level,
        place=place,
        period=period,
        name=places.name(level, place),
        way=[
            (places.name(*one), views.place_url(*one, period))
            for one in places.way_to(level, place)
        ],
        figures=views.shown_figures(views.tally_of(cell)),
        has_figures=cell is not None,
        chart=views.share_chart(months),
        months=views.month_lines(months),
        facets=_facets(level, place, period),
        main=[words.FIGURES[figure.code][0] for figure in views.MAIN],
        counted_at=queries.last_counted_at(),
        periods=views.periods_offered(period, received_at()),
        problem=describe(refusal) if refusal else None,
        own_page=_own_page(places, level, place),
        **_below(places, level, place, period),
    )
    return body, refusal.status if refusal else 200


def _own_page(places: views.Places, level: Level, place: str) -> str | None:
    """Return the page that a court reads of itself, for those who may read it."""
    actor, court_id = current_actor(), places.court_id(place)
    if level is not Level.COURT or court_id is None or not actor.is_signed_in:
        return None
    if not actor.may(Permission.VIEW_COURT_FIGURES) or actor.court_id not in {None, court_id}:
        return None
    return url_for("court_figures.get_court", code=place)


def _below(places: views.Places, level: Level, place: str, period: str) -> dict[str, Any]:
    below = views.LEVEL_BELOW.get(level)
    cells = queries.list_places(below, place, period) if below else ()
    lines = [
        views.line_of(
            places.name(cell.level, cell.place),
            views.place_url(cell.level, cell.place, period),
            cell,
        )
        for cell in cells
    ]
    return {"lines": lines, "below": words.LEVELS[below] if below else None}


def _facets(level: Level, place: str, period: str) -> list[tuple[str, list[views.Line]]]:
    """Return the tables by category, venue and round."""
    cells = queries.list_facets(level, place, period)
    kinds = (
        ("nature", _("By category")),
        ("venue", _("By venue")),
        ("round", _("By round")),
    )
    tables = (
        (
            title,
            [
                views.line_of(views.facet_name(cell.facet), "", cell)
                for cell in cells
                if cell.facet.startswith(f"{kind}:")
            ],
        )
        for kind, title in kinds
    )
    return [(title, lines) for title, lines in tables if lines]


@bp.get("/statistics/agencies")
@public
def get_agencies() -> ResponseReturnValue:
    """Show what became of the lots that each agency appraised."""
    refusal = None
    try:
        period = views.require_period(load(PeriodQuery, request.args)["period"])
    except Refusal as fault:
        refusal, period = fault, ALL_TIME
    found = views.agency_lines(queries.list_agencies(Level.PLATFORM, EVERYWHERE, period))
    body = render_template(
        "auction/statistics_agencies.html",
        period=period,
        periods=views.periods_offered(period, received_at()),
        lines=[
            views.line_of(name, f"/agencies/{code}", cell, views.OF_AGENCIES)
            for code, name, cell in found
        ],
        headers=[words.FIGURES[code] for code in views.OF_AGENCIES],
        counted_at=queries.last_counted_at(),
        problem=describe(refusal) if refusal else None,
    )
    return body, refusal.status if refusal else 200


@bp.get(
    "/statistics/<any(platform, court, city, province):level>/<place>/places.<any(csv, xlsx):form>"
)
@public
def get_places_file(level: str, place: str, form: str) -> Response:
    """Hand out the places right below one, every figure of them, over a period."""
    wide, places = Level(level), views.Places()
    below = views.LEVEL_BELOW.get(wide)
    if below is None or not places.is_known(wide, place):
        raise NotFound("place", place)
    period = views.require_period(load(PeriodQuery, request.args)["period"])
    rows = [
        [cell.place, places.name(below, cell.place), *views.table_row(cell)]
        for cell in queries.list_places(below, place, period)
    ]
    header = views.table_header([_("Code"), str(words.LEVELS[below])])
    return _file(f"statistics-{wide.value}-{place}-{period}", form, header, rows)


@bp.get(
    "/statistics/<any(platform, court, city, province):level>/<place>/months.<any(csv, xlsx):form>"
)
@public
def get_months_file(level: str, place: str, form: str) -> Response:
    """Hand out the months of a place, every figure of them: the last ten years at most."""
    wide, places = Level(level), views.Places()
    if not places.is_known(wide, place):
        raise NotFound("place", place)
    last = month_of(received_at())
    cells = queries.list_months(wide, place, months_from(last, 1 - views.MONTHS_MAX), last)
    rows = [[cell.period, *views.table_row(cell)] for cell in cells]
    return _file(f"statistics-{wide.value}-{place}", form, views.table_header([_("Month")]), rows)


def _file(name: str, form: str, header: list[str], rows: list[list[Cell]]) -> Response:
    if form == "csv":
        return file_answer(f"{name}.csv", csv_bytes(header, rows), CSV)
    return file_answer(f"{name}.xlsx", xlsx_bytes(_("Statistics"), header, rows), XLSX)
