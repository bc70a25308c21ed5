"""What comes in about objections and petitions."""

from marshmallow import Schema, fields, validate

from app.web.parsing import LocalMomentField
from appraisal.schemas.base import LINE, TEXT
from appraisal.vocabulary import ServiceMethod
from appraisal.vocabulary.objections import (
    ObjectionGround,
    PetitionAction,
    PetitionGround,
    ReviewFinding,
)


class GroundsForm(Schema):
    """What is wrong, as far as it was chosen."""

    grounds = fields.List(fields.Enum(ObjectionGround, by_value=True), load_default=list)


class ObjectionForm(GroundsForm):
    """An objection by one's own account."""

    text = fields.String(load_default="", validate=validate.Length(max=4000))


class PaperObjectionForm(ObjectionForm):
    """An objection that came on paper."""

    party_id = fields.Integer(load_default=None, allow_none=True)
    name = fields.String(load_default="", validate=validate.Length(max=200))
    handed_in_at = LocalMomentField(required=True)


class WordsForm(Schema):
    """A reason or an explanation that becomes part of the record."""

    text = fields.String(required=True, validate=TEXT)


class RulingForm(Schema):
    """A ruling: the grounds that hold, the reasons, what is to be corrected."""

    upheld = fields.List(fields.Enum(ObjectionGround, by_value=True), load_default=list)
    reasons = fields.String(required=True, validate=TEXT)
    correction = fields.String(load_default="", validate=validate.Length(max=1000))


class HigherDecisionForm(RulingForm):
    """What the higher court decided."""

    is_reversed = fields.Boolean(load_default=False)
    court_name = fields.String(required=True, validate=LINE)
    decision_no = fields.String(required=True, validate=validate.Length(min=1, max=80))


class ReviewCommissionForm(Schema):
    """A professional review: who, what, until when."""

    association = fields.String(required=True, validate=validate.Length(min=1, max=120))
    questions = fields.String(required=True, validate=TEXT)
    due_on = fields.Date(required=True)


class ConclusionForm(Schema):
    """What the association concluded."""

    finding = fields.Enum(ReviewFinding, by_value=True, required=True)
    summary = fields.String(required=True, validate=TEXT)
    concluded_on = fields.Date(required=True)
    correction = fields.String(load_default="", validate=validate.Length(max=1000))


class LaterServiceForm(Schema):
    """How and when the report reached one more person."""

    party_id = fields.Integer(required=True)
    method = fields.Enum(ServiceMethod, by_value=True, required=True)
    received_at = LocalMomentField(required=True)


class PetitionForm(Schema):
    """Evidence against a price."""

    ground = fields.Enum(PetitionGround, by_value=True, required=True)
    text = fields.String(load_default="", validate=validate.Length(max=4000))
    name = fields.String(load_default="", validate=validate.Length(max=200))


class PetitionDecisionForm(Schema):
    """The court's decision about a petition."""

    action = fields.Enum(PetitionAction, by_value=True, required=True)
    reasons = fields.String(required=True, validate=TEXT)
