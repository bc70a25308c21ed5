"""What modules may show of the record, of a case's story and of the desk; their open data."""

from app.supervision.chapters import chapters_of
from app.supervision.desk import tasks_of
from app.supervision.health import CHECK_WORDS, Finding, examine
from app.supervision.lateness.views import Line as DelayLine
from app.supervision.lateness.views import board_of as delays_of
from app.supervision.mandates.reading import note_refusal, record_sealed, require_lot
from app.supervision.timeline import Timeline, TimelineEntry, timeline_of

__all__ = [
    "CHECK_WORDS",
    "DelayLine",
    "Finding",
    "Timeline",
    "TimelineEntry",
    "chapters_of",
    "delays_of",
    "examine",
    "note_refusal",
    "record_sealed",
    "require_lot",
    "tasks_of",
    "timeline_of",
]
