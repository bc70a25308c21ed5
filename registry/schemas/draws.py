"""Draws in forms and JSON."""

from typing import Any

from marshmallow import Schema, fields, validate

from app.kernel.facts import stamp
from app.web.parsing import LocalMomentField
from registry.models import Draw
from registry.queries import is_public
from registry.vocabulary import AgencyField, DrawState


class PrepareForm(Schema):
    """The asset a draw is prepared for."""

    asset_no = fields.String(required=True, validate=validate.Length(1, 40))


class FreezeForm(Schema):
    """What the clerk decides at the freeze: how long strings are taken, for which list."""

    strings_until = LocalMomentField(required=True)
    seen_digest = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}$"))


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


class DrawItemView(Schema):
    """A draw in the public list."""

    no = fields.String()
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
    return f"{draw.state}-{len(draw.strings)}-{stamp(draw.changed_at)}"


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
