"""Make a figure the reference price, whatever route it was found on."""

from collections.abc import Sequence
from datetime import date, datetime

from app.documents import facade as papers
from app.kernel.actors import Actor
from app.kernel.citation import Citation
from app.kernel.money import Money
from app.store import Work
from appraisal.facts import PriceFixed
from appraisal.models import Assignment
from appraisal.services.attempts import issue_to_parties
from appraisal.services.moving import move
from appraisal.vocabulary import AssignmentAction, PriceRoute

ROUTE_WORDS = {
    PriceRoute.NEGOTIATED: "当事人议价",
    PriceRoute.DIRECTED_INQUIRY: "定向询价",
    PriceRoute.NETWORK_INQUIRY: "网络询价",
    PriceRoute.COMMISSIONED_APPRAISAL: "委托评估",
}


def fix_price_at(
    work: Work,
    assignment: Assignment,
    *,
    value: Money,
    valid_until: date,
    sha256: str,
    findings: Sequence[Sequence[str]],
    citations: Sequence[Citation],
    actor: Actor,
    at: datetime,
) -> papers.PaperView:
    """Fix the price with its record; call it under the row lock, in the caller's unit of work.

    ``findings`` are rows of what the figure rests on; ``sha256`` is the digest of the paper it
    was read from, where there is one. A price found again has a record of its own.
    """
    move(assignment, AssignmentAction.FIX_PRICE, actor=actor, at=at)
    assignment.reference_price, assignment.price_fixed_at = value, at
    assignment.price_valid_until = valid_until
    assignment.due_at = None
    # Everyone may read the result, whatever the route.
    assignment.published_at = assignment.published_at or at
    route = assignment.route
    assert route is not None, "a price is found on a route"
    paper = issue_to_parties(
        papers.PaperKind.PRICE_RECORD,
        assignment,
        reference=_reference(assignment),
        data={
            "appraisal_no": assignment.no,
            "asset_title": assignment.asset_title,
            "route": ROUTE_WORDS[route],
            "value": value,
            "valid_until": valid_until,
            "findings": [list(row) for row in findings],
            "citations": list(citations),
        },
        actor=actor,
        at=at,
    )
    work.record(
        PriceFixed(
            **assignment.head,
            value=str(value),
            valid_until=valid_until.isoformat(),
            report_sha256=sha256,
        ),
        actor=actor,
        at=at,
    )
    return paper


def record_of(assignment: Assignment) -> papers.PaperView | None:
    """Return the record of a price that was negotiated or found by inquiry."""
    if assignment.price_fixed_at is None:
        return None
    return papers.find(papers.PaperKind.PRICE_RECORD, _reference(assignment))


def _reference(assignment: Assignment) -> str:
    return f"{assignment.no}/{assignment.price_fixed_at:%Y%m%dT%H%M%S}"
