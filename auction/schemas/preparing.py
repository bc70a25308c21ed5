"""What comes in while a sale is prepared: signatures, the editor's fields, corrections."""

from marshmallow import Schema, fields, validate

from app.web.drawing import DRAWN_MAX
from app.web.parsing import LocalMomentField
from auction.vocabulary import Tax, TaxBearer

#: Most signs of one text of a notice.
TEXT_MAX = 8000
#: A line of the tax table that is left empty names neither tax nor bearer.
_TAX = validate.OneOf(("", *Tax))
_BEARER = validate.OneOf(("", *TaxBearer))


class SignatureForm(Schema):
    """Which member signs which record; a picture where it is drawn."""

    place = fields.Integer(required=True, validate=validate.Range(0, 98))
    digest = fields.String(required=True, validate=validate.Length(equal=64))
    signature = fields.String(load_default="", validate=validate.Length(max=DRAWN_MAX))


class ReadingForm(Schema):
    """Which version of a notice was read."""

    notice_version = fields.Integer(required=True, validate=validate.Range(1, 10_000))


class NoticeForm(Schema):
    """Times, title and the last words of a notice; items and prompts are read by their keys."""

    title = fields.String(required=True, validate=validate.Length(max=200))
    opens_at = LocalMomentField(load_default=None)
    closes_at = LocalMomentField(load_default=None)
    balance_days = fields.Integer(load_default=10, validate=validate.Range(1, 60))
    disclaimer = fields.String(load_default="", validate=validate.Length(max=TEXT_MAX))
    version = fields.Integer(load_default=None)
    #: Which of the two lists the form shows at all; the other stays as it is.
    shown = fields.List(
        fields.String(validate=validate.OneOf(("taxes", "media"))), load_default=list
    )
    tax = fields.List(fields.String(validate=_TAX), load_default=list)
    bearer = fields.List(fields.String(validate=_BEARER), load_default=list)
    basis = fields.List(fields.String(validate=validate.Length(max=200)), load_default=list)
    media = fields.List(fields.String(validate=validate.Length(max=20)), load_default=list)


class CorrectionForm(NoticeForm):
    """A corrected notice, with the reason that is published."""

    opens_at = LocalMomentField(required=True)
    closes_at = LocalMomentField(required=True)
    reason = fields.String(load_default="", validate=validate.Length(max=400))
