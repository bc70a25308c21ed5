"""Open data: what there is, for people and for machines, and the tables themselves."""

from flask import Blueprint, Response, jsonify, render_template, stream_with_context
from flask.typing import ResponseReturnValue

from app.feed.catalogue import catalogue, datasets, get_dataset
from app.feed.events import site
from app.store import rest
from app.web.exports import CSV
from app.web.guards import public
from app.web.open_data import csv_lines

bp = Blueprint("open_data", __name__, url_prefix="/open-data")


@bp.get("")
@public
def get_page() -> ResponseReturnValue:
    """Show every public table with its columns, the feed and the snapshots."""
    return render_template("feed/open_data.html", datasets=datasets().values())


@bp.get("/catalogue.json")
@public
def get_catalogue() -> Response:
    """Return the catalogue for machines (DCAT, JSON-LD)."""
    answer = jsonify(catalogue(site()))
    answer.content_type = "application/ld+json"
    answer.headers["Cache-Control"] = "public, max-age=3600"
    return answer


@bp.get("/<name>.csv")
@public
def get_table(name: str) -> Response:
    """Stream a public table; whoever reads slowly holds no transaction open."""
    dataset = get_dataset(name)
    lines = csv_lines(dataset.columns, dataset.rows(rest))
    answer = Response(stream_with_context(lines), content_type=CSV)
    answer.headers["Content-Disposition"] = f'attachment; filename="{dataset.name}.csv"'
    answer.headers["Cache-Control"] = "public, max-age=60"
    return answer
