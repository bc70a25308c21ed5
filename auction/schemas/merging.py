"""What comes in about several things sold as one lot."""

from marshmallow import Schema, fields, validate

from auction.vocabulary import MergeGround


class MergeForm(Schema):
    """Which things of a case are sold together, and why."""

    asset_no = fields.List(fields.String(validate=validate.Length(max=40)), load_default=list)
    ground = fields.Enum(MergeGround, by_value=True, required=True)
    reason = fields.String(load_default="", validate=validate.Length(max=400))
    title = fields.String(load_default="", validate=validate.Length(max=200))
