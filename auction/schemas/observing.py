"""What comes in when something sealed is opened under a mandate."""

from marshmallow import Schema, fields, validate

_PURPOSE = validate.Length(max=200)


class NameForm(Schema):
    """Which paddle, and what for."""

    paddle = fields.String(required=True, validate=validate.Length(max=20))
    purpose = fields.String(load_default="", validate=_PURPOSE)


class ProofReadForm(Schema):
    """What a proof is read for."""

    purpose = fields.String(load_default="", validate=_PURPOSE)
