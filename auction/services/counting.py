"""Keep the statistics: mark what changed, count it anew, add it up (P99)."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select, text, tuple_
from sqlalchemy.dialects.postgresql import insert as upsert

from app.kernel.clock import clock
from app.screening import facade as screening
from app.store import db, unit_of_work
from app.store.locks import lock_names
from appraisal import facade as appraisal
from auction.models import StatisticsCell, TouchedMonth
from auction.queries import statistics as queries
from auction.rules.tallying import Beside, Tally, tally_into
from auction.vocabulary.statistics import (
    AGENCY,
    ALL_TIME,
    BELOW,
    EVERYWHERE,
    WHOLE,
    Level,
    month_bounds,
    month_of,
)
from registry import facade as registry

#: How long a touched month waits, so that a busy one is not counted after every step (P99).
SETTLES_IN = timedelta(seconds=30)
#: Months counted in one beat of the clock, which has lots to close as well: with a million lots one
#: month takes a third of a second (`make bench`).
MONTHS_A_BEAT = 1
_LOCK = "auction.statistics"
#: Where a court stands whose place the registry does not know.
_NOWHERE = "000000"

#: A place and period: what one set of cells is about.
Key = tuple[Level, str, str]
#: The tallies of a place and period by facet, with the place it is a part of.
Counted = dict[Key, dict[str, Tally]]


def touch_lot(no: str) -> None:
    """Mark the months in which a lot is counted; the caller's transaction carries it."""
    touch_months(queries.months_of_lots([no]))


def touch_months(months: Iterable[tuple[str, str]]) -> None:
    """Mark courts' months to be counted anew."""
    now = clock.now()
    for court_code, month in sorted(months):
        first = upsert(TouchedMonth).values(
            court_code=court_code, month=month, touches=1, touched_at=now
        )
        # An update, not "do nothing": it waits for a count that is taking the row away.
        again = first.on_conflict_do_update(
            index_elements=[TouchedMonth.court_code, TouchedMonth.month],
            set_={"touches": TouchedMonth.touches + 1},
        )
        db.session.execute(again)


def touch_fees(*, case_number: str, at: datetime) -> None:
    """Mark the month in which the fee of an appraisal was settled."""
    case = registry.find_case(case_number)
    if case is not None:
        touch_months([(case.court_code, month_of(at))])


def recount_due_months(at: datetime) -> int:
    """Count some of the touched months that have settled; return how many."""
    with unit_of_work():
        touch_months(queries.months_newly_overdue(at) - queries.touched_months())
        due = (
            select(TouchedMonth.court_code, TouchedMonth.month)
            .where(TouchedMonth.touched_at <= at - SETTLES_IN)
            .order_by(TouchedMonth.touched_at, TouchedMonth.court_code, TouchedMonth.month)
            .limit(MONTHS_A_BEAT)
        )
        wanted = [(row[0], row[1]) for row in db.session.execute(due)]
        if wanted:
            lock_names(_LOCK)
            recount(wanted)
        return len(wanted)


def recount(months: Iterable[tuple[str, str]]) -> None:
    """Count courts' months from their lots, and all that is added up from them."""
    months, at = set(months), clock.now()
    key = tuple_(TouchedMonth.court_code, TouchedMonth.month)
    # First taken away, then counted: what happens meanwhile marks the month again.
    db.session.execute(delete(TouchedMonth).where(key.in_(months)))
    places = _Places()
    counted: Counted = {
        (Level.COURT, court_code, month): count_month(court_code, month, at)
        for court_code, month in months
    }
    _keep(counted, places, at)
    _add_up({court_code for court_code, _ in months}, {month for _, month in months}, places, at)


def count_month(court_code: str, month: str, at: datetime) -> dict[str, Tally]:
    """Return the tallies of a court's month by facet, from the lots as they stand at a moment."""
    sheets = queries.sheets_of_month(court_code, month, at)
    beside = Beside(
        agencies=appraisal.agencies_of(sheet.appraisal_no for sheet in sheets),
        findings=screening.count_of([sheet.no for sheet in sheets]),
    )
    found: dict[str, Tally] = {}
    for sheet in sheets:
        tally_into(found, sheet, month, beside)
    since, until = month_bounds(month)
    for fee in appraisal.fees_settled(court_code, since=since, until=until):
        _count_fee(found, fee)
    return found


