"""The reader of a tax table: what the notice of a lot says of taxes, and what it does not."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app.kernel.errors import NotFound, Refusal
from app.web.errors import describe
from app.web.guards import public
from app.web.parsing import load
from auction import queries
from auction.messages import preparing
from auction.schemas.taxes import TaxQuery
from auction.views.taxes import TaxPage, tax_page_of

bp = Blueprint("tax_reader", __name__, url_prefix="/calculators")


@bp.get("/taxes")
@public
def get_taxes() -> ResponseReturnValue:
    """Read the tax table of a published lot; with its number in the address it can be shared."""
    found: TaxPage | None = None
    problem, status = None, 200
    try:
        given = load(TaxQuery, request.args)
        if given["lot"]:
            found = tax_page_of(_lot(given["lot"]))
    except Refusal as refusal:
        problem, status = describe(refusal), refusal.status
    body = render_template(
        "auction/taxes.html",
        found=found,
        form=request.args,
        problem=problem,
        taxes=preparing.TAXES,
        bearers=preparing.BEARERS,
    )
    return body, status


def _lot(text: str) -> str:
    """Return the number of a lot, out of the address of its page too."""
    number = text.strip().split("?")[0].split("#")[0].rstrip("/").rpartition("/")[2]
    if not number:
        raise NotFound("lot", text)
    return queries.get_public_lot(number).no
