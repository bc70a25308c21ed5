"""The log in public: checkpoints, entries and proofs for programs, one page for people."""

import base64
import re
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields, validate

from app.identity import vault
from app.kernel.errors import Refusal
from app.kernel.facts import stamp
from app.supervision.log import keys, witnesses
from app.supervision.log.lag import lag_seconds
from app.supervision.log.stamping import stamping_state
from app.trail import log_reading
from app.trail.log_models import LogCheckpoint
from app.trail.merkle import HASH_BYTES, ProofFault
from app.trail.policy import PolicyFault
from app.trail.stored_tree import StoredTree, newest_checkpoint
from app.web.guards import csrf_exempt, public
from app.web.parsing import load

bp = Blueprint("sealed_log", __name__)

CHECKPOINTS_MAX = 100
_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)


class CosignatureSchema(Schema):
    """A witness's line under the checkpoint of a size."""

    size = fields.Integer(required=True, strict=True, validate=validate.Range(1, 2**53))
    line = fields.String(required=True, validate=validate.Length(1, 400))


def _number(name: str, default: int | None = None) -> int:
    """Return a whole number of the address; raises Refusal invalid_input."""
    given = request.args.get(name)
    if given is None and default is not None:
        return default
    if given is None or not _NUMBER.fullmatch(given):
        raise Refusal("invalid_input", fields={name: ["invalid_input"]}, status=400)
    return int(given)


def _newest_size() -> int:
    newest = newest_checkpoint()
    if newest is None:
        raise Refusal("log_empty", status=404)
    return newest.size


def _not_ahead(size: int, newest: int) -> None:
    if size > newest:
        raise Refusal("log_cursor_ahead", params={"asked": size, "size": newest})


@bp.get("/log")
@public
def show_log() -> ResponseReturnValue:
    """Show people what the log has signed last, its keys, its witnesses, and how to check it."""
    newest = newest_checkpoint()
    try:
        policy = witnesses.policy()
    except PolicyFault:
        policy = None
    return render_template(
        "supervision/log.html",
        newest=newest,
        root=log_reading.shown_root(newest) if newest else "",
        note=log_reading.full_note(newest) if newest else None,
        policy=policy,
        keys=keys.public_keys(),
        receipt_key=vault.public_key(),
        lag=lag_seconds(),
        stamping=stamping_state(),
    )


@bp.get("/log/checkpoint")
@public
def get_checkpoint() -> Response:
    """Return the newest checkpoint, or the one of ``size``, as a signed note (C2SP)."""
    newest = _newest_size()
    size = _number("size", newest)
    _not_ahead(size, newest)
    checkpoint = log_reading.find_checkpoint(size)
    if checkpoint is None:
        raise Refusal("log_checkpoint_unknown", params={"size": size}, status=404)
    return _text(str(log_reading.full_note(checkpoint)))


@bp.get("/log/checkpoints")
@public
def get_checkpoints() -> Response:
    """Return every checkpoint ever signed, the smallest first, a page at a time."""
    after, limit = _number("after", 0), _number("limit", CHECKPOINTS_MAX)
    newest = newest_checkpoint()
    _not_ahead(after, newest.size if newest else 0)
    limit = max(1, min(limit, CHECKPOINTS_MAX))
    rows = log_reading.list_checkpoints(after=after, limit=limit + 1)
    page = rows[:limit]
    following = str(page[-1].size) if len(rows) > limit else None
    return jsonify({"items": _described(page), "next": following})


def _described(page: Sequence[LogCheckpoint]) -> list[dict[str, Any]]:
    tokens = log_reading.find_tokens([row.size for row in page])
    return [
        {
            "size": row.size,
            "root": base64.b64encode(bytes(row.root)).decode(),
            "signed_at": stamp(row.signed_at),
            "note": str(note),
            "timestamp": tokens.get(row.size),
        }
        for row, note in zip(page, log_reading.full_notes(page), strict=True)
    ]


@bp.get("/log/entries")
@public
def get_entries() -> Response:
    """Return the places [from, to): public facts with their bytes, others by their leaf alone.

    At most 256 at once; ``next`` is where to go on.
    """
    newest = _newest_size()
    first = _number("from", 0)
    end = _number("to", newest)
    _not_ahead(max(first, end), newest)
    if first > end:
        raise Refusal("invalid_input", fields={"to": ["invalid_input"]}, status=400)
    reach = min(end, first + log_reading.ENTRIES_MAX)
    items = [row.plain() for row in log_reading.list_entries(first, reach)]
    following = str(reach) if reach < end else None
    return jsonify({"items": items, "next": following, "size": newest})


@bp.get("/log/proof/inclusion")
@public
def get_inclusion() -> Response:
    """Return the path from an entry, by ``index`` or by the ``hash`` of its leaf, to a root."""
    newest = _newest_size()
    size = _number("size", newest)
    _not_ahead(size, newest)
    index = _index_of_hash() if "hash" in request.args else _number("index")
    try:
        hashes = StoredTree().inclusion(index, size)
    except ProofFault:
        raise Refusal("log_outside", params={"index": index, "size": size}) from None
    return jsonify({"index": index, "size": size, "hashes": log_reading.encoded(hashes)})


def _index_of_hash() -> int:
    given = request.args["hash"]
    if not _HEX.fullmatch(given) or "index" in request.args:
        raise Refusal("invalid_input", fields={"hash": ["invalid_input"]}, status=400)
    leaf = bytes.fromhex(given)
    assert len(leaf) == HASH_BYTES
    index = log_reading.find_index(leaf)
    if index is None:
        raise Refusal("log_leaf_unknown", status=404)
    return index


@bp.get("/log/proof/consistency")
@public
def get_consistency() -> Response:
    """Return the proof that the tree of ``old`` begins the tree of ``new``."""
    newest = _newest_size()
    new = _number("new", newest)
    _not_ahead(new, newest)
    old = _number("old")
    _not_ahead(old, newest)
    try:
        hashes = StoredTree().consistency(old, new)
    except ProofFault:
        raise Refusal("log_outside", params={"index": old, "size": new}) from None
    return jsonify({"old": old, "new": new, "hashes": log_reading.encoded(hashes)})


@bp.get("/log/policy")
@public
def get_policy() -> Response:
    """Return the log's keys and witnesses as a policy text; note it down, do not trust it twice."""
    try:
        return _text(str(witnesses.policy()))
    except PolicyFault as fault:
        raise Refusal("log_policy_broken", params={"why": str(fault)}, status=503) from None


@bp.post("/log/cosignatures")
@public
@csrf_exempt
def post_cosignature() -> ResponseReturnValue:
    """Take the line of a witness of the policy under one of our checkpoints."""
    given = request.get_json(silent=True)
    wanted = load(CosignatureSchema, given if isinstance(given, dict) else {})
    is_new = witnesses.take_cosignature(wanted["size"], wanted["line"])
    return jsonify({"size": wanted["size"], "new": is_new}), 201 if is_new else 200


def _text(content: str) -> Response:
    answer = Response(content, content_type="text/plain; charset=utf-8")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def log_head() -> dict[str, Any] | None:
    """Return what any page may show of the newest checkpoint, so that its readers are witnesses."""
    newest = newest_checkpoint()
    if newest is None:
        return None
    return {"size": newest.size, "root": log_reading.shown_root(newest)}
