"""A finding for programs: paddles, numbers and words; never who stands behind a paddle."""

from collections.abc import Sequence
from typing import Any

from app.screening.models import Finding, FindingClosure
from app.screening.queries import closures_of
from app.screening.services import tenths
from app.screening.views import sentence_of, words_of


def findings_on_wire(findings: Sequence[Finding]) -> list[dict[str, Any]]:
    """Return some findings with how each was closed, as the API shows them."""
    closures = closures_of([finding.id for finding in findings])
    return [_on_wire(finding, closures.get(finding.id)) for finding in findings]


def _on_wire(finding: Finding, closure: FindingClosure | None) -> dict[str, Any]:
    codes = sorted({one["screen"] for one in finding.signals}, key=lambda code: int(code[1:]))
    # A rule has no points: that all its numbers were passed is one, which would tell nothing.
    has_points = not finding.card.startswith("rules")
    return {
        "no": finding.id,
        "screen": finding.screen.value,
        "title": str(words_of(finding.screen).title),
        "phase": finding.phase.value,
        "court_id": finding.court_id,
        "case_number": finding.case_number,
        "lot": finding.subject,
        "paddles": list(finding.paddles),
        "signals": [{**one, "words": sentence_of(one)} for one in finding.signals],
        "points": tenths(finding.points_tenths) if has_points else None,
        "threshold": tenths(finding.threshold_tenths) if has_points else None,
        "card": finding.card,
        "innocent": [{"screen": code, "words": str(words_of(code).innocent)} for code in codes],
        "found_at": finding.made_at,
        "state": "open" if closure is None else "closed",
        "closing": None if closure is None else _closing(closure),
    }


def _closing(closure: FindingClosure) -> dict[str, Any]:
    return {
        "outcome": closure.verdict.value,
        "reason": closure.reason,
        "closed_by": closure.closed_name,
        "closed_at": closure.closed_at,
    }
