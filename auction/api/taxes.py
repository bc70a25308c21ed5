"""The tax table of a lot for programs."""

from dataclasses import asdict
from typing import Any

from app.web.api import Blueprint
from app.web.guards import public
from auction.schemas.taxes import TaxReadingOut
from auction.views.taxes import tax_page_of

bp = Blueprint("taxes_api", __name__, url_prefix="/api/v1", description="Taxes of a lot")


@bp.get("/lots/<no>/taxes")
@public
@bp.response(200, TaxReadingOut)
def get_taxes(no: str) -> dict[str, Any]:
    """Return who bears which tax on what ground, and which taxes the notice leaves open."""
    page = tax_page_of(no)
    return {
        "lot": page.lot.no,
        "notice_version": page.notice.version,
        "digest": page.notice.digest,
        **asdict(page.reading),
        "words": page.words,
    }
