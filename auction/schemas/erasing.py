"""What comes in when a person is erased."""

from marshmallow import Schema, fields, validate

_REASON = validate.Length(max=400)


class AskErasureForm(Schema):
    """Whose data, and why."""

    account = fields.String(required=True, validate=validate.Length(1, 40))
    reason = fields.String(load_default="", validate=_REASON)


class AnswerErasureForm(Schema):
    """What the second person says."""

    answer = fields.String(required=True, validate=validate.OneOf(["grant", "deny"]))
    reason = fields.String(load_default="", validate=_REASON)
