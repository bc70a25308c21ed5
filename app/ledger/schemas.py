"""What comes in from the pages of the finance desk."""

from marshmallow import Schema, fields, validate

from app.web.parsing import YuanField

REASON = validate.Length(min=1, max=500)
LINE = validate.Length(min=1, max=120)


class ReasonForm(Schema):
    """A reason that others will read."""

    reason = fields.String(load_default="", validate=validate.Length(max=500))


class VersionForm(ReasonForm):
    """A decision on the version that was read."""

    version = fields.Integer(required=True)


class MatchForm(ReasonForm):
    """Money to be placed to an order, and on which paper if its payer is another."""

    order_no = fields.String(required=True, validate=validate.Length(min=1, max=40))
    serials = fields.List(fields.String(validate=validate.Length(max=64)), load_default=list)
    ground = fields.String(load_default="", validate=validate.Length(max=500))


class PayoutForm(ReasonForm):
    """One payout, in part if an amount is given."""

    account = fields.String(required=True, validate=validate.Length(min=1, max=160))
    case_number = fields.String(load_default=None, allow_none=True)
    amount = YuanField(load_default=None, allow_none=True)


class BatchForm(ReasonForm):
    """Several payouts at once, each named as account|case number."""

    subjects = fields.List(fields.String(validate=validate.Length(max=300)), load_default=list)


class DigestForm(Schema):
    """A decision on exactly what was read."""

    digest = fields.String(required=True, validate=validate.Length(min=1, max=4000))


class BankAccountForm(Schema):
    """A bank account as it is typed."""

    holder = fields.String(required=True, validate=LINE)
    number = fields.String(required=True, validate=LINE)
    bank = fields.String(required=True, validate=LINE)
    document = fields.String(load_default="", validate=validate.Length(max=300))


class ReversalForm(ReasonForm):
    """An entry of the book to be reversed."""

    transfer_key = fields.String(required=True, validate=validate.Length(min=1, max=200))
