"""How the platform is, for the head of the wall: asked seldom, answered to all who look."""

import time
from dataclasses import dataclass, field
from typing import Any

from flask_babel import gettext as _

from app.supervision.facade import CHECK_WORDS, examine

#: Asked of the database again after this long, however many people look.
FRESH_SECONDS = 4.0


@dataclass
class Pulse:
    """The last examination in this process."""

    taken_at: float | None = None
    findings: list[dict[str, Any]] = field(default_factory=list)

    def take(self) -> list[dict[str, Any]]:
        """Return what each check of the platform saw, at most some seconds ago."""
        now = time.monotonic()
        if self.taken_at is None or now - self.taken_at >= FRESH_SECONDS:
            self.findings = [
                {"name": one.name, "is_fit": one.is_fit, "detail": one.detail} for one in examine()
            ]
            self.taken_at = now
        return self.findings


pulse = Pulse()


def names() -> dict[str, str]:
    """Return what each check is called on the page, in the reader's language."""
    return {name: str(words) for name, words in CHECK_WORDS.items()}


def troubles() -> dict[str, str]:
    """Return what it means to a judge that a check is not fit; what it saw is for operators."""
    return {
        "database": _("does not keep what it should; the operator has to look"),
        "migrations": _("the database is of another version than the program"),
        "clock": _("stands still: no lot opens or ends until it runs again"),
        "readers": _("behind: what follows from a payment or an end comes late"),
        "disk": _("almost full"),
        "time": _("strays from the clock that counts"),
        "sealer": _("behind: facts are kept and sealed later; bidding goes on"),
    }
