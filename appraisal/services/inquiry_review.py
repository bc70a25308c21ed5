"""Look at the platforms' reports, serve them, count them, share the fee (arts. 12, 13, 21, 31)."""

from collections.abc import Mapping
from datetime import date, datetime

from app.kernel.actors import SYSTEM, Actor
from app.kernel.citation import Citation
from app.kernel.errors import Conflict, Refusal
from app.kernel.facts import stamp
from app.kernel.money import Money
from app.store import Work, db, unit_of_work
from appraisal import queries
from appraisal.facts import RouteChosen
from appraisal.facts.inquiries import (
    CorrectionsAsked,
    ResultMarked,
    ResultsPublished,
    ResultsReviewed,
    ResultsServed,
)
from appraisal.models import Assignment
from appraisal.models.inquiry import (
    InquiryService,
    NetworkInquiry,
    PlatformInquiry,
)
from appraisal.queries.inquiries import (
    assignment_of_inquiry,
    find_network_inquiry,
    get_network_inquiry,
    get_result,
    list_inquiry_services,
)
from appraisal.rules.inquiries import (
    AVERAGE,
    CORRECTION,
    PlatformResult,
    average_price,
    correction_end,
    must_correct,
)
from appraisal.rules.periods import objection_end, window_end
from appraisal.rules.routes import VALIDITY
from appraisal.services.attempts import attempt_of, end_attempt, get_own, write_attempt
from appraisal.services.moving import move
from appraisal.services.network_inquiry import POLL_AFTER, queue
from appraisal.services.price_fixing import fix_price_at
from appraisal.services.reports import ServiceEntry
from appraisal.vocabulary import (
    AppraisalGround,
    AssignmentAction,
    AssignmentState,
    PriceRoute,
)
from appraisal.vocabulary.inquiries import (
    AFTER_OBJECTION,
    COUNTING,
    AttemptOutcome,
    DispatchKind,
    InquiryStage,
    ReportDefect,
    ResultStanding,
    RouteBasis,
    RouteFault,
)
from registry import facade as registry

SERVE_ALL = Citation("法释〔2018〕15号", "第21条")


def review_results(
    no: str,
    *,
    defects: Mapping[int, ReportDefect | None],
    note: str,
    actor: Actor,
    at: datetime,
) -> NetworkInquiry:
    """Judge every report received (art. 12).

    When all are faulty, the platforms correct them in three days; when some are not, the faulty
    ones are left out and nobody is asked.
    """
    get_own(no, actor)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        inquiry = get_network_inquiry(assignment)
        db.session.refresh(inquiry)
        if (
            assignment.state is not AssignmentState.NETWORK_INQUIRY
            or inquiry.stage is not InquiryStage.REVIEWING
        ):
            raise Conflict("nothing_to_review", citations=(CORRECTION,))
        received = {
            one.id: one for one in inquiry.results if one.standing is ResultStanding.RECEIVED
        }
        if set(defects) != set(received):
            raise Refusal("result_not_judged", citations=(CORRECTION,))
        faulty = {key: defect for key, defect in defects.items() if defect is not None}
        for key, result in received.items():
            result.defect = faulty.get(key)
            is_faulty = key in faulty
            result.standing = ResultStanding.DEFECTIVE if is_faulty else ResultStanding.COUNTED
        inquiry.review_note = note.strip()
        if must_correct(faulty, received):
            _ask_corrections(work, assignment, inquiry, received, note=note, actor=actor, at=at)
        else:
            inquiry.stage, inquiry.reviewed_at = InquiryStage.REVIEWED, at
            work.record(
                ResultsReviewed(
                    **assignment.head,
                    inquiry_no=inquiry.no,
                    counted=[one.name for key, one in received.items() if key not in faulty],
                    defective=[received[key].name for key in faulty],
                ),
                actor=actor,
                at=at,
            )
    return inquiry


