"""Draws in forms and JSON."""

from typing import Any

from marshmallow import Schema, fields, validate

from app.kernel.facts import stamp
from app.web.parsing import LocalMomentField
from registry.models import Draw
from registry.queries import is_public
from registry.vocabulary import AgencyField, AgencyKind, ChoiceMethod, DrawState, EntropyMode


class PrepareForm(Schema):
    """The asset a draw is prepared for, and who is to be drawn; an appraiser unless said."""

    asset_no = fields.String(required=True, validate=validate.Length(1, 40))
    kind = fields.Enum(AgencyKind, by_value=True, load_default=AgencyKind.APPRAISAL)
    field = fields.Enum(AgencyField, by_value=True, load_default=None)


class FreezeForm(Schema):
    """What the clerk decides at the freeze: how long strings are taken, for which list."""

    strings_until = LocalMomentField(required=True)
    seen_digest = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}$"))
    mode = fields.Enum(EntropyMode, by_value=True, load_default=EntropyMode.CEREMONY)
    game_1 = fields.String(load_default="", validate=validate.Length(max=10))
    issue_1 = fields.String(load_default="", validate=validate.Length(max=40))
    draws_at_1 = LocalMomentField(load_default=None)
    game_2 = fields.String(load_default="", validate=validate.Length(max=10))
    issue_2 = fields.String(load_default="", validate=validate.Length(max=40))
    draws_at_2 = LocalMomentField(load_default=None)
    game_3 = fields.String(load_default="", validate=validate.Length(max=10))
    issue_3 = fields.String(load_default="", validate=validate.Length(max=40))
    draws_at_3 = LocalMomentField(load_default=None)


class FiguresForm(Schema):
    """What one person read from the official notices, in the order the figures were named."""

    value_1 = fields.String(load_default="", validate=validate.Length(max=80))
    fallback_1 = fields.Boolean(load_default=False)
    value_2 = fields.String(load_default="", validate=validate.Length(max=80))
    fallback_2 = fields.Boolean(load_default=False)
    value_3 = fields.String(load_default="", validate=validate.Length(max=80))
    fallback_3 = fields.Boolean(load_default=False)


class ReasonForm(Schema):
    """A reason that is published; the service says how long it is."""

    reason = fields.String(load_default="", validate=validate.Length(max=1000))


class DecisionForm(Schema):
    """What the court says to an objection against the list."""

    outcome = fields.String(required=True, validate=validate.OneOf(["rejected", "upheld"]))
    decision = fields.String(load_default="", validate=validate.Length(max=1000))


class StringForm(Schema):
    """A string for the draw; the service says what is allowed."""

    text = fields.String(required=True)


class VoidForm(Schema):
    """The published reason of a void draw."""

    reason = fields.String(required=True, validate=validate.Length(4, 1000))


class DrawList(Schema):
    """Filters of the public list of draws."""

    agency = fields.String(load_default="", validate=validate.Length(max=18))
    case = fields.String(load_default="", validate=validate.Length(max=60))
    after = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, 2**62))


class ExclusionView(Schema):
    """One ground on which an agency was left out."""

    code = fields.String()
    evidence = fields.Dict()


class StandeeView(Schema):
    """One agency of the frozen list."""

    code = fields.String()
    name = fields.String()
    ticket = fields.String(allow_none=True)
    exclusions = fields.List(fields.Nested(ExclusionView))


class StringView(Schema):
    """A string that was handed in; the text is there once all are opened."""

    giver = fields.String()
    text = fields.String(allow_none=True)
    handed_in_at = fields.String()


class DrawnView(Schema):
    """A drawn agency in its place."""

    position = fields.Integer()
    code = fields.String()
    name = fields.String()


class FigureView(Schema):
    """A public figure that was named at the freeze; the value once two entries agree."""

    name = fields.String()
    draws_at = fields.String()
    bits = fields.String()
    value = fields.String(allow_none=True)


