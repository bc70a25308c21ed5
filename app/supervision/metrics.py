"""Figures for Prometheus: those of the process, and a few of the platform at each scrape."""

from prometheus_client import REGISTRY, Gauge, generate_latest

from app.scheduling.facade import find_beat, wall_drift
from app.supervision import queries
from app.supervision.log.lag import lag_seconds
from app.trail.stored_tree import newest_checkpoint
from app.web.modules import loaded

BEAT_AGE = Gauge("mingchui_clock_beat_age_seconds", "Seconds since the clock process beat")
BEAT_FAILURES = Gauge("mingchui_clock_beat_failures", "Timers that failed in the last beat")
BEAT_WORK = Gauge("mingchui_clock_beat_work_seconds", "How long the last beat worked")
READER_UNREAD = Gauge("mingchui_reader_unread", "Facts a reader has still to read", ["reader"])
READER_STOPPED = Gauge(
    "mingchui_reader_stopped", "1 while a reader cannot handle its next fact", ["reader"]
)
SEALER_LAG = Gauge("mingchui_sealer_lag_seconds", "How long a fact may have waited for its place")
LOG_SIZE = Gauge("mingchui_log_size", "Facts under the newest signed root")
WALL_DRIFT = Gauge("mingchui_wall_drift_seconds", "This machine's clock against the database's")


def scrape() -> bytes:
    """Return all figures in Prometheus text form."""
    beat = find_beat()
    if beat is not None:
        BEAT_AGE.set(beat.age.total_seconds())
        BEAT_FAILURES.set(beat.failures)
        BEAT_WORK.set(beat.work_ms / 1000)
    stopped = {row.reader for row in queries.stopped_readers()}
    for module in loaded():
        for reader in module.readers:
            READER_UNREAD.labels(reader.name).set(queries.count_unread(reader))
            READER_STOPPED.labels(reader.name).set(reader.name in stopped)
    lag, newest = lag_seconds(), newest_checkpoint()
    SEALER_LAG.set(float("inf") if lag is None else lag)
    LOG_SIZE.set(newest.size if newest else 0)
    WALL_DRIFT.set(wall_drift().total_seconds())
    return generate_latest(REGISTRY)
