"""Who may be drawn: the list judged whole, the narrowest list that holds three, and the tickets.

Policy E01-E12 of the published draw rules; the checks themselves are in exclusions.py.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from registry.rules.cjd1 import Ticket
from registry.rules.control import control_groups, members_of, shared_with
from registry.rules.exclusions import exclusions_of, required_band
from registry.rules.faces import (
    AgencyFace,
    Evidence,
    Exclusion,
    Holder,
    Matter,
    PartyFace,
    Pool,
    Standee,
    Tie,
)
from registry.rules.policy import Policy
from registry.rules.weights import capped_weights, load_factors, score_weights
from registry.vocabulary import ExclusionCode, Scope

__all__ = [
    "AgencyFace",
    "Chances",
    "Evidence",
    "Exclusion",
    "Holder",
    "Matter",
    "PartyFace",
    "Pool",
    "Standee",
    "Tie",
    "exclusions_of",
    "is_within",
    "make_pool",
    "narrowest_of",
    "narrowest_scope",
    "required_band",
    "tickets_of",
]

#: Leading digits of a region code that two places of the same scope share (GB/T 2260).
_SHARED_DIGITS = {Scope.CITY: 4, Scope.PROVINCE: 2, Scope.NATION: 0}


@dataclass(frozen=True)
class Chances:
    """What the weighted mode weighs by: scores of 0..100, commissions of the last 180 days."""

    scores: Mapping[str, int]
    loads: Mapping[str, int]

    def weights_of(self, inside: Sequence[AgencyFace], policy: Policy) -> dict[str, int]:
        """Return score times load over those in the pool, before the cap (fairness 1.6)."""
        codes = [agency.code for agency in inside]
        base = score_weights(
            {code: self.scores[code] for code in codes}, policy.weight_min, policy.weight_max
        )
        factors = load_factors({code: self.loads.get(code, 0) for code in codes})
        return {code: max(1, base[code] * factors[code] // 100) for code in codes}


def is_within(scope: Scope, agency: AgencyFace, region_code: str) -> bool:
    """Say whether an agency is on the list of the place for this scope."""
    digits = _SHARED_DIGITS[scope]
    return any(region[:digits] == region_code[:digits] for region in agency.regions)


def narrowest_scope(
    eligible: Sequence[AgencyFace],
    region_code: str,
    policy: Policy,
    group_of: Mapping[str, str] | None = None,
) -> Scope:
    """Take the city list, or the province's, or the nation's when fewer than three stand (P14).

    Agencies under common control count once, for they share one ticket.
    """
    groups = group_of or control_groups(eligible, policy)
    sizes = {
        scope: len({groups[a.code] for a in eligible if is_within(scope, a, region_code)})
        for scope in Scope
    }
    return narrowest_of(sizes, policy.pool_min)


def narrowest_of(sizes: Mapping[Scope, int], least: int) -> Scope:
    """Take the first list from city to nation that holds enough, else the widest (P14)."""
    asked = [scope for scope in Scope if scope in sizes]
    return next((scope for scope in asked if sizes[scope] >= least), asked[-1])


def ticket_name(members: Sequence[AgencyFace]) -> str:
    """Name a ticket; a shared one lists all members, so that the list digest binds them."""
    if len(members) == 1:
        return members[0].name
    inside = "；".join(f"{member.code} {member.name}" for member in members)
    return f"共同控制〔{inside}〕"


def tickets_of(
    groups: Sequence[Sequence[AgencyFace]], weights: Mapping[str, int] | None, policy: Policy
) -> list[Ticket]:
    """Give one ticket to each group (E10): the defense against shell agencies.

    In the weighted mode a shared ticket weighs what its lightest member would: another shell
    never makes it heavier. The cap of a quarter is taken over the tickets that are really drawn.
    """
    if weights is None:
        found = [Ticket(members[0].code, ticket_name(members)) for members in groups]
    else:
        raw = {m[0].code: min(weights[member.code] for member in m) for m in groups}
        capped = capped_weights(raw, policy.weight_min)
        found = [Ticket(m[0].code, ticket_name(m), capped[m[0].code]) for m in groups]
    return sorted(found, key=lambda ticket: ticket.id.encode())


def make_pool(
    agencies: Sequence[AgencyFace],
    matter: Matter,
    policy: Policy,
    chances: Chances | None = None,
) -> Pool:
    """Judge every agency of the list and build the tickets of those that stand.

    ``chances`` count in the weighted mode only; without them everybody weighs 1.
    """
    grounds = {agency.code: tuple(exclusions_of(agency, matter, policy)) for agency in agencies}
    fit = [agency for agency in agencies if not grounds[agency.code]]
    group_of = control_groups(agencies, policy)
    scope = narrowest_scope(fit, matter.region_code, policy, group_of)
    inside = [agency for agency in fit if is_within(scope, agency, matter.region_code)]
    members = list(members_of(inside, group_of).values())
    sharing = {member.code: group for group in members for member in group}
    standees = []
    for agency in sorted(agencies, key=lambda agency: agency.code.encode()):
        found, group = grounds[agency.code], sharing.get(agency.code)
        if not found and group is None:
            found = (_elsewhere(agency, matter, scope),)
        standees.append(
            Standee(
                agency,
                found,
                group[0].code if group else None,
                shared_with(agency, group, policy) if group else None,
            )
        )
    weights = None
    if policy.is_weighted and chances and inside:
        weights = chances.weights_of(inside, policy)
    tickets = tickets_of(members, weights, policy)
    groups = {group[0].code: tuple(member.code for member in group) for group in members}
    return Pool(scope, tuple(standees), tuple(tickets), groups)


def _elsewhere(agency: AgencyFace, matter: Matter, scope: Scope) -> Exclusion:
    """E03: fit, but not on the list of the place that is used."""
    return Exclusion(
        ExclusionCode.REGION,
        {
            "scope": str(scope),
            "place": matter.region_code,
            "listed_in": "、".join(agency.regions),
        },
    )
