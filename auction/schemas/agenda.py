"""What a judge asks of the view over all lots of the court."""

from marshmallow import Schema, fields, validate

SHOWS = ("", "late", "decide", "risk")


class AgendaQuery(Schema):
    """Which lots to show, and which page of them; empty is all that are unfinished."""

    show = fields.String(load_default="", validate=validate.OneOf(SHOWS))
    page = fields.Integer(load_default=1, validate=validate.Range(1, 1000))
