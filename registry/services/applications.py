"""Write an application and hand it in: the applicant's side."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from app.identity import facade as identity
from app.identity.vocabulary import PersonKind
from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.errors import Conflict, Forbidden, NotFound, Refusal
from app.kernel.permissions import STAFF_ROLES
from app.store import db, unit_of_work
from app.store.locks import lock_names, lock_row
from app.store.numbering import next_number
from registry.facts import applications as facts
from registry.models import Agency, Application
from registry.queries import agencies, books
from registry.queries import applications as queries
from registry.queries import practitioners as people_queries
from registry.queries.imports import removals_in_force
from registry.rules import applications as rules
from registry.rules.application_states import APPLICATION
from registry.services.practitioners import check_free
from registry.vocabulary import AgencyField, AgencyKind, Standing
from registry.vocabulary.applications import (
    OPEN_TO_APPLICANT,
    ApplicationAction,
    ApplicationState,
    Purpose,
)


def own_code(actor: Actor) -> str:
    """Return the proven credit code an actor applies with; only organizations have one."""
    if actor.agency_code is not None:
        return actor.agency_code
    if actor.roles & STAFF_ROLES:
        raise Forbidden("staff_may_not_apply")
    if actor.person_id is None:
        raise Forbidden("not_an_organization")
    if identity.get_person(actor.person_id).kind is not PersonKind.LEGAL:
        raise Forbidden("not_an_organization")
    try:
        return identity.own_name(actor).id_number
    except NotFound:
        raise Forbidden("not_an_organization") from None


def digest_of(application: Application) -> str:
    """Return the digest of what an application says now: shown, and asked back on deciding."""
    return rules.content_digest(
        {
            "no": application.no,
            "purpose": str(application.purpose),
            "kind": str(application.kind),
            "version": application.version,
            "given": application.given,
            "people": application.people,
            "papers": application.papers,
        }
    )


def check_purpose(purpose: Purpose, code: str, agency: Agency | None, today: date) -> None:
    """Refuse entry of a listed agency, renewal of an unlisted one, and the delisted.

    法释〔2018〕15号 art. 15: a removed agency is not let back within five years, and a removal
    that came by list holds before the books know the agency.
    """
    if agency is None:
        if purpose is not Purpose.ENTRY:
            raise Conflict("not_listed")
        if told := removals_in_force([code], today).get(code):
            raise _delisted(told[0])
        return
    until = agency.standing_until
    if agency.standing is Standing.DELISTED and (until is None or until >= today):
        raise _delisted(until)
    if purpose is Purpose.ENTRY:
        raise Conflict("already_listed")


def _delisted(until: date | None) -> Refusal:
    return Refusal(
        "agency_delisted",
        citations=(rules.OUT_FOR_YEARS,),
        params={"until": until.isoformat() if until else "—"},
    )


def start_application(
    *, purpose: Purpose, kind: AgencyKind, court_id: int, actor: Actor, at: datetime
) -> Application:
    """Open an application, or return the open one of the same purpose: pressed twice, one opens.

    Renewal and change begin with what the list says of the agency.
    """
    code = own_code(actor)
    with unit_of_work():
        lock_names(f"application:{code}")
        found = queries.find_undecided(code)
        if found is not None:
            if found.purpose is not purpose:
                raise Conflict("application_open", params={"no": found.no})
            return found
        agency = agencies.find_agency(code)
        check_purpose(purpose, code, agency, local_date(at))
        court = books.get_court(court_id)
        application = Application(
            no=next_number("R", court.code, at),
            purpose=purpose,
            kind=agency.kind if agency else kind,
            state=ApplicationState.DRAFT,
            court_id=court.id,
            person_id=actor.person_id or 0,
            agency_code=code,
            agency_name=agency.name if agency else actor.name,
            version=1,
            given={},
            people=[],
            papers=[],
            began_at=at,
        )
        db.session.add(application)
        db.session.flush()
        return application


def own_application(no: str, actor: Actor) -> Application:
    """Return an application of the actor's own organization; others do not learn of it."""
    application = queries.get_application(no)
    is_own = application.person_id == actor.person_id
    if not is_own and application.agency_code != (actor.agency_code or ""):
        raise NotFound("application", no)
    return application


def open_for_change(no: str, actor: Actor) -> Application:
    """Lock an application its applicant may still write in; count a new version."""
    own_application(no, actor)
    application = lock_row(Application, no=no)
    if application.state not in OPEN_TO_APPLICANT:
        raise Conflict("application_closed")
    application.version += 1
    return application


