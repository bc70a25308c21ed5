"""What comes in about filing, negotiations, inquiries and the list of platforms."""

from marshmallow import Schema, fields, validate

from app.web.parsing import LocalMomentField, YuanField
from appraisal.schemas.base import LINE
from appraisal.vocabulary import PriceRoute
from appraisal.vocabulary.inquiries import PublicPrice, ReportDefect, RouteBasis, RouteFault

_NOTE = validate.Length(max=2000)


class FilingForm(Schema):
    """The filing of an asset; a late one says why."""

    reason = fields.String(load_default="", validate=_NOTE)


class RuleOutForm(Schema):
    """Why the next route is impossible."""

    route = fields.Enum(PriceRoute, by_value=True, required=True)
    fault = fields.Enum(RouteFault, by_value=True, required=True)
    note = fields.String(load_default="", validate=_NOTE)


class WindowForm(Schema):
    """The last day of a negotiation."""

    last_day = fields.Date(required=True)


class FigureForm(Schema):
    """The price a party agrees on, and how long it holds if the parties agreed on that."""

    value = YuanField(required=True)
    valid_until = fields.Date(load_default=None)


class NoteForm(Schema):
    """What the court writes to a decision."""

    note = fields.String(load_default="", validate=_NOTE)


class BreakOffForm(NoteForm):
    """Why a negotiation ends before its time."""

    fault = fields.Enum(RouteFault, by_value=True, required=True)


class _BasisForm(Schema):
    basis = fields.Enum(RouteBasis, by_value=True, load_default=RouteBasis.IN_ORDER)
    basis_note = fields.String(load_default="", validate=_NOTE)


class LetterForm(_BasisForm):
    """A letter to a body that knows a public price."""

    body_name = fields.String(required=True, validate=validate.Length(min=2, max=200))
    price_kind = fields.Enum(PublicPrice, by_value=True, required=True)
    questions = fields.String(load_default="", validate=_NOTE)
    last_day = fields.Date(required=True)


class AnswerForm(Schema):
    """What the body answered."""

    value = YuanField(required=True)
    valid_until = fields.Date(required=True)
    received_at = LocalMomentField(required=True)


class NetworkForm(_BasisForm):
    """A commission to all platforms."""

    needs_no_survey = fields.Boolean(load_default=False)
    fee = YuanField(required=True)
    features = fields.String(load_default="", validate=_NOTE)


class DefectForm(Schema):
    """What the court found in one report; empty where it found nothing."""

    defect = fields.Enum(ReportDefect, by_value=True, load_default=None)


class PlatformForm(Schema):
    """An entry of the national list."""

    code = fields.String(required=True, validate=validate.Length(min=1, max=20))
    name = fields.String(required=True, validate=validate.Length(min=2, max=120))
    url = fields.String(required=True, validate=LINE)
    public_key = fields.String(required=True, validate=validate.Length(max=64))
    fee = YuanField(required=True)


class DelistForm(Schema):
    """Why a platform leaves the list."""

    reason = fields.String(load_default="", validate=_NOTE)
