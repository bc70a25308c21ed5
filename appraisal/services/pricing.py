"""Fix the reference price once nobody may object any more."""

from datetime import datetime

from app.kernel.actors import SYSTEM
from app.store import unit_of_work
from appraisal import queries
from appraisal.facts import PriceFixed
from appraisal.queries import objections
from appraisal.services import evidence
from appraisal.services.inquiry_review import fix_inquiry_price
from appraisal.services.moving import move
from appraisal.services.serving import unserved_parties
from appraisal.vocabulary import AssignmentAction, AssignmentState, PriceRoute
from registry import facade as registry


def fix_price(no: str, *, at: datetime) -> bool:
    """Make the appraised value the reference price (法释〔2018〕15号 art. 26); False if not due.

    Never while any party's five days run, somebody has still to be served (art. 21) or an
    objection is open (arts. 22, 23); the row is read again under its lock.
    """
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        if assignment.state is not AssignmentState.PUBLISHED:
            return False
        if assignment.route is PriceRoute.NETWORK_INQUIRY:
            return fix_inquiry_price(work, assignment, at=at)
        report = queries.get_report(assignment)
        services = queries.list_services(report.id)
        if any(service.window_ends_at > at for service in services):
            return False
        if unserved_parties(assignment, report) or objections.has_open(assignment.id):
            return False
        move(assignment, AssignmentAction.FIX_PRICE, actor=SYSTEM, at=at)
        assignment.reference_price, assignment.price_fixed_at = report.value, at
        assignment.price_valid_until = report.valid_until
        registry.count_commission(code=assignment.agency_code or "", opened=-1)
        work.record(
            PriceFixed(
                **assignment.head,
                value=str(report.value),
                valid_until=report.valid_until.isoformat(),
                report_sha256=report.sha256,
            ),
            actor=SYSTEM,
            at=at,
        )
        evidence.note_standing_report(assignment, at=at)
        registry.ask_for_ratings(
            reference=assignment.no,
            agency_code=assignment.agency_code or "",
            asset_no=assignment.asset_no,
            actor=SYSTEM,
            at=at,
        )
    return True
