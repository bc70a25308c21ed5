"""What modules may show of the record, of a case's story and of the desk; their open data."""

from app.supervision.chapters import chapters_of
from app.supervision.desk import tasks_of
from app.supervision.open_data import LICENCE, Column, Dataset, add_dataset, datasets
from app.supervision.timeline import Timeline, TimelineEntry, timeline_of

__all__ = [
    "LICENCE",
    "Column",
    "Dataset",
    "Timeline",
    "TimelineEntry",
    "add_dataset",
    "chapters_of",
    "datasets",
    "tasks_of",
    "timeline_of",
]
