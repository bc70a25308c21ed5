"""The door of objections: who may object, until when, to what; where to go when it is closed."""

from collections.abc import Sequence
from datetime import datetime

from app.kernel.actors import SYSTEM, Actor, require_court
from app.kernel.calendar import SHANGHAI
from app.kernel.citation import Citation
from app.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from app.kernel.facts import stamp
from app.kernel.permissions import Permission
from app.media import facade as media
from app.store import Work, db, unit_of_work
from app.store.numbering import next_number
from appraisal import queries
from appraisal.facts.objections import ObjectionFiled, ObjectionRefused, ObjectionWithdrawn
from appraisal.models import Assignment, Report
from appraisal.models.objection import Objection
from appraisal.queries import objections
from appraisal.rules.objections import open_grounds, ruling_due, transfer_due
from appraisal.services.moving import move
from appraisal.services.objection_door import (
    TEXT_MAX,
    TEXT_MIN,
    Objector,
    Statement,
    find_objector,
    fingerprint_of,
    ingest_files,
    lock_both,
    require_objector,
    served_report,
    window_of,
)
from appraisal.services.objection_ends import act, close
from appraisal.vocabulary import PRICED, AssignmentAction, AssignmentState, PriceRoute
from appraisal.vocabulary.objections import (
    ObjectionAction,
    ObjectionKind,
    ObjectionState,
    kind_of,
)
from registry import facade as registry
from registry.vocabulary import PartyRole

IN_WRITING = Citation("法释〔2018〕15号", "第22、23条")
NOT_TAKEN = Citation("法释〔2018〕15号", "第24条")
PETITION_INSTEAD = Citation("法释〔2018〕15号", "第25条")
THIRD_PARTY = Citation("民事诉讼法", "第238条")
#: As many as one person needs for one report; more would only delay.
OBJECTIONS_MAX = 10
_S = AssignmentState
#: States in which a served report may be objected to, whatever somebody else's objection led to.
OBJECTABLE = frozenset({_S.PUBLISHED, _S.OBJECTED, _S.CORRECTING, _S.REPORTED, _S.SUSPENDED})


def file_objection(no: str, *, statement: Statement, actor: Actor, at: datetime) -> Objection:
    """Take a party's objection, stamped at the door; the same sent twice is one.

    Late, or against what is not open to objection: it is kept in the record as refused, and the
    refusal says where to go (art. 24).
    """
    objector = find_objector(queries.get_assignment(no), actor)
    if objector is None:
        raise Forbidden("objection_not_concerned", citations=(IN_WRITING,))
    return _file(no, objector, statement, filed_at=at, is_on_paper=False, actor=actor, at=at)


def enter_objection(
    no: str,
    *,
    statement: Statement,
    handed_in_at: datetime,
    party_id: int | None = None,
    name: str = "",
    actor: Actor,
    at: datetime,
) -> Objection:
    """Enter an objection that came on paper, as of when it was handed in or posted.

    Of a party of the case, or of an interested person the court lets be heard. Posted in time is
    in time (民事诉讼法 art. 85).
    """
    if not actor.may(Permission.MANAGE_APPRAISALS):
        raise Forbidden
    assignment = queries.get_assignment(no)
    require_court(actor, assignment.court_id)
    if handed_in_at > at:
        raise Refusal("objection_in_future", fields={"handed_in_at": ["objection_in_future"]})
    objector = _objector_on_paper(assignment, party_id, name)
    return _file(
        no, objector, statement, filed_at=handed_in_at, is_on_paper=True, actor=actor, at=at
    )


def _objector_on_paper(assignment: Assignment, party_id: int | None, name: str) -> Objector:
    if party_id is None:
        if not name.strip():
            raise Refusal("objector_missing", fields={"name": ["objector_missing"]})
        return Objector(PartyRole.INTERESTED.value, name.strip())
    for party in registry.parties_of(assignment.case_number):
        if party.id == party_id:
            return Objector(party.role.value, party.name, party.id, party.person_id)
    raise NotFound("party", party_id)


