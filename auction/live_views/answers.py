"""Put a receipt into the form in which each door answers."""

from typing import Any

from flask import Response, jsonify

from app.kernel.errors import Refusal
from app.live.facade import Ack, refusal_ack
from app.web.errors import Problem, describe
from auction.services.receipts import Receipt, refusal_of


def accepted(receipt: Receipt) -> Ack:
    """Return the answer to a bid that leads, the same at every repeat (surface.md)."""
    body = receipt["receipt"]
    return {
        "ok": True,
        "seq": body["seq"],
        "received_at": body["received_at"],
        "closes_at": body["closes_at"],
        "receipt": receipt,
    }


def refused(receipt: Receipt) -> dict[str, Any]:
    """Return what a refusal says beyond its code: when, until when, at least how much."""
    body = receipt["receipt"]
    return {
        "received_at": body["received_at"],
        "closes_at": body["closes_at"],
        "minimum": body["minimum"],
        "receipt": receipt,
    }


def ack_of(receipt: Receipt) -> Ack:
    """Return the ack of a judged bid: always the stored answer."""
    refusal = refusal_of(receipt)
    if refusal is None:
        return accepted(receipt)
    return {**refusal_ack(refusal, receipt["receipt"]["received_at"]), **refused(receipt)}


def response_of(receipt: Receipt) -> Response:
    """Return the HTTP answer of a judged bid: 201, or a problem that carries the receipt."""
    refusal = refusal_of(receipt)
    if refusal is None:
        answer = jsonify(accepted(receipt))
        answer.status_code = 201
        return answer
    problem = describe(refusal)
    answer = jsonify({**problem.as_dict(), **refused(receipt)})
    answer.status_code = problem.status
    answer.content_type = "application/problem+json"
    return answer


def words_of(receipt: Receipt) -> Problem | None:
    """Return a refusal in the reader's words, or None for a bid that was accepted."""
    refusal: Refusal | None = refusal_of(receipt)
    return describe(refusal) if refusal else None
