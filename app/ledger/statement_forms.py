"""What the forms of a payer's pages carry."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, validates_schema

from app.ledger.vocabulary import ORDER_PURPOSES, LineKind, OrderState, Purpose


class _OneOf(fields.Enum[Any]):
    """A member of an enumeration by its value; anything else is a fault of the field."""

    def __init__(self, kind: Any) -> None:
        super().__init__(kind, by_value=True, load_default=None, allow_none=True)


class StatementFilter(Schema):
    """What a payer wants to see: purpose, kind of movement, state of orders, a period."""

    purpose = _OneOf(Purpose)
    kind = _OneOf(LineKind)
    state = _OneOf(OrderState)
    from_on = fields.Date(load_default=None)
    to_on = fields.Date(load_default=None)

    @validates_schema
    def check_period(self, given: dict[str, Any], **_: Any) -> None:
        """Refuse a period that ends before it begins, and a purpose nobody is asked to pay."""
        first, last = given.get("from_on"), given.get("to_on")
        if first is not None and last is not None and first > last:
            raise ValidationError("period_reversed", "to_on")
        if given.get("purpose") is not None and given["purpose"] not in ORDER_PURPOSES:
            raise ValidationError("invalid_input", "purpose")
