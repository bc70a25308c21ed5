"""What comes in about surveys, files, reports and their service."""

from marshmallow import Schema, fields, validate

from app.web.drawing import DRAWN_MAX
from app.web.parsing import LocalMomentField, YuanField
from appraisal.schemas.base import LINE, TEXT
from appraisal.vocabulary import (
    Capacity,
    PictureRole,
    Presence,
    ReviewCheck,
    ServiceMethod,
    Slot,
    ValuationMethod,
)

#: Signs of a drawn signature.
SIGNATURE_SIGNS_MAX = DRAWN_MAX


class SurveyCallForm(Schema):
    """When and where the parties are called to."""

    held_at = LocalMomentField(required=True)
    place = fields.String(required=True, validate=LINE)


class SurveyForm(Schema):
    """What was found on the spot, and who was there; the lists go line by line."""

    held_at = LocalMomentField(required=True)
    place = fields.String(required=True, validate=LINE)
    attendee_name = fields.List(fields.String(validate=validate.Length(max=60)), load_default=list)
    attendee_capacity = fields.List(fields.Enum(Capacity, by_value=True), load_default=list)
    attendee_presence = fields.List(fields.Enum(Presence, by_value=True), load_default=list)
    attendee_note = fields.List(fields.String(validate=validate.Length(max=200)), load_default=list)
    #: Signatures written on the screen, as PNG data addresses; empty where signed on paper.
    signature = fields.List(
        fields.String(validate=validate.Length(max=SIGNATURE_SIGNS_MAX)), load_default=list
    )
    latitude = fields.Decimal(load_default=None, validate=validate.Range(-90, 90))
    longitude = fields.Decimal(load_default=None, validate=validate.Range(-180, 180))
    notes = fields.String(required=True, validate=TEXT)


class FileForm(Schema):
    """What a file is to the report."""

    slot = fields.Enum(Slot, by_value=True, required=True)
    caption = fields.String(load_default="", validate=validate.Length(max=120))
    #: The last part of the address of a finished upload, instead of a file in the same request.
    upload = fields.String(load_default="", validate=validate.Regexp(r"^([0-9a-f]{32})?\Z"))


class CaptionForm(Schema):
    """What a picture or video shows."""

    caption = fields.String(load_default="", validate=validate.Length(max=120))


class MoveForm(Schema):
    """Which way a file moves, and how far."""

    steps = fields.Integer(required=True, validate=validate.Range(-100, 100))


class MarkForm(Schema):
    """What sets a picture apart; nothing makes it plain again."""

    role = fields.Enum(PictureRole, by_value=True, load_default=None)


class OrderForm(Schema):
    """All photographs of the desk in their new order."""

    order = fields.List(fields.Integer(), required=True, validate=validate.Length(1, 200))


class ReportForm(Schema):
    """What the agency states beside the file of its report."""

    report_no = fields.String(required=True, validate=validate.Length(min=1, max=80))
    value = YuanField(required=True)
    signer_name = fields.List(fields.String(validate=validate.Length(max=40)), load_default=list)
    signer_license = fields.List(fields.String(validate=validate.Length(max=40)), load_default=list)
    methods = fields.List(fields.Enum(ValuationMethod, by_value=True), load_default=list)
    method_note = fields.String(load_default="", validate=validate.Length(max=1000))
    valuation_on = fields.Date(required=True)
    reported_on = fields.Date(required=True)
    valid_until = fields.Date(required=True)
    summary = fields.String(required=True, validate=TEXT)
    reason = fields.String(load_default="", validate=validate.Length(max=1000))
    #: Ticked: the PDF carries the agency's seal and the signatures.
    seal = fields.Boolean(load_default=False)
    confirmed = fields.List(fields.Enum(ReviewCheck, by_value=True), load_default=list)


class ReviewForm(Schema):
    """Which of the five checks hold, and the court's note."""

    checks = fields.List(fields.String(), load_default=list)
    note = fields.String(load_default="", validate=validate.Length(max=2000))


class ServiceForm(Schema):
    """How and when the report reached one party."""

    method = fields.Enum(ServiceMethod, by_value=True, required=True)
    received_at = LocalMomentField(required=True)
