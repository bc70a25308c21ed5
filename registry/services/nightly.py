"""The nightly run: the panel is read once, then everybody is scored by what it told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import insert, select

from app.kernel.actors import SYSTEM
from app.kernel.calendar import SHANGHAI, local_date
from app.kernel.facts import stamp
from app.store import Work, db, unit_of_work
from app.store.locks import limit_waiting, lock_names
from registry import facts, queries
from registry.models import Agency, Score, ScoreRun, ScoreRunStep
from registry.queries import scores as reads
from registry.rules.scoring.model import model_of, version_of
from registry.rules.scoring.panel import Panel
from registry.rules.scoring.tiers import FIRST_TIER, TailTest, tail_tests
from registry.services import standing
from registry.services.snapshots import (
    Snapshot,
    panel_of,
    priors_of,
    profiles_of,
    row_of,
    take_snapshot,
    tell,
)
from registry.vocabulary import AgencyKind, EvidenceKind, Standing, StandingGround, Tier
from registry.vocabulary.scores import ScoreTrigger

#: Policy: the whole list is scored anew once a day, from this hour on.
NIGHTLY_FROM = time(2)
#: So many agencies are locked at once: writers of evidence wait less than their limit.
BATCH = 100
#: Policy: what a night moves by less is not worth a version; decay alone moves everybody a little.
VERSION_MIN = 0.005
#: Policy: what a night moves by less is told on the agency's page, but not as a fact of its own.
TOLD_MIN = 0.5
#: Policy: a negative review older than this no longer puts anybody on probation.
REVIEW_DAYS = 180
#: Sorts behind every credit code.
PAST_THE_END = "~"
_RESTS_ON = {
    "timeliness": (EvidenceKind.TIMELINESS, StandingGround.TAIL_TEST),
    "review": (EvidenceKind.REVIEW, StandingGround.NEGATIVE_REVIEW),
}


@dataclass(frozen=True)
class Draft:
    """What a run found of one agency; ``values`` only where a version is to be written."""

    agency: Agency
    snapshot: Snapshot
    values: Mapping[str, Any] | None
    #: The tier before; None for somebody scored for the first time.
    was: Tier | None

    @property
    def is_worth_telling(self) -> bool:
        """Whether the move is a fact of its own."""
        if self.values is None or self.was is None:
            return False
        moved = abs(self.values["total"] - self.values["previous_total"])
        return bool(moved >= TOLD_MIN or self.was is not self.snapshot.tier)


def is_due(at: datetime) -> bool:
    """Say whether tonight's run is still to be made or to be ended."""
    if at.astimezone(SHANGHAI).time() < NIGHTLY_FROM:
        return False
    latest = reads.latest_nightly_run()
    if latest is not None and local_date(latest[0].as_of) >= local_date(at):
        return latest[1] is None or not latest[1].is_last
    return bool(reads.list_codes_after("", 1))


def run_nightly(at: datetime) -> int:
    """Do a part of tonight's run if it is due: so no lot waits for it; return versions made."""
    if not is_due(at):
        return 0
    latest = reads.latest_nightly_run()
    if latest is not None and local_date(latest[0].as_of) >= local_date(at):
        run = latest[0]
    else:
        run = begin_run(at=at)
    return score_next(run, at=at)


def make_run(*, at: datetime) -> ScoreRun:
    """Make a whole run now, whatever the hour: after a history was loaded, or by hand."""
    run = begin_run(at=at)
    run_id = run.id
    while (step := reads.latest_step(run_id)) is None or not step.is_last:
        score_next(db.session.get_one(ScoreRun, run_id), at=at)
    return db.session.get_one(ScoreRun, run_id)


def begin_run(*, at: datetime) -> ScoreRun:
    """Read the whole panel up to a mark and keep what it tells; nobody is scored yet."""
    with unit_of_work():
        # In a work of its own: what comes before the mark has ended, and nobody waits longer.
        evidence_upto, annulled_upto = queries.evidence_marks()
    with unit_of_work():
        priors = priors_of(local_date(at), evidence_upto, annulled_upto)
        run = ScoreRun(
            trigger=ScoreTrigger.NIGHTLY,
            as_of=at,
            model=version_of(local_date(at)),
            priors=priors,
            evidence_upto=evidence_upto,
            annulled_upto=annulled_upto,
            panel=reads.count_agencies(),
        )
        db.session.add(run)
        db.session.flush()
        return run


