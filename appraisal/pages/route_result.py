"""The result of a price that no agency appraised, as the public page shows it."""

from dataclasses import dataclass, field
from typing import Any

from app.kernel.citation import Citation
from app.kernel.money import Money
from appraisal.messages.inquiries import STANDINGS
from appraisal.models import Assignment
from appraisal.models.inquiry import PlatformInquiry
from appraisal.queries.inquiries import find_directed_inquiry, find_network_inquiry
from appraisal.rules.inquiries import AVERAGE
from appraisal.rules.routes import ARTICLES, VALIDITY
from appraisal.services.inquiry_review import price_of
from appraisal.vocabulary import PriceRoute


@dataclass(frozen=True)
class RouteResult:
    """What everyone may read: the body or the platforms, never a party."""

    citations: list[Citation]
    body_name: str | None = None
    sha256: str | None = None
    #: Platforms with a price, in the order of the list.
    results: list[PlatformInquiry] = field(default_factory=list)
    average: Money | None = None
    standings: Any = field(default_factory=lambda: STANDINGS)


def route_result(assignment: Assignment) -> RouteResult | None:
    """Return what the public page shows of a route; None where an agency appraised."""
    route = assignment.route
    if route is None or route is PriceRoute.COMMISSIONED_APPRAISAL:
        return None
    citations = [ARTICLES[route], VALIDITY]
    if route is PriceRoute.DIRECTED_INQUIRY:
        letter = find_directed_inquiry(assignment.id)
        return RouteResult(
            citations,
            body_name=letter.body_name if letter else None,
            sha256=letter.sha256 if letter else None,
        )
    if route is PriceRoute.NETWORK_INQUIRY:
        inquiry = find_network_inquiry(assignment.id)
        price = price_of(inquiry) if inquiry else None
        return RouteResult(
            [*citations, AVERAGE],
            results=[one for one in inquiry.results if one.value] if inquiry else [],
            average=price[0] if price else None,
        )
    return RouteResult(citations)
