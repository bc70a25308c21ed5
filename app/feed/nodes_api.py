"""Nodes of cases between the court's case system and this platform."""

import csv
import io
from typing import Any

from flask import Response, jsonify, request
from marshmallow import Schema, fields, validate

from app.feed import queries
from app.feed.bearer import get_token
from app.feed.facts import NodeHandedIn
from app.feed.nodes import node_facts, node_on_wire
from app.feed.rules import cursor_of, position_of
from app.feed.schemas import LIMIT_MAX
from app.feed.services.nodes import Node, take_nodes
from app.feed.vocabulary import Scope
from app.kernel.errors import NotFound, Refusal
from app.web.api import Blueprint
from app.web.exports import CSV, inert
from app.web.guards import csrf_exempt, public, received_at
from app.web.modules import court_book
from app.web.parsing import InstantField, load

bp = Blueprint("case_nodes", __name__, url_prefix="/api/v1", description="Nodes of cases")
_COLUMNS = ("case_number", "node", "at", "reference")
_BYTES_MAX = 1024 * 1024


class NodeLine(Schema):
    """One node of one case."""

    case_number = fields.String(required=True, validate=validate.Length(1, 80))
    node = fields.String(required=True, validate=validate.Length(1, 40))
    at = InstantField(required=True)
    reference = fields.String(required=True, validate=validate.Length(1, 80))


class NodesIn(Schema):
    """Nodes handed in together."""

    nodes = fields.List(fields.Nested(NodeLine), required=True, validate=validate.Length(min=1))


class NodesQuery(Schema):
    """Nodes of one case, or of all cases of the court after a cursor."""

    case = fields.String(load_default="", validate=validate.Length(max=80))
    after = fields.String(load_default="", validate=validate.Length(max=80))
    format = fields.String(load_default="json", validate=validate.OneOf(("json", "csv")))
    limit = fields.Integer(load_default=100, validate=validate.Range(1, LIMIT_MAX))


@bp.post("/case-nodes")
@public
@csrf_exempt
def post_nodes() -> Response:
    """Take nodes of the court's cases from its case system, as JSON or CSV; all or none.

    JSON: `{"nodes": [{"case_number", "node", "at", "reference"}]}`; CSV (`text/csv`, UTF-8): the
    same four columns under a header. `reference` is the case system's own number of the node: the
    same node sent again is counted as known, another one under its reference is refused.
    """
    token = get_token(Scope.NODES)
    if (request.content_length or 0) > _BYTES_MAX:
        raise Refusal("too_large", status=413)
    body = request.get_data()
    if len(body) > _BYTES_MAX:
        raise Refusal("too_large", status=413)
    given = _of_csv(body) if request.mimetype == "text/csv" else request.get_json()
    lines = load(NodesIn, given if isinstance(given, dict) else {})["nodes"]
    taken = take_nodes([Node(**line) for line in lines], token=token, at=received_at())
    return jsonify({"new": taken.new, "known": taken.known})


def _of_csv(body: bytes) -> dict[str, Any]:
    try:
        text = body.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error):
        raise Refusal("bad_table", status=400) from None
    if not rows or tuple(cell.strip() for cell in rows[0]) != _COLUMNS:
        raise Refusal("bad_table", status=400)
    filled = [row for row in rows[1:] if row]
    if any(len(row) != len(_COLUMNS) for row in filled):
        raise Refusal("bad_table", status=400)
    return {"nodes": [dict(zip(_COLUMNS, row, strict=True)) for row in filled]}


@bp.get("/case-nodes")
@public
@bp.arguments(NodesQuery, location="query")
def get_nodes(given: dict[str, Any]) -> Response:
    """Return nodes of the court's cases with their times: of one case, or on from a cursor."""
    token = get_token(Scope.NODES)
    names = [*node_facts(), NodeHandedIn.name]
    position = position_of(given["after"])
    queries.check_position(position)
    asked = {"court_id": token.court_id, "names": names, "limit": given["limit"]}
    if given["case"]:
        page = queries.read_case_page(position, case_number=_case(given["case"]), **asked)
    else:
        page = queries.read_page(position, is_own=True, **asked)
    cursor = cursor_of(page.position) if page.position.xid else ""
    onward = cursor if page.has_more else None
    items = [node_on_wire(entry) for entry in page.entries]
    if given["format"] == "csv":
        return _table(items, cursor)
    return jsonify({"items": items, "next": onward, "cursor": cursor})


def _case(text: str) -> str:
    try:
        return court_book().canonical_number(text)
    except Refusal:
        raise NotFound("case", text) from None


def _table(items: list[dict[str, Any]], cursor: str) -> Response:
    written = io.StringIO(newline="")
    writer = csv.writer(written)
    columns = ("id", "case_number", "node", "at", "source", "reference")
    writer.writerow(columns)
    writer.writerows([inert(item[column]) for column in columns] for item in items)
    answer = Response(written.getvalue().encode(), content_type=CSV)
    answer.headers["X-Cursor"] = cursor
    return answer
