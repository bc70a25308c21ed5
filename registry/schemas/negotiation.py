"""Forms of the negotiation."""

from marshmallow import Schema, fields, validate

from app.web.parsing import LocalMomentField
from registry.vocabulary import WaiverGround


class WindowForm(Schema):
    """Until when the parties may agree."""

    until = LocalMomentField(required=True)


class WaiverForm(Schema):
    """Why the agencies are drawn without an agreement."""

    ground = fields.Enum(WaiverGround, by_value=True, required=True)
    note = fields.String(load_default="", validate=validate.Length(max=1000))


class ProposalForm(Schema):
    """Three agencies in order."""

    first = fields.String(load_default="", validate=validate.Length(max=18))
    second = fields.String(load_default="", validate=validate.Length(max=18))
    third = fields.String(load_default="", validate=validate.Length(max=18))
