"""The OpenAPI document as a page that people can read, made from the running code."""

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.web.api import api
from app.web.guards import public

bp = Blueprint("api_docs", __name__)
_METHODS = ("get", "post", "put", "patch", "delete")


def _operations(document: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Return the operations by their tag, in the order of the document."""
    grouped: dict[str, list[dict[str, Any]]] = {}
    for path, item in sorted(document["paths"].items()):
        for method in _METHODS:
            operation = item.get(method)
            if operation is None:
                continue
            tag = (operation.get("tags") or ["—"])[0]
            grouped.setdefault(tag, []).append(
                {
                    "method": method.upper(),
                    "path": path,
                    "summary": operation.get("summary", ""),
                    "parameters": [
                        parameter
                        for parameter in (
                            *item.get("parameters", ()),
                            *operation.get("parameters", ()),
                        )
                        if "name" in parameter
                    ],
                    "responses": sorted(operation.get("responses", {})),
                }
            )
    return grouped


@bp.get("/api/docs")
@public
def show_docs() -> ResponseReturnValue:
    """Show every call of the programs' door with what it takes and answers."""
    document = api.spec.to_dict()
    return render_template("web/api_docs.html", groups=_operations(document))
