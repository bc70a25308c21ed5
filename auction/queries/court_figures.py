"""Read what a court sees of itself: deposits still out, and lots by the judge of their case."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text

from app.store import db
from auction.models import Lot, Result
from auction.queries.agenda import list_unfinished
from auction.queries.statistics import BACK_BY
from auction.vocabulary import Outcome

#: Lots with deposits out that one page lists; more are counted and not named.
OUT_MAX = 100
#: More unfinished lots than one court has; the newest are read.
READ_MAX = 1_000


@dataclass(frozen=True)
class DepositsOut:
    """The deposits of one ended lot that are still held, without whose they are."""

    lot: str
    title: str
    case_number: str
    ended_at: datetime
    back_by: datetime
    count: int


@dataclass
class CaseLots:
    """How many lots of one case want something, ended lately, and were sold then."""

    unfinished: int = 0
    ended: int = 0
    sold: int = 0


def list_deposits_out(court_id: int, limit: int = OUT_MAX) -> list[DepositsOut]:
    """Return the ended lots of a court with deposits that bought nothing and are still held."""
    rows = db.session.execute(
        text(f"""
            SELECT l.no, l.title, l.case_number, l.ended_at, {BACK_BY} AS back_by, count(*)
            FROM auction_enrollment e JOIN auction_lot l ON l.id = e.lot_id
            WHERE e.deposit_ended_at IS NULL AND e.state IN ('lost', 'lapsed')
              AND e.qualified_at IS NOT NULL AND l.ended_at IS NOT NULL AND l.court_id = :court_id
            GROUP BY l.id ORDER BY back_by, l.id LIMIT :limit"""),  # noqa: S608 - our own constant
        {"court_id": court_id, "limit": limit},
    )
    return [DepositsOut(*row) for row in rows]


def lots_by_case(court_id: int, court_code: str, since: datetime) -> dict[str, CaseLots]:
    """Return how many lots each case of a court has: unfinished, and ended since a moment."""
    found: dict[str, CaseLots] = defaultdict(CaseLots)
    for lot in list_unfinished(court_id, READ_MAX):
        found[lot.case_number].unfinished += 1
    query = (
        select(
            Lot.case_number,
            func.count(),
            func.count().filter(Result.outcome == Outcome.SOLD),
        )
        .join(Result, Result.lot_id == Lot.id)
        .where(Lot.court_code == court_code, Lot.ended_at >= since)
        .group_by(Lot.case_number)
    )
    for case_number, ended, sold in db.session.execute(query):
        found[case_number].ended, found[case_number].sold = ended, sold
    return found


def total_of(lots: Iterable[CaseLots]) -> CaseLots:
    """Return the sum of what several cases have."""
    total = CaseLots()
    for one in lots:
        total.unfinished += one.unfinished
        total.ended += one.ended
        total.sold += one.sold
    return total
