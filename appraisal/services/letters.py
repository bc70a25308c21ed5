"""Issue a paper of an appraisal to those it concerns: the parties, and the agency in turn."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from app.documents import facade as papers
from app.kernel.actors import Actor
from app.kernel.facts import Audience
from appraisal.models import Assignment
from registry import facade as registry


def send_letter(
    kind: papers.PaperKind,
    assignment: Assignment,
    *,
    reference: str,
    data: Mapping[str, Any],
    actor: Actor,
    at: datetime,
) -> papers.PaperView:
    """Issue one paper; number and title of the asset are filled in, the readers follow the case."""
    parties = registry.parties_of(assignment.case_number)
    return papers.issue(
        kind,
        reference=reference,
        case_number=assignment.case_number,
        court_id=assignment.court_id,
        court_code=assignment.court_code,
        court_name=assignment.court_name,
        data={"appraisal_no": assignment.no, "asset_title": assignment.asset_title, **data},
        audience=Audience.PARTIES,
        people=[party.person_id for party in parties if party.person_id],
        agencies=[assignment.agency_code] if assignment.agency_code else [],
        actor=actor,
        at=at,
    )
