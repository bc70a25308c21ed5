"""What the list of lots may be asked."""

from marshmallow import Schema, fields, validate

from app.web.parsing import FenField, YuanField
from auction.vocabulary import LotOrder, Phase
from registry.vocabulary import AssetNature

#: What "ending soon" may mean in a list of lots, in days (P70).
ENDS_WITHIN_DAYS = (1, 3, 7)


def _text(limit: int) -> fields.String:
    no_nul = validate.ContainsNoneOf("\x00", error="invalid_input")
    return fields.String(load_default="", validate=[validate.Length(max=limit), no_nul])


class _LotFilter(Schema):
    """What the list is filtered by, whoever asks."""

    state = fields.Enum(Phase, by_value=True, load_default=None, allow_none=True)
    category = fields.Enum(AssetNature, by_value=True, load_default=None, allow_none=True)
    court = _text(20)
    region = _text(12)
    q = _text(60)
    #: In so many days bidding ends: a day, three days, a week (P70).
    ends_within_days = fields.Integer(
        load_default=None, allow_none=True, validate=validate.OneOf(ENDS_WITHIN_DAYS)
    )
    sort = fields.Enum(LotOrder, by_value=True, load_default=LotOrder.NEWEST)
    after = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=40))


class LotSearch(_LotFilter):
    """What a visitor filters the list by, typed in yuan."""

    min_price = YuanField(load_default=None)
    max_price = YuanField(load_default=None)


class LotQuery(_LotFilter):
    """The same for programs: money in fen."""

    min_price = FenField(load_default=None)
    max_price = FenField(load_default=None)
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))
