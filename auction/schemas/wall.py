"""What is asked of the wall and of a replay."""

from marshmallow import Schema, fields, validate

from app.store.paging import PAGE_MAX
from auction.services.wall import COURTS_MAX

_CODE = validate.Regexp(r"[0-9A-Za-z]{1,20}\Z")


class WallQuery(Schema):
    """Which courts; none means the own court, or for an inspector those with lots."""

    court = fields.List(
        fields.String(validate=_CODE), load_default=list, validate=validate.Length(0, COURTS_MAX)
    )


class FactsQuery(Schema):
    """A page of public facts, oldest first."""

    after = fields.Integer(load_default=0, strict=False, validate=validate.Range(0, 2**53))
    limit = fields.Integer(load_default=500, validate=validate.Range(1, PAGE_MAX * 5))
