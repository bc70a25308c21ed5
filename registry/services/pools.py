"""Bring the list of agencies before the pure checks, as it stands at this moment."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.identity import vault
from app.kernel.calendar import local_date, months_after
from registry import queries
from registry.models import Agency, AgencyRelation, Asset
from registry.queries import pools as gathered
from registry.rules.policy import Policy
from registry.rules.pool import (
    AgencyFace,
    Chances,
    Holder,
    Matter,
    PartyFace,
    Pool,
    Tie,
    make_pool,
)
from registry.services import policies
from registry.services.cases import PARTY_DIGEST
from registry.vocabulary import (
    FIELD_OF_NATURE,
    AgencyField,
    AgencyKind,
    CasePersonRole,
    RelationKind,
)

#: Trailing days whose commissions make the load of the weighted mode (fairness 1.6).
LOAD_DAYS = 180
#: What an agency without a score weighs as when nobody has one yet: the middle of the prior.
SCORE_UNKNOWN = 75


@dataclass(frozen=True)
class Record:
    """What the rows beside the list say about all agencies, read once for a pool."""

    ties: Mapping[str, tuple[Tie, ...]]
    refusals: Mapping[str, tuple[date, ...]]
    reviews: Mapping[str, tuple[date, str]]
    sizes: Mapping[str, int]


NO_RECORD = Record({}, {}, {}, {})


def _digest(number: str | None) -> str:
    return vault.digest(PARTY_DIGEST, number) if number else ""


def _holder(given: Mapping[str, Any]) -> Holder:
    percent = given.get("percent")
    return Holder(given["name"], given.get("code") or "", None if percent is None else int(percent))


def _own_ties(agency: Agency) -> list[Tie]:
    """Owners, controller and head; numbers as keyed digests only."""
    found = [
        Tie("shareholder", holder["name"], _digest(holder.get("code")))
        for holder in agency.shareholders
    ]
    if agency.controller_code or agency.controller_name:
        found.append(Tie("controller", agency.controller_name, _digest(agency.controller_code)))
    if agency.legal_representative:
        found.append(Tie("legal_representative", agency.legal_representative))
    return [Tie("itself", "", _digest(agency.code)), *found]


def agency_face(agency: Agency, record: Record = NO_RECORD) -> AgencyFace:
    """Return what the checks need of an agency."""
    review_since, review = record.reviews.get(agency.code, (None, ""))
    return AgencyFace(
        code=agency.code,
        name=agency.name,
        fields=frozenset(AgencyField(field) for field in agency.fields),
        grade=agency.grade,
        regions=tuple(agency.regions),
        standing=agency.standing,
        standing_until=agency.standing_until,
        licence_expires_on=agency.licence_expires_on,
        appraisers={AgencyField(field): n for field, n in agency.appraisers.items()},
        open_commissions=agency.open_commissions,
        declared_capacity=agency.declared_capacity,
        controller_code=agency.controller_code,
        controller_name=agency.controller_name,
        holders=tuple(_holder(holder) for holder in agency.shareholders),
        ties=(*_own_ties(agency), *record.ties.get(agency.code, ())),
        listed_on=agency.listed_on,
        left_on=agency.left_on,
        refused_on=record.refusals.get(agency.code, ()),
        review_since=review_since,
        review=review,
        record=record.sizes.get(agency.code, 0),
    )


def matter_of(asset: Asset, at: datetime, field: AgencyField | None = None) -> Matter:
    """Return the asset and its case as the checks see them on the day of ``at``."""
    return Matter(
        field=field or FIELD_OF_NATURE[asset.nature],
        region_code=asset.region_code,
        value=asset.estimated_value,
        on=local_date(at),
        parties=_people_of(asset),
        fallen=dict(queries.list_fallen(asset.case_id)),
    )


def _people_of(asset: Asset) -> tuple[PartyFace, ...]:
    """The parties, then agents and judges; the judge in charge is one even without a row."""
    parties = [
        PartyFace(str(party.role), party.name, party.id_digest)
        for party in queries.list_parties(asset.case_id)
    ]
    people = [
        PartyFace(str(person.role), person.name, person.id_digest)
        for person in gathered.list_case_people(asset.case_id)
    ]
    judge = asset.case.judge_name
    if judge and all(person.name != judge for person in people):
        people.append(PartyFace(str(CasePersonRole.JUDGE), judge))
    return (*parties, *people)


def record_of(matter: Matter, policy: Policy) -> Record:
    """Read what counts against agencies in this matter, for the whole list at once."""
    return Record(
        ties=_ties_to(matter, policy),
        refusals=gathered.refusals_since(matter.on - timedelta(days=policy.refusal_days)),
        reviews=gathered.pending_reviews(),
        sizes=gathered.record_sizes(),
    )


def _ties_to(matter: Matter, policy: Policy) -> Mapping[str, tuple[Tie, ...]]:
    names = {person.name for person in matter.parties}
    digests = {person.id_digest for person in matter.parties if person.id_digest}
    found: dict[str, tuple[Tie, ...]] = defaultdict(tuple)
    for code, digest in gathered.practitioners_among(digests):
        found[code] = (*found[code], Tie("practitioner", "", digest))
    for relation in gathered.relations_to(names, digests):
        found[relation.agency_code] = (*found[relation.agency_code], _tie(relation, policy))
    return found


def _tie(relation: AgencyRelation, policy: Policy) -> Tie:
    until = relation.until_on
    if relation.kind is RelationKind.APPRAISED_BEFORE:
        until = months_after(relation.since_on, policy.relation_months)
    return Tie(str(relation.kind), relation.name, relation.id_digest, relation.since_on, until)


def _chances(agencies: Sequence[Agency], at: datetime) -> Chances:
    """Scores in whole points and loads; who has no score stands at the mean of the others."""
    latest = {score.agency_code: int(score.total) for score in queries.latest_scores()}
    mean = sum(latest.values()) // len(latest) if latest else SCORE_UNKNOWN
    return Chances(
        {agency.code: latest.get(agency.code, mean) for agency in agencies},
        gathered.commissions_since(at - timedelta(days=LOAD_DAYS)),
    )


def preview_pool(
    asset: Asset,
    at: datetime,
    *,
    kind: AgencyKind = AgencyKind.APPRAISAL,
    field: AgencyField | None = None,
) -> Pool:
    """Return the pool as it would be frozen now; nothing is written.

    An appraisal's field follows from the nature of the asset; other kinds name theirs.
    """
    policy = policies.current(asset.case.court_id)
    matter = matter_of(asset, at, field)
    agencies = gathered.list_agencies_of(kind)
    record = record_of(matter, policy)
    faces = [agency_face(agency, record) for agency in agencies]
    chances = _chances(agencies, at) if policy.is_weighted else None
    return make_pool(faces, matter, policy, chances)
