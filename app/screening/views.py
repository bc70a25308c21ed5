"""A finding as its page shows it: every number with a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from app.screening.models import Finding
from app.screening.screens import ScreenWords, screened
from app.screening.services import tenths
from app.screening.vocabulary import ScreenCode


@dataclass(frozen=True)
class SignalLine:
    """One signal with its number and points."""

    screen: str
    words: str
    points: str


@dataclass(frozen=True)
class FindingView:
    """What the page of a finding needs."""

    points: str
    threshold: str
    lines: Sequence[SignalLine]
    screens: Sequence[tuple[str, ScreenWords]]
    subject_url: str


def words_of(screen: str) -> ScreenWords:
    """Return the words of a screen; its bare code where no module knows it."""
    known = screened().screens
    return known.get(screen, ScreenWords(screen, "", ""))


def sentence_of(signal: dict[str, Any]) -> str:
    """Return a signal in a sentence with its number; its bare name where no module knows it."""
    words = screened().signals.get(signal["signal"])
    return str(words) % {"value": signal["value"]} if words else signal["signal"]


def view_of(finding: Finding) -> FindingView:
    """Return a finding in words."""
    codes = sorted({one["screen"] for one in finding.signals}, key=lambda code: int(code[1:]))
    return FindingView(
        points=tenths(finding.points_tenths),
        threshold=tenths(finding.threshold_tenths),
        lines=[
            SignalLine(one["screen"], sentence_of(one), one["points"]) for one in finding.signals
        ],
        screens=[(code, words_of(code)) for code in codes],
        subject_url=screened().url_of(finding.subject),
    )


def title_of(screen: ScreenCode) -> str:
    """Return the name of a screen for lists."""
    return _("%(code)s %(title)s", code=screen.value, title=str(words_of(screen).title))
