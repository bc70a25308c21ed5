"""Forms of cases, parties and assets."""

from marshmallow import Schema, fields, validate

from app.identity.vocabulary import PersonKind
from app.web.parsing import YuanField
from registry.vocabulary import AssetNature, PartyRole


class CaseForm(Schema):
    """A new enforcement case."""

    number = fields.String(required=True, validate=validate.Length(8, 60))
    cause = fields.String(required=True, validate=validate.Length(2, 80))
    filed_on = fields.Date(required=True)
    judge_name = fields.String(required=True, validate=validate.Length(2, 40))
    contact_phone = fields.String(load_default="", validate=validate.Length(max=40))


class PartyForm(Schema):
    """A party of a case."""

    role = fields.Enum(PartyRole, by_value=True, required=True)
    kind = fields.Enum(PersonKind, by_value=True, required=True)
    name = fields.String(required=True, validate=validate.Length(2, 120))
    id_number = fields.String(required=True, validate=validate.Length(15, 24))
    account = fields.String(load_default="", validate=validate.Length(max=40))
    claim = YuanField(load_default=None, allow_none=True)
    is_secured = fields.Boolean(load_default=False)


class FindingsForm(Schema):
    """The five findings of 法释〔2018〕15号 art. 3."""

    title = fields.String(load_default="", validate=validate.Length(max=2000))
    burdens = fields.String(load_default="", validate=validate.Length(max=2000))
    occupation = fields.String(load_default="", validate=validate.Length(max=2000))
    unpaid_taxes = fields.String(load_default="", validate=validate.Length(max=2000))
    defects = fields.String(load_default="", validate=validate.Length(max=2000))


class AssetForm(Schema):
    """A seized asset; the findings have names of their own, since it has a title too."""

    nature = fields.Enum(AssetNature, by_value=True, required=True)
    asset_title = fields.String(required=True, validate=validate.Length(2, 200))
    address = fields.String(required=True, validate=validate.Length(2, 200))
    region_code = fields.String(required=True, validate=validate.Length(6, 6))
    estimated_value = YuanField(required=True)
    seized_on = fields.Date(required=True)
    description = fields.String(load_default="", validate=validate.Length(max=4000))
