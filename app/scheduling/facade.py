"""What other parts may ask of the clock."""

from app.scheduling.leadership import Leadership
from app.scheduling.queries import Beat, find_beat
from app.scheduling.services.rehearsal import jump_to
from app.scheduling.services.ticking import count_failure, holder_name, leave_beat, tick
from app.scheduling.services.timekeeping import (
    apply_rehearsal,
    is_time_trusted,
    law_time,
    sync_time,
    wall_drift,
)
from app.scheduling.web_time import keep_time

__all__ = [
    "Beat",
    "Leadership",
    "apply_rehearsal",
    "count_failure",
    "find_beat",
    "holder_name",
    "is_time_trusted",
    "jump_to",
    "keep_time",
    "law_time",
    "leave_beat",
    "sync_time",
    "tick",
    "wall_drift",
]
