"""Forms of applications, practitioners and capacity."""

from marshmallow import Schema, fields, validate

from registry.vocabulary import AgencyField, AgencyKind
from registry.vocabulary.applications import ApplicationPaper, Purpose

_GRADES = validate.Range(1, 3)


class StartForm(Schema):
    """What is applied for, as which kind, and at which court."""

    purpose = fields.Enum(Purpose, by_value=True, required=True)
    kind = fields.Enum(AgencyKind, by_value=True, load_default=AgencyKind.APPRAISAL)
    court_id = fields.Integer(required=True, validate=validate.Range(1, 2**31))


class _Licence(Schema):
    grade = fields.Integer(required=True, validate=_GRADES)
    licence_no = fields.String(required=True, validate=validate.Length(2, 60))
    licence_expires_on = fields.Date(required=True)


class _Particulars(Schema):
    name = fields.String(required=True, validate=validate.Length(4, 120))
    #: A schema has its own attribute named fields, so the form says otherwise.
    chosen_fields = fields.List(
        fields.Enum(AgencyField, by_value=True), load_default=list, validate=validate.Length(max=20)
    )
    regions = fields.String(required=True, validate=validate.Length(6, 400))
    legal_representative = fields.String(required=True, validate=validate.Length(2, 60))
    controller_code = fields.String(load_default="", validate=validate.Length(max=24))
    controller_name = fields.String(load_default="", validate=validate.Length(max=120))
    shareholders = fields.String(load_default="", validate=validate.Length(max=6000))
    address = fields.String(load_default="", validate=validate.Length(max=160))
    phone = fields.String(load_default="", validate=validate.Length(max=40))


class EntryForm(_Particulars, _Licence):
    """Everything the list says of an agency."""

    code = fields.String(required=True, validate=validate.Length(15, 24))


class RenewalForm(_Licence):
    """The renewed licence."""


class ChangeForm(_Particulars):
    """Particulars other than the licence."""


class SeenForm(Schema):
    """The version of an application that was on the screen."""

    seen = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, 2**31))


class PersonForm(Schema):
    """A qualified person who joins the agency."""

    name = fields.String(required=True, data_key="person_name", validate=validate.Length(2, 60))
    id_number = fields.String(required=True, validate=validate.Length(15, 24))
    licence_no = fields.String(
        required=True, data_key="certificate_no", validate=validate.Length(2, 60)
    )
    field = fields.Enum(AgencyField, by_value=True, required=True, data_key="person_field")


class StruckForm(Schema):
    """Which person is struck out of an application."""

    id_digest = fields.String(required=True, validate=validate.Regexp(r"^[0-9a-f]{64}$"))
    field = fields.Enum(AgencyField, by_value=True, required=True)


class PaperForm(Schema):
    """What an uploaded paper shows."""

    paper_kind = fields.Enum(ApplicationPaper, by_value=True, required=True)


class VerdictForm(Schema):
    """A court's decision: the content it read, and the reason or note."""

    seen = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=64))
    reason = fields.String(load_default="", validate=validate.Length(max=2000))


class DepartureForm(Schema):
    """The day somebody left."""

    left_on = fields.Date(required=True)


class CapacityForm(Schema):
    """The agency's own limit; empty gives it up."""

    declared_capacity = fields.Integer(
        load_default=None, allow_none=True, validate=validate.Range(0, 10_000)
    )


FORM_OF = {
    Purpose.ENTRY: EntryForm,
    Purpose.RENEWAL: RenewalForm,
    Purpose.CHANGE: ChangeForm,
}
