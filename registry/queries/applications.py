"""Read applications and the reminders that are due."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, exists, or_, select

from app.kernel.errors import NotFound
from app.store import db
from app.store.paging import Page, keyset
from registry.models import Agency, Application, LicenceReminder
from registry.vocabulary import Standing
from registry.vocabulary.applications import UNDECIDED, ApplicationState

#: As many applications of one organization as its page shows.
HISTORY_MAX = 50


def get_application(no: str) -> Application:
    """Return an application by its number."""
    found = db.session.scalar(select(Application).where(Application.no == no))
    if found is None:
        raise NotFound("application", no)
    return found


def find_undecided(agency_code: str) -> Application | None:
    """Return the one application of an organization that is not finished, or None."""
    return db.session.scalar(
        select(Application).where(
            Application.agency_code == agency_code, Application.state.in_(UNDECIDED)
        )
    )


def list_applications_of(agency_code: str) -> Sequence[Application]:
    """Return the newest applications of an organization."""
    query = select(Application).where(Application.agency_code == agency_code)
    return db.session.scalars(query.order_by(Application.id.desc()).limit(HISTORY_MAX)).all()


def list_applications(
    *, court_id: int | None, state: ApplicationState | None = None, after: int | None = None
) -> Page:
    """Return one page of what was handed in to a court, newest first; drafts stay private."""
    query: Select[Any] = select(Application).where(Application.submitted_at.is_not(None))
    if court_id is not None:
        query = query.where(Application.court_id == court_id)
    if state is not None:
        query = query.where(Application.state == state)
    return keyset(query, column=Application.id, after=after)


def list_waiting(court_id: int, limit: int = 20) -> Sequence[Application]:
    """Return the applications a court has to decide, the oldest first."""
    query = select(Application).where(
        Application.court_id == court_id, Application.state == ApplicationState.SUBMITTED
    )
    return db.session.scalars(query.order_by(Application.submitted_at).limit(limit)).all()


def find_licence_holder(licence_no: str, *, besides: str) -> Agency | None:
    """Return another agency that stands on the list with this licence number, or None."""
    query = select(Agency).where(Agency.licence_no == licence_no, Agency.code != besides)
    return db.session.scalars(query.order_by(Agency.id).limit(1)).first()


def find_name_holder(name: str, *, besides: str) -> Agency | None:
    """Return another agency that stands on the list with this name, or None."""
    query = select(Agency).where(Agency.name == name, Agency.code != besides)
    return db.session.scalars(query.order_by(Agency.id).limit(1)).first()


def list_due_reminders(today: date, *, above: int, upto: int, limit: int = 100) -> Sequence[Agency]:
    """Return agencies whose licence ends in ``above`` < days <= ``upto``, not yet reminded."""
    reminded = exists().where(
        LicenceReminder.agency_code == Agency.code,
        LicenceReminder.expires_on == Agency.licence_expires_on,
        LicenceReminder.days == upto,
    )
    query = select(Agency).where(
        Agency.licence_expires_on > today + timedelta(days=above),
        Agency.licence_expires_on <= today + timedelta(days=upto),
        Agency.standing != Standing.DELISTED,
        Agency.left_on.is_(None),
        ~reminded,
    )
    return db.session.scalars(query.order_by(Agency.id).limit(limit)).all()


def list_alike(
    given: Mapping[str, Any], *, besides: str, limit: int = 10
) -> list[tuple[Agency, list[str]]]:
    """Return agencies that share a person, a telephone, an address or a controller.

    The court looks at them for common control (E10); likeness alone refuses nobody.
    """
    shared = ("legal_representative", "phone", "address", "controller_code")
    wanted = {name: given[name] for name in shared if given.get(name)}
    if not wanted:
        return []
    matches = [getattr(Agency, name) == value for name, value in wanted.items()]
    rows = db.session.scalars(
        select(Agency).where(or_(*matches), Agency.code != besides).order_by(Agency.id).limit(limit)
    )
    return [
        (row, [name for name, value in wanted.items() if getattr(row, name) == value])
        for row in rows
    ]
