"""How far the sealer is behind: what /readyz, /metrics and fsck show."""

from app.scheduling.facade import find_beat
from app.trail.sealing import count_unsealed
from app.trail.stored_tree import newest_checkpoint

#: The name of the sealer's row among the heartbeats.
NAME = "sealer"
#: Every committed fact is in the tree within so many seconds (reliability L6, P90).
MERGE_DELAY_SECONDS = 5.0


def lag_seconds() -> float | None:
    """Return for how long a committed fact may have waited for its place; None: never sealed.

    Zero while nothing waits; else the age of the sealer's last good round, by the database.
    """
    newest = newest_checkpoint()
    if not count_unsealed(newest.horizon if newest else 0, most=1):
        return 0.0
    beat = find_beat(NAME)
    return None if beat is None else beat.age.total_seconds()
