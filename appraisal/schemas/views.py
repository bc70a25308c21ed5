"""What programs are told of an appraisal."""

from marshmallow import Schema, fields

from app.web.parsing import FenField, InstantField


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
