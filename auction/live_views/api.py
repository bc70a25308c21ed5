"""Bidding for programs: snapshot, bids, one bid, one receipt."""

import hashlib
from typing import Any

from flask import Response, current_app, jsonify, request
from marshmallow import Schema, fields, validate

from app.kernel.errors import Refusal
from app.kernel.facts import stamp
from app.kernel.permissions import Permission
from app.live.facade import allow_order
from app.scheduling.facade import is_time_trusted
from app.store.paging import PAGE_MAX
from app.trail.export import record_zip
from app.web.api import Blueprint, idempotent
from app.web.exports import file_answer
from app.web.guards import current_actor, guarded, public, received_at
from auction import queries
from auction.live_views.answers import response_of
from auction.services import intake, receipts, snapshots

bp = Blueprint("bidding_api", __name__, url_prefix="/api/v1", description="Bidding")


class BidSchema(Schema):
    """An order to bid; the amount is judged by the bidding service, so that it has a receipt."""

    amount = fields.Raw(required=True, metadata={"type": "string", "example": "106000000"})
    request_id = fields.String(required=True, validate=validate.Length(1, 64))


class BidsQuery(Schema):
    """A page of bids, oldest first."""

    after = fields.Integer(load_default=0, strict=False, validate=validate.Range(0, 2**53))
    limit = fields.Integer(load_default=PAGE_MAX, validate=validate.Range(1, PAGE_MAX))


@bp.get("/lots/<no>/snapshot")
@public
def get_snapshot(no: str) -> Response:
    """Return what the public sees of a lot now; may be kept for a second."""
    snapshot = snapshots.take_snapshot(no)
    answer = jsonify(snapshot)
    unchanging = {key: value for key, value in snapshot.items() if key != "server_time"}
    digest = hashlib.sha256(current_app.json.dumps(unchanging).encode()).hexdigest()
    answer.set_etag(digest[:32], weak=True)
    answer.headers["Cache-Control"] = "public, max-age=1"
    return answer.make_conditional(request)  # type: ignore[return-value]


@bp.get("/lots/<no>/bids")
@public
@bp.arguments(BidsQuery, location="query")
def get_bids(wanted: dict[str, Any], no: str) -> Response:
    """Return accepted bids of a lot in order of seq, a page at a time."""
    lot = queries.get_public_lot(no)
    rows = queries.list_bids(lot.id, after=wanted["after"], limit=wanted["limit"] + 1)
    page = rows[: wanted["limit"]]
    items = [
        {
            "seq": bid.seq,
            "paddle": bid.paddle,
            "amount": str(bid.amount),
            "at": stamp(bid.received_at),
            "kind": bid.kind,
            "closes_at": stamp(bid.closes_after),
            "extended": bid.closes_after > bid.closes_before,
        }
        for bid in page
    ]
    following = str(page[-1].seq) if len(rows) > len(page) else None
    return jsonify({"items": items, "next": following})


@bp.get("/lots/<no>/record.zip")
@public
@bp.response(200, content_type="application/zip")
def get_record(no: str) -> Response:
    """Return what is on record of a lot, as static/verify/mingchui_verify.py checks it."""
    lot = queries.get_public_lot(no)
    content = record_zip(snapshots.stream_of(lot.no))
    return file_answer(f"{lot.no}-record.zip", content, "application/zip")


@bp.post("/lots/<no>/bids")
@guarded(Permission.BID)
@idempotent
@bp.arguments(BidSchema)
def post_bid(given: dict[str, Any], no: str) -> Response:
    """Place a bid where sockets are blocked; judged by the same service, answered once durable."""
    actor = current_actor()
    allow_order(actor.person_id)
    require_trusted_time()
    return response_of(intake.place_bid(lot_no=no, **given, actor=actor, at=received_at()))


@bp.get("/receipts/<receipt_id>")
@guarded(Permission.SIGNED_IN)
def get_receipt(receipt_id: str) -> Response:
    """Return one of your own receipts with its signature, and its proof once it is sealed.

    ``tlog_proof`` is null for about a second; the signed part never changes.
    """
    view = receipts.get_receipt(receipt_id, actor=current_actor())
    proof = receipts.find_proof_of(view)
    answer = jsonify({**view.document, "tlog_proof": str(proof) if proof else None})
    answer.headers["Cache-Control"] = "private, max-age=86400" if proof else "no-store"
    return answer


@bp.get("/receipts/<receipt_id>/proof.tlog-proof")
@guarded(Permission.SIGNED_IN)
@bp.response(200, content_type="text/plain")
def get_receipt_proof(receipt_id: str) -> Response:
    """Return the proof that the fact behind your receipt stands in the sealed log (C2SP)."""
    view = receipts.get_receipt(receipt_id, actor=current_actor())
    proof = receipts.find_proof_of(view)
    if proof is None:
        raise Refusal("not_sealed_yet", status=404)
    name = f"receipt-{view.document['id']}.tlog-proof"
    return file_answer(name, str(proof).encode(), "text/plain; charset=utf-8")


def require_trusted_time() -> None:
    """Refuse an order while this machine's clock is not to be trusted (reliability T4)."""
    if current_app.config.get("REFUSE_UNTRUSTED_TIME") and not is_time_trusted():
        raise Refusal("time_not_trusted", status=503)