def _ask_corrections(
    work: Work,
    assignment: Assignment,
    inquiry: NetworkInquiry,
    received: Mapping[int, PlatformInquiry],
    *,
    note: str,
    actor: Actor,
    at: datetime,
) -> None:
    due_at = correction_end(at)
    inquiry.stage, inquiry.decides_at = InquiryStage.CORRECTING, due_at
    db.session.flush()
    for result in received.values():
        result.correction_due_at = due_at
        assert result.defect is not None, "every report is faulty here"
        content = {
            "inquiry_no": inquiry.no,
            "platform": result.code,
            "defect": result.defect.value,
            "note": note.strip(),
            "due_at": stamp(due_at),
        }
        queue(result, DispatchKind.CORRECTION, content, at=at)
        queue(result, DispatchKind.POLL, {}, after=POLL_AFTER, at=at)
    work.record(
        CorrectionsAsked(
            **assignment.head,
            inquiry_no=inquiry.no,
            defects={one.name: one.defect.value for one in received.values() if one.defect},
            note=note.strip(),
            due_at=stamp(due_at),
        ),
        actor=actor,
        at=at,
    )


def publish_results(
    no: str, *, service: Mapping[int, ServiceEntry], actor: Actor, at: datetime
) -> NetworkInquiry:
    """Serve the results to every party and open them; each party's five days run (21, 22)."""
    assignment = get_own(no, actor)
    parties = {party.id: party for party in registry.parties_of(assignment.case_number)}
    if not parties or set(service) != set(parties):
        raise Refusal("party_not_served", citations=(SERVE_ALL,))
    if any(entry.received_at > at for entry in service.values()):
        raise Refusal("served_in_future", citations=(SERVE_ALL,))
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        inquiry = get_network_inquiry(assignment)
        db.session.refresh(inquiry)
        if inquiry.stage is not InquiryStage.REVIEWED or inquiry.reviewed_at is None:
            raise Conflict("results_not_reviewed", citations=(CORRECTION,))
        # A form knows minutes only, so the minute of the review itself is late enough.
        earliest = inquiry.reviewed_at.replace(second=0, microsecond=0)
        if any(entry.received_at < earliest for entry in service.values()):
            raise Refusal("served_before_report", citations=(SERVE_ALL,))
        move(assignment, AssignmentAction.PUBLISH, actor=actor, at=at)
        inquiry.stage, inquiry.served_at = InquiryStage.SERVED, at
        ends = [
            _serve(work, assignment, inquiry, parties[key], entry, actor=actor, at=at)
            for key, entry in service.items()
        ]
        assignment.window_ends_at = window_end(ends)
        assignment.published_at = assignment.published_at or at
        price = average_price(results_of(inquiry))
        assert price is not None, "a review leaves at least one result that counts"
        work.record(
            ResultsPublished(
                **assignment.head,
                inquiry_no=inquiry.no,
                results=[
                    {"platform": one.name, "value": str(one.value)} for one in _counted(inquiry)
                ],
                value=str(price),
                window_ends_at=stamp(max(ends)),
            ),
            actor=actor,
            at=at,
        )
    return inquiry


def _serve(
    work: Work,
    assignment: Assignment,
    inquiry: NetworkInquiry,
    party: registry.PartyView,
    entry: ServiceEntry,
    *,
    actor: Actor,
    at: datetime,
) -> datetime:
    """Write down that a party has the results; that party's own window runs from there."""
    last_day, ends_at = objection_end(entry.received_at)
    db.session.add(
        InquiryService(
            inquiry_id=inquiry.id,
            party_id=party.id,
            party_role=party.role.value,
            method=entry.method,
            received_at=entry.received_at,
            last_day=last_day,
            window_ends_at=ends_at,
        )
    )
    work.record(
        ResultsServed(
            **assignment.head,
            inquiry_no=inquiry.no,
            party_id=party.id,
            party_role=party.role.value,
            method=entry.method.value,
            received_at=stamp(entry.received_at),
            window_ends_at=stamp(ends_at),
        ),
        actor=actor,
        at=at,
    )
    return ends_at


def results_of(inquiry: NetworkInquiry) -> list[PlatformResult]:
    """Return the results as the rules take them, in the order of receipt."""
    given = [one for one in inquiry.results if one.value is not None and one.received_at]
    given.sort(key=lambda one: (one.received_at or inquiry.opened_at, one.id))
    return [PlatformResult(one.code, one.value or Money.ZERO, one.standing) for one in given]


def _counted(inquiry: NetworkInquiry) -> list[PlatformInquiry]:
    return [one for one in inquiry.results if one.standing in COUNTING]


def price_of(inquiry: NetworkInquiry) -> tuple[Money, date] | None:
    """Return the average of what counts and how long it holds: as its shortest report (13, 27)."""
    price = average_price(results_of(inquiry))
    untils = [one.valid_until for one in _counted(inquiry) if one.valid_until]
    return (price, min(untils)) if price is not None and untils else None


