"""Lengths of what people type."""

from marshmallow import validate

LINE = validate.Length(min=1, max=300)
TEXT = validate.Length(min=1, max=4000)
