"""What clerk, bidder and judge write about a home under purchase limits."""

from marshmallow import Schema, fields, validate


class LimitForm(Schema):
    """The limit of the place in words; empty takes the mark away."""

    limit = fields.String(load_default="", validate=validate.Length(max=400))


class ProofForm(Schema):
    """For which days a paper speaks; the paper itself comes as a file."""

    covers_from = fields.Date(required=True)
    covers_until = fields.Date(required=True)


class TakenProofForm(ProofForm):
    """A paper the court takes in, and of whom."""

    person = fields.String(required=True, validate=validate.Length(max=64))


class VerdictForm(Schema):
    """A judge's word on a proof."""

    accepts = fields.Boolean(required=True)
    reason = fields.String(load_default="", validate=validate.Length(max=400))
