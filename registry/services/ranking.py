"""Score an agency anew on each event; a version is never changed."""

from datetime import datetime

from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.store import db, unit_of_work
from app.store.locks import lock_names, lock_row
from registry import queries
from registry.models import Agency, Score, ScoreRun
from registry.queries import scores as reads
from registry.rules.scoring.model import model_of, version_of
from registry.rules.scoring.panel import default_panel
from registry.rules.scoring.tiers import FIRST_TIER
from registry.services.nightly import make_run, run_nightly
from registry.services.recomputing import recompute_all
from registry.services.snapshots import panel_of, profiles_of, row_of, take_snapshot, tell
from registry.vocabulary import AgencyKind
from registry.vocabulary.scores import ScoreTrigger

__all__ = ["make_run", "recompute_all", "rescore", "run_nightly"]


def rescore(
    agency_code: str,
    *,
    trigger: ScoreTrigger | str,
    evidence_id: int | None = None,
    decision_no: str = "",
    actor: Actor,
    at: datetime,
) -> Score | None:
    """Score one agency after an event; None when nothing changed. Joins the caller's work."""
    with unit_of_work() as work:
        agency = lock_row(Agency, code=agency_code)
        db.session.flush()
        run = queries.latest_run() or _first_run(at)
        previous = queries.latest_score(agency_code)
        snapshot = take_snapshot(
            profiles_of([agency])[agency_code],
            reads.events_of([agency_code]).get(agency_code, []),
            panel_of(run, agency.kind),
            on=local_date(at),
            tier=previous.tier if previous else FIRST_TIER,
            marks=reads.marks_of([agency_code])[agency_code],
        )
        if previous is not None and list(snapshot.card.parts) == previous.parts:
            return None
        values = row_of(snapshot, run, previous, agency_code, at)
        values |= {
            "trigger": ScoreTrigger(trigger),
            "evidence_id": evidence_id,
            "decision_no": decision_no,
        }
        score = Score(**values)
        db.session.add(score)
        db.session.flush()
        tell(work, agency, values, actor=actor, at=at)
        return score


def _first_run(at: datetime) -> ScoreRun:
    """Keep the published defaults as a run, for events before the first night."""
    lock_names("registry.first_run")
    if (run := queries.latest_run()) is not None:
        return run
    on = local_date(at)
    run = ScoreRun(
        trigger=ScoreTrigger.EVIDENCE,
        as_of=at,
        model=version_of(on),
        priors={str(kind): default_panel(model_of(kind, on)).as_dict() for kind in AgencyKind},
        evidence_upto=0,
        annulled_upto=0,
        panel=0,
    )
    db.session.add(run)
    db.session.flush()
    return run
