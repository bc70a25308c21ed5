"""Forms of the rehearsal clock."""

from marshmallow import Schema, fields, validate

from app.web.parsing import InstantField, LocalMomentField


class Jump(Schema):
    """Where a program wants the clock to go."""

    to = InstantField(required=True)


class JumpForm(Schema):
    """Where a person wants the clock to go, in Shanghai time."""

    to = LocalMomentField(required=True)


class Shift(Schema):
    """By how much the clock moves on."""

    seconds = fields.Integer(
        required=True, strict=True, validate=validate.Range(min=1, max=800 * 86_400)
    )


class ShiftForm(Schema):
    """By how much the clock moves on, as one button of the page."""

    seconds = fields.Integer(required=True, validate=validate.Range(min=1, max=800 * 86_400))


class ClockView(Schema):
    """The time that counts."""

    server_time = InstantField()
    rehearsed = fields.Boolean()
    stopped = fields.Boolean()
    worked_to = InstantField(allow_none=True)
