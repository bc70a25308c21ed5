"""What statistics may be asked."""

from marshmallow import Schema, fields, validate

from app.web.parsing import InstantField
from auction.vocabulary.statistics import ALL_TIME, EVERYWHERE, Level

_PLACE = validate.Regexp(r"\A[0-9a-z]{1,20}\Z", error="invalid_input")
_TEXT = validate.Length(max=20)


class PeriodQuery(Schema):
    """Which period: a month (2026-03), a year (2026) or all time."""

    period = fields.String(load_default=ALL_TIME, validate=_TEXT)


class PlaceQuery(PeriodQuery):
    """Which place besides."""

    level = fields.Enum(Level, by_value=True, load_default=Level.PLATFORM)
    place = fields.String(load_default=EVERYWHERE, validate=_PLACE)


class MonthsQuery(Schema):
    """Whole counts of all places of a level, month by month."""

    level = fields.Enum(Level, by_value=True, load_default=Level.COURT)
    first = fields.String(
        data_key="from", load_default=None, allow_none=True, validate=validate.Length(max=7)
    )
    last = fields.String(
        data_key="to", load_default=None, allow_none=True, validate=validate.Length(max=7)
    )
    after = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))
    limit = fields.Integer(load_default=100, validate=validate.Range(1, 500))


class FigureOut(Schema):
    """One figure, exactly defined."""

    code = fields.String()
    name = fields.String()
    definition = fields.String()
    unit = fields.String(
        metadata={
            "description": "count; mean: hundredths; percent: hundredths of a percent; days; fen"
        }
    )
    facts = fields.List(fields.String())
    citations = fields.List(fields.Dict(keys=fields.String(), values=fields.String()))


class FigureList(Schema):
    """All figures."""

    items = fields.List(fields.Nested(FigureOut))


class _Figures(Schema):
    #: Money as a string of fen, all else whole numbers in the unit of the figure; null: no lot.
    figures = fields.Dict(keys=fields.String(), values=fields.Raw())


class CellOut(_Figures):
    """The figures of one place and period."""

    level = fields.String()
    place = fields.String()
    name = fields.String()
    period = fields.String()
    counted_at = InstantField()


class CellPage(Schema):
    """A keyset page of them, by place and then month."""

    items = fields.List(fields.Nested(CellOut))
    next = fields.String(allow_none=True)
    definitions = fields.String()


class FacetOut(_Figures):
    """The figures of the lots that have something in common."""

    facet = fields.String(
        metadata={"description": "all, or nature:…, venue:…, round:… with its value"}
    )
    name = fields.String()


class AgencyOut(_Figures):
    """The figures of the lots that an agency appraised."""

    agency = fields.String()
    name = fields.String()


class FacetList(Schema):
    """All facets of a place and period."""

    level = fields.String()
    place = fields.String()
    period = fields.String()
    items = fields.List(fields.Nested(FacetOut))
    definitions = fields.String()


class AgencyList(Schema):
    """All agencies of a place and period."""

    level = fields.String()
    place = fields.String()
    period = fields.String()
    items = fields.List(fields.Nested(AgencyOut))
    definitions = fields.String()
