"""What those who bid together, and their court, write."""

from marshmallow import Schema, fields, validate

from app.web.parsing import InstantField
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


class PartnerOrder(Schema):
    """One of the others: the account, and a whole percentage; of a principal it is all."""

    account = fields.String(required=True, validate=validate.Length(1, 40))
    share = fields.Integer(load_default=0, validate=validate.Range(0, 100))


class GroupOrder(Schema):
    """For whom or with whom a program's person bids."""

    kind = fields.Enum(GroupKind, by_value=True, required=True)
    partners = fields.List(
        fields.Nested(PartnerOrder), required=True, validate=validate.Length(1, 9)
    )
    #: The signed power of attorney or agreement, a PDF in base64.
    mandate = fields.String(required=True, validate=validate.Length(max=7 << 20))


class GroupOut(Schema):
    """A group as one of its people reads it."""

    id = fields.Integer()
    lot = fields.String()
    kind = fields.String()
    #: asked, agreed, confirmed, refused or declined.
    standing = fields.String()
    share = fields.Integer()
    #: Whether you are the one who enrolls, pays and bids.
    acts = fields.Boolean()
    agreed_at = InstantField(allow_none=True)
    asked_at = InstantField()
    decided_at = InstantField(allow_none=True)
    reason = fields.String(allow_none=True)


class GroupBuyerOut(Schema):
    """Somebody who would buy, as the court reads it."""

    name = fields.String()
    id_masked = fields.String()
    share = fields.Integer()


class CourtGroupOut(Schema):
    """A group as its court reads it once all have agreed."""

    id = fields.Integer()
    lot = fields.String()
    kind = fields.String()
    standing = fields.String()
    #: Who enrolls, pays and bids.
    acts = fields.String()
    buyers = fields.List(fields.Nested(GroupBuyerOut))
    mandate_sha256 = fields.String()
    asked_at = InstantField()
    decided_at = InstantField(allow_none=True)
    reason = fields.String(allow_none=True)
