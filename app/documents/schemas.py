"""What the forms of a paper's text carry."""

from marshmallow import Schema, fields, validate

from app.documents.markup import TEXT_MAX
from app.documents.texts import REASON_MAX

#: What is typed may be longer than what is taken: it comes back to be shortened.
_TYPED = validate.Length(max=4 * TEXT_MAX)
_SEEN = validate.Range(0, 1_000_000)


class PaperTextForm(Schema):
    """A text as typed, why, and the version it was begun from."""

    text = fields.String(load_default="", validate=_TYPED)
    reason = fields.String(load_default="", validate=validate.Length(max=REASON_MAX))
    seen = fields.Integer(required=True, validate=_SEEN)


class PreviewForm(Schema):
    """A text as typed, to be shown as a sample only."""

    text = fields.String(load_default="", validate=_TYPED)


class RestoreForm(Schema):
    """The version to bring back, why, and the version that was seen to count."""

    version = fields.Integer(required=True, validate=_SEEN)
    reason = fields.String(load_default="", validate=validate.Length(max=REASON_MAX))
    seen = fields.Integer(required=True, validate=_SEEN)
