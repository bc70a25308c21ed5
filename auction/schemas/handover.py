"""What a clerk writes on the way from the ruling to the keys."""

from marshmallow import Schema, fields, validate

from auction.vocabulary.handover import HandoverStep


class StepForm(Schema):
    """A step of the plan, who sees to it, by when."""

    step = fields.Enum(HandoverStep, by_value=True, required=True)
    owner = fields.String(load_default="", validate=validate.Length(max=60))
    due_on = fields.Date(required=True)
    late_reason = fields.String(load_default="", validate=validate.Length(max=400))


class StepDoneForm(Schema):
    """A step that was done; the notice of the president sets a time to leave."""

    step = fields.Enum(HandoverStep, by_value=True, required=True)
    done_on = fields.Date(required=True)
    leave_until = fields.Date(load_default=None, allow_none=True)
    note = fields.String(load_default="", validate=validate.Length(max=400))


class AssistanceForm(Schema):
    """Which office the notice to assist reached, and when."""

    office = fields.String(load_default="", validate=validate.Length(max=120))
    served_on = fields.Date(required=True)
