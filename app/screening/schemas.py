"""What comes in about findings."""

from marshmallow import Schema, fields, validate

from app.screening.vocabulary import Verdict


class CloseFindingForm(Schema):
    """What the judge says, and why."""

    verdict = fields.Enum(Verdict, by_value=True, required=True)
    reason = fields.String(load_default="", validate=validate.Length(max=400))
