"""What a feed of publications may be narrowed to."""

from marshmallow import Schema, fields, validate

from registry.vocabulary import AssetNature

_no_nul = validate.ContainsNoneOf("\x00", error="invalid_input")


class PublicationQuery(Schema):
    """By court, category, place."""

    court = fields.String(load_default="", validate=[validate.Length(max=20), _no_nul])
    category = fields.Enum(AssetNature, by_value=True, load_default=None, allow_none=True)
    region = fields.String(load_default="", validate=[validate.Length(max=12), _no_nul])
