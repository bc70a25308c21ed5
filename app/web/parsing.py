"""Read what comes in with a schema; one strict form for amounts, moments and JSON."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask import request
from flask.json.provider import DefaultJSONProvider
from marshmallow import EXCLUDE, Schema, ValidationError, fields
from werkzeug.datastructures import MultiDict

from app.kernel.calendar import SHANGHAI
from app.kernel.errors import BadAmount, Refusal
from app.kernel.facts import parse_stamp, stamp
from app.kernel.money import Money


class FenField(fields.Field[Money]):
    """Money as a string of fen, the form of the wire (surface.md)."""

    default_error_messages = {"bad_amount": "bad_amount"}  # noqa: RUF012 - as the base class has it

    def _serialize(self, value: Money | None, attr: Any, obj: Any, **kw: Any) -> str | None:
        return None if value is None else str(value)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kw: Any) -> Money:
        try:
            return Money.parse(value)
        except BadAmount:
            raise self.make_error("bad_amount") from None


class YuanField(FenField):
    """Money as a person types it in a form: yuan, full-width digits and commas allowed."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kw: Any) -> Money:
        try:
            return Money.from_yuan_text(value)
        except BadAmount:
            raise self.make_error("bad_amount") from None


class InstantField(fields.Field[datetime]):
    """A moment as RFC 3339 UTC with microseconds; input may carry any zone, never none."""

    default_error_messages = {"bad_moment": "bad_moment"}  # noqa: RUF012 - as the base class has it

    def _serialize(self, value: datetime | None, attr: Any, obj: Any, **kw: Any) -> str | None:
        return None if value is None else stamp(value)

    def _deserialize(self, value: Any, attr: Any, data: Any, **kw: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            raise self.make_error("bad_moment") from None
        if moment.tzinfo is None:
            raise self.make_error("bad_moment")
        return parse_stamp(stamp(moment))


class LocalMomentField(InstantField):
    """A moment typed in a page (datetime-local): Shanghai time, since the court sits there."""

    def _deserialize(self, value: Any, attr: Any, data: Any, **kw: Any) -> datetime:
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            raise self.make_error("bad_moment") from None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=SHANGHAI)
        return parse_stamp(stamp(moment))


def load(schema: type[Schema], source: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Parse the request's form (or ``source``) and return plain values.

    Raises Refusal("invalid_input") whose ``fields`` name each fault.
    """
    given: Any = request.form if source is None else source
    if isinstance(given, MultiDict):
        lists = {name for name, field in schema().fields.items() if isinstance(field, fields.List)}
        given = {
            key: given.getlist(key) if key in lists else given[key]
            for key in given
            if key in lists or given[key] != ""
        }
    if faults := {name: ["invalid_input"] for name, value in given.items() if _has_nul(value)}:
        raise Refusal("invalid_input", fields=faults)
    try:
        parsed: dict[str, Any] = schema(unknown=EXCLUDE).load(given)
    except ValidationError as fault:
        raise Refusal("invalid_input", fields=fault.normalized_messages()) from None
    return parsed


def _has_nul(value: Any) -> bool:
    """Say whether a text holds the one sign that no database text can."""
    texts = value if isinstance(value, list) else [value]
    return any(isinstance(text, str) and "\x00" in text for text in texts)


def _no_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    keys = [key for key, _ in pairs]
    if len(keys) != len(set(keys)):
        msg = "duplicate key"
        raise ValueError(msg)
    return dict(pairs)


def _no_constant(name: str) -> Any:
    raise ValueError(name)


class StrictJSON(DefaultJSONProvider):
    """JSON without duplicate keys, NaN or bottomless nesting; Chinese stays readable."""

    ensure_ascii = False
    sort_keys = False

    def loads(self, s: str | bytes, **kwargs: Any) -> Any:
        """Parse strictly; raise ValueError so that the caller answers 400, never 500."""
        try:
            return json.loads(s, object_pairs_hook=_no_twins, parse_constant=_no_constant, **kwargs)
        except RecursionError:
            msg = "nested too deeply"
            raise ValueError(msg) from None
