"""Read runs and scores, and evidence in the form that rules count."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import JSON, Date, Select, cast, exists, func, or_, select, text
from sqlalchemy.dialects.postgresql import aggregate_order_by, distinct_on

from app.kernel.calendar import SHANGHAI, local_date, start_of_day
from app.store import db
from registry.models import (
    Agency,
    Evidence,
    EvidenceAnnulment,
    Score,
    ScoreRun,
    ScoreRunStep,
    StandingDecision,
)
from registry.queries.agencies import AGENCIES_MAX
from registry.rules.scoring.tally import Event
from registry.vocabulary import (
    AgencyField,
    AgencyKind,
    DecisionState,
    EvidenceKind,
    StandingAct,
)
from registry.vocabulary.scores import ScoreTrigger

#: Versions of one agency that a chart may show: well over three years of nights.
SCORES_MAX = 1_500
#: Agencies, each with all its evidence, and scores that are held at once.
_ROWS_AT_ONCE = 200
_SANCTIONS = (StandingAct.PAUSE, StandingAct.STOP, StandingAct.PROBATION, StandingAct.DELIST)

_KINDS = {str(kind): kind for kind in EvidenceKind}

Gathered = Select[str, list[tuple[int, str, bool | None, str, dict[str, Any] | None, str]]]


def latest_run() -> ScoreRun | None:
    """Return the newest run, whose priors hold until the next."""
    return db.session.scalar(select(ScoreRun).order_by(ScoreRun.id.desc()).limit(1))


def latest_nightly_run() -> tuple[ScoreRun, ScoreRunStep | None] | None:
    """Return the newest run over the whole list, and how far it has come."""
    query = select(ScoreRun).where(ScoreRun.trigger == ScoreTrigger.NIGHTLY)
    run = db.session.scalar(query.order_by(ScoreRun.id.desc()).limit(1))
    return (run, latest_step(run.id)) if run is not None else None


def latest_step(run_id: int) -> ScoreRunStep | None:
    """Return how far a run has come, or None at its start."""
    query = select(ScoreRunStep).where(ScoreRunStep.run_id == run_id)
    return db.session.scalar(query.order_by(ScoreRunStep.id.desc()).limit(1))


def count_changed(run_id: int) -> int:
    """Count the new versions a run has made so far."""
    query = select(func.sum(ScoreRunStep.changed)).where(ScoreRunStep.run_id == run_id)
    return int(db.session.scalar(query) or 0)


def list_runs() -> Sequence[ScoreRun]:
    """Return every run, oldest first; one a night, so a year is some hundreds."""
    return db.session.scalars(select(ScoreRun).order_by(ScoreRun.id)).all()


def latest_score(code: str) -> Score | None:
    """Return the newest version of an agency's score, or None."""
    query = select(Score).where(Score.agency_code == code)
    return db.session.scalar(query.order_by(Score.version.desc()).limit(1))


def list_scores(code: str, limit: int = SCORES_MAX) -> Sequence[Score]:
    """Return the newest versions of an agency's score, oldest first."""
    query = select(Score).where(Score.agency_code == code)
    newest = db.session.scalars(query.order_by(Score.version.desc()).limit(limit)).all()
    return newest[::-1]


def latest_scores(codes: Collection[str] | None = None) -> Sequence[Score]:
    """Return the newest score of every agency that has one, in the order of the codes."""
    query = select(Score).ext(distinct_on(Score.agency_code))
    if codes is not None:
        query = query.where(Score.agency_code.in_(codes))
    query = query.order_by(Score.agency_code, Score.version.desc())
    return db.session.scalars(query.limit(AGENCIES_MAX)).all()


def quarter_ends(on: date) -> tuple[date, date]:
    """Return the days after the last two quarters that are over, older first."""
    first = date(on.year, on.month - (on.month - 1) % 3, 1)
    before = date(first.year - (first.month == 1), (first.month - 4) % 12 + 1, 1)
    return before, first


