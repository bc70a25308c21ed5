"""Versions of scores before they are written down: pure of everything but what was read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.store import Work
from registry import facts
from registry.models import Agency, Score, ScoreRun
from registry.queries import scores as reads
from registry.rules.scoring.model import model_of, version_of
from registry.rules.scoring.panel import Panel, PanelBuilder
from registry.rules.scoring.parts import Card, Profile, score_card
from registry.rules.scoring.tally import Event
from registry.rules.scoring.tiers import Record, next_tier
from registry.vocabulary import AgencyKind, Tier


@dataclass(frozen=True)
class Snapshot:
    """A version before it is written down."""

    card: Card
    tier: Tier
    profile: Profile
    marks: tuple[int, int]


def take_snapshot(
    profile: Profile,
    events: Sequence[Event],
    panel: Panel,
    *,
    on: date,
    tier: Tier,
    quarters: Sequence[float | None] | None = None,
    marks: tuple[int, int],
) -> Snapshot:
    """Score an agency from values alone; the tier moves only where quarters are given."""
    card = score_card(profile, events, panel, on)
    if quarters is not None:
        days = (on - profile.sanctioned_on).days if profile.sanctioned_on else None
        record = Record(tier, card.total, card.on_time_ever, card.on_time.all, days, quarters)
        tier = next_tier(record, model_of(profile.kind, on)).tier
    return Snapshot(card, tier, profile, marks)


def profiles_of(agencies: Sequence[Agency]) -> dict[str, Profile]:
    """Return what counts of agencies beside their evidence."""
    decided = reads.sanctions([agency.code for agency in agencies])
    found = {}
    for agency in agencies:
        sanctioned_on, restarted_on = decided.get(agency.code, (None, None))
        found[agency.code] = Profile(
            kind=agency.kind,
            grade=agency.grade,
            staff=sum(agency.appraisers.values()),
            restarted_on=restarted_on,
            sanctioned_on=sanctioned_on,
        )
    return found


def panel_of(run: ScoreRun, kind: AgencyKind) -> Panel:
    """Return the priors a run keeps for a kind."""
    return Panel.from_dict(run.priors[str(kind)])


def priors_of(on: date, evidence_upto: int, annulled_upto: int) -> dict[str, Any]:
    """Return what the panel of each kind tells, from the evidence up to the marks alone."""
    priors = {}
    for kind in AgencyKind:
        builder = PanelBuilder(kind, on)
        stream = reads.stream_events(kind, evidence_upto=evidence_upto, annulled_upto=annulled_upto)
        for code, events in stream:
            builder.add(code, events)
        priors[str(kind)] = builder.build().as_dict()
    return priors


def row_of(
    snapshot: Snapshot, run: ScoreRun, previous: Score | None, code: str, as_of: datetime
) -> dict[str, Any]:
    """Return the columns of a version; what called it forth is the caller's to add."""
    return {
        "agency_code": code,
        "version": previous.version + 1 if previous else 1,
        "run_id": run.id,
        "model": version_of(local_date(as_of)),
        "as_of": as_of,
        "total": snapshot.card.total,
        "parts": list(snapshot.card.parts),
        "tier": snapshot.tier,
        "previous_total": previous.total if previous else None,
        "evidence_upto": snapshot.marks[0],
        "annulled_upto": snapshot.marks[1],
        "profile": snapshot.profile.as_dict(),
    }


def tell(
    work: Work, agency: Agency, values: Mapping[str, Any], *, actor: Actor, at: datetime
) -> None:
    """Record that a score moved."""
    before = values["previous_total"]
    work.record(
        facts.ScoreChanged(
            code=agency.code,
            agency_name=agency.name,
            total=f"{values['total']:.2f}",
            previous="—" if before is None else f"{before:.2f}",
            version=values["version"],
            tier=str(values["tier"]),
            cause=str(values["trigger"]),
        ),
        actor=actor,
        at=at,
    )
