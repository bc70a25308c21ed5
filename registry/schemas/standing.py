"""What the forms of decisions, appeals, relations and the draw's policy carry."""

from typing import Any

from marshmallow import Schema, fields, post_load, validate

from app.web.parsing import LocalMomentField
from registry.rules.standing import Hearing
from registry.rules.weights import HIGHEST, LOWEST
from registry.vocabulary import (
    AgencyKind,
    CasePersonRole,
    DecisionAction,
    PolicyMode,
    RelationKind,
    Standing,
    StandingAct,
    StandingGround,
)

_NAME = validate.Length(min=1, max=120)
_TEXT = validate.Length(max=4_000)


class DeskAgencyList(Schema):
    """Filters of the court's list of agencies."""

    kind = fields.Enum(AgencyKind, by_value=True, load_default=None, allow_none=True)
    standing = fields.Enum(Standing, by_value=True, load_default=None, allow_none=True)
    q = fields.String(load_default="", validate=validate.Length(max=60))
    after = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, 2**62))


class DecisionForm(Schema):
    """A decision on standing, with the hearing before it."""

    act = fields.Enum(StandingAct, by_value=True, required=True)
    ground = fields.Enum(StandingGround, by_value=True, required=True)
    reasons = fields.String(required=True, validate=_TEXT)
    months = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(1, 12))
    hearing_notified_at = LocalMomentField(load_default=None, allow_none=True)
    hearing_held_at = LocalMomentField(load_default=None, allow_none=True)
    hearing_statement = fields.String(load_default="", validate=_TEXT)
    seen = fields.String(load_default="", validate=validate.Length(max=40))

    @post_load
    def join_hearing(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Return the three fields of the hearing as one; none when a moment is missing."""
        notified, held = data.pop("hearing_notified_at"), data.pop("hearing_held_at")
        statement = data.pop("hearing_statement")
        is_restoring = data["act"] is StandingAct.RESTORE
        data["hearing"] = None
        if notified and held and not is_restoring:
            data["hearing"] = Hearing(notified, held, statement)
        return data


class AppealForm(Schema):
    """An agency's appeal."""

    text = fields.String(required=True, validate=_TEXT)


class AppealDecisionForm(Schema):
    """What a judge decides on an appeal."""

    outcome = fields.Enum(DecisionAction, by_value=True, required=True)
    reasons = fields.String(required=True, validate=_TEXT)


class RelationForm(Schema):
    """A tie of an agency."""

    kind = fields.Enum(RelationKind, by_value=True, required=True)
    name = fields.String(required=True, validate=_NAME)
    id_number = fields.String(load_default="", validate=validate.Length(max=24))
    since_on = fields.Date(required=True)
    until_on = fields.Date(load_default=None, allow_none=True)
    note = fields.String(load_default="", validate=validate.Length(max=500))


class CasePersonForm(Schema):
    """An agent or a judge of a case."""

    role = fields.Enum(CasePersonRole, by_value=True, required=True)
    name = fields.String(required=True, validate=_NAME)
    id_number = fields.String(load_default="", validate=validate.Length(max=24))


class PolicyForm(Schema):
    """A version of the draw's policy; the document comes as a file beside it."""

    mode = fields.Enum(PolicyMode, by_value=True, required=True)
    reasons = fields.String(required=True, validate=_TEXT)
    document_name = fields.String(load_default="", validate=validate.Length(max=160))
    document_sha256 = fields.String(
        load_default="", validate=validate.Regexp(r"^\s*[0-9A-Fa-f]{64}\s*$")
    )
    weight_min = fields.Integer(load_default=LOWEST, validate=validate.Range(0, 1_000_000))
    weight_max = fields.Integer(load_default=HIGHEST, validate=validate.Range(0, 1_000_000))
    seen = fields.Integer(load_default=0)
