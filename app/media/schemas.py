"""What comes in about the regions of a photograph."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validate

from app.media.vocabulary import PER_MILLE, Region

_PER_PERCENT = PER_MILLE // 100


def _thousandths(typed: str) -> int:
    """Return a percentage as typed in whole thousandths; raises ValidationError."""
    try:
        number = Decimal(typed.strip().removesuffix("%").strip())
    except InvalidOperation:
        raise ValidationError({"regions": ["blur_bad_region"]}) from None
    if not number.is_finite() or not 0 <= number <= 100:
        raise ValidationError({"regions": ["blur_bad_region"]})
    return int((number * _PER_PERCENT).to_integral_value(rounding=ROUND_HALF_UP))


class BlurForm(Schema):
    """Four columns of percentages, one row a region; an empty row is none."""

    x = fields.List(fields.String(validate=validate.Length(max=10)), load_default=list)
    y = fields.List(fields.String(validate=validate.Length(max=10)), load_default=list)
    width = fields.List(fields.String(validate=validate.Length(max=10)), load_default=list)
    height = fields.List(fields.String(validate=validate.Length(max=10)), load_default=list)
    reason = fields.String(load_default="", validate=validate.Length(max=500))
    edition = fields.Integer(required=True, validate=validate.Range(min=1))

    @post_load
    def regions(self, given: dict[str, Any], **_: Any) -> dict[str, Any]:
        """Join the columns into regions."""
        columns = (given["x"], given["y"], given["width"], given["height"])
        try:
            rows = list(zip(*columns, strict=True))
        except ValueError:
            raise ValidationError({"regions": ["blur_bad_region"]}) from None
        return {
            "regions": [
                Region(*(_thousandths(cell) for cell in row))
                for row in rows
                if any(cell.strip() for cell in row)
            ],
            "reason": given["reason"],
            "expected_edition": given["edition"],
        }
