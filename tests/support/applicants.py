"""Organizations that apply for a place on the list, and what they hand in."""

from datetime import date, datetime
from functools import lru_cache
from typing import Any

from stdnum.cn import ric

from app.identity.facade import actor_named
from app.identity.services import people
from app.identity.vocabulary import PersonKind
from app.kernel.actors import SYSTEM, Actor
from app.kernel.permissions import Role
from registry.models import Agency, Application
from registry.seeds import credit_code
from registry.services import application_contents as contents
from registry.services import applications
from registry.services.agencies import register_agency
from registry.services.applications import digest_of
from registry.vocabulary import AgencyField, AgencyKind
from registry.vocabulary.applications import PAPERS_NEEDED, ApplicationPaper, Purpose
from tests.support.books import NINE
from tests.support.hostile_files import long_pdf

RE = AgencyField.REAL_ESTATE
PASSWORD = "a long enough secret"
#: A number no demo organization has.
OWN_CODE = credit_code(901)


def resident(serial: int) -> str:
    """Return a made-up resident number with a valid check digit."""
    body = f"37010219850615{serial:03d}"
    return body + str(ric.calc_check_digit(body + "0"))


def organization(account: str = "newcomer", number: int = 901) -> Actor:
    """Open the account of an organization that has proven its credit code."""
    people.register_person(
        account=account,
        password=PASSWORD,
        name=f"济南{account}房地产评估有限公司",
        kind=PersonKind.LEGAL,
        id_number=credit_code(number),
        roles=frozenset({Role.BIDDER}),
        at=NINE,
    )
    return actor_named(account)


def particulars(**changes: Any) -> dict[str, Any]:
    """Return what an agency writes about itself, right in every line."""
    given: dict[str, Any] = {
        "code": OWN_CODE,
        "name": "济南新泉房地产评估有限公司",
        "fields": [RE],
        "regions": "370100",
        "legal_representative": "新泉生",
        "controller_code": "",
        "controller_name": "",
        "shareholders": "",
        "address": "济南市历下区泉城路 1 号",
        "phone": "0531-00019999",
        "grade": 2,
        "licence_no": "鲁房评字第901号",
        "licence_expires_on": date(2028, 6, 30),
    }
    return {**given, **changes}


@lru_cache(maxsize=1)
def scan() -> bytes:
    """Return the same PDF each time, so that it can be handed in twice."""
    return long_pdf(1)


def lay_papers(no: str, kinds: tuple[ApplicationPaper, ...], actor: Actor, at: datetime) -> None:
    """Lay one scan on an application as a paper of each kind."""
    for kind in kinds:
        contents.add_paper(
            no=no,
            kind=kind,
            source=scan(),
            filename=f"{kind}.pdf",
            actor=actor,
            at=at,
        )


def add_people(no: str, actor: Actor, *serials: int, field: AgencyField = RE) -> None:
    """Write people into an application."""
    for serial in serials:
        contents.add_person(
            no=no,
            name=f"评估师{serial}",
            id_number=resident(serial),
            licence_no=f"37-{serial:05d}",
            field=field,
            actor=actor,
            at=NINE,
        )


def written(
    actor: Actor,
    court_id: int,
    *,
    purpose: Purpose = Purpose.ENTRY,
    serials: tuple[int, ...] = (1, 2),
    at: datetime = NINE,
    with_papers: bool = True,
    **changes: Any,
) -> Application:
    """Write an application that only has to be handed in."""
    application = applications.start_application(
        purpose=purpose, kind=AgencyKind.APPRAISAL, court_id=court_id, actor=actor, at=at
    )
    applications.save_particulars(
        no=application.no, typed=particulars(**changes), seen=None, actor=actor, at=at
    )
    add_people(application.no, actor, *serials)
    if with_papers:
        lay_papers(application.no, PAPERS_NEEDED[purpose], actor, at)
    return application


def handed_in(actor: Actor, court_id: int, **changes: Any) -> tuple[str, str]:
    """Hand an application in; return its number and the digest the court sees."""
    no = written(actor, court_id, **changes).no
    at = changes.get("at", NINE)
    application = applications.submit_application(no=no, actor=actor, at=at)
    return no, digest_of(application)


def list_agency(number: int = 901, **changes: Any) -> Agency:
    """Put an agency on the list as an import would."""
    given: dict[str, Any] = {
        "code": credit_code(number),
        "name": f"济南旧名{number}房地产评估有限公司",
        "fields": [RE],
        "regions": ["370102"],
        "grade": 2,
        "licence_no": f"旧字{number}号",
        "licence_expires_on": date(2026, 12, 31),
        "appraisers": {RE: 4},
        "legal_representative": "旧泉生",
        "listed_on": date(2020, 1, 1),
    }
    return register_agency(**{**given, **changes}, actor=SYSTEM, at=NINE)
