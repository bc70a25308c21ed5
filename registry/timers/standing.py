"""Measures against agencies whose time is over."""

from collections.abc import Callable, Sequence
from datetime import datetime

from registry.services.standing import end_due_decisions

TIMERS: Sequence[Callable[[datetime], object]] = (end_due_decisions,)
