"""Forms of imports of the list."""

from marshmallow import Schema, fields, validate

from registry.vocabulary import AgencyKind, Consent, Coverage, RowOutcome


class ImportForm(Schema):
    """What is said of a file when it is handed in."""

    kind = fields.Enum(AgencyKind, by_value=True, required=True)
    coverage = fields.Enum(Coverage, by_value=True, required=True)
    listed_on = fields.Date(required=True)
    region = fields.String(
        load_default="",
        validate=validate.Regexp(r"[1-8][0-9](?:[0-9]{2}){0,2}\Z", error="bad_region_start"),
    )


class ImportView(Schema):
    """Which rows of an import are looked at."""

    show = fields.Enum(RowOutcome, by_value=True, load_default=None)
    after = fields.Integer(load_default=None, validate=validate.Range(0, 2**31 - 1))


class ImportPages(Schema):
    """Where the history of imports goes on."""

    after = fields.Integer(load_default=None, validate=validate.Range(0, 2**62))


class ConsentForm(Schema):
    """What somebody agrees to by name."""

    consents = fields.List(fields.Enum(Consent, by_value=True), load_default=list)


class NamesForm(Schema):
    """The lines whose new names are confirmed."""

    line = fields.List(
        fields.Integer(validate=validate.Range(1, 2**31 - 1)),
        load_default=list,
        validate=validate.Length(max=20_000),
    )
