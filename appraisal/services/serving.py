"""Serve a report on one person after the other, or by publication; each one's own days run."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.documents import facade as papers
from app.kernel.actors import Actor, require_court
from app.kernel.calendar import SHANGHAI, local_date
from app.kernel.citation import Citation
from app.kernel.errors import Conflict, NotFound, Refusal
from app.kernel.facts import Audience, stamp
from app.store import Work, db, unit_of_work
from appraisal import queries
from appraisal.facts import ReportServed
from appraisal.models import Assignment, Report, ReportService
from appraisal.queries import objections
from appraisal.rules.objections import deemed_received
from appraisal.rules.periods import objection_end, window_end
from appraisal.vocabulary import AssignmentState, ServiceMethod
from registry import facade as registry

SERVE_ALL = Citation("法释〔2018〕15号", "第21条")
PUBLISH_INSTEAD = Citation("法释〔2018〕15号", "第21条第2款")
#: States in which a report lies open and somebody may still have to be served.
SERVABLE = frozenset({AssignmentState.PUBLISHED, AssignmentState.OBJECTED})


@dataclass(frozen=True)
class ServiceEntry:
    """When and how the report reached a party."""

    method: ServiceMethod
    received_at: datetime
    #: Day of the publication, where that stands for service.
    published_on: date | None = None


def publication_entry(published_on: date) -> ServiceEntry:
    """Return a service by publication: received once fifteen days are over (art. 21(2))."""
    return ServiceEntry(ServiceMethod.PUBLICATION, deemed_received(published_on), published_on)


def refuse_bad_entries(entries: Iterable[ServiceEntry], *, at: datetime) -> None:
    """Refuse a receipt or a publication that lies in the future; its fifteen days may."""
    for entry in entries:
        if entry.method is ServiceMethod.PUBLICATION:
            if entry.published_on is None:
                raise Refusal("publication_day_missing", citations=(PUBLISH_INSTEAD,))
            if entry.published_on > local_date(at):
                raise Refusal("served_in_future", citations=(PUBLISH_INSTEAD,))
        elif entry.received_at > at:
            raise Refusal("served_in_future", citations=(SERVE_ALL,))


def refuse_too_early(report: Report, entries: Iterable[ServiceEntry]) -> None:
    """Refuse a service before the report was there."""
    # A form knows minutes only, so the minute of the hand-in itself is late enough.
    earliest = report.handed_in_at.replace(second=0, microsecond=0)
    for entry in entries:
        is_early = entry.received_at < earliest
        if entry.published_on is not None:
            is_early = entry.published_on < local_date(earliest)
        if is_early:
            raise Refusal("served_before_report", citations=(SERVE_ALL,))


def note_service(
    work: Work,
    assignment: Assignment,
    report: Report,
    *,
    party: registry.PartyView,
    entry: ServiceEntry,
    actor: Actor,
    at: datetime,
) -> ReportService:
    """Write down that a person has the report; that person's own window runs from there.

    A correction that answers an objection opens no new window (art. 24, P19): whoever was served
    before keeps the days of the first receipt.
    """
    last_day, ends_at = objection_end(entry.received_at)
    if objections.is_answer_to_objection(report.id):
        earlier = objections.list_services_of_party(assignment.id, party.id)
        if earlier:
            last_day, ends_at = earlier[-1].last_day, earlier[-1].window_ends_at
    row = ReportService(
        report_id=report.id,
        party_id=party.id,
        party_role=party.role.value,
        method=entry.method,
        published_on=entry.published_on,
        received_at=entry.received_at,
        last_day=last_day,
        window_ends_at=ends_at,
    )
    db.session.add(row)
    work.record(
        ReportServed(
            **assignment.head,
            revision=report.revision,
            party_id=row.party_id,
            party_role=row.party_role,
            method=row.method.value,
            received_at=stamp(row.received_at),
            window_ends_at=stamp(row.window_ends_at),
        ),
        actor=actor,
        at=at,
    )
    return row


def serve_party(
    no: str, party_id: int, *, entry: ServiceEntry, actor: Actor, at: datetime
) -> ReportService:
    """Serve the published report on one more person of the case; nobody else's days change."""
    assignment = queries.get_assignment(no)
    require_court(actor, assignment.court_id)
    parties = {party.id: party for party in registry.parties_of(assignment.case_number)}
    if party_id not in parties:
        raise NotFound("party", party_id)
    refuse_bad_entries([entry], at=at)
    with unit_of_work() as work:
        assignment = queries.get_assignment_for_update(no)
        if assignment.state not in SERVABLE:
            raise Conflict("nothing_to_serve", citations=(SERVE_ALL,))
        report = queries.get_report(assignment)
        refuse_too_early(report, [entry])
        if any(row.party_id == party_id for row in queries.list_services(report.id)):
            raise Conflict("already_served", citations=(SERVE_ALL,))
        row = note_service(
            work, assignment, report, party=parties[party_id], entry=entry, actor=actor, at=at
        )
        db.session.flush()
        ends = [service.window_ends_at for service in queries.list_services(report.id)]
        assignment.window_ends_at = window_end(ends)
        issue_certificate(assignment, report, actor=actor, at=at)
    return row


def unserved_parties(assignment: Assignment, report: Report) -> list[registry.PartyView]:
    """Return who of the case has not been served the revision yet (art. 21)."""
    served = {row.party_id for row in queries.list_services(report.id)}
    return [p for p in registry.parties_of(assignment.case_number) if p.id not in served]


def issue_certificate(
    assignment: Assignment, report: Report, *, actor: Actor, at: datetime
) -> papers.PaperView | None:
    """Issue the record of service once everybody of the case is served; None before."""
    if unserved_parties(assignment, report):
        return None
    rows = queries.list_services(report.id)
    parties = registry.parties_of(assignment.case_number)
    return papers.issue(
        papers.PaperKind.SERVICE_CERTIFICATE,
        reference=f"{assignment.no}/r{report.revision}/{len(rows)}",
        case_number=assignment.case_number,
        court_id=assignment.court_id,
        court_code=assignment.court_code,
        court_name=assignment.court_name,
        data={
            "appraisal_no": assignment.no,
            "asset_title": assignment.asset_title,
            "revision": str(report.revision),
            "report_sha256": report.sha256,
            "rows": certificate_rows(rows, parties),
        },
        audience=Audience.PARTIES,
        people=[party.person_id for party in parties if party.person_id],
        actor=actor,
        at=at,
    )


#: The words of the paper, which is always in Chinese.
_METHOD_WORDS = {
    ServiceMethod.ELECTRONIC: "电子送达",
    ServiceMethod.DIRECT: "直接送达",
    ServiceMethod.POST: "邮寄送达",
    ServiceMethod.PUBLICATION: "公示送达（中国执行信息公开网）",
}
_ROLE_WORDS = {
    "applicant": "申请执行人",
    "debtor": "被执行人",
    "other_creditor": "其他债权人",
    "interested": "利害关系人",
}


def certificate_rows(
    rows: Iterable[ReportService], parties: Iterable[registry.PartyView]
) -> list[list[str]]:
    """Return for each person served: role, name, how, received at, last day to object."""
    names = {party.id: party.name for party in parties}
    return [
        [
            _ROLE_WORDS.get(row.party_role, row.party_role),
            names.get(row.party_id, ""),
            _METHOD_WORDS[row.method]
            + (f"，{row.published_on.isoformat()}公示" if row.published_on else ""),
            row.received_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M"),
            row.last_day.isoformat(),
        ]
        for row in rows
    ]
