"""Statistics as people and programs read them: names, numbers in their unit, charts."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.kernel.errors import NotFound, Refusal
from app.kernel.money import Money
from app.web.charts import TrendChart, trend_chart
from app.web.exports import Cell
from auction import messages
from auction.messages import statistics as words
from auction.models import StatisticsCell
from auction.queries import statistics as queries
from auction.rules.figures import FIGURE_OF, FIGURES, FigureKind
from auction.rules.tallying import Tally
from auction.vocabulary import Round, Venue
from auction.vocabulary.statistics import (
    AGENCY,
    ALL_TIME,
    EVERYWHERE,
    Level,
    Unit,
    is_month,
    is_period,
    month_bounds,
    month_of,
    months_from,
)
from registry import facade as registry
from registry.vocabulary import AssetNature

#: A span of single months asked for at once; ten years (P99 tells nothing of more).
MONTHS_MAX = 120
#: Months of the line on a page.
_MONTHS_SHOWN = 24
#: Years that the form offers, the newest first.
_YEARS_OFFERED = 10
MAIN = tuple(figure for figure in FIGURES if figure.is_main)
#: What is asked of an agency.
OF_AGENCIES = (
    "ended",
    "sold",
    "sold_share",
    "ratio",
    "ratio_median",
    "appraisal_fees",
)
LEVEL_BELOW = {
    Level.PLATFORM: Level.PROVINCE,
    Level.PROVINCE: Level.CITY,
    Level.CITY: Level.COURT,
}


@dataclass(frozen=True)
class Shown:
    """One figure on a page, with what it counts."""

    code: str
    name: Any
    definition: Any
    text: str
    facts: tuple[str, ...]
    articles: tuple[str, ...]
    policies: tuple[str, ...]


@dataclass(frozen=True)
class Line:
    """One row of a table of places, months or facets."""

    name: str
    url: str
    values: tuple[str, ...]
    #: Sold share from 0 to 1, for its bar.
    share: float
    share_text: str


def require_period(period: str) -> str:
    """Return a period; raise Refusal(statistics_period_unknown) for what is none."""
    if not is_period(period):
        raise Refusal("statistics_period_unknown", status=400)
    return period


def require_months(first: str | None, last: str | None, now: datetime) -> tuple[str, str]:
    """Return both ends of a span of months, by default the last twelve.

    Raises Refusal(statistics_period_unknown, statistics_span_too_long).
    """
    last = last or month_of(now)
    if not is_month(last):
        raise Refusal("statistics_period_unknown", status=400)
    first = first or months_from(last, -11)
    if not is_month(first):
        raise Refusal("statistics_period_unknown", status=400)
    if not first <= last < months_from(first, MONTHS_MAX):
        raise Refusal("statistics_span_too_long", status=400)
    return first, last


class Places:
    """The names of courts, cities and provinces."""

    def __init__(self) -> None:
        self._courts = {court.code: court for court in registry.list_courts()}

    def name(self, level: Level, place: str) -> str:
        """Return what a place is called; its code where nobody knows it."""
        if level is Level.PLATFORM:
            return _("All courts")
        if level is Level.COURT:
            court = self._courts.get(place)
            return court.name if court else place
        if place.startswith("00"):
            return _("Place not registered")
        if level is Level.CITY and place.endswith("0000"):
            return _("Courts of the province itself")
        return registry.region_name(place)

    def way_to(self, level: Level, place: str) -> list[tuple[Level, str]]:
        """Return the places that this one is a part of, the widest first; raise NotFound."""
        if level is Level.PLATFORM:
            if place != EVERYWHERE:
                raise NotFound("place", place)
            return [(level, place)]
        if level is Level.COURT:
            court = self._courts.get(place)
            region = court.region_code if court else "000000"
            above = (Level.CITY, f"{region[:4]}00")
        elif level is Level.CITY:
            above = (Level.PROVINCE, f"{place[:2]}0000")
        else:
            above = (Level.PLATFORM, EVERYWHERE)
        return [*self.way_to(*above), (level, place)]

    def court_id(self, code: str) -> int | None:
        """Return the number of a court by its code, or None of one that nobody knows."""
        court = self._courts.get(code)
        return court.id if court else None

    def is_known(self, level: Level, place: str) -> bool:
        """Say whether there is such a place, be there figures of it or not."""
        if level is Level.PLATFORM:
            return place == EVERYWHERE
        if level is Level.COURT and place in self._courts:
            return True
        return queries.find_cell(level, place, ALL_TIME) is not None


def tally_of(cell: StatisticsCell | None) -> Tally:
    """Return what a cell counted; nothing where there is none."""
    return Tally.of_stored(cell.counts, cell.spreads) if cell else Tally()


def text_of(figure: FigureKind, tally: Tally) -> str:
    """Return a figure as it is printed."""
    value = figure.value(tally)
    if value is None:
        return "—"
    if figure.unit is Unit.FEN:
        return Money(value).yuan
    if figure.unit is Unit.PERCENT:
        return f"{Decimal(value) / 100:.2f} %"
    return f"{Decimal(value) / 100:.2f}" if figure.unit is Unit.MEAN else f"{value:,}"


def cell_of(figure: FigureKind, tally: Tally) -> Cell:
    """Return a figure as a table file holds it: percent and means with two decimals."""
    value = figure.value(tally)
    if value is None:
        return None
    if figure.unit is Unit.FEN:
        return Money(value)
    if figure.unit in {Unit.PERCENT, Unit.MEAN}:
        return (Decimal(value) / 100).quantize(Decimal("0.01"))
    return value


def wire_of(tally: Tally, codes: Iterable[str] = FIGURE_OF) -> dict[str, int | str | None]:
    """Return figures for programs: money as a string of fen, all else whole numbers."""
    found: dict[str, int | str | None] = {}
    for code in codes:
        figure = FIGURE_OF[code]
        value = figure.value(tally)
        found[code] = str(value) if figure.unit is Unit.FEN and value is not None else value
    return found


def shown_figures(tally: Tally) -> list[Shown]:
    """Return every figure with its definition, facts and basis."""
    return [
        Shown(
            code=figure.code,
            name=words.FIGURES[figure.code][0],
            definition=words.FIGURES[figure.code][1],
            text=text_of(figure, tally),
            facts=figure.facts,
            articles=tuple(str(one) for one in figure.citations if one.article[0] != "P"),
            policies=tuple(one.article for one in figure.citations if one.article[0] == "P"),
        )
        for figure in FIGURES
    ]


def line_of(name: str, url: str, cell: StatisticsCell, codes: Sequence[str] = ()) -> Line:
    """Return the main figures of a cell as a row."""
    tally = tally_of(cell)
    figures = [FIGURE_OF[code] for code in codes] or MAIN
    share = FIGURE_OF["sold_share"]
    return Line(
        name=name,
        url=url,
        values=tuple(text_of(figure, tally) for figure in figures),
        share=(share.value(tally) or 0) / 10_000,
        share_text=text_of(share, tally),
    )


def facet_name(facet: str) -> str:
    """Return what lots of a facet have in common, in words."""
    kind, _colon, value = facet.partition(":")
    if kind == "nature":
        return str(messages.NATURES[AssetNature(value)])
    if kind == "venue":
        return str(messages.VENUES[Venue(value)])
    if kind == "round":
        return str(messages.ROUNDS[Round(value)])
    return _("All lots")


def agency_lines(cells: Iterable[StatisticsCell]) -> list[tuple[str, str, StatisticsCell]]:
    """Return code, name and cell of every agency among facets, by the name."""
    found = [(cell.facet.removeprefix(AGENCY), cell) for cell in cells]
    names = registry.agency_names([code for code, _cell in found])
    return sorted(((code, names.get(code, code), cell) for code, cell in found), key=lambda x: x[1])


def periods_offered(chosen: str, now: datetime) -> list[tuple[str, str]]:
    """Return the choices of the form: all time, the years, the last twelve months."""
    this = month_of(now)
    years = [str(int(this[:4]) - back) for back in range(_YEARS_OFFERED)]
    months = [months_from(this, -back) for back in range(12)]
    offered = [(ALL_TIME, _("All time")), *((one, one) for one in (*years, *months))]
    if chosen not in dict(offered):
        offered.append((chosen, chosen))
    return offered


def months_shown(period: str, now: datetime) -> tuple[str, str]:
    """Return the months of the line on a page: of the year, before the month, or the last ones."""
    if is_month(period):
        return months_from(period, 1 - _MONTHS_SHOWN // 2), period
    if period == ALL_TIME:
        last = month_of(now)
        return months_from(last, 1 - _MONTHS_SHOWN), last
    return f"{period}-01", f"{period}-12"


def share_chart(cells: Sequence[StatisticsCell]) -> TrendChart | None:
    """Return the sold share month by month as a line; None with less than two points."""
    share = FIGURE_OF["sold_share"]
    points = [(month_bounds(cell.period)[0], share.value(tally_of(cell))) for cell in cells]
    known = [(at, value / 100) for at, value in points if value is not None]
    if len(known) < 2:
        return None
    return trend_chart(known, begins_at=known[0][0], ends_at=known[-1][0], is_stepped=False)


def month_lines(cells: Sequence[StatisticsCell]) -> list[tuple[str, ...]]:
    """Return the table beside the line: month, lots announced, ended, sold, sold share."""
    codes = ("announced", "ended", "sold", "sold_share")
    return [
        (cell.period, *(text_of(FIGURE_OF[code], tally_of(cell)) for code in codes))
        for cell in cells
    ]


def place_url(level: Level, place: str, period: str) -> str:
    """Return the page of a place and period."""
    chosen = None if period == ALL_TIME else period
    if level is Level.PLATFORM:
        return url_for("statistics.get_statistics", period=chosen)
    return url_for("statistics.get_place", level=level.value, place=place, period=chosen)


def table_header(first: Sequence[str]) -> list[str]:
    """Return the header of a table file: what the rows are, then every figure with its unit."""
    return [*first, *(f"{words.FIGURES[f.code][0]}{_unit(f.unit)}" for f in FIGURES)]


def _unit(unit: Unit) -> str:
    texts = {Unit.PERCENT: _(" (%)"), Unit.FEN: _(" (yuan)"), Unit.DAYS: _(" (days)")}
    return texts.get(unit, "")


def table_row(cell: StatisticsCell) -> list[Cell]:
    """Return every figure of a cell for a table file."""
    tally = tally_of(cell)
    return [cell_of(figure, tally) for figure in FIGURES]
