"""Register the qualified people of an agency and note when they leave."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.identity import vault
from app.identity.vocabulary import IdType
from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.errors import Conflict, NotFound, Refusal
from app.store import db, unit_of_work
from app.store.locks import lock_names, lock_row
from registry.facts import applications as facts
from registry.models import Agency, Practitioner
from registry.queries import practitioners as queries
from registry.rules.applications import one_agency, staff_after
from registry.rules.numbers import check_id_number, masked
from registry.services.cases import PARTY_DIGEST
from registry.vocabulary import AgencyField

Entry = dict[str, Any]


def person_entry(*, name: str, id_number: str, licence_no: str, field: AgencyField) -> Entry:
    """Return a person as an application keeps one: the number only as digest and mask."""
    number = check_id_number(IdType.RESIDENT_ID, id_number)
    return {
        "name": " ".join(name.split()),
        "id_digest": vault.digest(PARTY_DIGEST, number),
        "id_masked": masked(number),
        "licence_no": " ".join(licence_no.split()),
        "field": str(field),
    }


def check_free(entry: Mapping[str, Any], agency_code: str) -> None:
    """Refuse a person who works elsewhere, or is registered for this field already.

    资产评估法 art. 14(2): nobody works for two agencies at once, in whatever field; for auction
    houses and auxiliary agencies the same is policy.
    """
    for row in queries.list_registrations(entry["id_digest"]):
        if row.agency_code != agency_code:
            raise Conflict(
                "practitioner_elsewhere",
                citations=one_agency(entry["field"]),
                params={"person": entry["name"]},
                fields={"id_number": ["practitioner_elsewhere"]},
            )
        if str(row.field) == entry["field"]:
            raise Conflict("practitioner_listed", fields={"id_number": ["practitioner_listed"]})
    if queries.find_certificate(entry["licence_no"], AgencyField(entry["field"])):
        raise Conflict("certificate_taken", fields={"licence_no": ["certificate_taken"]})


def register_practitioners(
    *, agency: Agency, people: Sequence[Mapping[str, Any]], actor: Actor, at: datetime
) -> None:
    """Register the people of an accepted application; one who cannot join refuses them all."""
    if not people:
        return
    with unit_of_work() as work:
        # Two courts may register one person at two agencies in the same second.
        lock_names(*{f"practitioner:{entry['id_digest']}" for entry in people})
        named = queries.count_named(agency.code)
        for entry in people:
            check_free(entry, agency.code)
            db.session.add(_row(agency.code, entry, local_date(at)))
            db.session.flush()
            work.record(
                facts.PractitionerRegistered(
                    code=agency.code,
                    agency_name=agency.name,
                    practitioner=entry["name"],
                    licence_no=entry["licence_no"],
                    field=entry["field"],
                ),
                actor=actor,
                at=at,
            )
        joining = [entry["field"] for entry in people]
        agency.appraisers = staff_after(agency.appraisers, named, joining)


def _row(agency_code: str, entry: Mapping[str, Any], today: date) -> Practitioner:
    return Practitioner(
        agency_code=agency_code,
        name=entry["name"],
        id_digest=entry["id_digest"],
        id_masked=entry["id_masked"],
        licence_no=entry["licence_no"],
        field=AgencyField(entry["field"]),
        registered_on=today,
    )


def note_departure(
    *, practitioner_id: int, left_on: date, actor: Actor, at: datetime
) -> Practitioner:
    """Note that somebody left; from now on the agency counts one person less.

    The agency says so itself, since it can only lose by it; told twice, it counts once.
    """
    with unit_of_work() as work:
        code = queries.get_practitioner(practitioner_id).agency_code
        if actor.kind != "system" and actor.agency_code != code:
            raise NotFound("practitioner", practitioner_id)
        agency = lock_row(Agency, code=code)
        row = lock_row(Practitioner, id=practitioner_id)
        if row.left_on is not None:
            return row
        if not row.registered_on <= left_on <= local_date(at):
            raise Refusal("bad_left_on", fields={"left_on": ["bad_left_on"]})
        row.left_on = left_on
        field = str(row.field)
        rest = max(0, agency.appraisers.get(field, 0) - 1)
        agency.appraisers = {**agency.appraisers, field: rest}
        work.record(
            facts.PractitionerLeft(
                code=agency.code,
                agency_name=agency.name,
                practitioner=row.name,
                field=field,
                left_on=left_on.isoformat(),
            ),
            actor=actor,
            at=at,
        )
        return row
