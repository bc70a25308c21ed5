"""Who may be drawn: every check names its ground and the evidence it rests on.

Policy E01-E10 of the published draw rules; the law behind them is 法释〔2018〕15号 arts. 15, 16
and 19 and 资产评估法 art. 24 (two qualified people, recusal for interest).
"""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from app.kernel.money import Money
from registry.rules.cjd1 import Ticket
from registry.rules.policy import Policy
from registry.vocabulary import AgencyField, ExclusionCode, Scope, Standing

#: Leading digits of a region code that two places of the same scope share (GB/T 2260).
_SHARED_DIGITS = {Scope.CITY: 4, Scope.PROVINCE: 2, Scope.NATION: 0}

Evidence = dict[str, str | int]


@dataclass(frozen=True)
class AgencyFace:
    """What the checks need to know of an agency on the day of the freeze."""

    code: str
    name: str
    fields: frozenset[AgencyField]
    grade: int
    regions: tuple[str, ...]
    standing: Standing
    standing_until: date | None
    licence_expires_on: date
    appraisers: Mapping[AgencyField, int]
    open_commissions: int = 0
    declared_capacity: int | None = None
    controller_code: str | None = None
    controller_name: str = ""
    related_names: frozenset[str] = frozenset()
    related_digests: frozenset[str] = frozenset()

    @property
    def group(self) -> str:
        """The controller that stands behind the agency; itself when nobody does."""
        return self.controller_code or self.code


@dataclass(frozen=True)
class PartyFace:
    """A party as the conflict check sees it: a name and a keyed digest of the number.

    Only the role is ever published as evidence, never the name.
    """

    role: str
    name: str
    id_digest: str


@dataclass(frozen=True)
class Matter:
    """The asset and the case an agency is to be drawn for."""

    field: AgencyField
    region_code: str
    value: Money
    on: date
    parties: Sequence[PartyFace] = ()
    fallen: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True)
class Exclusion:
    """One ground on which an agency is left out, with what shows it."""

    code: ExclusionCode
    evidence: Evidence


@dataclass(frozen=True)
class Standee:
    """One agency of the list with every ground against it; none means it is in the pool."""

    agency: AgencyFace
    exclusions: tuple[Exclusion, ...]
    ticket: str | None = None


@dataclass(frozen=True)
class Pool:
    """The pool as it would be frozen now."""

    scope: Scope
    standees: tuple[Standee, ...]
    tickets: tuple[Ticket, ...]
    groups: Mapping[str, tuple[str, ...]]

    @property
    def is_large_enough(self) -> bool:
        """Whether at least one agency can be drawn at all."""
        return bool(self.tickets)


def required_band(matter: Matter, policy: Policy) -> tuple[int, int]:
    """Give the least grade and the least number of appraisers for the value (E02)."""
    for band in policy.bands.get(matter.field, ()):
        if band.upto is None or matter.value <= band.upto:
            return band.grade, band.appraisers_min
    return 0, policy.appraisers_min


def _wrong_field(agency: AgencyFace, matter: Matter, _: Policy) -> Exclusion | None:
    if matter.field in agency.fields:
        return None
    return Exclusion(ExclusionCode.FIELD, {"required": str(matter.field)})


def _low_grade(agency: AgencyFace, matter: Matter, policy: Policy) -> Exclusion | None:
    grade, appraisers = required_band(matter, policy)
    if not grade:
        return None
    if agency.grade > grade:
        return Exclusion(ExclusionCode.GRADE, {"required": grade, "held": agency.grade})
    held = agency.appraisers.get(matter.field, 0)
    if appraisers > policy.appraisers_min and held < appraisers:
        return Exclusion(
            ExclusionCode.GRADE, {"appraisers_required": appraisers, "appraisers_held": held}
        )
    return None


def _paused(agency: AgencyFace, matter: Matter, _: Policy) -> Exclusion | None:
    if agency.standing not in (Standing.PAUSED, Standing.STOPPED):
        return None
    until = agency.standing_until
    if until is not None and until < matter.on:
        return None
    evidence: Evidence = {"standing": str(agency.standing)}
    if until is not None:
        evidence["until"] = until.isoformat()
    return Exclusion(ExclusionCode.PAUSED, evidence)


def _delisted(agency: AgencyFace, matter: Matter, _: Policy) -> Exclusion | None:
    """法释〔2018〕15号 art. 15: out of the list, and not back within five years."""
    if agency.standing is not Standing.DELISTED:
        return None
    until = agency.standing_until
    if until is not None and until < matter.on:
        return None
    return Exclusion(ExclusionCode.DELISTED, {"until": until.isoformat() if until else ""})


def _conflicted(agency: AgencyFace, matter: Matter, _: Policy) -> Exclusion | None:
    """资产评估法 art. 24: whoever has an interest in the parties steps back."""
    for party in matter.parties:
        if party.name in agency.related_names or party.name == agency.name:
            return Exclusion(ExclusionCode.CONFLICT, {"related_to": party.role})
        if party.id_digest in agency.related_digests:
            return Exclusion(ExclusionCode.CONFLICT, {"related_to": party.role})
    return None


