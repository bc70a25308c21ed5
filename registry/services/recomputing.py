"""Compute every stored version again from evidence; whoever doubts a score can do the same."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby

from app.kernel.calendar import local_date
from registry.models import Score, ScoreRun
from registry.queries import scores as reads
from registry.rules.scoring.panel import Panel
from registry.rules.scoring.parts import Profile
from registry.rules.scoring.tally import Event
from registry.rules.scoring.tiers import FIRST_TIER
from registry.services.snapshots import Snapshot, priors_of, take_snapshot
from registry.vocabulary.scores import ScoreTrigger


def recompute_all() -> list[str]:
    """Return every difference between what is stored and what follows; none is the promise."""
    runs = {run.id: run for run in reads.list_runs()}
    differences = list(_differing_runs(list(runs.values())))
    for code, scores in groupby(reads.stream_scores(), key=lambda score: str(score.agency_code)):
        differences += _differing_versions(code, list(scores), runs)
    return differences


def recompute_latest(limit: int = 200) -> list[str]:
    """Do the same for the newest run and the newest versions, fast enough for every night."""
    newest = reads.list_runs()[-1:]
    differences = list(_differing_runs(newest))
    runs = {run.id: run for run in reads.list_runs()}
    for code in reads.list_scored_codes(limit):
        versions = list(reads.list_scores(code))
        differences += _differing_versions(code, versions, runs, only_last=True)
    return differences


def _differing_runs(runs: Sequence[ScoreRun]) -> Iterator[str]:
    for run in runs:
        if run.trigger is not ScoreTrigger.NIGHTLY:
            continue
        found = priors_of(local_date(run.as_of), run.evidence_upto, run.annulled_upto)
        if found != run.priors:
            yield f"run {run.id}: the priors do not follow from the evidence up to its mark"


def _differing_versions(
    code: str, scores: Sequence[Score], runs: dict[int, ScoreRun], *, only_last: bool = False
) -> Iterator[str]:
    events = reads.events_with_annulments(code)
    for index, score in enumerate(scores):
        if only_last and index < len(scores) - 1:
            continue
        earlier = scores[:index]
        known = [
            event
            for event, annulled in events
            if event.id <= score.evidence_upto
            and (annulled is None or annulled > score.annulled_upto)
        ]
        found = _again(score, earlier, known, runs[score.run_id])
        for name, stored, computed in _compared(score, found):
            if stored != computed:
                yield f"{code} version {score.version}: {name} is {stored}, follows as {computed}"
        before = earlier[-1] if earlier else None
        if before is not None and score.version != before.version + 1:
            yield f"{code} version {score.version}: a version before it is missing"
        if score.previous_total != (before.total if before else score.previous_total):
            yield f"{code} version {score.version}: names another total before it"


def _again(
    score: Score, earlier: Sequence[Score], events: Sequence[Event], run: ScoreRun
) -> Snapshot:
    on = local_date(score.as_of)
    profile = Profile.from_dict(score.profile)
    is_nightly = score.trigger is ScoreTrigger.NIGHTLY
    return take_snapshot(
        profile,
        events,
        Panel.from_dict(run.priors[str(profile.kind)]),
        on=on,
        tier=earlier[-1].tier if earlier else FIRST_TIER,
        quarters=_quarters(earlier, local_date(run.as_of)) if is_nightly else None,
        marks=(score.evidence_upto, score.annulled_upto),
    )


def _quarters(earlier: Sequence[Score], on: date) -> tuple[float | None, ...]:
    """Return the totals at the ends of the last two quarters from the versions before."""
    totals: list[float | None] = []
    for end in reads.quarter_ends(on):
        before = [score.total for score in earlier if local_date(score.as_of) < end]
        totals.append(before[-1] if before else None)
    return tuple(totals)


def _compared(score: Score, found: Snapshot) -> Iterator[tuple[str, object, object]]:
    yield "the total", score.total, found.card.total
    yield "the tier", str(score.tier), str(found.tier)
    computed = {part["key"]: part for part in found.card.parts}
    stored = {part["key"]: part for part in score.parts}
    for key in stored.keys() | computed.keys():
        yield f"the part {key}", stored.get(key), computed.get(key)