def quarter_totals(codes: Collection[str], on: date) -> dict[str, tuple[float | None, ...]]:
    """Return the totals at the ends of the last two quarters, older first, by agency."""
    ends = []
    for day in quarter_ends(on):
        query = (
            select(Score.agency_code, Score.total)
            .ext(distinct_on(Score.agency_code))
            .where(Score.agency_code.in_(codes), Score.as_of < start_of_day(day))
            .order_by(Score.agency_code, Score.version.desc())
        )
        ends.append(dict(db.session.execute(query).all()))
    return {code: tuple(end.get(code) for end in ends) for code in codes}


def sanctions(codes: Collection[str]) -> dict[str, tuple[date | None, date | None]]:
    """Return by agency the day of the last sanction, and of the return after a removal.

    A decision that an appeal overturned never was.
    """
    query = select(
        StandingDecision.agency_code,
        StandingDecision.act,
        StandingDecision.decided_at,
        StandingDecision.ended_at,
    ).where(
        StandingDecision.agency_code.in_(codes),
        StandingDecision.act.in_(_SANCTIONS),
        StandingDecision.state != DecisionState.OVERTURNED,
    )
    decided: dict[str, list[date]] = {}
    returned: dict[str, list[date]] = {}
    for code, act, decided_at, ended_at in db.session.execute(query):
        decided.setdefault(code, []).append(local_date(decided_at))
        if act is StandingAct.DELIST and ended_at is not None:
            returned.setdefault(code, []).append(local_date(ended_at))
    return {
        code: (max(days), max(returned[code]) if code in returned else None)
        for code, days in decided.items()
    }


def _events(evidence_upto: int | None, annulled_upto: int | None) -> Gathered:
    """Gather what counts as one row an agency: thousands of rows cost more to fetch than to add."""
    annulled = select(EvidenceAnnulment.id).where(EvidenceAnnulment.evidence_id == Evidence.id)
    if annulled_upto is not None:
        annulled = annulled.where(EvidenceAnnulment.id <= annulled_upto)
    piece = func.json_build_array(
        Evidence.id,
        Evidence.kind,
        Evidence.is_good,
        cast(func.timezone(SHANGHAI.key, Evidence.occurred_at), Date),
        Evidence.measure,
        Evidence.rater_digest,
    )
    pieces = func.json_agg(aggregate_order_by(piece, Evidence.id), type_=JSON)
    query = select(Evidence.agency_code, pieces).where(~exists(annulled))
    if evidence_upto is not None:
        query = query.where(Evidence.id <= evidence_upto)
    return query.group_by(Evidence.agency_code).order_by(Evidence.agency_code)


def events_of(
    codes: Collection[str],
    *,
    evidence_upto: int | None = None,
    annulled_upto: int | None = None,
) -> dict[str, list[Event]]:
    """Return what counts of some agencies, as known at two marks; unbounded, as a score is."""
    query = _events(evidence_upto, annulled_upto).where(Evidence.agency_code.in_(codes))
    return dict(_by_agency(query))


def stream_events(
    kind: AgencyKind, *, evidence_upto: int, annulled_upto: int
) -> Iterator[tuple[str, list[Event]]]:
    """Yield every agency of a kind with what counts of it, in the order of codes.

    Reading a whole panel may take longer than the limit that guards pages; nothing is locked.
    """
    db.session.execute(text("SET LOCAL statement_timeout = 0"))
    members = select(Agency.code).where(Agency.kind == kind)
    query = _events(evidence_upto, annulled_upto).where(Evidence.agency_code.in_(members))
    yield from _by_agency(query.execution_options(yield_per=_ROWS_AT_ONCE))


def _by_agency(query: Gathered) -> Iterator[tuple[str, list[Event]]]:
    for code, pieces in db.session.execute(query):
        yield (
            code,
            [
                Event(row_id, _KINDS[kind], is_good, date.fromisoformat(on), measure, rater)
                for row_id, kind, is_good, on, measure, rater in pieces
            ],
        )


def events_with_annulments(code: str) -> list[tuple[Event, int | None]]:
    """Return all evidence of an agency, each with the annulment that set it aside, if any."""
    query = (
        select(Evidence, EvidenceAnnulment.id)
        .outerjoin(EvidenceAnnulment, EvidenceAnnulment.evidence_id == Evidence.id)
        .where(Evidence.agency_code == code)
        .order_by(Evidence.id)
    )
    return [
        (
            Event(
                row.id,
                row.kind,
                row.is_good,
                local_date(row.occurred_at),
                row.measure,
                row.rater_digest,
            ),
            annulled,
        )
        for row, annulled in db.session.execute(query)
    ]


