"""Forms of corrections, encumbrances and courts."""

from marshmallow import Schema, fields, validate

from app.web.parsing import YuanField
from registry.schemas.books import AssetForm
from registry.vocabulary import EncumbranceKind

_REASON = validate.Length(max=500)


class ReasonForm(Schema):
    """Why something leaves the books."""

    reason = fields.String(load_default="", validate=_REASON)


class PartyCorrectionForm(ReasonForm):
    """What may be corrected about a party; its number may not."""

    name = fields.String(required=True, validate=validate.Length(2, 120))
    account = fields.String(load_default="", validate=validate.Length(max=40))
    claim = YuanField(load_default=None, allow_none=True)
    is_secured = fields.Boolean(load_default=False)


class AssetCorrectionForm(AssetForm):
    """An asset as it should have been written, and why."""

    reason = fields.String(load_default="", validate=_REASON)


class EncumbranceForm(Schema):
    """A burden of an asset."""

    kind = fields.Enum(EncumbranceKind, by_value=True, required=True)
    holder = fields.String(required=True, validate=validate.Length(2, 120))
    amount = YuanField(load_default=None, allow_none=True)
    rank = fields.Integer(load_default=None, allow_none=True)
    registered_on = fields.Date(load_default=None, allow_none=True)
    ends_on = fields.Date(load_default=None, allow_none=True)
    note = fields.String(load_default="", validate=validate.Length(max=1000))


class CourtCorrectionForm(Schema):
    """What is said of a court."""

    name = fields.String(required=True, validate=validate.Length(4, 80))
    region_code = fields.String(required=True, validate=validate.Length(6, 6))
    address = fields.String(load_default="", validate=validate.Length(max=160))
    phone = fields.String(load_default="", validate=validate.Length(max=40))
    supervision_phone = fields.String(load_default="", validate=validate.Length(max=40))


class CourtForm(CourtCorrectionForm):
    """A new court."""

    code = fields.String(required=True, validate=validate.Length(1, 8))


class HeadForm(Schema):
    """Who heads a court."""

    person_id = fields.Integer(required=True)
