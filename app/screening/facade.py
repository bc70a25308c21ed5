"""What modules that check may call: record a finding, say what they screen."""

from app.screening.queries import (
    count_open_of,
    list_findings_of,
    list_open_of,
    list_verdicts,
)
from app.screening.screens import NamedPaddle, Screened, ScreenWords, register_screened
from app.screening.services import Clue, ShownSignal, make_finding

__all__ = [
    "Clue",
    "NamedPaddle",
    "ScreenWords",
    "Screened",
    "ShownSignal",
    "count_open_of",
    "list_findings_of",
    "list_open_of",
    "list_verdicts",
    "make_finding",
    "register_screened",
]
