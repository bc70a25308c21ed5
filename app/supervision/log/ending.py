"""Rest between rounds until somebody asks the process to end."""

import signal
import time
from types import FrameType

_STEP_SECONDS = 0.2


class Ending:
    """Hear SIGTERM and Ctrl-C. A flag, no lock: a handler that takes one may wait for itself."""

    def __init__(self) -> None:
        self.is_asked = False
        signal.signal(signal.SIGTERM, self._ask)
        signal.signal(signal.SIGINT, self._ask)

    def rest(self, seconds: float) -> bool:
        """Rest so long, or until the end is asked for; return whether it is."""
        until = time.monotonic() + seconds
        while not self.is_asked and (left := until - time.monotonic()) > 0:
            time.sleep(min(left, _STEP_SECONDS))
        return self.is_asked

    def _ask(self, _signal: int, _frame: FrameType | None) -> None:
        self.is_asked = True
