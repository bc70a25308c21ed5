"""The files that a listed platform and this one exchange, as JSON Schema (2020-12)."""

from typing import Any

NOTICE_FORMAT = "mingchui-venue-notice/1"
RESULT_FORMAT = "mingchui-venue-result/1"
STATE_FORMAT = "mingchui-venue-state/1"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_FEN = {"type": "string", "pattern": "^(0|[1-9][0-9]{0,14})$", "description": "fen, whole"}
_MOMENT = {"type": "string", "format": "date-time"}
_DIGEST = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
_TEXT = {"type": "string"}
_COUNT = {"type": "integer", "minimum": 0}


def _object(required: dict[str, Any], **optional: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": {**required, **optional},
    }


#: What the platform hands back; amounts are fen in text, moments carry their zone.
RESULT_SCHEMA: dict[str, Any] = {
    "$schema": _DIALECT,
    "title": RESULT_FORMAT,
    **_object(
        {
            "format": {"const": RESULT_FORMAT},
            "lot": _TEXT,
            "notice_digest": _DIGEST,
            "platform": _object({"name": _TEXT, "code": _TEXT}, lot_id=_TEXT),
            "outcome": {"enum": ["sold", "unsold"]},
            "ended_at": _MOMENT,
            "bids": _COUNT,
            "bidders": _COUNT,
            "extensions": _COUNT,
        },
        price=_FEN,
        deposit=_FEN,
        buyer=_object(
            {
                "paddle": {"type": "string", "pattern": "^[A-Z0-9]{1,8}$"},
                "name": _TEXT,
                "id_type": {"enum": ["resident_id", "credit_code"]},
                "id_number": _TEXT,
            }
        ),
    ),
}
#: Where the sale stands while it runs there; as often as the platform hands it over.
STATE_SCHEMA: dict[str, Any] = {
    "$schema": _DIALECT,
    "title": STATE_FORMAT,
    **_object(
        {
            "format": {"const": STATE_FORMAT},
            "lot": _TEXT,
            "notice_digest": _DIGEST,
            "platform": _object({"name": _TEXT, "code": _TEXT}, lot_id=_TEXT),
            "state": {"enum": ["announced", "bidding", "extended", "suspended"]},
            "stated_at": _MOMENT,
            "bids": _COUNT,
        },
        closes_at=_MOMENT,
        price=_FEN,
        note=_TEXT,
    ),
}
#: What goes out: the notice as published, and what belongs to it.
NOTICE_SCHEMA: dict[str, Any] = {
    "$schema": _DIALECT,
    "title": NOTICE_FORMAT,
    **_object(
        {
            "format": {"const": NOTICE_FORMAT},
            "lot": _TEXT,
            "case_number": _TEXT,
            "court": _object({"code": _TEXT, "name": _TEXT, "phone": _TEXT}),
            "platform": _object({"name": _TEXT, "code": _TEXT}),
            "round": {"enum": ["first", "second", "sell_off"]},
            "title": _TEXT,
            "address": _TEXT,
            "notice_version": {"type": "integer", "minimum": 1},
            "notice_digest": _DIGEST,
            "reference_price": _FEN,
            "start_price": _FEN,
            "bid_step": _FEN,
            "deposit": _FEN,
            "opens_at": _MOMENT,
            "closes_at": _MOMENT,
            "extension_seconds": {"type": "integer", "minimum": 1},
            "balance_days": {"type": "integer", "minimum": 1},
            "priority": {
                "type": "array",
                "items": _object({"rank": {"type": "integer", "minimum": 1}, "nature": _TEXT}),
            },
            "items": {"type": "object", "additionalProperties": _TEXT},
            "prompts": {"type": "object", "additionalProperties": _TEXT},
            "disclaimer": _TEXT,
            "photographs": {
                "type": "array",
                "items": _object({"name": _TEXT, "url": _TEXT, "sha256": _DIGEST}),
            },
            "report_sha256": {"anyOf": [_DIGEST, {"type": "null"}]},
        },
        # Of several things sold as one lot: each with its own price.
        parts={
            "type": "array",
            "items": _object(
                {
                    "asset": _TEXT,
                    "title": _TEXT,
                    "reference_price": _FEN,
                    "valid_until": {"type": "string", "format": "date"},
                    "appraisal": _TEXT,
                    "report": _TEXT,
                }
            ),
        },
    ),
}