def _already_failed(agency: AgencyFace, matter: Matter, _: Policy) -> Exclusion | None:
    if agency.code not in matter.fallen:
        return None
    return Exclusion(ExclusionCode.ALREADY_FAILED, {"in_draw": matter.fallen[agency.code]})


def _at_capacity(agency: AgencyFace, matter: Matter, policy: Policy) -> Exclusion | None:
    staff = agency.appraisers.get(matter.field, 0)
    limit = staff * policy.commissions_per_appraiser
    if agency.declared_capacity is not None:
        limit = min(limit, agency.declared_capacity)
    if agency.open_commissions < limit:
        return None
    return Exclusion(ExclusionCode.AT_CAPACITY, {"open": agency.open_commissions, "limit": limit})


def _not_qualified(agency: AgencyFace, matter: Matter, policy: Policy) -> Exclusion | None:
    """资产评估法 art. 24: at least two professionals of the kind, and a licence in force."""
    if agency.licence_expires_on < matter.on:
        return Exclusion(
            ExclusionCode.NOT_QUALIFIED, {"expired_on": agency.licence_expires_on.isoformat()}
        )
    held = agency.appraisers.get(matter.field, 0)
    if held < policy.appraisers_min:
        return Exclusion(
            ExclusionCode.NOT_QUALIFIED,
            {"appraisers_required": policy.appraisers_min, "appraisers_held": held},
        )
    return None


_CHECKS = (
    _low_grade,
    _paused,
    _delisted,
    _conflicted,
    _already_failed,
    _not_qualified,
    _at_capacity,
)


def exclusions_of(agency: AgencyFace, matter: Matter, policy: Policy) -> Iterator[Exclusion]:
    """Yield every ground against an agency, the region left aside.

    For another profession nothing more is asked: its grade and people say nothing here.
    """
    if wrong := _wrong_field(agency, matter, policy):
        yield wrong
        return
    for check in _CHECKS:
        found = check(agency, matter, policy)
        if found is not None:
            yield found


def is_within(scope: Scope, agency: AgencyFace, region_code: str) -> bool:
    """Say whether an agency is on the list of the place for this scope."""
    digits = _SHARED_DIGITS[scope]
    return any(region[:digits] == region_code[:digits] for region in agency.regions)


def narrowest_scope(eligible: Sequence[AgencyFace], region_code: str, policy: Policy) -> Scope:
    """Take the city list, or the province's, or the nation's when fewer than three stand (P14).

    Agencies under one controller count once, for they share one ticket.
    """
    for scope in (Scope.CITY, Scope.PROVINCE):
        groups = {agency.group for agency in eligible if is_within(scope, agency, region_code)}
        if len(groups) >= policy.pool_min:
            return scope
    return Scope.NATION


def ticket_name(members: Sequence[AgencyFace]) -> str:
    """Name a ticket; a shared one lists all members, so that the list digest binds them."""
    if len(members) == 1:
        return members[0].name
    inside = "；".join(f"{member.code} {member.name}" for member in members)
    return f"共同控制〔{inside}〕"


def tickets_of(eligible: Sequence[AgencyFace]) -> tuple[list[Ticket], dict[str, tuple[str, ...]]]:
    """Give one ticket per controller (E10): the defense against shell agencies."""
    by_group = sorted(eligible, key=lambda agency: (agency.group, agency.code))
    tickets: list[Ticket] = []
    groups: dict[str, tuple[str, ...]] = {}
    for _, found in groupby(by_group, key=lambda agency: agency.group):
        members = list(found)
        tickets.append(Ticket(members[0].code, ticket_name(members)))
        groups[members[0].code] = tuple(member.code for member in members)
    return sorted(tickets, key=lambda ticket: ticket.id.encode()), groups


def make_pool(agencies: Sequence[AgencyFace], matter: Matter, policy: Policy) -> Pool:
    """Judge every agency of the list and build the tickets of those that stand."""
    grounds = {agency.code: tuple(exclusions_of(agency, matter, policy)) for agency in agencies}
    fit = [agency for agency in agencies if not grounds[agency.code]]
    scope = narrowest_scope(fit, matter.region_code, policy)
    inside = [agency for agency in fit if is_within(scope, agency, matter.region_code)]
    tickets, groups = tickets_of(inside)
    ticket_by_code = {code: ticket for ticket, codes in groups.items() for code in codes}
    standees = []
    for agency in sorted(agencies, key=lambda agency: agency.code.encode()):
        found = grounds[agency.code]
        if not found and agency.code not in ticket_by_code:
            found = (Exclusion(ExclusionCode.REGION, {"scope": str(scope)}),)
        standees.append(Standee(agency, found, ticket_by_code.get(agency.code)))
    return Pool(scope, tuple(standees), tuple(tickets), groups)
