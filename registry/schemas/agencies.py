"""The directory of agencies in forms and JSON."""

from typing import Any

from marshmallow import Schema, fields, validate

from registry.models import Agency
from registry.vocabulary import AgencyField, AgencyKind


class AgencyList(Schema):
    """Filters of the public directory."""

    kind = fields.Enum(AgencyKind, by_value=True, load_default=None, allow_none=True)
    field = fields.Enum(AgencyField, by_value=True, load_default=None, allow_none=True)
    region = fields.String(load_default="", validate=validate.Regexp(r"^[0-9]{0,6}$"))
    q = fields.String(load_default="", validate=validate.Length(max=60))
    after = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, 2**62))


class RankingList(Schema):
    """Which ranking is asked for."""

    kind = fields.Enum(AgencyKind, by_value=True, load_default=AgencyKind.APPRAISAL)
    field = fields.Enum(AgencyField, by_value=True, load_default=None, allow_none=True)
    region = fields.String(load_default="", validate=validate.Regexp(r"^[0-9]{0,6}$"))
    page = fields.Integer(load_default=1, validate=validate.Range(1, 100))


class RatioList(Schema):
    """Which sales are studied."""

    field = fields.Enum(AgencyField, by_value=True, load_default=None, allow_none=True)
    region = fields.String(load_default="", validate=validate.Regexp(r"^[0-9]{0,6}$"))
    court = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 2**31))


class ScorePartView(Schema):
    """One part of a score with the numbers it was computed from."""

    key = fields.String()
    points = fields.Float()
    max = fields.Float()
    pieces = fields.Integer()
    n = fields.Float(metadata={"description": "what the evidence weighs after its age"})
    s = fields.Float(metadata={"description": "how much of that was good"})
    mean = fields.Float()
    mu = fields.Float(metadata={"description": "what is expected of an unknown agency"})
    m = fields.Float(metadata={"description": "how many observations that expectation is worth"})
    sentence = fields.String()


class ScoreDetailView(Schema):
    """The newest version of an agency's score; its weights are policy, not law."""

    code = fields.String()
    version = fields.Integer()
    model = fields.String()
    as_of = fields.String()
    total = fields.Float()
    previous_total = fields.Float(allow_none=True)
    tier = fields.String()
    trigger = fields.String()
    place = fields.Integer()
    ranked = fields.Integer()
    parts = fields.List(fields.Nested(ScorePartView))
    evidence = fields.Dict(keys=fields.String(), values=fields.Integer())
    weights_are = fields.String()


class AgencyItemView(Schema):
    """An agency as the public directory shows it."""

    code = fields.String()
    name = fields.String()
    kind = fields.String()
    fields_ = fields.List(fields.String(), data_key="fields")
    regions = fields.List(fields.String())
    grade = fields.Integer()
    standing = fields.String()
    standing_until = fields.String(allow_none=True)
    standing_reason = fields.String()
    licence_no = fields.String()
    licence_expires_on = fields.String()
    appraisers = fields.Dict()
    legal_representative = fields.String()
    controller_name = fields.String()
    address = fields.String()
    phone = fields.String()


class AgencyPage(Schema):
    """A keyset page of agencies."""

    items = fields.List(fields.Nested(AgencyItemView))
    next = fields.String(allow_none=True)


def agency_item(agency: Agency) -> dict[str, Any]:
    """Return what the directory says of an agency."""
    return {
        "code": agency.code,
        "name": agency.name,
        "kind": str(agency.kind),
        "fields_": agency.fields,
        "regions": agency.regions,
        "grade": agency.grade,
        "standing": str(agency.standing),
        "standing_until": agency.standing_until.isoformat() if agency.standing_until else None,
        "standing_reason": agency.standing_reason,
        "licence_no": agency.licence_no,
        "licence_expires_on": agency.licence_expires_on.isoformat(),
        "appraisers": agency.appraisers,
        "legal_representative": agency.legal_representative,
        "controller_name": agency.controller_name,
        "address": agency.address,
        "phone": agency.phone,
    }
