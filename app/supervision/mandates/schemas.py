"""What comes in about mandates."""

from marshmallow import Schema, fields, validate

from app.supervision.mandates.vocabulary import Body, Reach

_REASON = validate.Length(max=400)


class MandateForm(Schema):
    """Whom a mandate is for, what it names, from which day to which, and why."""

    account = fields.String(required=True, validate=validate.Length(1, 40))
    body = fields.Enum(Body, by_value=True, required=True)
    reach = fields.Enum(Reach, by_value=True, required=True)
    court_id = fields.Integer(load_default=None, allow_none=True)
    case_number = fields.String(load_default="", validate=validate.Length(max=80))
    lot_no = fields.String(load_default="", validate=validate.Length(max=40))
    opens_sealed = fields.Boolean(load_default=False)
    begins_on = fields.Date(required=True)
    ends_on = fields.Date(required=True)
    reason = fields.String(load_default="", validate=_REASON)


class WithdrawalForm(Schema):
    """Why a mandate is withdrawn."""

    reason = fields.String(load_default="", validate=_REASON)
