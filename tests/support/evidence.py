"""An agency with entries in its score, a closed commission, and the people around both."""

from datetime import UTC, date, datetime
from typing import Any

from app.kernel.actors import SYSTEM, Actor
from app.kernel.permissions import Role
from registry.models import Evidence, RatingRound
from registry.services.evidence import note_evidence
from registry.services.rating import ask_for_ratings
from registry.vocabulary import EvidenceKind
from tests.support.books import Books

#: A Monday; ten working days later is Monday the 16th (no holiday in between).
MONDAY = datetime(2026, 3, 2, 2, tzinfo=UTC)
LAST_DAY = date(2026, 3, 16)
REFERENCE = "V-0102-2026-0001"


def person_of(agency_code: str, person_id: int = 301) -> Actor:
    """Return somebody who acts for an agency."""
    return Actor(person_id, "agency", "机构", frozenset({Role.AGENCY}), None, agency_code)


def noted(books: Books, agency_code: str, **changes: Any) -> Evidence:
    """Write down that a report was late, as the clock does."""
    given: dict[str, Any] = {
        "kind": EvidenceKind.TIMELINESS,
        "is_good": False,
        "reference": f"{REFERENCE}/1",
        "cause": "late",
        "told": {"appraisal_no": REFERENCE, "due_on": "2026-03-01"},
        "court_id": books.court_id,
        "case_number": books.case.number,
        "asset_no": books.asset.no,
        "occurred_at": MONDAY,
        "actor": SYSTEM,
        "at": MONDAY,
    }
    return note_evidence(agency_code=agency_code, **{**given, **changes})


def closed_commission(books: Books, agency_code: str) -> RatingRound:
    """Close a commission of an agency for the asset of the books."""
    return ask_for_ratings(
        reference=REFERENCE,
        agency_code=agency_code,
        asset_no=books.asset.no,
        actor=SYSTEM,
        at=MONDAY,
    )
