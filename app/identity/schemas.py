"""What sign-in and registration forms and calls carry."""

from marshmallow import Schema, fields, validate

from app.identity.vocabulary import PersonKind


class SignIn(Schema):
    """Account, password and, for staff, the one-time code."""

    account = fields.String(required=True, validate=validate.Length(1, 40))
    password = fields.String(required=True, validate=validate.Length(1, 200))
    otp = fields.String(load_default=None, allow_none=True, validate=validate.Length(0, 10))


class SessionView(Schema):
    """Who signed in and the token that further writes carry."""

    csrf_token = fields.String()
    person = fields.Dict()
    roles = fields.List(fields.String())


class Registration(Schema):
    """A bidder's new account with the real name behind it."""

    account = fields.String(required=True, validate=validate.Length(3, 40))
    password = fields.String(required=True, validate=validate.Length(1, 200))
    name = fields.String(required=True, validate=validate.Length(2, 120))
    kind = fields.Enum(PersonKind, by_value=True, required=True)
    id_number = fields.String(required=True, validate=validate.Length(15, 24))


class OneTimeCode(Schema):
    """Six digits of the person's generator."""

    code = fields.String(required=True, validate=validate.Length(6, 8))
