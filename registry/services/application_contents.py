"""Write people into an application and lay papers on it, one at a time."""

from datetime import datetime
from pathlib import Path
from typing import IO, Any

from app.kernel.actors import Actor
from app.kernel.errors import Conflict, Refusal
from app.media import facade as media
from app.store import unit_of_work
from registry.models import Application
from registry.rules.applications import PAPERS_MAX, PEOPLE_MAX
from registry.services.applications import open_for_change, own_application
from registry.services.practitioners import check_free, person_entry
from registry.vocabulary import FIELDS_OF_KIND, AgencyField
from registry.vocabulary.applications import OPEN_TO_APPLICANT, ApplicationPaper

#: The gate of media decides by content; the name only says which door is tried.
_PDF_ENDING = ".pdf"


def add_person(
    *,
    no: str,
    name: str,
    id_number: str,
    licence_no: str,
    field: AgencyField,
    actor: Actor,
    at: datetime,  # noqa: ARG001 - every order carries its moment
) -> Application:
    """Write a person who joins; the identity number is checked and kept as a digest only."""
    entry = person_entry(name=name, id_number=id_number, licence_no=licence_no, field=field)
    with unit_of_work():
        application = open_for_change(no, actor)
        if field not in FIELDS_OF_KIND[application.kind]:
            raise Refusal("field_of_other_kind", fields={"field": ["field_of_other_kind"]})
        same = [
            known
            for known in application.people
            if (known["id_digest"], known["field"]) == (entry["id_digest"], entry["field"])
        ]
        if same:
            raise Conflict("practitioner_listed", fields={"id_number": ["practitioner_listed"]})
        if any(
            (known["licence_no"], known["field"]) == (entry["licence_no"], entry["field"])
            for known in application.people
        ):
            raise Conflict("certificate_taken", fields={"licence_no": ["certificate_taken"]})
        check_free(entry, application.agency_code)
        if len(application.people) >= PEOPLE_MAX:
            raise Refusal("too_many_people")
        application.people = [*application.people, entry]
        return application


def remove_person(*, no: str, id_digest: str, field: AgencyField, actor: Actor) -> Application:
    """Strike a person out of an application; one already struck out stays out."""
    with unit_of_work():
        application = open_for_change(no, actor)
        application.people = [
            known
            for known in application.people
            if (known["id_digest"], known["field"]) != (id_digest, str(field))
        ]
        return application


def add_paper(
    *,
    no: str,
    kind: ApplicationPaper,
    source: IO[bytes] | Path | bytes,
    filename: str,
    actor: Actor,
    at: datetime,
) -> Application:
    """Take a paper in through the gate and lay it on the application; the same one lies once."""
    application = own_application(no, actor)
    if application.state not in OPEN_TO_APPLICANT:
        raise Conflict("application_closed")
    place = media.MediaPlace(application.no, application.court_id, application.agency_code)
    is_pdf = filename.lower().endswith(_PDF_ENDING)
    ingest = media.ingest_pdf if is_pdf else media.ingest_picture
    # Outside the row lock: cleaning takes seconds.
    view = ingest(source, filename, place=place, actor=actor, at=at)
    with unit_of_work():
        application = open_for_change(no, actor)
        others = _without(application, view.id, kind)
        if len(others) >= PAPERS_MAX:
            raise Refusal("too_many_papers")
        paper = {
            "kind": str(kind),
            "media_id": view.id,
            "filename": view.filename,
            "sha256": view.sha256,
            "variant": "document" if is_pdf else "large",
        }
        application.papers = [*others, paper]
        return application


def _without(
    application: Application, media_id: int, kind: ApplicationPaper
) -> list[dict[str, Any]]:
    """Return the other papers: one scan may show two things, but it shows each once."""
    return [
        paper
        for paper in application.papers
        if (paper["media_id"], paper["kind"]) != (media_id, str(kind))
    ]


def remove_paper(*, no: str, media_id: int, kind: ApplicationPaper, actor: Actor) -> Application:
    """Take a paper off an application; the file itself stays sealed."""
    with unit_of_work():
        application = open_for_change(no, actor)
        application.papers = _without(application, media_id, kind)
        return application
