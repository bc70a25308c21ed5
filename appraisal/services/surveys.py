"""Write down what was found on the spot."""

from datetime import datetime

from app.kernel.actors import Actor
from app.kernel.citation import Citation
from app.kernel.errors import Refusal
from app.kernel.facts import stamp
from app.store import db, unit_of_work
from appraisal import queries
from appraisal.facts import SurveyRecorded
from appraisal.models import Survey
from appraisal.services.moving import move
from appraisal.vocabulary import AssignmentAction

ON_THE_SPOT = Citation("法释〔2018〕15号", "第18条")


def record_survey(
    no: str,
    *,
    held_at: datetime,
    place: str,
    people: str,
    witness: str,
    notes: str,
    actor: Actor,
    at: datetime,
) -> Survey:
    """Add a survey to the record; a second visit is a second entry, nothing is edited."""
    if held_at > at:
        raise Refusal(
            "survey_in_future", citations=(ON_THE_SPOT,), fields={"held_at": ["survey_in_future"]}
        )
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        queries.require_agency(assignment, actor)
        move(assignment, AssignmentAction.RECORD_SURVEY, actor=actor, at=at)
        survey = Survey(
            assignment_id=assignment.id,
            held_at=held_at,
            place=place,
            people=people,
            witness=witness,
            notes=notes,
            recorded_by=actor.person_id,
            recorded_at=at,
        )
        db.session.add(survey)
        work.record(
            SurveyRecorded(
                case_number=assignment.case_number,
                appraisal_no=no,
                asset_no=assignment.asset_no,
                held_at=stamp(held_at),
                place=place,
                witness=witness,
            ),
            actor=actor,
            at=at,
        )
    return survey
