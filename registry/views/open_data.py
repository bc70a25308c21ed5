"""Draws and agencies as public tables."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.web.open_data import Column, Dataset, Kind, walk
from registry.models import Agency, Asset, Court, CourtCase, Draw, DrawCandidate
from registry.queries.draws import public_draws

K = Kind
Rows = Iterator[Sequence[Any]]

_DRAWN: tuple[tuple[Column, Any], ...] = (
    (Column("draw", K.TEXT, _l("Number of the draw")), Draw.no),
    (Column("kind", K.TEXT, _l("What the agency is drawn for")), Draw.kind),
    (Column("method", K.TEXT, _l("How it was chosen")), Draw.method),
    (Column("state", K.TEXT, _l("State of the draw")), Draw.state),
    (Column("case_number", K.TEXT, _l("Number of the enforcement case")), CourtCase.number),
    (Column("court", K.TEXT, _l("Court that draws")), Court.name),
    (Column("asset_no", K.TEXT, _l("Number of the asset")), Asset.no),
    (Column("frozen_at", K.MOMENT, _l("When its list was frozen")), Draw.frozen_at),
    (Column("drawn_at", K.MOMENT, _l("When it was drawn")), Draw.drawn_at),
    (Column("position", K.INTEGER, _l("Place in the order drawn")), DrawCandidate.position),
    (Column("agency_code", K.TEXT, _l("Credit code of the agency")), DrawCandidate.agency_code),
    (Column("agency", K.TEXT, _l("Name of the agency")), DrawCandidate.agency_name),
)

_AGENCIES: tuple[tuple[Column, Any], ...] = (
    (Column("agency_code", K.TEXT, _l("Credit code of the agency")), Agency.code),
    (Column("agency", K.TEXT, _l("Name of the agency")), Agency.name),
    (Column("kind", K.TEXT, _l("Kind of agency")), Agency.kind),
    (Column("fields", K.TEXT, _l("Fields it works in, by spaces")), Agency.fields),
    (Column("regions", K.TEXT, _l("Places it works in, by spaces")), Agency.regions),
    (Column("grade", K.INTEGER, _l("Grade of its qualification")), Agency.grade),
    (Column("standing", K.TEXT, _l("Standing on the list")), Agency.standing),
    (Column("standing_until", K.DAY, _l("Until when its standing holds")), Agency.standing_until),
    (Column("licence_no", K.TEXT, _l("Number of its licence")), Agency.licence_no),
    (Column("licence_expires_on", K.DAY, _l("Last day of it")), Agency.licence_expires_on),
    (Column("listed_on", K.DAY, _l("Day it came onto the list")), Agency.listed_on),
    (Column("left_on", K.DAY, _l("Day it left the list")), Agency.left_on),
)


def _drawn(between: Callable[[], object]) -> Rows:
    query = (
        select(*(source for _, source in _DRAWN))
        .join(Asset, Draw.asset_id == Asset.id)
        .join(CourtCase, Asset.case_id == CourtCase.id)
        .join(Court, CourtCase.court_id == Court.id)
        .join(DrawCandidate, DrawCandidate.draw_id == Draw.id)
        .where(public_draws(), DrawCandidate.position.is_not(None))
    )
    return walk(query, (Draw.id, DrawCandidate.position), between)


def _agencies(between: Callable[[], object]) -> Rows:
    return walk(select(*(source for _, source in _AGENCIES)), (Agency.id,), between)


DATASETS = (
    Dataset(
        "draws",
        _l("Draws"),
        _l("Agencies in the order in which they were drawn or agreed on, a row for each."),
        [column for column, _ in _DRAWN],
        _drawn,
    ),
    Dataset(
        "agencies",
        _l("Agencies"),
        _l("Every agency of the lists with its standing, those that left included."),
        [column for column, _ in _AGENCIES],
        _agencies,
    ),
)
