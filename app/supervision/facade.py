"""What modules may show of the record."""

from app.supervision.timeline import Timeline, TimelineEntry, timeline_of

__all__ = ["Timeline", "TimelineEntry", "timeline_of"]
