"""Gather for the whole list at once what the checks of the pool rest on."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, or_, select

from app.kernel.calendar import local_date, start_of_day
from app.store import db
from registry.models import (
    Agency,
    AgencyRelation,
    CasePerson,
    Evidence,
    EvidenceAnnulment,
    Practitioner,
)
from registry.queries.agencies import AGENCIES_MAX
from registry.queries.decisions import last_court_decisions
from registry.vocabulary import AgencyKind, EvidenceKind


def list_agencies_of(kind: AgencyKind) -> Sequence[Agency]:
    """Return every agency of a kind, whatever its standing, in the order of the codes."""
    query = select(Agency).where(Agency.kind == kind).order_by(Agency.code).limit(AGENCIES_MAX)
    return db.session.scalars(query).all()


def list_case_people(case_id: int) -> Sequence[CasePerson]:
    """Return the agents and judges on record in a case, in the order of entry."""
    query = select(CasePerson).where(CasePerson.case_id == case_id)
    query = query.where(CasePerson.withdrawn_at.is_(None)).order_by(CasePerson.id).limit(500)
    return db.session.scalars(query).all()


def list_relations(agency_code: str) -> Sequence[AgencyRelation]:
    """Return the ties of an agency on record, newest first, those taken back included."""
    query = select(AgencyRelation).where(AgencyRelation.agency_code == agency_code)
    return db.session.scalars(query.order_by(AgencyRelation.id.desc()).limit(500)).all()


def relations_to(names: Collection[str], digests: Collection[str]) -> Sequence[AgencyRelation]:
    """Return the ties of all agencies to any of these people."""
    query = select(AgencyRelation).where(
        AgencyRelation.withdrawn_at.is_(None),
        or_(AgencyRelation.name.in_(names), AgencyRelation.id_digest.in_(digests)),
    )
    return db.session.scalars(query.order_by(AgencyRelation.id)).all()


def practitioners_among(digests: Collection[str]) -> list[tuple[str, str]]:
    """Return (agency code, digest) of the people who work for an agency and are among these."""
    query = select(Practitioner.agency_code, Practitioner.id_digest).where(
        Practitioner.id_digest.in_(digests), Practitioner.left_on.is_(None)
    )
    return [(code, digest) for code, digest in db.session.execute(query)]


def _counting() -> ColumnElement[bool]:
    annulled = select(EvidenceAnnulment.id).where(EvidenceAnnulment.evidence_id == Evidence.id)
    return ~exists(annulled)


def refusals_since(day: date) -> Mapping[str, tuple[date, ...]]:
    """Return by agency the days of refusals that count, from a day on (E11)."""
    query = select(Evidence.agency_code, Evidence.occurred_at).where(
        Evidence.kind == EvidenceKind.ACCEPTANCE,
        Evidence.is_good.is_(False),
        Evidence.occurred_at >= start_of_day(day),
        _counting(),
    )
    found: dict[str, tuple[date, ...]] = defaultdict(tuple)
    for code, moment in db.session.execute(query):
        found[code] = (*found[code], local_date(moment))
    return found


def pending_reviews() -> Mapping[str, tuple[date, str]]:
    """Return by agency the oldest negative review no judge has decided about since (E12)."""
    query = select(Evidence.agency_code, Evidence.recorded_at, Evidence.reference).where(
        Evidence.kind == EvidenceKind.REVIEW, Evidence.is_good.is_(False), _counting()
    )
    decided, found = last_court_decisions(), dict[str, tuple[date, str]]()
    for code, moment, reference in db.session.execute(query.order_by(Evidence.id)):
        if code not in decided or decided[code] < moment:
            found.setdefault(code, (local_date(moment), reference))
    return found


def record_sizes() -> Mapping[str, int]:
    """Return by agency how many pieces of evidence there are."""
    query = select(Evidence.agency_code, func.count()).group_by(Evidence.agency_code)
    return {str(code): count for code, count in db.session.execute(query)}


def commissions_since(moment: datetime) -> Mapping[str, int]:
    """Return by agency how many commissions it took since a moment, for the load factor."""
    query = (
        select(Evidence.agency_code, func.count())
        .where(
            Evidence.kind == EvidenceKind.ACCEPTANCE,
            Evidence.is_good.is_(True),
            Evidence.occurred_at >= moment,
        )
        .group_by(Evidence.agency_code)
    )
    return {str(code): count for code, count in db.session.execute(query)}
