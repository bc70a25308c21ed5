"""How long a night takes: 5,000 agencies with seventy pieces of evidence each, and one event."""

import time
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import text

from app.kernel.actors import SYSTEM
from app.store import db, unit_of_work
from registry.queries import scores as reads
from registry.services import nightly, ranking
from tests.bench.figures import Figure, quantile
from tests.support.web import make_app

AGENCIES = 5_000
VERDICTS = 60
SALES = 10
EVENTS = 40
SLICE = 500
AT = datetime(2026, 3, 2, 18, 1, tzinfo=UTC)

_LIST = text(
    "INSERT INTO registry_agency (code, name, kind, fields, regions, grade, standing,"
    " standing_reason, licence_no, licence_expires_on, appraisers, open_commissions,"
    " controller_name, legal_representative, shareholders, address, phone, listed_on)"
    " SELECT 'BENCH' || lpad(n::text, 13, '0'), '机构' || n, 'appraisal', '{real_estate}',"
    " ARRAY[lpad((370100 + n % 17)::text, 6, '0')], 1 + n % 3, 'eligible', '', 'L' || n,"
    " DATE '2030-01-01', '{\"real_estate\": 8}', 0, '', '某', '[]', '', '', DATE '2019-05-01'"
    " FROM generate_series(:first, :last) n"
)
_VERDICTS = text(
    "INSERT INTO registry_evidence (agency_code, kind, is_good, reference, cause, told,"
    " rater_digest, occurred_at, recorded_at)"
    " SELECT 'BENCH' || lpad(n::text, 13, '0'),"
    " (ARRAY['timeliness', 'acceptance', 'objection', 'review', 'judge_rating'])[1 + k % 5],"
    " (n * 7 + k * 13) % 10 < 9, 'V' || k, 'in_time', '{}', '',"
    " TIMESTAMPTZ '2026-03-01' - make_interval(days => (n + k * 11) % 700), now()"
    " FROM generate_series(:first, :last) n, generate_series(1, :verdicts) k"
)
_SALES = text(
    "INSERT INTO registry_evidence (agency_code, kind, is_good, measure, reference, cause, told,"
    " rater_digest, occurred_at, recorded_at)"
    " SELECT 'BENCH' || lpad(n::text, 13, '0'), 'sale', NULL, jsonb_build_object("
    " 'appraised', '100000000', 'reserve', '70000000', 'price',"
    " CASE WHEN k % 5 = 0 THEN NULL ELSE (75000000 + (n * 37 + k * 911) % 40000000)::text END,"
    " 'appraised_on', to_char(DATE '2025-11-01' - (n + k * 70) % 600, 'YYYY-MM-DD'),"
    " 'ended_on', to_char(DATE '2026-03-01' - (n + k * 70) % 600, 'YYYY-MM-DD'),"
    " 'region_code', lpad((370100 + n % 17)::text, 6, '0'), 'nature', 'housing',"
    " 'failed_rounds', k % 3), 'S' || k, 'sold', '{}', '',"
    " TIMESTAMPTZ '2026-03-01' - make_interval(days => (n + k * 70) % 600), now()"
    " FROM generate_series(:first, :last) n, generate_series(1, :sales) k"
)


def measure(url: str, folder: Path) -> list[Figure]:
    """Return the time of a night, of its longest part, and of one event."""
    app = make_app(url, data_dir=folder)
    with app.app_context():
        _fill()
        began = time.perf_counter()
        run_id = nightly.begin_run(at=AT).id
        priors = time.perf_counter() - began
        parts = []
        while (step := reads.latest_step(run_id)) is None or not step.is_last:
            since = time.perf_counter()
            nightly.run_nightly(AT)
            parts.append(time.perf_counter() - since)
            db.session.remove()
        night = time.perf_counter() - began
        events = [_event(f"BENCH{index:013d}") for index in range(1, EVENTS + 1)]
        db.session.remove()
        db.engine.dispose()
    return [
        Figure("a night's scores of 5,000 agencies", AGENCIES / night, "agencies/s", 40),
        Figure("of this reading 350,000 pieces for the priors", priors, "s"),
        Figure("the longest part between two beats of the clock", max(parts) * 1000, "ms"),
        Figure("score of one agency after an event, p50", quantile(events, 0.5) * 1000, "ms"),
    ]


def _fill() -> None:
    """Write in slices, each well within the limit of a statement."""
    for first in range(1, AGENCIES + 1, SLICE):
        bounds = {"first": first, "last": min(first + SLICE - 1, AGENCIES)}
        with unit_of_work():
            db.session.execute(_LIST, bounds)
            db.session.execute(_VERDICTS, {**bounds, "verdicts": VERDICTS})
            db.session.execute(_SALES, {**bounds, "sales": SALES})
    with unit_of_work():
        db.session.execute(text("ANALYZE"))


def _event(code: str) -> float:
    began = time.perf_counter()
    with unit_of_work():
        db.session.execute(
            text(
                "INSERT INTO registry_evidence (agency_code, kind, is_good, reference, cause,"
                " told, rater_digest, occurred_at, recorded_at)"
                " VALUES (:code, 'timeliness', false, 'E', 'late', '{}', '', :at, :at)"
            ),
            {"code": code, "at": AT},
        )
        ranking.rescore(code, trigger="evidence", actor=SYSTEM, at=AT)
    return time.perf_counter() - began