def score_next(run: ScoreRun, *, at: datetime) -> int:
    """Score the next agencies of a run, each at its own mark; return how many got a version."""
    with unit_of_work() as work:
        lock_names("registry.score_run")
        run_id, step = run.id, reads.latest_step(run.id)
        if step is not None and step.is_last:
            return 0
        codes = reads.list_codes_after(step.upto_code if step else "", BATCH)
        agencies = _lock(codes)
        drafts = _drafts(run, agencies)
        rows = [draft.values for draft in drafts if draft.values is not None]
        if rows:
            db.session.execute(insert(Score), rows)
        is_last = len(codes) < BATCH
        db.session.add(
            ScoreRunStep(
                run_id=run_id,
                upto_code=codes[-1] if codes else PAST_THE_END,
                is_last=is_last,
                looked_at=len(codes),
                changed=len(rows),
                done_at=at,
            )
        )
        db.session.flush()
        for draft in drafts:
            if draft.values is not None and draft.is_worth_telling:
                tell(work, draft.agency, draft.values, actor=SYSTEM, at=at)
        if is_last:
            _tell_run(work, run, at=at)
        failing = _failing(run, drafts)
    for code, ground, numbers in failing:
        standing.place_on_probation_by_rule(code=code, ground=ground, numbers=numbers, at=at)
    return len(rows)


def _lock(codes: Sequence[str]) -> Sequence[Agency]:
    """Lock the agencies in the order of codes: evidence of theirs is complete from here on."""
    limit_waiting()
    query = select(Agency).where(Agency.code.in_(codes)).order_by(Agency.code).with_for_update()
    return db.session.scalars(query.execution_options(populate_existing=True)).all()


def _drafts(run: ScoreRun, agencies: Sequence[Agency]) -> list[Draft]:
    """Return a snapshot of each, and the version to be written where it moved."""
    codes, on = [agency.code for agency in agencies], local_date(run.as_of)
    events, marks = reads.events_of(codes), reads.marks_of(codes)
    previous = {score.agency_code: score for score in reads.latest_scores(codes)}
    quarters, profiles = reads.quarter_totals(codes, on), profiles_of(agencies)
    panels = {kind: panel_of(run, kind) for kind in {agency.kind for agency in agencies}}
    drafts = []
    for agency in agencies:
        code, before = agency.code, previous.get(agency.code)
        # An event may have been scored since the run began: its day stands.
        as_of = max(run.as_of, before.as_of) if before else run.as_of
        snapshot = take_snapshot(
            profiles[code],
            events.get(code, []),
            panels[agency.kind],
            on=local_date(as_of),
            tier=before.tier if before else FIRST_TIER,
            quarters=quarters[code],
            marks=marks[code],
        )
        values = None
        if before is None or _has_moved(snapshot, before, run):
            values = row_of(snapshot, run, before, code, as_of)
            values |= {"trigger": ScoreTrigger.NIGHTLY, "evidence_id": None, "decision_no": ""}
        drafts.append(Draft(agency, snapshot, values, before.tier if before else None))
    return drafts


def _has_moved(snapshot: Snapshot, before: Score, run: ScoreRun) -> bool:
    return (
        abs(snapshot.card.total - before.total) >= VERSION_MIN
        or snapshot.tier is not before.tier
        or before.model != run.model
    )


def _tell_run(work: Work, run: ScoreRun, *, at: datetime) -> None:
    work.record(
        facts.ScoresRecomputed(
            run_id=run.id,
            model=run.model,
            as_of=stamp(run.as_of),
            panel=run.panel,
            changed=reads.count_changed(run.id),
        ),
        actor=SYSTEM,
        at=at,
    )


def _failing(
    run: ScoreRun, drafts: Sequence[Draft]
) -> list[tuple[str, StandingGround, dict[str, Any]]]:
    """Return whom a rule puts on probation tonight, by what ground and figures."""
    found: list[tuple[str, StandingGround, dict[str, Any]]] = []
    fresh = reads.fresh_faults([draft.agency.code for draft in drafts])
    since = local_date(run.as_of) - timedelta(days=REVIEW_DAYS)
    panels = {kind: panel_of(run, kind) for kind in {draft.agency.kind for draft in drafts}}
    for draft in drafts:
        code = draft.agency.code
        if draft.agency.standing is not Standing.ELIGIBLE:
            continue
        reviewed_on = fresh.get((code, EvidenceKind.REVIEW))
        if reviewed_on is not None and reviewed_on >= since:
            found.append((code, StandingGround.NEGATIVE_REVIEW, {"reviews": "1"}))
            continue
        for test in _tests(run, draft, panels):
            kind, ground = _RESTS_ON[test.part]
            if test.is_failed and (code, kind) in fresh:
                found.append((code, ground, test.numbers()))
                break
    return found


def _tests(run: ScoreRun, draft: Draft, panels: Mapping[AgencyKind, Panel]) -> tuple[TailTest, ...]:
    kind, card = draft.agency.kind, draft.snapshot.card
    rates = panels[kind].rates
    model = model_of(kind, local_date(run.as_of))
    return tail_tests(card.on_time, rates["timeliness"], card.review, rates.get("review"), model)
