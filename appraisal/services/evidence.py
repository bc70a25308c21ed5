"""Tell the registry what happened in an appraisal that counts for or against its agency."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.kernel.actors import SYSTEM, Actor
from app.kernel.money import Money
from appraisal import queries
from appraisal.models import Appointment, Assignment, Report
from appraisal.rules.periods import last_day
from registry import facade as registry
from registry.vocabulary import FIELD_OF_NATURE, EvidenceKind


@dataclass(frozen=True)
class SaleCourse:
    """How an appraised asset went through its sale; the auction knows it, nobody else does."""

    ended_on: date
    #: Price below which no bid counted in the last round.
    reserve: Money | None = None
    #: Rounds that had ended without a bid before.
    failed_rounds: int = 0


def note_answer(
    assignment: Assignment,
    appointment: Appointment,
    *,
    refusal: str | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Count that the offered commission was taken, or refused with a reason not yet accepted."""
    if refusal is None:
        _note(assignment, appointment, EvidenceKind.ACCEPTANCE, "accepted", actor=actor, at=at)
        return
    _note(
        assignment,
        appointment,
        EvidenceKind.ACCEPTANCE,
        "refused",
        is_good=False,
        told={"reason": refusal},
        actor=actor,
        at=at,
    )


def note_hand_in(
    assignment: Assignment, appointment: Appointment, report: Report, *, actor: Actor, at: datetime
) -> None:
    """Count whether a report came in time.

    The first one of a turn against its days. A correction counts only when it is later than its
    own days: the time between, while the report lies with the court, is not the agency's
    (法释〔2018〕15号 arts. 19, 20).
    """
    if assignment.due_at is None:
        return
    is_late = at >= assignment.due_at
    told = {"due_on": last_day(assignment.due_at).isoformat()}
    if _is_first_of_turn(assignment, appointment, report):
        cause = "handed_in_late" if is_late else "in_time"
        _note(
            assignment,
            appointment,
            EvidenceKind.TIMELINESS,
            cause,
            is_good=not is_late,
            told=told,
            actor=actor,
            at=at,
        )
    elif is_late:
        _note(
            assignment,
            appointment,
            EvidenceKind.TIMELINESS,
            "corrected_late",
            suffix=f"/r{report.revision}",
            is_good=False,
            told=told,
            actor=actor,
            at=at,
        )


def _is_first_of_turn(assignment: Assignment, appointment: Appointment, report: Report) -> bool:
    """Say whether the agency had handed in nothing in this turn before."""
    return not any(
        earlier.revision < report.revision and earlier.handed_in_at >= appointment.commissioned_at
        for earlier in queries.list_reports(assignment.id)
    )


def note_overdue(
    assignment: Assignment,
    appointment: Appointment,
    *,
    due_at: datetime,
    actor: Actor,
    at: datetime,
) -> None:
    """Count that the report had not come when its days were over (art. 19(3))."""
    _note(
        assignment,
        appointment,
        EvidenceKind.TIMELINESS,
        "late",
        is_good=False,
        told={"due_on": last_day(due_at).isoformat()},
        actor=actor,
        at=at,
    )


def note_correction(assignment: Assignment, *, note: str, actor: Actor, at: datetime) -> None:
    """Count that the court ordered a correction; a second one of the same report is the same."""
    _note(
        assignment,
        queries.get_appointment(assignment),
        EvidenceKind.OBJECTION,
        "correction_ordered",
        is_good=False,
        told={"note": note},
        actor=actor,
        at=at,
    )


def note_standing_report(assignment: Assignment, *, at: datetime) -> None:
    """Count a report that stood; one that had to be corrected was counted then."""
    _note(
        assignment,
        queries.get_appointment(assignment),
        EvidenceKind.OBJECTION,
        "stood",
        actor=SYSTEM,
        at=at,
    )


def note_upheld(
    assignment: Assignment,
    appointment: Appointment,
    *,
    objection_no: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Count that an objection took the work from the agency (art. 23(2))."""
    _note(
        assignment,
        appointment,
        EvidenceKind.OBJECTION,
        "objection_upheld",
        suffix=f"/{objection_no}",
        is_good=False,
        told={"objection_no": objection_no},
        actor=actor,
        at=at,
    )


def note_expert_review(
    assignment: Assignment,
    *,
    objection_no: str,
    reviewer: str,
    is_confirmed: bool,
    actor: Actor,
    at: datetime,
) -> None:
    """Count what the association concluded; a negative one keeps the agency out of draws (E12)."""
    _note(
        assignment,
        queries.get_appointment(assignment),
        EvidenceKind.REVIEW,
        "review_confirmed" if is_confirmed else "review_negative",
        suffix=f"/{objection_no}",
        is_good=is_confirmed,
        told={"reviewer": reviewer},
        actor=actor,
        at=at,
    )


def annul_objection(
    assignment: Assignment,
    *,
    turn: int | None = None,
    objection_no: str | None = None,
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Let what an objection made count no longer count, once the ruling was reversed."""
    appointments = queries.list_appointments(assignment.id)
    found = next((one for one in appointments if one.turn == turn), appointments[-1])
    suffixes = ["", f"/{objection_no}"] if objection_no else [""]
    for suffix in suffixes:
        registry.annul_noted(
            agency_code=found.agency_code,
            kind=EvidenceKind.OBJECTION,
            reference=f"{assignment.no}/{found.turn}{suffix}",
            reason=reason,
            actor=actor,
            at=at,
        )


def note_sale(
    assignment: Assignment,
    report: Report,
    *,
    price: Money | None,
    course: SaleCourse,
    actor: Actor,
    at: datetime,
) -> None:
    """Keep both sides of the sale: what the report said and what the asset brought, if anything."""
    asset = registry.get_asset(assignment.asset_no)
    told = {"appraised_value": str(report.value)}
    if price is not None:
        told["sale_price"] = str(price)
    _note(
        assignment,
        queries.get_appointment(assignment),
        EvidenceKind.SALE,
        "unsold" if price is None else "sold",
        is_good=None,
        told=told,
        measure={
            "appraised": str(report.value),
            "price": str(price) if price is not None else None,
            "reserve": str(course.reserve) if course.reserve is not None else None,
            "appraised_on": report.valuation_on.isoformat(),
            "ended_on": course.ended_on.isoformat(),
            "region_code": asset.region_code,
            "nature": asset.nature.value,
            "failed_rounds": course.failed_rounds,
        },
        actor=actor,
        at=at,
    )


def _note(
    assignment: Assignment,
    appointment: Appointment,
    kind: EvidenceKind,
    cause: str,
    *,
    suffix: str = "",
    is_good: bool | None = True,
    told: Mapping[str, Any] | None = None,
    measure: Mapping[str, Any] | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    asset = registry.get_asset(assignment.asset_no)
    if kind is EvidenceKind.TIMELINESS:
        # Hard work is late more often everywhere; the score sets that off (fairness 2.5).
        measure = {"nature": asset.nature.value, "value": str(asset.estimated_value)}
    registry.note_evidence(
        agency_code=appointment.agency_code,
        kind=kind,
        is_good=is_good,
        reference=f"{assignment.no}/{appointment.turn}{suffix}",
        cause=cause,
        told={"appraisal_no": assignment.no, **(told or {})},
        measure=measure,
        court_id=assignment.court_id,
        case_number=assignment.case_number,
        asset_no=assignment.asset_no,
        field=FIELD_OF_NATURE[asset.nature],
        region_code=asset.region_code,
        occurred_at=at,
        actor=actor,
        at=at,
    )
