"""What the reader of a tax table is asked, and what it answers programs."""

from marshmallow import EXCLUDE, Schema, fields, validate


class TaxQuery(Schema):
    """A lot by its number, or by the address of its page."""

    class Meta:
        """An address that was shared may carry more than we know."""

        unknown = EXCLUDE

    lot = fields.String(load_default="", validate=validate.Length(max=300))


class TaxLineOut(Schema):
    """One line of the table as published."""

    tax = fields.String()
    bearer = fields.String()
    basis = fields.String()


class TaxReadingOut(Schema):
    """A tax table by sides; no amount, since a notice names none."""

    lot = fields.String()
    notice_version = fields.Integer()
    digest = fields.String()
    debtor = fields.List(fields.Nested(TaxLineOut))
    buyer = fields.List(fields.Nested(TaxLineOut))
    #: Taxes the notice says nothing of.
    unlisted = fields.List(fields.String())
    #: Taxes listed with different bearers.
    disputed = fields.List(fields.String())
    words = fields.String()