def _refuse_incomplete(assignment: Assignment, statement: Statement) -> None:
    """Refuse what can be mended in the form; nothing is kept of it."""
    fields: dict[str, list[str]] = {}
    if not statement.grounds:
        fields["grounds"] = ["objection_ground_missing"]
    if not TEXT_MIN <= len(statement.text.strip()) <= TEXT_MAX:
        fields["text"] = ["objection_text_length"]
    if fields:
        raise Refusal("objection_incomplete", citations=(IN_WRITING,), fields=fields)
    allowed = open_grounds(assignment.route)
    if allowed and not statement.grounds <= allowed:
        raise Refusal(
            "objection_ground_closed",
            citations=(IN_WRITING,),
            fields={"grounds": ["objection_ground_closed"]},
        )


def _door_fault(
    assignment: Assignment, report: Report | None, objector: Objector, filed_at: datetime
) -> Refusal | None:
    """Return why an objection is not taken (art. 24), with the ways that are left."""
    if not open_grounds(assignment.route):
        return Refusal("objection_not_open", citations=(NOT_TAKEN, PETITION_INSTEAD))
    ends_at = window_of(assignment, objector.party_id)
    if ends_at is not None and filed_at >= ends_at:
        is_correction = report is not None and objections.is_answer_to_objection(report.id)
        return Refusal(
            "objection_to_correction" if is_correction else "objection_late",
            citations=(NOT_TAKEN, PETITION_INSTEAD, THIRD_PARTY),
            params={"ended_at": ends_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")},
        )
    if assignment.state in PRICED or assignment.state is _S.EXPIRED:
        return Refusal("objection_after_price", citations=(PETITION_INSTEAD,))
    return None


def _file(
    no: str,
    objector: Objector,
    statement: Statement,
    *,
    filed_at: datetime,
    is_on_paper: bool,
    actor: Actor,
    at: datetime,
) -> Objection:
    assignment = queries.get_assignment(no)
    _refuse_incomplete(assignment, statement)
    kind = kind_of(statement.grounds)
    # What the court rules on alone is not the agency's to read.
    reader = None if kind is ObjectionKind.COURT else assignment.agency_code
    place = media.MediaPlace(assignment.case_number, assignment.court_id, reader)
    views = ingest_files(statement.files, place=place, actor=actor, at=at)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        report = served_report(assignment)
        mark = fingerprint_of(assignment, report, objector, statement, views)
        objection = objections.find_same(mark)
        fault = _door_fault(assignment, report, objector, filed_at)
        if objection is None:
            _refuse_unfit(assignment, report, objector, fault)
            objection = _row(assignment, report, objector, statement, at=at)
            objection.no = next_number("AO", assignment.court_code, at)
            objection.fingerprint, objection.media = mark, [view.id for view in views]
            objection.filed_at, objection.is_on_paper = filed_at, is_on_paper
            objection.window_ends_at = window_of(assignment, objector.party_id)
            objection.entered_by = actor.person_id
            db.session.add(objection)
            if fault is None:
                _take(work, assignment, objection, report, views, actor=actor, at=at)
            else:
                _keep_refused(work, assignment, objection, fault, actor=actor, at=at)
        elif objection.state is not ObjectionState.REFUSED:
            fault = None
    if fault is not None:
        raise fault
    return objection


def _refuse_unfit(
    assignment: Assignment, report: Report | None, objector: Objector, fault: Refusal | None
) -> None:
    """Refuse where there is nothing to object to, or where one person has objected enough."""
    is_network = assignment.route is PriceRoute.NETWORK_INQUIRY
    if fault is None and (
        assignment.state not in OBJECTABLE or (report is None and not is_network)
    ):
        raise Conflict("objection_no_report", citations=(IN_WRITING,))
    earlier = [
        row
        for row in objections.list_of_assignment(assignment.id)
        if (row.party_id, row.name) == (objector.party_id, objector.name)
        and row.report_id == (report.id if report else None)
    ]
    if len(earlier) >= OBJECTIONS_MAX:
        raise Refusal("too_many_objections", params={"objections_max": OBJECTIONS_MAX})


def _row(
    assignment: Assignment,
    report: Report | None,
    objector: Objector,
    statement: Statement,
    *,
    at: datetime,
) -> Objection:
    return Objection(
        assignment_id=assignment.id,
        report_id=report.id if report else None,
        result_id=statement.result_id,
        party_id=objector.party_id,
        person_id=objector.person_id,
        role=objector.role,
        name=objector.name,
        grounds=sorted(ground.value for ground in statement.grounds),
        kind=kind_of(statement.grounds),
        text=statement.text.strip(),
        state=ObjectionState.FILED,
        state_since=at,
        entered_at=at,
        agency_code=assignment.agency_code,
    )


def _take(
    work: Work,
    assignment: Assignment,
    objection: Objection,
    report: Report | None,
    views: Sequence[media.MediaView],
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Let the objection run: to the court's ruling, or to be handed to the agency."""
    if objection.kind is ObjectionKind.AGENCY:
        objection.due_at = transfer_due(objection.filed_at)
    else:
        act(
            objection,
            ObjectionAction.TAKE_UP,
            actor=SYSTEM,
            at=at,
            due_at=ruling_due(objection.filed_at),
        )
    if assignment.state in {_S.PUBLISHED, _S.OBJECTED}:
        move(assignment, AssignmentAction.OBJECT, actor=actor, at=at)
    db.session.flush()
    work.record(
        ObjectionFiled(
            **assignment.head,
            objection_no=objection.no,
            kind=objection.kind.value,
            grounds=list(objection.grounds),
            revision=report.revision if report else None,
            files=[view.sha256 for view in views],
            filed_at=stamp(objection.filed_at),
            due_at=stamp(objection.due_at or at),
        ),
        actor=actor,
        at=at,
    )


def _keep_refused(
    work: Work,
    assignment: Assignment,
    objection: Objection,
    fault: Refusal,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    """Keep what was received, though it is not taken; nothing is silently dropped."""
    act(objection, ObjectionAction.REFUSE, actor=SYSTEM, at=at)
    objection.refusal = fault.code
    db.session.flush()
    _record_refusal(work, assignment, objection, actor=actor, at=at)


def _record_refusal(
    work: Work, assignment: Assignment, objection: Objection, *, actor: Actor, at: datetime
) -> None:
    work.record(
        ObjectionRefused(
            **assignment.head,
            objection_no=objection.no,
            reason=objection.refusal or "",
            note=objection.refusal_note or "",
        ),
        actor=actor,
        at=at,
    )


def withdraw_objection(objection_no: str, *, actor: Actor, at: datetime) -> Objection:
    """Take one's own objection back; the report stands as far as it depends on it."""
    with unit_of_work() as work:
        assignment, objection = lock_both(objection_no)
        require_objector(objection, assignment, actor)
        act(objection, ObjectionAction.WITHDRAW, actor=actor, at=at)
        # The same words may be sent again while the days run.
        objection.fingerprint = objection.no
        work.record(
            ObjectionWithdrawn(
                **assignment.head,
                objection_no=objection.no,
            ),
            actor=actor,
            at=at,
        )
        close(work, assignment, objection, None, actor=actor, at=at)
    return objection


def refuse_objection(objection_no: str, *, reason: str, actor: Actor, at: datetime) -> Objection:
    """Refuse what is no objection of arts. 22 and 23, with the court's reason."""
    if not reason.strip():
        raise Refusal("reason_needed", fields={"reason": ["reason_needed"]})
    with unit_of_work() as work:
        assignment, objection = lock_both(objection_no)
        require_court(actor, assignment.court_id)
        act(objection, ObjectionAction.REFUSE, actor=actor, at=at)
        objection.refusal, objection.refusal_note = "objection_unfounded", reason.strip()
        _record_refusal(work, assignment, objection, actor=actor, at=at)
        close(work, assignment, objection, None, actor=actor, at=at)
    return objection
