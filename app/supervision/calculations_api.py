"""POST /api/v1/calculations/{group}: inputs in, an answer with its articles out."""

from typing import Any

from flask import request

from app import lawbook
from app.lawbook.calculations import calculate
from app.runtime import offload
from app.web.api import Blueprint
from app.web.guards import csrf_exempt, public
from app.web.modules import calculators

bp = Blueprint(
    "calculations",
    __name__,
    url_prefix="/api/v1/calculations",
    description="Calculators: every figure with its articles",
)


@bp.post("/<group>")
@public
@csrf_exempt
def post_calculation(group: str) -> dict[str, Any]:
    """Judge the inputs of a group; writes nothing, so anyone may ask.

    The body is the ``inputs`` of a worked case: whole fen as JSON integers.
    """
    found = offload(calculate, group, request.get_json(), calculators())
    return {
        "group": group,
        **found.as_dict(),
        "from_memory": [
            citation.as_dict() for citation in found.citations if lawbook.is_from_memory(citation)
        ],
    }
