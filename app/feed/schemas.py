"""What comes into the feed."""

from marshmallow import Schema, fields, validate

from app.feed.vocabulary import Scope

LIMIT_MAX = 500


class FeedQuery(Schema):
    """From where on, of which kinds, how many."""

    after = fields.String(
        load_default="",
        validate=validate.Length(max=80),
        metadata={"description": "`cursor` of an earlier page; empty is the very beginning"},
    )
    types = fields.String(
        load_default="",
        validate=validate.Length(max=2000),
        metadata={"description": "event types, separated by commas; empty is all"},
    )
    court = fields.String(
        load_default="",
        validate=validate.OneOf(("", "own")),
        metadata={"description": "`own` leaves out what is public of other courts; with a token"},
    )
    limit = fields.Integer(load_default=100, validate=validate.Range(1, LIMIT_MAX))


class TokenForm(Schema):
    """For which system a token is, and what it opens."""

    name = fields.String(required=True, validate=validate.Length(1, 80))
    scopes = fields.List(
        fields.Enum(Scope, by_value=True), required=True, validate=validate.Length(min=1)
    )


class SubscriptionForm(Schema):
    """Where events are sent, and which."""

    name = fields.String(required=True, validate=validate.Length(1, 80))
    url = fields.String(required=True, validate=validate.Length(1, 500))
    #: Types of events, separated by spaces or commas; none is all.
    types = fields.String(load_default="", validate=validate.Length(max=4000))
    from_start = fields.Boolean(load_default=False, truthy={"yes"}, falsy={"no"})


class ReplayForm(Schema):
    """From where the record is sent again; empty is the very beginning."""

    cursor = fields.String(load_default="", validate=validate.Length(max=80))
