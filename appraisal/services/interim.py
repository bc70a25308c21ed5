"""State after a round that ended unsold that the fee of the appraisal is still open (D4)."""

from datetime import datetime

from app.documents import facade as papers
from app.kernel.actors import Actor
from app.kernel.facts import Audience
from app.store import unit_of_work
from appraisal import queries
from appraisal.documents.fees import interim_values
from appraisal.facts.fees import FeeStillOpen
from appraisal.models import Assignment
from appraisal.queries import fees as fee_queries
from appraisal.services.evidence import SaleCourse
from registry import facade as registry


def issue_to_parties(
    assignment: Assignment,
    kind: papers.PaperKind,
    reference: str,
    data: dict[str, object],
    *,
    actor: Actor,
    at: datetime,
) -> papers.PaperView:
    """Issue a paper about the fee to the court, the parties and the agency."""
    parties = registry.parties_of(assignment.case_number)
    return papers.issue(
        kind,
        reference=reference,
        case_number=assignment.case_number,
        court_id=assignment.court_id,
        court_code=assignment.court_code,
        court_name=assignment.court_name,
        data=data,
        audience=Audience.PARTIES,
        people=[party.person_id for party in parties if party.person_id],
        agencies=[assignment.agency_code] if assignment.agency_code else [],
        actor=actor,
        at=at,
    )


def note_failed_round(
    asset_no: str, *, course: SaleCourse, actor: Actor, at: datetime
) -> papers.PaperView | None:
    """State after a round that ended unsold that the fee is still open (D4); once per round.

    The fee is settled at the final failure only. Nothing is stated where no agency is to be paid
    or the fee is settled already. ``course.failed_rounds`` counts the round that just ended.
    """
    found = queries.find_assignment_of_asset(asset_no)
    if found is None or found.agency_code is None:
        return None
    reference = f"{found.no}/{course.failed_rounds}"
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(found.no)
        account = fee_queries.find_fee_account(assignment.id)
        if account is None or queries.find_settlement(assignment.id) is not None:
            return None
        earlier = papers.find(papers.PaperKind.INTERIM_STATEMENT, reference)
        if earlier is not None:
            return earlier
        paper = issue_to_parties(
            assignment,
            papers.PaperKind.INTERIM_STATEMENT,
            reference,
            interim_values(assignment, account, failed_rounds=course.failed_rounds),
            actor=actor,
            at=at,
        )
        work.record(
            FeeStillOpen(
                case_number=assignment.case_number,
                appraisal_no=assignment.no,
                asset_no=asset_no,
                failed_rounds=course.failed_rounds,
                paper_no=paper.no,
            ),
            actor=actor,
            at=at,
        )
    return paper