def mark_result(
    result_id: int,
    standing: ResultStanding,
    *,
    value: Money | None = None,
    actor: Actor,
    at: datetime,
) -> PlatformInquiry:
    """Say what an objection made of a platform's result (art. 13); joins the caller's unit.

    PENDING while it is open, then REJECTED, CORRECTED with the new ``value``, or UPHELD, which
    leaves it out of the average; COUNTED when the objection was withdrawn.
    """
    found = assignment_of_inquiry(get_result(result_id).inquiry_id)
    if standing not in AFTER_OBJECTION:
        raise Refusal("result_standing_unknown", citations=(AVERAGE,))
    if (standing is ResultStanding.CORRECTED) != (value is not None):
        raise Refusal("corrected_value", citations=(AVERAGE,), fields={"value": ["no_value"]})
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(found.no)
        result = get_result(result_id)
        db.session.refresh(result)
        if (
            result.inquiry.stage is not InquiryStage.SERVED
            or assignment.state not in {AssignmentState.PUBLISHED, AssignmentState.OBJECTED}
            or result.standing not in AFTER_OBJECTION
        ):
            raise Conflict("result_not_open", citations=(AVERAGE,))
        result.standing = standing
        if value is not None:
            result.value, result.revision = value, result.revision + 1
        work.record(
            ResultMarked(
                **assignment.head,
                inquiry_no=result.inquiry.no,
                platform_code=result.code,
                platform_name=result.name,
                standing=standing.value,
                value=str(result.value),
            ),
            actor=actor,
            at=at,
        )
    return result


def fail_objected_results(no: str, *, note: str, actor: Actor, at: datetime) -> Assignment:
    """Go to an appraisal when objections left no result that counts (arts. 13, 14(3))."""
    get_own(no, actor)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        inquiry = get_network_inquiry(assignment)
        db.session.refresh(inquiry)
        is_open = any(one.standing is ResultStanding.PENDING for one in inquiry.results)
        if inquiry.stage is not InquiryStage.SERVED or is_open or _counted(inquiry):
            raise Conflict("results_still_count", citations=(AVERAGE,))
        move(assignment, AssignmentAction.SELECT_AGENCY, actor=actor, at=at)
        inquiry.stage = InquiryStage.FAILED
        attempt = attempt_of(inquiry.attempt_id)
        end_attempt(
            work, assignment, attempt, fault=RouteFault.ALL_UPHELD, note=note, actor=actor, at=at
        )
        route, ground = PriceRoute.COMMISSIONED_APPRAISAL, AppraisalGround.INQUIRY_FAILED
        write_attempt(
            assignment,
            route,
            basis=RouteBasis.IN_ORDER,
            note=note,
            outcome=AttemptOutcome.CHOSEN,
            actor=actor,
            at=at,
        )
        assignment.route, assignment.ground, assignment.ground_note = route, ground, note.strip()
        assignment.window_ends_at = None
        fact = RouteChosen(**assignment.head, route=route.value, ground=ground.value)
        work.record(fact, actor=actor, at=at)
    return assignment


def fix_inquiry_price(work: Work, assignment: Assignment, *, at: datetime) -> bool:
    """Make the average the reference price when every window is over; False if not due.

    Call it under the row lock of a published appraisal. Never while an objection is open.
    """
    inquiry = find_network_inquiry(assignment.id)
    if inquiry is None or inquiry.stage is not InquiryStage.SERVED:
        return False
    db.session.refresh(inquiry)
    services = list_inquiry_services(inquiry.id)
    if not services or any(service.window_ends_at > at for service in services):
        return False
    found = price_of(inquiry)
    if found is None or any(one.standing is ResultStanding.PENDING for one in inquiry.results):
        return False
    price, valid_until = found
    attempt = attempt_of(inquiry.attempt_id)
    attempt.outcome, attempt.ended_at = AttemptOutcome.PRICED, at
    fix_price_at(
        work,
        assignment,
        value=price,
        valid_until=valid_until,
        sha256="",
        findings=[
            [one.name, f"{one.value.yuan}元"] for one in _counted(inquiry) if one.value is not None
        ],
        citations=[AVERAGE, VALIDITY],
        actor=SYSTEM,
        at=at,
    )
    return True
