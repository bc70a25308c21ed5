"""What moved a score, entry by entry, as the agency and the deciding court see it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.kernel.calendar import local_date
from registry import queries
from registry.messages import cause_sentence
from registry.models import Evidence, EvidenceAnnulment, Score, ScoreObjection
from registry.queries import score_objections as objections
from registry.rules.score_objections import last_day_to_object
from registry.vocabulary.scores import ScoreTrigger


@dataclass(frozen=True)
class Entry:
    """One piece of evidence with what it did to the score and what was said against it."""

    evidence: Evidence
    sentence: str
    #: The version that counted it first, if the score moved at all.
    move: Score | None
    annulment: EvidenceAnnulment | None
    #: The version that no longer counts it.
    undone: Score | None
    objection: ScoreObjection | None
    last_day: date
    may_object: bool


@dataclass(frozen=True)
class Entries:
    """One page of entries, newest first."""

    items: tuple[Entry, ...]
    next: str | None


def entries_of(agency_code: str, *, after: int | None, at: datetime) -> Entries:
    """Return one page of what was recorded about an agency."""
    page = queries.list_evidence(agency_code, after)
    return Entries(tuple(_entries(agency_code, page.items, at)), page.next)


def entry_of(evidence: Evidence, *, at: datetime) -> Entry:
    """Return one entry by itself."""
    return _entries(evidence.agency_code, [evidence], at)[0]


def _entries(agency_code: str, rows: Sequence[Evidence], at: datetime) -> list[Entry]:
    ids = [row.id for row in rows]
    moves = objections.list_moves(agency_code, ids)
    counted = {move.evidence_id: move for move in moves if move.trigger is ScoreTrigger.EVIDENCE}
    undone = {move.evidence_id: move for move in moves if move.trigger is ScoreTrigger.DECISION}
    annulments = queries.list_annulments(ids)
    made = objections.score_objections_to(ids)
    return [
        _entry(row, counted.get(row.id), annulments.get(row.id), undone.get(row.id), made, at)
        for row in rows
    ]


def _entry(
    row: Evidence,
    move: Score | None,
    annulment: EvidenceAnnulment | None,
    undone: Score | None,
    made: dict[int, ScoreObjection],
    at: datetime,
) -> Entry:
    last_day = last_day_to_object(row.recorded_at)
    objection = made.get(row.id)
    return Entry(
        evidence=row,
        sentence=cause_sentence(row.cause, row.told),
        move=move,
        annulment=annulment,
        undone=undone,
        objection=objection,
        last_day=last_day,
        may_object=objection is None
        and annulment is None
        and row.court_id is not None
        and local_date(at) <= last_day,
    )
