"""Let an agency say how many commissions it can carry at once (E08)."""

from datetime import datetime

from app.kernel.actors import Actor
from app.kernel.errors import Forbidden
from app.store import unit_of_work
from app.store.locks import lock_row
from registry.facts import applications as facts
from registry.models import Agency
from registry.rules import policy
from registry.rules.capacity import capacity_limit, check_declared


def declare_capacity(*, code: str, declared: int | None, actor: Actor, at: datetime) -> Agency:
    """Set the agency's own limit of open commissions, or give it up with None.

    It can only lower what the registered people may hold; commissions already open stay. The
    next freeze reads it; a list already frozen does not change. The same limit again is silent.
    """
    with unit_of_work() as work:
        agency = lock_row(Agency, code=code)
        if actor.kind != "system" and actor.agency_code != code:
            raise Forbidden
        check_declared(declared, capacity_limit(agency.appraisers, policy.CURRENT))
        if agency.declared_capacity == declared:
            return agency
        agency.declared_capacity = declared
        fact = (
            facts.AgencyCapacityLifted(code=code, agency_name=agency.name)
            if declared is None
            else facts.AgencyCapacityDeclared(code=code, agency_name=agency.name, capacity=declared)
        )
        work.record(fact, actor=actor, at=at)
        return agency
