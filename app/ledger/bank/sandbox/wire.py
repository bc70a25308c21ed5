"""What every door of the bank asks for: the merchant's signature, plain fields, whole fen."""

import json
import re
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from flask import request
from werkzeug.wrappers import Response as AnyResponse

from app.ledger.bank.sandbox.keys import WINDOW_SECONDS, BankKeys
from app.ledger.bank.sandbox.store import BankRefusal

FEN = re.compile(r"[1-9][0-9]{0,14}", re.ASCII)
TEXT_MAX = 200

View = Callable[..., AnyResponse | str]


def only_merchant(keys: BankKeys) -> Callable[[View], View]:
    """Let only the merchant in: his signature over time, method, path and body."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(**path: str) -> AnyResponse | str:
            stamp = request.headers.get("X-Merchant-Timestamp", "")
            signature = request.headers.get("X-Merchant-Signature", "")
            if not re.fullmatch(r"[0-9]{1,12}", stamp, re.ASCII):
                raise BankRefusal("timestamp_invalid", 401)
            if abs(time.time() - int(stamp)) > WINDOW_SECONDS:
                raise BankRefusal("request_stale", 401)
            head = f"{stamp}.{request.method}.{request.path}.".encode()
            if not keys.is_from_merchant(signature, head + request.get_data()):
                raise BankRefusal("signature_invalid", 401)
            return view(**path)

        return guarded

    return guard


def json_body() -> dict[str, Any]:
    """Return the body, an object; raises BankRefusal."""
    try:
        content = json.loads(request.get_data())
    except ValueError as fault:
        raise BankRefusal("body_invalid", 400) from fault
    if not isinstance(content, dict):
        raise BankRefusal("body_invalid", 400)
    return content


def fields(needed: tuple[str, ...], optional: tuple[str, ...] = ()) -> dict[str, str]:
    """Return a body of short texts under exactly these names; raises BankRefusal."""
    content = json_body()
    if not set(needed) <= set(content) <= {*needed, *optional}:
        raise BankRefusal("fields_invalid", 422)
    for value in content.values():
        if not isinstance(value, str) or not value or len(value) > TEXT_MAX:
            raise BankRefusal("fields_invalid", 422)
    return content


def fen(text: str) -> int:
    """Return an amount of fen; raises BankRefusal."""
    if not FEN.fullmatch(text):
        raise BankRefusal("amount_invalid", 422)
    return int(text)
