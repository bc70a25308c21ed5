"""The nightly run of the ranking."""

from collections.abc import Callable, Sequence
from datetime import datetime

from registry.services.ranking import run_nightly

TIMERS: Sequence[Callable[[datetime], object]] = (run_nightly,)
