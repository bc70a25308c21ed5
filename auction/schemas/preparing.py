"""What comes in while a sale is prepared: signatures, the editor's fields, corrections."""

from marshmallow import Schema, fields, validate

from app.web.drawing import DRAWN_MAX


class SignatureForm(Schema):
    """Which member signs which record; a picture where it is drawn."""

    place = fields.Integer(required=True, validate=validate.Range(0, 98))
    digest = fields.String(required=True, validate=validate.Length(equal=64))
    signature = fields.String(load_default="", validate=validate.Length(max=DRAWN_MAX))
