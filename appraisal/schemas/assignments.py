"""What comes in about routes, answers and days."""

from marshmallow import Schema, fields, validate

from appraisal.vocabulary import (
    AppraisalGround,
    PriceRoute,
    RespiteGround,
    SuspensionGround,
    WithdrawalGround,
)


class RouteForm(Schema):
    """The way to a price and why."""

    route = fields.Enum(PriceRoute, by_value=True, required=True)
    ground = fields.Enum(AppraisalGround, by_value=True, required=True)
    note = fields.String(load_default="", validate=validate.Length(max=2000))


class ReasonForm(Schema):
    """A reason that becomes part of the record."""

    reason = fields.String(required=True, validate=validate.Length(min=1, max=1000))


class RespiteForm(Schema):
    """More days for a report, and why."""

    ground = fields.Enum(RespiteGround, by_value=True, required=True)
    days = fields.Integer(required=True, validate=validate.Range(1, 999))
    asked_on = fields.Date(required=True)
    reason = fields.String(required=True, validate=validate.Length(min=1, max=1000))


class SuspendForm(Schema):
    """Why the work rests."""

    ground = fields.Enum(SuspensionGround, by_value=True, required=True)
    reason = fields.String(required=True, validate=validate.Length(min=1, max=1000))


class WithdrawForm(Schema):
    """Why the appraisal is taken back."""

    ground = fields.Enum(WithdrawalGround, by_value=True, required=True)
    reason = fields.String(required=True, validate=validate.Length(min=1, max=1000))


class HandoverForm(Schema):
    """What the agency receives, a line an item."""

    items = fields.String(required=True, validate=validate.Length(min=1, max=4000))
