"""Who objects, until when, to which report, with which files."""

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from app.kernel.actors import Actor, require_court
from app.kernel.errors import Forbidden, NotFound, Refusal
from app.kernel.permissions import Permission
from app.media import facade as media
from appraisal import queries
from appraisal.models import Assignment, Report
from appraisal.models.objection import Objection
from appraisal.queries import objections
from appraisal.rules.periods import objection_end
from appraisal.vocabulary import PriceRoute
from appraisal.vocabulary.objections import (
    ObjectionGround,
)
from registry import facade as registry

#: Fewer signs than this say nothing; more belong into a file.
TEXT_MIN, TEXT_MAX = 10, 4_000


FILES_MAX = 5


@dataclass(frozen=True)
class GivenFile:
    """A file that comes with an objection, an answer or a conclusion."""

    source: IO[bytes] | Path | bytes
    filename: str


@dataclass(frozen=True)
class Objector:
    """Who objects: a party of the case, or an interested person the case does not know."""

    role: str
    name: str
    party_id: int | None = None
    person_id: int | None = None


@dataclass(frozen=True)
class Statement:
    """What is objected to and why."""

    grounds: frozenset[ObjectionGround]
    text: str
    files: Sequence[GivenFile] = ()
    #: The single result of a network inquiry.
    result_id: int | None = None


def ingest_files(
    files: Sequence[GivenFile], *, place: media.MediaPlace, actor: Actor, at: datetime
) -> list[media.MediaView]:
    """Take PDF files and pictures in through the gate, outside of any lock."""
    if len(files) > FILES_MAX:
        raise Refusal("too_many_files", params={"files_max": FILES_MAX})
    views = []
    for given in files:
        is_paper = given.filename.lower().endswith(".pdf")
        take = media.ingest_pdf if is_paper else media.ingest_picture
        views.append(take(given.source, given.filename, place=place, actor=actor, at=at))
    return views


def find_objector(assignment: Assignment, actor: Actor) -> Objector | None:
    """Return as whom a signed-in person may object; None for a stranger to the case."""
    if actor.person_id is None:
        return None
    for party in registry.parties_of(assignment.case_number):
        if party.person_id == actor.person_id:
            return Objector(party.role.value, party.name, party.id, party.person_id)
    return None


def window_of(assignment: Assignment, party_id: int | None) -> datetime | None:
    """Return when a person's own days are over; None while they have not begun.

    Five days from this person's own receipt (arts. 22, 23); an interested person whom nobody
    served counts from the publication (P18). Another's days never matter.
    """
    if party_id is not None and assignment.route is not PriceRoute.NETWORK_INQUIRY:
        served = objections.list_services_of_party(assignment.id, party_id)
        report = served_report(assignment)
        own = [row for row in served if report is not None and row.report_id == report.id]
        return own[-1].window_ends_at if own else None
    if assignment.route is PriceRoute.NETWORK_INQUIRY and assignment.window_ends_at is not None:
        return assignment.window_ends_at
    if assignment.published_at is None:
        return None
    return objection_end(assignment.published_at)[1]


def served_report(assignment: Assignment) -> Report | None:
    """Return the newest revision that was served, if it is of the agency whose turn it is."""
    for report in reversed(queries.list_reports(assignment.id)):
        if report.agency_code != assignment.agency_code:
            return None
        if queries.list_services(report.id):
            return report
    return None


def fingerprint_of(
    assignment: Assignment,
    report: Report | None,
    objector: Objector,
    statement: Statement,
    views: Sequence[media.MediaView],
) -> str:
    """Return the mark by which the same objection is known when it is sent again."""
    parts: Collection[object] = (
        assignment.id,
        report.id if report else statement.result_id,
        objector.party_id or objector.name,
        sorted(ground.value for ground in statement.grounds),
        statement.text.strip(),
        sorted(view.sha256 for view in views),
    )
    return hashlib.sha256("\n".join(map(str, parts)).encode()).hexdigest()


def require_objector(objection: Objection, assignment: Assignment, actor: Actor) -> None:
    """Let only the objector act, and the court for one that came on paper; others find nothing."""
    if actor.kind == "system":
        return
    if actor.person_id is not None and actor.person_id == objection.person_id:
        return
    if actor.may(Permission.MANAGE_APPRAISALS):
        require_court(actor, assignment.court_id)
        if not objection.is_on_paper:
            raise Forbidden("not_your_objection")
        return
    raise NotFound("objection", objection.no)


def lock_both(objection_no: str) -> tuple[Assignment, Objection]:
    """Return an objection and its appraisal under their locks, the appraisal first."""
    found = objections.get_objection(objection_no)
    assignment = queries.get_assignment_for_update(objections.get_assignment_of(found).no)
    return assignment, objections.get_objection_for_update(objection_no)
