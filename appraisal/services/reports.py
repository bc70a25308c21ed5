"""Hand a report in, look at it, send it back or open it to everyone."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from app.documents import facade as papers
from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.citation import Citation
from app.kernel.errors import Forbidden, Refusal
from app.kernel.facts import stamp
from app.kernel.permissions import Role
from app.media import facade as media
from app.store import db, unit_of_work
from appraisal import queries
from appraisal.documents import DEFECTS
from appraisal.facts import (
    ReportHandedIn,
    ReportPublished,
    ReportReturned,
    ReportWithdrawn,
)
from appraisal.models import Assignment, Attachment, Report, Review
from appraisal.rules.periods import correction_due, window_end
from appraisal.rules.report import ReportDraft, judge_report
from appraisal.services import evidence, serving
from appraisal.services.disposal import drop_price
from appraisal.services.gallery import in_shown_order
from appraisal.services.letters import send_letter
from appraisal.services.moving import move
from appraisal.services.objection_links import link_corrections, object_again
from appraisal.services.serving import SERVE_ALL, ServiceEntry
from appraisal.vocabulary import (
    SHOWN,
    AssignmentAction,
    AssignmentState,
    ReportFault,
    ReviewCheck,
    Slot,
    Verdict,
)
from registry import facade as registry

FIVE_CHECKS = Citation("法释〔2018〕15号", "第20条")
#: A price stands on the report; the asset may be for sale.
_PRICE_STANDS = frozenset({AssignmentState.PRICE_FIXED, AssignmentState.DISPOSING})

__all__ = ["ServiceEntry", "hand_in_report", "publish_report", "return_report"]


def hand_in_report(
    no: str,
    *,
    draft: ReportDraft,
    report_no: str,
    summary: str,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Report:
    """Hand in the next revision with the files on the desk; earlier ones stay as they were."""
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        queries.require_agency(assignment, actor)
        move(assignment, AssignmentAction.HAND_IN, actor=actor, at=at)
        earlier = queries.list_reports(assignment.id)
        on_desk = queries.list_attachments(assignment.id)
        _refuse_faults(
            draft, on_desk, is_correction=_is_correction(assignment, earlier), reason=reason, at=at
        )
        paper = media.get_media(next(item.media_id for item in on_desk if item.slot is Slot.REPORT))
        report = Report(
            assignment_id=assignment.id,
            revision=len(earlier) + 1,
            agency_code=assignment.agency_code,
            report_no=report_no,
            value=draft.value,
            signers=[
                {"name": signer.name, "license_no": signer.license_no} for signer in draft.signers
            ],
            methods=[method.value for method in draft.methods],
            method_note=draft.method_note,
            valuation_on=draft.valuation_on,
            reported_on=draft.reported_on,
            valid_until=draft.valid_until,
            summary=summary,
            reason=reason,
            media_id=paper.id,
            sha256=paper.sha256,
            **_shown(on_desk),
            is_sealed=draft.is_sealed,
            confirmed=[check.value for check in draft.confirmed],
            handed_in_by=actor.person_id,
            handed_in_at=at,
        )
        db.session.add(report)
        for item in on_desk:
            item.revision = item.revision or report.revision
        work.record(
            ReportHandedIn(
                **assignment.head,
                revision=report.revision,
                value=str(report.value),
                report_sha256=report.sha256,
                reason=reason,
            ),
            actor=actor,
            at=at,
        )
        appointment = queries.get_appointment(assignment)
        evidence.note_hand_in(assignment, appointment, report, actor=actor, at=at)
    return report


def _shown(on_desk: Sequence[Attachment]) -> dict[str, Any]:
    """Return the pictures and videos of a revision with their words, as they stand now."""
    shown = in_shown_order(on_desk)
    return {
        "media": [item.media_id for item in shown],
        "captions": {str(item.media_id): item.caption for item in shown if item.caption},
        "marks": {str(item.media_id): item.role.value for item in shown if item.role},
    }


def _is_correction(assignment: Assignment, earlier: Sequence[Report]) -> bool:
    """Say whether the agency itself reported before; the one in its place begins anew."""
    return any(report.agency_code == assignment.agency_code for report in earlier)


def _refuse_faults(
    draft: ReportDraft,
    on_desk: Sequence[Attachment],
    *,
    is_correction: bool,
    reason: str,
    at: datetime,
) -> None:
    """Raise one refusal that names every fault beside its field."""
    faults = judge_report(draft, on=local_date(at))
    fields = {fault.field: [fault.fault.value] for fault in faults}
    slots = {item.slot for item in on_desk}
    if Slot.REPORT not in slots:
        fields["report"] = [ReportFault.NO_REPORT_FILE.value]
    if Slot.PHOTO not in slots:
        fields["photo"] = [ReportFault.NO_PHOTOS.value]
    if is_correction and not reason.strip():
        fields["reason"] = [ReportFault.NO_REASON.value]
    if fields:
        citations = dict.fromkeys(fault.citation for fault in faults if fault.citation)
        raise Refusal("report_incomplete", citations=tuple(citations), fields=fields)


def return_report(
    no: str, *, checks: Mapping[ReviewCheck, bool], note: str, actor: Actor, at: datetime
) -> Review:
    """Send the report back for correction within three days (法释〔2018〕15号 art. 20).

    A published one is withdrawn with the same stroke; its file and its digest stay in the record. A
    price that stands on it falls, by a judge alone; a sale that rests on it stands still then.
    """
    if not note.strip():
        raise Refusal("reason_needed", fields={"note": ["reason_needed"]})
    if all(checks.values()):
        raise Refusal("no_check_failed", citations=(FIVE_CHECKS,))
    assignment = queries.get_assignment(no)
    require_court(actor, assignment.court_id)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        was_public = assignment.state in SHOWN
        if assignment.state in _PRICE_STANDS:
            _let_price_fall(assignment, actor)
        move(assignment, AssignmentAction.RETURN, actor=actor, at=at)
        report = queries.get_report(assignment)
        review = _review(report, Verdict.RETURNED, checks, note=note, actor=actor, at=at)
        due_at = correction_due(at)
        assignment.due_at, assignment.window_ends_at = due_at, None
        head = assignment.head
        send_letter(
            papers.PaperKind.CORRECTION_NOTICE,
            assignment,
            reference=f"{no}/{len(queries.list_reviews_of(assignment.id))}",
            data={
                "agency_name": assignment.agency_name,
                "revision": str(report.revision),
                "defects": [DEFECTS[check] for check, holds in checks.items() if not holds],
                "note": note,
                "due_at": due_at,
            },
            actor=actor,
            at=at,
        )
        work.record(
            ReportReturned(
                **head,
                revision=report.revision,
                checks=[check.value for check, holds in checks.items() if not holds],
                note=note,
                due_at=stamp(due_at),
            ),
            actor=actor,
            at=at,
        )
        if was_public:
            work.record(
                ReportWithdrawn(**head, revision=report.revision, reason=note),
                actor=actor,
                at=at,
            )
        evidence.note_correction(assignment, note=note, actor=actor, at=at)
    return review


def _let_price_fall(assignment: Assignment, actor: Actor) -> None:
    """Drop the price that rests on the report; its agency has work again."""
    if not actor.has(Role.JUDGE):
        raise Forbidden
    drop_price(assignment)
    registry.count_commission(code=assignment.agency_code or "", opened=1)


def publish_report(
    no: str,
    *,
    checks: Mapping[ReviewCheck, bool],
    note: str,
    service: Mapping[int, ServiceEntry],
    later: Collection[int] = (),
    actor: Actor,
    at: datetime,
) -> Report:
    """Serve the report to every party and open it to everyone; each party's five days run.

    Refused unless all five checks hold (art. 20) and every party is served (art. 21), but for
    those in ``later``: they are served one by one, and no price stands before they are.
    """
    if not all(checks.get(check) for check in ReviewCheck):
        raise Refusal("check_failed", citations=(FIVE_CHECKS,))
    assignment = queries.get_assignment(no)
    require_court(actor, assignment.court_id)
    parties = {party.id: party for party in registry.parties_of(assignment.case_number)}
    if not service or set(service) | set(later) != set(parties) or set(service) & set(later):
        raise Refusal("party_not_served", citations=(SERVE_ALL,))
    serving.refuse_bad_entries(service.values(), at=at)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        move(assignment, AssignmentAction.PUBLISH, actor=actor, at=at)
        report = queries.get_report(assignment)
        serving.refuse_too_early(report, service.values())
        _review(report, Verdict.PASSED, checks, note=note, actor=actor, at=at)
        link_corrections(work, assignment, report, actor=actor, at=at)
        ends = [
            serving.note_service(
                work, assignment, report, party=parties[key], entry=entry, actor=actor, at=at
            ).window_ends_at
            for key, entry in service.items()
        ]
        assignment.window_ends_at = window_end(ends)
        assignment.published_at = assignment.published_at or at
        assignment.due_at = None
        media.publish_media([report.media_id, *report.media], at=at)
        work.record(
            ReportPublished(
                **assignment.head,
                revision=report.revision,
                value=str(report.value),
                report_sha256=report.sha256,
                media=[
                    {"id": view.id, "kind": view.kind.value, "sha256": view.sha256}
                    for view in media.list_media(report.media)
                ],
                window_ends_at=stamp(max(ends)),
            ),
            actor=actor,
            at=at,
        )
        db.session.flush()
        serving.issue_certificate(assignment, report, actor=actor, at=at)
        object_again(assignment, at=at)
    return report


def _review(
    report: Report,
    verdict: Verdict,
    checks: Mapping[ReviewCheck, bool],
    *,
    note: str,
    actor: Actor,
    at: datetime,
) -> Review:
    review = Review(
        report_id=report.id,
        verdict=verdict,
        checks={check.value: holds for check, holds in checks.items()},
        note=note,
        reviewed_by=actor.person_id,
        reviewed_at=at,
    )
    db.session.add(review)
    return review
