"""Open data of the sales: CSV of courts by month, of agencies by year, of every announced lot."""

from collections.abc import Iterator, Sequence

from flask import Blueprint, Response, request, stream_with_context
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from marshmallow import Schema, fields, validate

from app.store.work import rest
from app.supervision.facade import LICENCE, Column, Dataset, add_dataset, datasets
from app.web.exports import CSV, Cell, csv_stream
from app.web.guards import public, received_at
from app.web.parsing import load
from auction.messages import statistics as words
from auction.queries import statistics as queries
from auction.rules.figures import FIGURE_OF, FigureKind
from auction.views import statistics as views
from auction.vocabulary.statistics import AGENCY, Level, Unit, month_of

bp = Blueprint("open_data", __name__)

_PAGE = 500
#: In which unit a figure stands in a file; counts and means have none.
_UNITS = {Unit.PERCENT: "%", Unit.FEN: "CNY", Unit.DAYS: "d"}
#: Column of lots.csv -> what it holds; the names are those of the API.
_LOT_COLUMNS = (
    ("no", _l("Number of the lot; /lots/ and the number is its page")),
    ("court_code", _l("Code of the court")),
    ("court", _l("Name of the court")),
    ("region", _l("Code of the place of the thing, GB/T 2260")),
    ("category", _l("Category of the thing")),
    ("venue", _l("Where it is sold: internal, external, traditional")),
    ("round", _l("Which round: first, second, third, sell_off")),
    ("state", _l("Where the lot stands now")),
    ("announced_at", _l("First notice, Beijing time")),
    ("opens_at", _l("Start of bidding, Beijing time")),
    ("ended_at", _l("End of bidding, Beijing time; empty while it runs")),
    ("reference_price", _l("Reference price in yuan")),
    ("start_price", _l("Start price in yuan")),
    ("price", _l("Price reached in yuan; empty without a bid")),
    ("bids", _l("Accepted bids in this hall")),
    ("extensions", _l("How often a late bid moved the end")),
)


class YearQuery(Schema):
    """Of which year; the current one unless said."""

    year = fields.String(
        load_default=None,
        validate=validate.Regexp(r"\A(?!0000)[0-9]{4}\Z", error="invalid_input"),
    )


@bp.get("/open-data/courts.csv")
@public
def get_courts() -> Response:
    """Hand out every figure of every court and month."""
    return _answer("courts", ["court_code", "court", "month", *FIGURE_OF], _court_rows())


def _court_rows() -> Iterator[list[Cell]]:
    places, after = views.Places(), None
    while True:
        cells = queries.page_of_months(Level.COURT, "0001-01", "9999-12", after=after, limit=_PAGE)
        for cell in cells:
            yield [
                cell.place,
                places.name(cell.level, cell.place),
                cell.period,
                *views.table_row(cell),
            ]
        if len(cells) < _PAGE:
            return
        after = (cells[-1].place, cells[-1].period)
        rest()


@bp.get("/open-data/agencies.csv")
@public
def get_agencies() -> Response:
    """Hand out what became of the lots each agency appraised, year by year."""
    figures = [FIGURE_OF[code] for code in views.OF_AGENCIES]
    header = ["agency_code", "agency", "year", *views.OF_AGENCIES]
    return _answer("agencies", header, _agency_rows(figures))


def _agency_rows(figures: Sequence[FigureKind]) -> Iterator[list[Cell]]:
    cells = queries.list_agency_years()
    names = {cell.facet: name for _code, name, cell in views.agency_lines(cells)}
    for cell in cells:
        tally = views.tally_of(cell)
        code = cell.facet.removeprefix(AGENCY)
        values = [views.cell_of(figure, tally) for figure in figures]
        yield [code, names[cell.facet], cell.period, *values]


@bp.get("/open-data/lots.csv")
@public
def get_lots() -> Response:
    """Hand out every lot announced in a year, as everybody may read it."""
    year = load(YearQuery, request.args)["year"] or month_of(received_at())[:4]
    return _answer(f"lots-{year}", [name for name, _ in _LOT_COLUMNS], _lot_rows(year))


def _lot_rows(year: str) -> Iterator[list[Cell]]:
    after = 0
    while lots := queries.page_of_announced(year, after=after, limit=_PAGE):
        for lot in lots:
            yield [
                lot.no,
                lot.court_code,
                lot.court_name,
                lot.region_code,
                lot.nature.value,
                lot.venue.value,
                lot.round.value,
                lot.state.value,
                lot.announced_at,
                lot.opens_at,
                lot.ended_at,
                lot.reference_price,
                lot.start_price,
                lot.price,
                lot.last_seq,
                lot.extensions,
            ]
        after = lots[-1].id
        rest()


@bp.get("/open-data/definitions.csv")
@public
def get_definitions() -> Response:
    """Hand out what every column of every table of open data holds, and the licence."""
    header = ["dataset", "path", "column", "definition", "unit", "licence"]
    return _answer("definitions", header, _definition_rows())


def _definition_rows() -> Iterator[list[Cell]]:
    for dataset in datasets():
        for one in dataset.columns():
            words_of = str(one.definition)
            yield [dataset.name, dataset.path, one.name, words_of, one.unit, LICENCE]


def _answer(name: str, header: Sequence[str], rows: Iterator[list[Cell]]) -> Response:
    pieces = stream_with_context(csv_stream(header, rows))
    answer = Response(pieces, content_type=CSV)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Link"] = '</open-data/definitions.csv>; rel="describedby"'
    answer.headers["X-Licence"] = "P99"
    return answer


def _figure_columns(codes: Sequence[str]) -> list[Column]:
    return [
        Column(code, words.FIGURES[code][1], _UNITS.get(FIGURE_OF[code].unit, "")) for code in codes
    ]


def _court_columns() -> list[Column]:
    return [
        Column("court_code", _("Code of the court")),
        Column("court", _("Name of the court")),
        Column("month", _("Month, Beijing time")),
        *_figure_columns(list(FIGURE_OF)),
    ]


def _agency_columns() -> list[Column]:
    return [
        Column("agency_code", _("Unified social credit code of the agency")),
        Column("agency", _("Name of the agency")),
        Column("year", _("Year, Beijing time")),
        *_figure_columns(views.OF_AGENCIES),
    ]


def _lot_columns() -> list[Column]:
    return [Column(name, words_of) for name, words_of in _LOT_COLUMNS]


add_dataset(
    Dataset(
        "courts", _l("Figures of every court by month"), "/open-data/courts.csv", _court_columns
    )
)
add_dataset(
    Dataset(
        "agencies",
        _l("Lots appraised by every agency, by year"),
        "/open-data/agencies.csv",
        _agency_columns,
    )
)
add_dataset(
    Dataset("lots", _l("Every lot announced in a year"), "/open-data/lots.csv", _lot_columns)
)
