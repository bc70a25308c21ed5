"""What comes in about fees."""

from marshmallow import Schema, fields, validate

from app.web.parsing import YuanField


class FeeForm(Schema):
    """The basic fee the court sets."""

    amount = YuanField(required=True)
    schedule = fields.String(required=True, validate=validate.Length(max=40))
    due_on = fields.Date(required=True)
