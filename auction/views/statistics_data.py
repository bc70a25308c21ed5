"""Statistics as open data: figures of every court by month, of every agency by year."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

from app.web.open_data import BATCH, Column, Dataset, Kind
from auction.messages import statistics as words
from auction.queries import statistics as queries
from auction.rules.figures import FIGURE_OF
from auction.views import statistics as views
from auction.vocabulary.statistics import AGENCY, Level, Unit

#: In what a column of a figure is given; of every other unit it is a whole number.
_KINDS = {Unit.FEN: Kind.FEN, Unit.PERCENT: Kind.DECIMAL, Unit.MEAN: Kind.DECIMAL}


def _figures(codes: Sequence[str]) -> list[Column]:
    return [_figure(code) for code in codes]


def _figure(code: str) -> Column:
    unit = FIGURE_OF[code].unit
    name = f"{code}_fen" if unit is Unit.FEN else code
    return Column(name, _KINDS.get(unit, Kind.INTEGER), words.FIGURES[code][1])


def _courts(between: Callable[[], object]) -> Iterator[Sequence[Any]]:
    places, after = views.Places(), None
    while True:
        cells = queries.page_of_months(Level.COURT, "0001-01", "9999-12", after=after, limit=BATCH)
        for cell in cells:
            name = places.name(cell.level, cell.place)
            yield [cell.place, name, cell.period, *views.table_row(cell)]
        if len(cells) < BATCH:
            return
        after = (cells[-1].place, cells[-1].period)
        between()


def _agency_years(between: Callable[[], object]) -> Iterator[Sequence[Any]]:
    figures = [FIGURE_OF[code] for code in views.OF_AGENCIES]
    cells = queries.list_agency_years()
    names = {cell.facet: name for _code, name, cell in views.agency_lines(cells)}
    between()
    for cell in cells:
        tally = views.tally_of(cell)
        values = [views.cell_of(figure, tally) for figure in figures]
        yield [cell.facet.removeprefix(AGENCY), names[cell.facet], cell.period, *values]


DATASETS = (
    Dataset(
        "courts",
        _l("Figures of every court by month"),
        _l("Everything the statistics count, of each court, in the month by Beijing time."),
        [
            Column("court_code", Kind.TEXT, _l("Code of the court")),
            Column("court", Kind.TEXT, _l("Name of the court")),
            Column("month", Kind.TEXT, _l("Month, Beijing time")),
            *_figures(list(FIGURE_OF)),
        ],
        _courts,
    ),
    Dataset(
        "agency_years",
        _l("Lots appraised by every agency, by year"),
        _l("What became of the lots whose reference price an agency appraised."),
        [
            Column("agency_code", Kind.TEXT, _l("Unified social credit code of the agency")),
            Column("agency", Kind.TEXT, _l("Name of the agency")),
            Column("year", Kind.TEXT, _l("Year, Beijing time")),
            *_figures(views.OF_AGENCIES),
        ],
        _agency_years,
    ),
)
