"""Call the parties to the site, and write down what was found there."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from app.documents import facade as papers
from app.kernel.actors import Actor, require_court
from app.kernel.errors import IllegalMove, Refusal
from app.kernel.facts import stamp
from app.media import facade as media
from app.store import db, unit_of_work
from appraisal import queries
from appraisal.documents import CAPACITIES, PRESENCES
from appraisal.facts import SurveyCalled, SurveyRecorded
from appraisal.models import Survey, SurveyCall
from appraisal.rules.surveys import ON_THE_SPOT, Attendee, Position, judge_survey
from appraisal.services.letters import send_letter
from appraisal.services.moving import move
from appraisal.vocabulary import SURVEY_CALLED_IN, AssignmentAction, Capacity
from registry import facade as registry


def call_survey(
    no: str, *, held_at: datetime, place: str, actor: Actor, at: datetime
) -> SurveyCall:
    """Call the parties to the site by a notice of the court (art. 18); a new one replaces it."""
    assignment = queries.get_assignment(no)
    require_court(actor, assignment.court_id)
    if held_at <= at:
        raise Refusal("survey_call_in_past", citations=(ON_THE_SPOT,), fields={"held_at": []})
    case = registry.get_case(assignment.case_number)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        if assignment.state not in SURVEY_CALLED_IN:
            raise IllegalMove("assignment", str(assignment.state), "call_survey")
        number = len(queries.list_survey_calls(assignment.id)) + 1
        paper = send_letter(
            papers.PaperKind.SURVEY_NOTICE,
            assignment,
            reference=f"{no}/{number}",
            data={
                "place": place,
                "held_at": held_at,
                "invited": [party.name for party in case.parties],
                "agency_name": assignment.agency_name,
                "contact": f"{case.judge_name} {case.contact_phone}".strip(),
            },
            actor=actor,
            at=at,
        )
        row = SurveyCall(
            assignment_id=assignment.id,
            held_at=held_at,
            place=place,
            called_by=actor.person_id,
            called_at=at,
            paper_no=paper.no,
        )
        db.session.add(row)
        work.record(
            SurveyCalled(**assignment.head, held_at=stamp(held_at), place=place, paper_no=paper.no),
            actor=actor,
            at=at,
        )
    return row


def record_survey(
    no: str,
    *,
    held_at: datetime,
    place: str,
    attendees: Sequence[Attendee],
    notes: str,
    signatures: Mapping[int, bytes] | None = None,
    position: Position | None = None,
    actor: Actor,
    at: datetime,
) -> Survey:
    """Add a survey to the record; a second visit is a second entry, nothing is edited.

    ``signatures`` are pictures by the place of their attendee in the list.
    """
    if held_at > at:
        raise Refusal(
            "survey_in_future", citations=(ON_THE_SPOT,), fields={"held_at": ["survey_in_future"]}
        )
    if fault := judge_survey(attendees):
        raise Refusal(fault.value, citations=(ON_THE_SPOT,), fields={"attendees": [fault.value]})
    attendees = _signed(no, attendees, signatures or {}, actor=actor, at=at)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        queries.require_agency(assignment, actor)
        move(assignment, AssignmentAction.RECORD_SURVEY, actor=actor, at=at)
        there = [one for one in attendees if one.was_there]
        witness = "、".join(one.name for one in there if one.capacity is Capacity.WITNESS)
        paper = send_letter(
            papers.PaperKind.SURVEY_RECORD,
            assignment,
            reference=f"{no}/{len(queries.list_surveys(assignment.id)) + 1}",
            data={
                "agency_name": assignment.agency_name,
                "held_at": held_at,
                "place": place,
                "people": [
                    [one.name, CAPACITIES[one.capacity], PRESENCES[one.presence] + one.note]
                    for one in attendees
                ],
                "witness": witness,
                "notes": notes,
            },
            actor=actor,
            at=at,
        )
        survey = Survey(
            assignment_id=assignment.id,
            held_at=held_at,
            place=place,
            latitude_e6=position.latitude_e6 if position else None,
            longitude_e6=position.longitude_e6 if position else None,
            people="、".join(one.name for one in there),
            attendees=[one.as_dict() for one in attendees],
            witness=witness,
            notes=notes,
            paper_no=paper.no,
            recorded_by=actor.person_id,
            recorded_at=at,
        )
        db.session.add(survey)
        work.record(
            SurveyRecorded(**assignment.head, held_at=stamp(held_at), place=place, witness=witness),
            actor=actor,
            at=at,
        )
    return survey


def _signed(
    no: str,
    attendees: Sequence[Attendee],
    signatures: Mapping[int, bytes],
    *,
    actor: Actor,
    at: datetime,
) -> list[Attendee]:
    """Keep the drawn signatures as sealed pictures; outside the row lock, cleaning takes time."""
    assignment = queries.get_assignment(no)
    queries.require_agency(assignment, actor)
    place = media.MediaPlace(assignment.case_number, assignment.court_id, assignment.agency_code)
    kept = list(attendees)
    for index, picture in signatures.items():
        name = f"签名-{kept[index].name}.png"
        view = media.ingest_picture(picture, name, place=place, actor=actor, at=at)
        kept[index] = replace(kept[index], signature_id=view.id)
    return kept
