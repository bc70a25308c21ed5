"""What comes in by form, and what programs are told."""

from marshmallow import Schema, fields, validate

from app.web.parsing import FenField, InstantField, LocalMomentField, YuanField
from appraisal.vocabulary import (
    AppraisalGround,
    PriceRoute,
    RespiteGround,
    ServiceMethod,
    Slot,
    ValuationMethod,
)

LINE = validate.Length(min=1, max=300)
TEXT = validate.Length(min=1, max=4000)


class RouteForm(Schema):
    """The way to a price and why."""

    route = fields.Enum(PriceRoute, by_value=True, required=True)
    ground = fields.Enum(AppraisalGround, by_value=True, required=True)
    note = fields.String(load_default="", validate=validate.Length(max=2000))


class FeeForm(Schema):
    """The basic fee the court sets."""

    amount = YuanField(required=True)
    schedule = fields.String(required=True, validate=validate.Length(max=40))
    due_on = fields.Date(required=True)


class ReasonForm(Schema):
    """A reason that becomes part of the record."""

    reason = fields.String(required=True, validate=validate.Length(min=1, max=1000))


class RespiteForm(Schema):
    """More days for a report, and why."""

    ground = fields.Enum(RespiteGround, by_value=True, required=True)
    days = fields.Integer(required=True, validate=validate.Range(1, 999))
    asked_on = fields.Date(required=True)
    reason = fields.String(required=True, validate=validate.Length(min=1, max=1000))


class SurveyForm(Schema):
    """What was found on the spot."""

    held_at = LocalMomentField(required=True)
    place = fields.String(required=True, validate=LINE)
    people = fields.String(required=True, validate=TEXT)
    witness = fields.String(load_default="", validate=validate.Length(max=200))
    notes = fields.String(required=True, validate=TEXT)


class FileForm(Schema):
    """What a file is to the report."""

    slot = fields.Enum(Slot, by_value=True, required=True)
    caption = fields.String(load_default="", validate=validate.Length(max=120))


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


class ReviewForm(Schema):
    """Which of the five checks hold, and the court's note."""

    checks = fields.List(fields.String(), load_default=list)
    note = fields.String(load_default="", validate=validate.Length(max=2000))


class ServiceForm(Schema):
    """How and when the report reached one party."""

    method = fields.Enum(ServiceMethod, by_value=True, required=True)
    received_at = LocalMomentField(required=True)


class WindowView(Schema):
    """One party's time to object, by role and never by name."""

    party = fields.String()
    received_at = InstantField()
    last_day = fields.Date()
    ends_at = InstantField()


class RevisionView(Schema):
    """One published revision of the report."""

    revision = fields.Integer()
    sha256 = fields.String()
    handed_in_at = InstantField()
    reason = fields.String()


class AppraisalView(Schema):
    """The public part of an appraisal."""

    no = fields.String()
    asset_no = fields.String()
    asset_title = fields.String()
    case_number = fields.String()
    court = fields.String()
    state = fields.String()
    agency = fields.Dict()
    draw_no = fields.String()
    value = FenField()
    valuation_on = fields.Date()
    reported_on = fields.Date()
    valid_until = fields.Date()
    methods = fields.List(fields.String())
    signers = fields.List(fields.String())
    summary = fields.String()
    published_at = InstantField()
    window_ends_at = InstantField(allow_none=True)
    windows = fields.List(fields.Nested(WindowView))
    price_fixed_at = InstantField(allow_none=True)
    report = fields.Dict()
    media = fields.List(fields.Dict())
    revisions = fields.List(fields.Nested(RevisionView))


class FileView(Schema):
    """A file that lies on the desk now."""

    id = fields.Integer()
    media_id = fields.Integer()
    kind = fields.String()
    filename = fields.String()
    sha256 = fields.String()
    size = fields.Integer()
