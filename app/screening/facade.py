"""What modules that check may call: record a finding, say what they screen."""

from app.screening.queries import (
    count_of,
    count_of_court,
    count_open,
    count_open_of,
    get_finding,
    list_findings,
    list_findings_of,
    list_open,
    list_open_of,
    list_verdicts,
)
from app.screening.screens import NamedPaddle, Screened, ScreenWords, register_screened
from app.screening.services import Clue, ShownSignal, close_finding, make_finding
from app.screening.wire import findings_on_wire

__all__ = [
    "Clue",
    "NamedPaddle",
    "ScreenWords",
    "Screened",
    "ShownSignal",
    "close_finding",
    "count_of",
    "count_of_court",
    "count_open",
    "count_open_of",
    "findings_on_wire",
    "get_finding",
    "list_findings",
    "list_findings_of",
    "list_open",
    "list_open_of",
    "list_verdicts",
    "make_finding",
    "register_screened",
]
