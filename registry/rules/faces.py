"""What the checks of the pool need to know: an agency, a case, and what they find."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.kernel.money import Money
from registry.rules.cjd1 import Ticket
from registry.vocabulary import AgencyField, ExclusionCode, Scope, Standing

Evidence = dict[str, str | int]


@dataclass(frozen=True)
class Tie:
    """Somebody an agency is bound to, and through what; counts within its days."""

    through: str
    name: str
    digest: str = ""
    since: date | None = None
    until: date | None = None

    def counts_on(self, day: date) -> bool:
        """Say whether the tie counts on a day."""
        begun = self.since is None or self.since <= day
        return begun and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Holder:
    """A shareholder; its part in percent where it is known."""

    name: str
    code: str = ""
    percent: int | None = None


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
    holders: tuple[Holder, ...] = ()
    ties: tuple[Tie, ...] = ()
    listed_on: date | None = None
    left_on: date | None = None
    #: Days of refusals without an accepted reason.
    refused_on: tuple[date, ...] = ()
    #: Since when a negative professional review waits for the court, and which.
    review_since: date | None = None
    review: str = ""
    #: How many pieces of evidence speak about the agency at all.
    record: int = 0

    def standing_on(self, day: date) -> Standing:
        """Return the standing as it is on a day: a measure whose last day is over works no more."""
        until = self.standing_until
        if until is not None and until < day:
            return Standing.ELIGIBLE
        return self.standing


@dataclass(frozen=True)
class PartyFace:
    """A party, agent or judge as the conflict check sees them: name and keyed digest of the number.

    Only the role is ever published as evidence, never the name.
    """

    role: str
    name: str
    id_digest: str = ""


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
    #: E10: with whom it shares its ticket, and through what; no ground for leaving it out.
    shared: Exclusion | None = None


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