def save_particulars(
    *, no: str, typed: Mapping[str, Any], seen: int | None, actor: Actor, at: datetime
) -> Application:
    """Keep the particulars once each is right; a form older than the last change is refused."""
    with unit_of_work():
        application = open_for_change(no, actor)
        if seen is not None and seen != application.version - 1:
            raise Conflict("application_changed")
        given = rules.check_particulars(
            application.purpose,
            application.kind,
            typed,
            own_code=application.agency_code,
            today=local_date(at),
        )
        check_twins(application, given)
        application.given = given
        application.agency_name = given.get("name", application.agency_name)
        return application


def check_twins(application: Application, given: Mapping[str, Any]) -> None:
    """Refuse a licence or a name that stands on the list under another credit code."""
    code = application.agency_code
    if "licence_no" in given and queries.find_licence_holder(given["licence_no"], besides=code):
        raise Conflict("licence_taken", fields={"licence_no": ["licence_taken"]})
    if "name" in given and queries.find_name_holder(given["name"], besides=code):
        raise Conflict("name_taken", fields={"name": ["name_taken"]})


def check_complete(application: Application, at: datetime) -> None:
    """Refuse what could not be accepted today; asked on handing in and again on accepting."""
    agency = agencies.find_agency(application.agency_code)
    given, today = application.given, local_date(at)
    check_purpose(application.purpose, application.agency_code, agency, today)
    if not given:
        raise Refusal("particulars_missing", fields={"particulars": ["particulars_missing"]})
    check_twins(application, given)
    if "licence_expires_on" in given:
        _check_licence(given, agency, today)
    rules.check_papers(application.purpose, application.papers, len(application.people))
    for entry in application.people:
        check_free(entry, application.agency_code)
    rules.check_staff(application.kind, _fields(given, agency), _staff(application, agency))


def _check_licence(given: Mapping[str, Any], agency: Agency | None, today: date) -> None:
    last_day = date.fromisoformat(given["licence_expires_on"])
    if last_day < today:
        raise Refusal("licence_expired", fields={"licence_expires_on": ["licence_expired"]})
    if agency is not None and last_day <= agency.licence_expires_on:
        raise Refusal("renewal_not_later", fields={"licence_expires_on": ["renewal_not_later"]})


def _fields(given: Mapping[str, Any], agency: Agency | None) -> list[str]:
    listed = list(agency.fields) if agency else []
    return [str(AgencyField(field)) for field in given.get("fields", listed)]


def _staff(application: Application, agency: Agency | None) -> dict[str, int]:
    joining = [entry["field"] for entry in application.people]
    if agency is None:
        return rules.staff_after({}, {}, joining)
    named = people_queries.count_named(agency.code)
    return rules.staff_after(agency.appraisers, named, joining)


def submit_application(
    *, no: str, seen: int | None = None, actor: Actor, at: datetime
) -> Application:
    """Hand an application in; handed in already with the same content, nothing more happens."""
    with unit_of_work() as work:
        own_application(no, actor)
        application = lock_row(Application, no=no)
        if seen is not None and seen != application.version:
            raise Conflict("application_changed")
        if application.state is ApplicationState.SUBMITTED:
            return application
        if application.state not in OPEN_TO_APPLICANT:
            raise Conflict("application_closed")
        check_complete(application, at)
        application.state = APPLICATION.after(application.state, ApplicationAction.SUBMIT)
        application.submitted_at = at
        work.record(
            facts.ApplicationSubmitted(
                **named(application), version=application.version, digest=digest_of(application)
            ),
            actor=actor,
            at=at,
        )
        return application


def named(application: Application) -> dict[str, str]:
    """Return what every fact about an application carries."""
    return {
        "no": application.no,
        "code": application.agency_code,
        "agency_name": application.agency_name,
        "purpose": str(application.purpose),
    }


def recall_application(*, no: str, actor: Actor, at: datetime) -> Application:
    """Take an application back from the court to change it; a decided one stays."""
    with unit_of_work() as work:
        own_application(no, actor)
        application = lock_row(Application, no=no)
        if application.state is ApplicationState.DRAFT:
            return application
        if application.state is not ApplicationState.SUBMITTED:
            raise Conflict("application_decided")
        application.state = APPLICATION.after(application.state, ApplicationAction.RECALL)
        # A decision on what was read before is refused, even when nothing else changes.
        application.version += 1
        work.record(facts.ApplicationRecalled(**named(application)), actor=actor, at=at)
        return application


def withdraw_application(*, no: str, actor: Actor, at: datetime) -> Application:
    """Give an application up for good; another one may follow."""
    with unit_of_work() as work:
        own_application(no, actor)
        application = lock_row(Application, no=no)
        if application.state is ApplicationState.WITHDRAWN:
            return application
        if APPLICATION.moves.get((application.state, ApplicationAction.WITHDRAW)) is None:
            raise Conflict("application_decided")
        application.state = APPLICATION.after(application.state, ApplicationAction.WITHDRAW)
        work.record(facts.ApplicationWithdrawn(**named(application)), actor=actor, at=at)
        return application