class DrawItemView(Schema):
    """A draw in the public list."""

    no = fields.String()
    kind = fields.Enum(AgencyKind, by_value=True)
    method = fields.Enum(ChoiceMethod, by_value=True)
    state = fields.Enum(DrawState, by_value=True)
    case_number = fields.String()
    asset_no = fields.String()
    court = fields.String()
    round = fields.Integer()
    field = fields.Enum(AgencyField, by_value=True)
    frozen_at = fields.String(allow_none=True)
    drawn_at = fields.String(allow_none=True)
    order = fields.List(fields.Nested(DrawnView))


class DrawDetailView(DrawItemView):
    """A draw with everything that is public about it by now."""

    scope = fields.String(allow_none=True)
    commit = fields.String(allow_none=True)
    list_digest = fields.String(allow_none=True)
    nonce = fields.String(allow_none=True)
    seed = fields.String(allow_none=True)
    strings_until = fields.String(allow_none=True)
    objections_until = fields.String(allow_none=True)
    mode = fields.Enum(EntropyMode, by_value=True)
    figures = fields.List(fields.Nested(FigureView))
    strings = fields.List(fields.Nested(StringView))
    register = fields.List(fields.Nested(StandeeView))
    policy = fields.Dict(allow_none=True)
    transcript_digest = fields.String(allow_none=True)
    void_reason = fields.String(allow_none=True)
    version = fields.String()


class DrawPage(Schema):
    """A keyset page of draws."""

    items = fields.List(fields.Nested(DrawItemView))
    next = fields.String(allow_none=True)


def draw_item(draw: Draw) -> dict[str, Any]:
    """Return what the public list says of a draw."""
    return {
        "no": draw.no,
        "kind": draw.kind,
        "method": draw.method,
        "state": draw.state,
        "case_number": draw.asset.case.number,
        "asset_no": draw.asset.no,
        "court": draw.asset.case.court.name,
        "round": draw.round,
        "field": draw.field,
        "frozen_at": stamp(draw.frozen_at) if draw.frozen_at else None,
        "drawn_at": stamp(draw.drawn_at) if draw.drawn_at else None,
        "order": [
            {"position": drawn.position, "code": drawn.agency_code, "name": drawn.agency_name}
            for drawn in draw.drawn
        ],
    }


def draw_version(draw: Draw) -> str:
    """Return a value that changes with every step a watcher can see."""
    decided = sum(1 for objection in draw.objections if objection.is_upheld is not None)
    counts = (len(draw.strings), len(draw.figures), len(draw.objections), decided)
    return f"{draw.state}-{'-'.join(map(str, counts))}-{stamp(draw.changed_at)}"


def draw_detail(draw: Draw) -> dict[str, Any]:
    """Return everything public about a draw; the nonce only once it is opened."""
    assert is_public(draw)
    return {
        **draw_item(draw),
        "scope": str(draw.scope) if draw.scope else None,
        "commit": draw.commitment,
        "list_digest": draw.list_digest,
        "nonce": draw.nonce,
        "seed": draw.seed,
        "strings_until": stamp(draw.strings_until) if draw.strings_until else None,
        "objections_until": stamp(draw.objections_until) if draw.objections_until else None,
        "mode": draw.mode,
        "figures": [
            {name: source[name] for name in ("name", "draws_at", "bits", "value")}
            for source in draw.sources
        ],
        "strings": [
            {
                "giver": string.giver,
                "text": string.text,
                "handed_in_at": stamp(string.handed_in_at),
            }
            for string in draw.strings
        ],
        "register": [
            {
                "code": candidate.agency_code,
                "name": candidate.agency_name,
                "ticket": candidate.ticket,
                "exclusions": candidate.exclusions,
            }
            for candidate in draw.candidates
        ],
        "policy": draw.policy,
        "transcript_digest": draw.transcript_digest,
        "void_reason": draw.void_reason,
        "version": draw_version(draw),
    }