def fresh_faults(codes: Collection[str]) -> dict[tuple[str, EvidenceKind], date]:
    """Return the day of the newest late work and negative review of agencies, by both.

    Only what was noted after the last probation: what was once decided, and perhaps overturned on
    appeal, is not decided again by a rule on the same evidence.
    """
    annulled = select(EvidenceAnnulment.id).where(EvidenceAnnulment.evidence_id == Evidence.id)
    decided = (
        select(func.max(StandingDecision.decided_at))
        .where(
            StandingDecision.agency_code == Evidence.agency_code,
            StandingDecision.act == StandingAct.PROBATION,
        )
        .scalar_subquery()
    )
    query = (
        select(Evidence.agency_code, Evidence.kind, func.max(Evidence.occurred_at))
        .where(
            Evidence.agency_code.in_(codes),
            Evidence.kind.in_((EvidenceKind.TIMELINESS, EvidenceKind.REVIEW)),
            Evidence.is_good.is_(False),
            ~exists(annulled),
            or_(decided.is_(None), Evidence.recorded_at > decided),
        )
        .group_by(Evidence.agency_code, Evidence.kind)
    )
    return {(code, kind): local_date(at) for code, kind, at in db.session.execute(query)}


def list_scored_codes(limit: int) -> Sequence[str]:
    """Return the agencies whose scores moved last."""
    newest = func.max(Score.id)
    query = select(Score.agency_code).group_by(Score.agency_code)
    return db.session.scalars(query.order_by(newest.desc()).limit(limit)).all()


def marks_of(codes: Collection[str]) -> dict[str, tuple[int, int]]:
    """Return by agency its last evidence and last annulment; 0 where there is none."""
    evidence = select(Evidence.agency_code, func.max(Evidence.id)).where(
        Evidence.agency_code.in_(codes)
    )
    annulments = (
        select(Evidence.agency_code, func.max(EvidenceAnnulment.id))
        .join(Evidence, EvidenceAnnulment.evidence_id == Evidence.id)
        .where(Evidence.agency_code.in_(codes))
    )
    last = dict(db.session.execute(evidence.group_by(Evidence.agency_code)).all())
    gone = dict(db.session.execute(annulments.group_by(Evidence.agency_code)).all())
    return {code: (last.get(code) or 0, gone.get(code) or 0) for code in codes}


def list_codes_after(code: str, limit: int) -> Sequence[str]:
    """Return the next agencies of the list in the order of codes."""
    query = select(Agency.code).where(Agency.code > code).order_by(Agency.code).limit(limit)
    return db.session.scalars(query).all()


def count_agencies() -> int:
    """Count the agencies of the list, whatever their kind or standing."""
    return db.session.scalar(select(func.count()).select_from(Agency)) or 0


def stream_scores() -> Iterator[Score]:
    """Yield every stored version, agency by agency, oldest first."""
    query = select(Score).order_by(Score.agency_code, Score.version)
    yield from db.session.scalars(query.execution_options(yield_per=_ROWS_AT_ONCE))


def ranking_of(
    kind: AgencyKind, field: AgencyField | None = None, region: str = ""
) -> list[tuple[Agency, Score]]:
    """Return the agencies of a kind with their newest scores, the best first.

    ``region`` is any leading part of a place's code; equal totals stand in the order of codes.
    """
    newest = (
        select(Score.id)
        .ext(distinct_on(Score.agency_code))
        .order_by(Score.agency_code, Score.version.desc())
        .subquery()
    )
    query = (
        select(Agency, Score)
        .join(Score, Score.agency_code == Agency.code)
        .join(newest, newest.c.id == Score.id)
        .where(Agency.kind == kind, Agency.left_on.is_(None))
    )
    if field is not None:
        query = query.where(Agency.fields.contains([str(field)]))
    rows = db.session.execute(
        query.order_by(Score.total.desc(), Agency.code).limit(AGENCIES_MAX)
    ).all()
    return [
        (agency, score)
        for agency, score in rows
        if any(place.startswith(region) for place in agency.regions)
    ]
