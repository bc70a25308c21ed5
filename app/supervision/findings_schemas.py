"""What programs ask of findings and what they are answered."""

from marshmallow import Schema, fields, validate

from app.screening.vocabulary import Verdict
from app.store.paging import PAGE_MAX
from app.web.parsing import InstantField

STATES = ("open", "closed")


class FindingsQuery(Schema):
    """Which findings; of the own court unless a mandate or an inspector names another."""

    court = fields.String(
        load_default=None, allow_none=True, validate=validate.Regexp(r"[0-9A-Za-z]{1,20}\Z")
    )
    state = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(STATES))
    #: The `next` of the page before.
    after = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 2**53))
    limit = fields.Integer(load_default=20, validate=validate.Range(1, PAGE_MAX))
    #: An observer names the mandate, and the case read under it.
    mandate = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 40))
    case = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 80))


class FindingSignalOut(Schema):
    """One number a finding rests on."""

    signal = fields.String()
    screen = fields.String()
    value = fields.String()
    #: What it adds on the card; empty of a rule without points.
    points = fields.String()
    words = fields.String()


class FindingInnocentOut(Schema):
    """What else may explain a finding."""

    screen = fields.String()
    words = fields.String()


class FindingClosingOut(Schema):
    """What a named judge said of a finding."""

    outcome = fields.String()
    reason = fields.String()
    closed_by = fields.String()
    closed_at = InstantField()


class FindingOut(Schema):
    """A clue with its numbers; by paddle, never by name."""

    no = fields.Integer()
    screen = fields.String()
    title = fields.String()
    #: live (by paddle alone) or ended.
    phase = fields.String()
    court = fields.String()
    case_number = fields.String()
    lot = fields.String()
    paddles = fields.List(fields.String())
    signals = fields.List(fields.Nested(FindingSignalOut))
    points = fields.String(allow_none=True)
    threshold = fields.String(allow_none=True)
    card = fields.String()
    innocent = fields.List(fields.Nested(FindingInnocentOut))
    found_at = InstantField()
    state = fields.String()
    closing = fields.Nested(FindingClosingOut, allow_none=True)


class FindingsOut(Schema):
    """A page of findings, the newest first."""

    items = fields.List(fields.Nested(FindingOut))
    next = fields.String(allow_none=True)


class ClosingOrder(Schema):
    """What a judge says of a finding, and why."""

    outcome = fields.Enum(Verdict, by_value=True, required=True)
    reason = fields.String(required=True, validate=validate.Length(max=400))
