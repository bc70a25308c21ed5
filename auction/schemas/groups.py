"""What those who bid together, and their court, write."""

from marshmallow import Schema, fields, validate

from auction.vocabulary import GroupKind


class GroupForm(Schema):
    """For whom or with whom somebody bids; the signed paper comes as a file."""

    kind = fields.Enum(GroupKind, by_value=True, required=True)
    account = fields.List(fields.String(validate=validate.Length(max=40)), load_default=list)
    share = fields.List(fields.String(validate=validate.Length(max=3)), load_default=list)


class GroupAnswerForm(Schema):
    """Whether somebody named agrees."""

    agrees = fields.Boolean(required=True)


class GroupDecisionForm(Schema):
    """The court's word on a group, with its reason."""

    confirms = fields.Boolean(required=True)
    reason = fields.String(load_default="", validate=validate.Length(max=400))
