"""Which events there are, and the JSON Schema of what each carries, from the facts themselves."""

import dataclasses
import types
import typing
from typing import Any

from app.feed.rules import CARRIED, TYPE_PREFIX, WITHHELD_PARTS
from app.kernel.errors import NotFound
from app.kernel.facts import Audience, Fact
from app.web.modules import loaded

_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    bool: {"type": "boolean"},
    Any: {},
}


def known_facts() -> dict[str, type[Fact]]:
    """Return every fact that the feed may carry, by name; sealed ones are never among them."""
    facts = (fact for module in loaded() for fact in module.facts)
    return {
        fact.name: fact
        for fact in sorted(facts, key=lambda item: item.name)
        if fact.audience is not Audience.SEALED and not fact.name.startswith(WITHHELD_PARTS)
    }


def schema_of(name: str, site: str) -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of the data of an event; raise NotFound."""
    fact = known_facts().get(name)
    if fact is None:
        raise NotFound("event_type", name)
    hints = typing.get_type_hints(fact)
    is_public = fact.audience is Audience.PUBLIC
    fields = [
        field.name for field in dataclasses.fields(fact) if is_public or field.name in CARRIED
    ]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{site}/api/v1/feed/schemas/{name}.json",
        "title": f"{TYPE_PREFIX}{name}",
        "description": (fact.__doc__ or "").strip(),
        "type": "object",
        "properties": {field: _schema(hints[field]) for field in fields},
        "required": fields,
        "additionalProperties": False,
    }


def _schema(hint: Any) -> dict[str, Any]:
    """Return the schema of one annotated type; what facts never carry has none."""
    if hint is None or hint is type(None):
        return {"type": "null"}
    if hint in _PLAIN:
        return dict(_PLAIN[hint])
    origin, inner = typing.get_origin(hint), typing.get_args(hint)
    if origin in (typing.Union, types.UnionType):
        return {"anyOf": [_schema(item) for item in inner]}
    if hint is dict or origin is dict:
        return {"type": "object", **({"additionalProperties": _schema(inner[1])} if inner else {})}
    if hint in (list, tuple) or origin in (list, tuple, typing.get_origin(typing.Sequence[int])):
        items = [item for item in inner if item is not Ellipsis]
        return {"type": "array", **({"items": _schema(items[0])} if len(set(items)) == 1 else {})}
    return {}
