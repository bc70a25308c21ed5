"""What forms about scores, ratings and reviews carry."""

from marshmallow import Schema, fields, validate

from registry.vocabulary.objections import ScoreObjectionAction

TEXT = validate.Length(min=1, max=2000)


class EvidenceList(Schema):
    """Which page of the entries is asked for."""

    after = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, 2**62))


class ScoreObjectionForm(Schema):
    """Why an entry is wrong."""

    reason = fields.String(required=True, validate=TEXT)


class ScoreDecisionForm(Schema):
    """What the court decides on an objection, and why."""

    outcome = fields.Enum(
        ScoreObjectionAction,
        by_value=True,
        required=True,
        validate=validate.NoneOf([ScoreObjectionAction.WITHDRAW]),
    )
    reasons = fields.String(required=True, validate=TEXT)


class ReviewForm(Schema):
    """The result of a professional review, beside its paper."""

    reference = fields.String(required=True, validate=validate.Length(min=1, max=60))
    result = fields.String(required=True, validate=validate.OneOf(["confirmed", "negative"]))
    reviewer = fields.String(required=True, validate=validate.Length(min=2, max=120))
    reviewed_on = fields.Date(required=True)
    summary = fields.String(required=True, validate=TEXT)