def kept_tallies(court_code: str, month: str) -> dict[str, Tally]:
    """Return the tallies of a court's month by facet, as they are kept."""
    return {
        cell.facet: Tally.of_stored(cell.counts, cell.spreads)
        for cell in queries.facets_of_month(court_code, month)
    }


def _count_fee(found: dict[str, Tally], fee: appraisal.SettledFee) -> None:
    for facet in (WHOLE, f"{AGENCY}{fee.agency_code}") if fee.agency_code else (WHOLE,):
        counts = found.setdefault(facet, Tally()).counts
        counts["appraisals_settled"] += 1
        counts["appraisal_fee_fen"] += fee.total.fen


def rebuild() -> int:
    """Count everything from the beginning; return how many courts' months there are."""
    with unit_of_work():
        db.session.execute(text("SET LOCAL statement_timeout = 0"))
        lock_names(_LOCK)
        db.session.execute(delete(TouchedMonth))
        db.session.execute(delete(StatisticsCell))
        places, at = _Places(), clock.now()
        court_codes = set(queries.courts_that_announced()) | appraisal.courts_with_fees()
        months: set[str] = set()
        count = 0
        for court_code in sorted(court_codes):
            counted = _count_court(court_code, at)
            kept: Counted = {(Level.COURT, court_code, month): counted[month] for month in counted}
            _keep(kept, places, at)
            months |= counted.keys()
            count += len(counted)
        _add_up(court_codes, months, places, at)
        return count


def _count_court(court_code: str, at: datetime) -> dict[str, dict[str, Tally]]:
    """Return the tallies of every month of a court, read once."""
    found: dict[str, dict[str, Tally]] = {}
    court_id = queries.find_court_id(court_code)
    beside = Beside(
        agencies=appraisal.agencies_of_court(court_code),
        findings=screening.count_of_court(court_id) if court_id is not None else {},
    )
    for sheet in queries.sheets_of_court(court_code, at):
        for month in sheet.months:
            tally_into(found.setdefault(month, {}), sheet, month, beside)
    for fee in appraisal.fees_settled(court_code):
        _count_fee(found.setdefault(month_of(fee.settled_at), {}), fee)
    return found


class _Places:
    """Which place each court, city and province is a part of."""

    def __init__(self) -> None:
        self._regions = {court.code: court.region_code for court in registry.list_courts()}

    def above(self, level: Level, place: str) -> str:
        """Return the place that this one is a part of."""
        if level is Level.COURT:
            return f"{self._regions.get(place, _NOWHERE)[:4]}00"
        if level is Level.CITY:
            return f"{place[:2]}0000"
        return EVERYWHERE if level is Level.PROVINCE else ""


def _add_up(court_codes: set[str], months: set[str], places: _Places, at: datetime) -> None:
    """Add up years and all time of the courts, then city, province and platform."""
    years = {month[:4] for month in months}
    for court_code in court_codes:
        months_of_years = queries.parts_in_years(court_code, years)
        _keep(_summed(Level.COURT, court_code, months_of_years), places, at)
        all_years = queries.parts_in_all_years(court_code)
        _keep(_summed(Level.COURT, court_code, all_years), places, at)
    periods = {*months, *years, ALL_TIME}
    names = court_codes
    for wider, level in BELOW.items():
        names = {places.above(level, name) for name in names}
        for name in names:
            parts = queries.parts_below(level, name, periods)
            _keep(_summed(wider, name, parts), places, at)


def _summed(level: Level, place: str, parts: Iterable[queries.Part]) -> Counted:
    """Return the sums of parts by the period that each is counted towards."""
    found: Counted = {}
    for part in parts:
        facets = found.setdefault((level, place, part.period), {})
        facets.setdefault(part.facet, Tally()).add_stored(part.counts, part.spreads)
    return found


def _keep(counted: Counted, places: _Places, at: datetime) -> None:
    """Put the cells of places and periods in the stead of those that stood there.

    ``at`` is when counting began: what became overdue since then is counted again.
    """
    if not counted:
        return
    key = tuple_(StatisticsCell.level, StatisticsCell.place, StatisticsCell.period)
    db.session.execute(delete(StatisticsCell).where(key.in_(list(counted))))
    rows = [
        {
            "level": level,
            "place": place,
            "period": period,
            "facet": facet,
            "parent": places.above(level, place),
            "counts": tally.plain_counts(),
            "spreads": tally.plain_spreads(),
            "counted_at": at,
        }
        for (level, place, period), tallies in counted.items()
        for facet, tally in tallies.items()
    ]
    if rows:
        db.session.execute(insert(StatisticsCell), rows)
