"""Keep the list of agencies: entry, standing, load."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from app.kernel.actors import Actor
from app.kernel.errors import Conflict, Refusal
from app.store import db, unit_of_work
from app.store.locks import lock_row
from registry import facts, queries
from registry.models import Agency
from registry.rules.numbers import check_credit_code, check_region_code
from registry.services.standing import enter_earlier_measure
from registry.vocabulary import AgencyField, AgencyKind, Standing


def register_agency(
    *,
    code: str,
    name: str,
    fields: Sequence[AgencyField],
    regions: Sequence[str],
    grade: int,
    licence_no: str,
    licence_expires_on: date,
    appraisers: Mapping[AgencyField, int],
    legal_representative: str,
    listed_on: date,
    shareholders: Sequence[Mapping[str, Any]] = (),
    controller_code: str | None = None,
    controller_name: str = "",
    declared_capacity: int | None = None,
    address: str = "",
    phone: str = "",
    kind: AgencyKind = AgencyKind.APPRAISAL,
    actor: Actor,
    at: datetime,
) -> Agency:
    """Put an agency on the list; its credit code and places are checked."""
    code = check_credit_code(code)
    if not fields or not regions or not 1 <= grade <= 3:
        raise Refusal("invalid_input", fields={"fields": ["invalid_input"]})
    with unit_of_work() as work:
        if queries.find_agency(code):
            raise Conflict("agency_exists")
        agency = Agency(
            code=code,
            name=name,
            kind=kind,
            fields=[str(field) for field in fields],
            regions=[check_region_code(region) for region in regions],
            grade=grade,
            standing=Standing.ELIGIBLE,
            licence_no=licence_no,
            licence_expires_on=licence_expires_on,
            appraisers={str(field): count for field, count in appraisers.items()},
            declared_capacity=declared_capacity,
            controller_code=check_credit_code(controller_code) if controller_code else None,
            controller_name=controller_name,
            legal_representative=legal_representative,
            shareholders=[dict(holder) for holder in shareholders],
            address=address,
            phone=phone,
            listed_on=listed_on,
        )
        db.session.add(agency)
        db.session.flush()
        work.record(facts.AgencyRegistered(code=code, agency_name=name), actor=actor, at=at)
        return agency


def set_standing(
    *, code: str, standing: Standing, until: date | None, reason: str, actor: Actor, at: datetime
) -> Agency:
    """Enter a standing that was decided before the platform kept the list; see ``standing``."""
    return enter_earlier_measure(
        code=code, standing=standing, until=until, reason=reason, actor=actor, at=at
    )


def count_commission(*, code: str, opened: int) -> int:
    """Count a commission that began (+1) or ended (-1); return how many are open (E08)."""
    with unit_of_work():
        agency = lock_row(Agency, code=code)
        agency.open_commissions = max(0, agency.open_commissions + opened)
        return agency.open_commissions
