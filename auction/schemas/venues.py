"""What comes in about sales elsewhere: forms of the court, and the file of another platform."""

from typing import Any

from flask import json
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from app.identity import facade as identity
from app.identity.vocabulary import IdType
from app.kernel.errors import Refusal
from app.kernel.money import Money
from app.web.parsing import FenField, InstantField, LocalMomentField, YuanField
from auction.rules.outside_states import StateGiven
from auction.rules.venue_files import RESULT_FORMAT, STATE_FORMAT
from auction.rules.venues import Buyer, ResultGiven
from auction.vocabulary import Outcome, OutsideStanding, TraditionalGround

#: A result is a page of text; whatever is larger is something else.
RESULT_BYTES_MAX = 64 * 1024


class PlatformForm(Schema):
    """The listed platform a lot is sold on."""

    name = fields.String(load_default="", validate=validate.Length(max=120))
    code = fields.String(load_default="", validate=validate.Length(max=18))
    listing_url = fields.URL(
        load_default="", schemes={"https", "http"}, validate=validate.Length(max=400)
    )


class ExceptionForm(Schema):
    """Why, where and by whom a lot is sold on site."""

    ground = fields.Enum(TraditionalGround, by_value=True, required=True)
    reason = fields.String(load_default="", validate=validate.Length(max=2000))
    place = fields.String(load_default="", validate=validate.Length(max=300))
    is_ship = fields.Boolean(load_default=False)
    committee = fields.String(load_default="", validate=validate.Length(max=400))


class ReserveForm(Schema):
    """The secret reserve of a ship."""

    reserve = YuanField(required=True)


class MinutesForm(Schema):
    """How an auction on site ended, as its minutes say."""

    outcome = fields.Enum(Outcome, by_value=True, required=True)
    ended_at = LocalMomentField(required=True)
    price = YuanField(load_default=None)
    paddle = fields.String(load_default=None, validate=validate.Length(max=8))
    commission = YuanField(load_default=Money.ZERO)
    bids = fields.Integer(load_default=0, validate=validate.Range(min=0, max=1_000_000))
    bidders = fields.Integer(load_default=0, validate=validate.Range(min=0, max=100_000))
    minutes = fields.String(load_default="", validate=validate.Length(max=8000))


class PlatformPart(Schema):
    """Which platform sold it."""

    name = fields.String(required=True)
    code = fields.String(required=True)
    lot_id = fields.String(load_default="")


class BuyerPart(Schema):
    """Who bought it there."""

    paddle = fields.String(required=True, validate=validate.Regexp(r"[A-Z0-9]{1,8}\Z"))
    name = fields.String(required=True, validate=validate.Length(min=1, max=120))
    id_type = fields.Enum(IdType, by_value=True, required=True)
    id_number = fields.String(required=True, validate=validate.Length(min=1, max=40))


class ResultFile(Schema):
    """The file of another platform; nothing in it is guessed, nothing unknown is passed over."""

    format = fields.String(required=True, validate=validate.Equal(RESULT_FORMAT))
    lot = fields.String(required=True)
    notice_digest = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{64}\Z"))
    platform = fields.Nested(PlatformPart, required=True)
    outcome = fields.Enum(Outcome, by_value=True, required=True)
    ended_at = InstantField(required=True)
    bids = fields.Integer(required=True, strict=True, validate=validate.Range(min=0))
    bidders = fields.Integer(required=True, strict=True, validate=validate.Range(min=0))
    extensions = fields.Integer(required=True, strict=True, validate=validate.Range(min=0))
    price = FenField(load_default=None)
    deposit = FenField(load_default=Money.ZERO)
    buyer = fields.Nested(BuyerPart, load_default=None)

    @validates_schema
    def check_number(self, given: dict[str, Any], **_more: Any) -> None:
        """Refuse an identity number without its check digit."""
        buyer = given.get("buyer")
        if buyer is None:
            return
        try:
            buyer["id_number"] = identity.check_id_number(buyer["id_type"], buyer["id_number"])
        except Refusal as refusal:
            raise ValidationError(refusal.code, "buyer.id_number") from None


class StateFile(Schema):
    """Where a sale stands on another platform; nothing unknown is passed over."""

    format = fields.String(required=True, validate=validate.Equal(STATE_FORMAT))
    lot = fields.String(required=True)
    notice_digest = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{64}\Z"))
    platform = fields.Nested(PlatformPart, required=True)
    state = fields.Enum(OutsideStanding, by_value=True, required=True)
    stated_at = InstantField(required=True)
    bids = fields.Integer(required=True, strict=True, validate=validate.Range(0, 10_000_000))
    closes_at = InstantField(load_default=None)
    price = FenField(load_default=None)
    note = fields.String(load_default="", validate=validate.Length(max=400))


def read_result_file(content: bytes) -> dict[str, Any]:
    """Parse a result file strictly; raise Refusal(result_file_unreadable)."""
    return _read(ResultFile(), content, code="result_file_unreadable", field="result")


def read_state_file(content: bytes) -> dict[str, Any]:
    """Parse a state file strictly; raise Refusal(state_file_unreadable)."""
    return _read(StateFile(), content, code="state_file_unreadable", field="state")


def _read(schema: Schema, content: bytes, *, code: str, field: str) -> dict[str, Any]:
    fault = "too large"
    if len(content) <= RESULT_BYTES_MAX:
        try:
            plain = json.loads(content.decode("utf-8"))
            if isinstance(plain, dict):
                loaded: dict[str, Any] = schema.load(plain)
                return loaded
            fault = "not an object"
        except UnicodeDecodeError:
            fault = "not UTF-8"
        except ValidationError as refused:
            fault = ", ".join(sorted(str(name) for name in refused.normalized_messages()))
        except ValueError:
            fault = "not JSON"
    raise Refusal(code, params={"fault": fault}, fields={field: code})


def state_given(loaded: dict[str, Any]) -> StateGiven:
    """Return what a state file says, as the rules take it."""
    return StateGiven(
        standing=loaded["state"],
        stated_at=loaded["stated_at"],
        closes_at=loaded["closes_at"],
        price=loaded["price"],
        bids=loaded["bids"],
        note=loaded["note"],
    )


def given_of(loaded: dict[str, Any]) -> ResultGiven:
    """Return what a result file says, as the rules take it."""
    buyer = loaded["buyer"]
    return ResultGiven(
        outcome=loaded["outcome"],
        ended_at=loaded["ended_at"],
        price=loaded["price"],
        buyer=Buyer(**buyer) if buyer else None,
        deposit=loaded["deposit"],
        bids=loaded["bids"],
        bidders=loaded["bidders"],
        extensions=loaded["extensions"],
    )
