"""Decide an application: the court's side; what was read is what is decided."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from app.identity import facade as identity
from app.kernel.actors import Actor, require_court
from app.kernel.calendar import local_date
from app.kernel.errors import Conflict, Refusal
from app.kernel.facts import Fact
from app.store import Work, unit_of_work
from app.store.locks import lock_row
from registry.facts import applications as facts
from registry.models import Agency, Application
from registry.rules.application_states import APPLICATION
from registry.rules.applications import ASKED, staff_after
from registry.services.agencies import register_agency
from registry.services.applications import check_complete, digest_of, named
from registry.services.practitioners import register_practitioners
from registry.vocabulary import AgencyField
from registry.vocabulary.applications import ApplicationAction, ApplicationState, Purpose

#: A reason shorter than this tells an applicant nothing.
REASON_MIN = 4


def _waiting(no: str, seen: str | None, actor: Actor) -> Application:
    """Lock an application that waits; another content than the one read is refused."""
    application = lock_row(Application, no=no)
    require_court(actor, application.court_id)
    if application.state is not ApplicationState.SUBMITTED:
        raise Conflict("application_decided")
    if seen is not None and seen != digest_of(application):
        raise Conflict("application_changed")
    return application


def _reason(text: str) -> str:
    reason = text.strip()
    if len(reason) < REASON_MIN:
        raise Refusal("reason_missing", fields={"reason": ["reason_missing"]})
    return reason


def _close(
    application: Application, action: ApplicationAction, note: str, actor: Actor, at: datetime
) -> None:
    application.state = APPLICATION.after(application.state, action)
    application.court_note = note
    application.decided_by, application.decided_at = actor.account, at


def return_application(
    *, no: str, reason: str, seen: str | None, actor: Actor, at: datetime
) -> Application:
    """Give an application back to be mended; the applicant reads what is missing."""
    words = _reason(reason)
    with unit_of_work() as work:
        application = _waiting(no, seen, actor)
        application.state = APPLICATION.after(application.state, ApplicationAction.RETURN)
        application.court_note = words
        work.record(
            facts.ApplicationReturned(**named(application), reason=words), actor=actor, at=at
        )
        return application


def refuse_application(
    *, no: str, reason: str, seen: str | None, actor: Actor, at: datetime
) -> Application:
    """Refuse an application with the reason the applicant reads; a new one may follow."""
    words = _reason(reason)
    with unit_of_work() as work:
        application = _waiting(no, seen, actor)
        _close(application, ApplicationAction.REFUSE, words, actor, at)
        work.record(
            facts.ApplicationRefused(**named(application), reason=words), actor=actor, at=at
        )
        return application


def accept_application(
    *, no: str, seen: str | None, note: str = "", actor: Actor, at: datetime
) -> Application:
    """Accept an application: the list, its people and the account change in one transaction.

    Everything is checked again: a licence may have run out, somebody may have joined another
    agency, and the list may have changed since the application was handed in.
    """
    with unit_of_work() as work:
        application = _waiting(no, seen, actor)
        check_complete(application, at)
        digest = digest_of(application)
        agency = _ENACT[application.purpose](work, application, actor, at)
        register_practitioners(agency=agency, people=application.people, actor=actor, at=at)
        identity.join_agency(
            person_id=application.person_id, agency_code=agency.code, actor=actor, at=at
        )
        _close(application, ApplicationAction.ACCEPT, note.strip(), actor, at)
        work.record(
            facts.ApplicationAccepted(
                **named(application), version=application.version, digest=digest
            ),
            actor=actor,
            at=at,
        )
        return application


def _enter(work: Work, application: Application, actor: Actor, at: datetime) -> Agency:  # noqa: ARG001 - one form for all purposes
    given = application.given
    joining = [entry["field"] for entry in application.people]
    return register_agency(
        code=application.agency_code,
        name=given["name"],
        kind=application.kind,
        fields=[AgencyField(field) for field in given["fields"]],
        regions=given["regions"],
        grade=given["grade"],
        licence_no=given["licence_no"],
        licence_expires_on=date.fromisoformat(given["licence_expires_on"]),
        appraisers={
            AgencyField(field): count for field, count in staff_after({}, {}, joining).items()
        },
        legal_representative=given["legal_representative"],
        controller_code=given["controller_code"],
        controller_name=given["controller_name"],
        shareholders=given["shareholders"],
        address=given["address"],
        phone=given["phone"],
        listed_on=local_date(at),
        actor=actor,
        at=at,
    )


def _renew(work: Work, application: Application, actor: Actor, at: datetime) -> Agency:
    agency, given = lock_row(Agency, code=application.agency_code), application.given
    agency.grade = given["grade"]
    agency.licence_no = given["licence_no"]
    agency.licence_expires_on = date.fromisoformat(given["licence_expires_on"])
    fact: Fact = facts.AgencyRenewed(
        code=agency.code,
        agency_name=agency.name,
        licence_no=agency.licence_no,
        expires_on=given["licence_expires_on"],
        grade=agency.grade,
    )
    work.record(fact, actor=actor, at=at)
    return agency


def _change(work: Work, application: Application, actor: Actor, at: datetime) -> Agency:
    agency, given = lock_row(Agency, code=application.agency_code), application.given
    changed = [name for name in ASKED[Purpose.CHANGE] if getattr(agency, name) != given[name]]
    for name in changed:
        setattr(agency, name, given[name])
    fact = facts.AgencyChanged(code=agency.code, agency_name=agency.name, changed=changed)
    work.record(fact, actor=actor, at=at)
    return agency


_ENACT: dict[Purpose, Callable[[Work, Application, Actor, datetime], Any]] = {
    Purpose.ENTRY: _enter,
    Purpose.RENEWAL: _renew,
    Purpose.CHANGE: _change,
}
