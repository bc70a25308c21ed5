"""What comes in when the glass is broken."""

from marshmallow import Schema, fields, validate

_REASON = validate.Length(max=400)


class AskGlassForm(Schema):
    """Which paddle an operator asks for, why and for how many minutes."""

    paddle = fields.String(required=True, validate=validate.Length(max=20))
    reason = fields.String(load_default="", validate=_REASON)
    minutes = fields.Integer(required=True)


class AnswerGlassForm(Schema):
    """What the second person says."""

    answer = fields.String(required=True, validate=validate.OneOf(["grant", "deny"]))
    reason = fields.String(load_default="", validate=_REASON)
