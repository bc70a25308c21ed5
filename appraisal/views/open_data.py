"""Published appraisals as a public table."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import case, select

from app.web.open_data import Column, Dataset, Kind, walk
from appraisal.models import Assignment

K = Kind

_COLUMNS: tuple[tuple[Column, Any], ...] = (
    (Column("appraisal", K.TEXT, _l("Number of the appraisal")), Assignment.no),
    (Column("case_number", K.TEXT, _l("Number of the enforcement case")), Assignment.case_number),
    (Column("court_code", K.TEXT, _l("Digits of the court in its case numbers")),
     Assignment.court_code),
    (Column("court", K.TEXT, _l("Court that has it appraised")), Assignment.court_name),
    (Column("asset_no", K.TEXT, _l("Number of the asset")), Assignment.asset_no),
    (Column("route", K.TEXT, _l("Way to the reference price")), Assignment.route),
    (Column("state", K.TEXT, _l("State of the appraisal")), Assignment.state),
    (Column("agency_code", K.TEXT, _l("Credit code of the agency")), Assignment.agency_code),
    (Column("agency", K.TEXT, _l("Name of the agency")), Assignment.agency_name),
    (Column("draw", K.TEXT, _l("Number of the draw")), Assignment.draw_no),
    (Column("commissioned_at", K.MOMENT, _l("When it was commissioned")),
     Assignment.commissioned_at),
    (Column("published_at", K.MOMENT, _l("When it was published")), Assignment.published_at),
    (Column("window_ends_at", K.MOMENT, _l("Until when there may be objections")),
     Assignment.window_ends_at),
    # Before it is fixed the price is a proposal that objections may move.
    (Column("reference_price_fen", K.FEN, _l("Reference price in fen, once it is fixed")),
     case((Assignment.price_fixed_at.is_not(None), Assignment.reference_price))),
    (Column("price_fixed_at", K.MOMENT, _l("When the price was fixed")),
     Assignment.price_fixed_at),
    (Column("price_valid_until", K.DAY, _l("Last day of its validity")),
     Assignment.price_valid_until),
)  # fmt: skip


def _rows(between: Callable[[], object]) -> Iterator[Sequence[Any]]:
    query = select(*(source for _, source in _COLUMNS)).where(Assignment.published_at.is_not(None))
    return walk(query, (Assignment.id,), between)


DATASETS = (
    Dataset(
        "appraisals",
        _l("Appraisals"),
        _l("Every appraisal that was opened to everyone, with its days and its price."),
        [column for column, _ in _COLUMNS],
        _rows,
    ),
)
