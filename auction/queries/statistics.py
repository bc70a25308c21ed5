"""Read what statistics count: the sheets of lots, the kept counts, and what waits to be counted."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, func, literal, select, text, tuple_

from app.store import db
from app.trail.reader import Reader
from auction.models import Lot, StatisticsCell, TouchedMonth
from auction.rules.tallying import LotSheet
from auction.vocabulary import PUBLIC_STATES, LotState, Outcome, Round, Venue
from auction.vocabulary.statistics import AGENCY, ALL_TIME, WHOLE, Level, month_bounds, month_of

#: By when a deposit is to be back: 24 hours after the end, on site by the end of the third day
#: after that of the sale (18号 art. 23, 20〔21〕 art. 10), as the order to the bank has it.
BACK_BY = """CASE l.venue WHEN 'traditional'
          THEN ((l.ended_at AT TIME ZONE 'Asia/Shanghai')::date + 4)::timestamp
            AT TIME ZONE 'Asia/Shanghai'
          ELSE l.ended_at + interval '24 hours' END"""
#: One row for each lot that was ever announced, as it stands at a moment.
_SHEETS = f"""
    SELECT l.no, l.court_code, l.appraisal_no, l.nature, l.venue, l.round, l.state, l.announced_at,
      l.opens_at, l.ended_at, l.start_price AS start_fen, l.reference_price AS reference_fen,
      r.outcome, r.price AS price_fen,
      coalesce(r.bid_count, 0) AS bids, coalesce(r.extensions, 0) AS extensions,
      CASE WHEN l.last_seq = 0 THEN 0 ELSE (SELECT count(DISTINCT b.paddle)
        FROM auction_bid b WHERE b.lot_id = l.id) END AS bidders,
      e.entrants, e.refunds, e.late_refunds, e.overdue_refunds, a.halts, a.ruled_at, a.handed_at,
      (SELECT max(p.decided_on) FROM auction_panel_decision p WHERE p.lot_id = l.id) AS decided_on,
      s.paid_at, d.execution_fee_fen, d.sale_cost_fen, coalesce(o.commission, 0) AS commission_fen
    FROM auction_lot l
    LEFT JOIN auction_result r ON r.lot_id = l.id
    LEFT JOIN auction_settlement s ON s.lot_id = l.id
    LEFT JOIN auction_outside_result o ON o.lot_id = l.id
    LEFT JOIN LATERAL (
      SELECT count(*) FILTER (WHERE paddle IS NOT NULL AND state <> 'left') AS entrants,
        count(*) FILTER (WHERE state IN ('lost', 'lapsed') AND qualified_at IS NOT NULL) AS refunds,
        count(*) FILTER (WHERE state IN ('lost', 'lapsed') AND qualified_at IS NOT NULL
          AND deposit_ended_at > {BACK_BY}) AS late_refunds,
        count(*) FILTER (WHERE state IN ('lost', 'lapsed') AND qualified_at IS NOT NULL
          AND deposit_ended_at IS NULL AND {BACK_BY} < :at) AS overdue_refunds
      FROM auction_enrollment WHERE lot_id = l.id) e ON true
    LEFT JOIN LATERAL (
      SELECT count(*) FILTER (WHERE action IN ('suspend', 'stay')) AS halts,
        max(acted_at) FILTER (WHERE action = 'rule') AS ruled_at,
        max(acted_at) FILTER (WHERE action = 'hand_over') AS handed_at
      FROM auction_act WHERE lot_id = l.id) a ON true
    LEFT JOIN LATERAL (
      SELECT coalesce(sum(amount) FILTER (WHERE ground = 'execution_fee'), 0)::bigint
          AS execution_fee_fen,
        coalesce(sum(amount) FILTER (WHERE ground = 'sale_cost'), 0)::bigint AS sale_cost_fen
      FROM auction_distribution WHERE lot_id = l.id) d ON true
    WHERE l.announced_at IS NOT NULL"""  # noqa: S608 - our own constant
_OF_MONTH = """
      AND l.court_code = :court_code AND (
        (l.announced_at >= :since AND l.announced_at < :until)
        OR (l.ended_at >= :since AND l.ended_at < :until))"""
_OF_COURT = " AND l.court_code = :court_code"
_PAGE = 2_000
_MONTH_SIGNS = len("2026-03")


def sheets_of_month(court_code: str, month: str, at: datetime) -> list[LotSheet]:
    """Return what is counted of a court's month: lots announced in it, and lots ended in it."""
    since, until = month_bounds(month)
    given = {"court_code": court_code, "since": since, "until": until, "at": at}
    rows = db.session.execute(text(_SHEETS + _OF_MONTH), given).mappings()
    return [_sheet(row) for row in rows]


def sheets_of_court(court_code: str, at: datetime) -> Iterator[LotSheet]:
    """Yield every lot that a court ever announced, read page by page."""
    rows = db.session.execute(
        text(_SHEETS + _OF_COURT),
        {"court_code": court_code, "at": at},
        execution_options={"yield_per": _PAGE},
    ).mappings()
    for row in rows:
        yield _sheet(row)


def _sheet(row: RowMapping) -> LotSheet:
    given: dict[str, Any] = dict(row)
    given["venue"], given["round"] = Venue(row["venue"]), Round(row["round"])
    given["state"] = LotState(row["state"])
    given["outcome"] = Outcome(row["outcome"]) if row["outcome"] else None
    return LotSheet(**given)


def courts_that_announced() -> list[str]:
    """Return the codes of the courts that ever announced a lot."""
    query = select(Lot.court_code).where(Lot.announced_at.is_not(None)).distinct()
    return sorted(db.session.scalars(query))


def find_court_id(court_code: str) -> int | None:
    """Return the number of a court by its code, as its lots have it, or None without a lot."""
    return db.session.scalar(select(Lot.court_id).where(Lot.court_code == court_code).limit(1))


def months_of_lots(nos: Iterable[str]) -> set[tuple[str, str]]:
    """Return the courts' months in which these lots are counted."""
    rows = db.session.execute(
        select(Lot.court_code, Lot.announced_at, Lot.ended_at).where(
            Lot.no.in_(list(nos)), Lot.announced_at.is_not(None)
        )
    )
    return {
        (court_code, month_of(moment))
        for court_code, *moments in rows
        for moment in moments
        if moment is not None
    }


def months_newly_overdue(at: datetime) -> set[tuple[str, str]]:
    """Return the courts' months in which a deposit became overdue since they were counted.

    Nothing happens at that moment, so no fact marks the month.
    """
    rows = db.session.execute(
        text(f"""
            SELECT DISTINCT l.court_code, c.period
            FROM auction_enrollment e JOIN auction_lot l ON l.id = e.lot_id
            JOIN auction_statistics_cell c ON c.level = 'court' AND c.place = l.court_code
              AND c.period = to_char(l.ended_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM')
              AND c.facet = 'all'
            WHERE e.deposit_ended_at IS NULL AND e.state IN ('lost', 'lapsed')
              AND e.qualified_at IS NOT NULL
              AND {BACK_BY} < :at AND {BACK_BY} >= c.counted_at"""),  # noqa: S608 - our own constant
        {"at": at},
    )
    return {(row[0], row[1]) for row in rows}


def unread_lots(reader: Reader) -> list[str]:
    """Return the numbers of the lots of which a reader has not read everything."""
    return list(
        db.session.scalars(
            text(
                # A finding names what it is about as its subject.
                "SELECT DISTINCT coalesce(e.payload ->> 'lot', e.payload ->> 'subject')"
                " FROM trail_entry e"
                " LEFT JOIN trail_cursor c ON c.reader = :reader"
                " WHERE e.name = ANY(:names) AND e.payload ?| array['lot', 'subject']"
                " AND (e.xid, e.id) > (coalesce(c.xid, 0), coalesce(c.entry_id, 0))"
            ).bindparams(reader=reader.name, names=list(reader.handles))
        )
    )


def touched_months() -> set[tuple[str, str]]:
    """Return the courts' months that wait to be counted anew."""
    query = select(TouchedMonth.court_code, TouchedMonth.month)
    return {(row[0], row[1]) for row in db.session.execute(query)}


@dataclass(frozen=True)
class Part:
    """Kept counts that are a part of a longer time or a wider place."""

    #: The period of the sum.
    period: str
    facet: str
    counts: dict[str, int]
    spreads: dict[str, dict[str, int]]


def parts_in_years(court_code: str, years: Iterable[str]) -> list[Part]:
    """Return the months of a court's years, each as a part of its year."""
    year = func.left(StatisticsCell.period, 4)
    return _parts(
        year,
        StatisticsCell.level == Level.COURT,
        StatisticsCell.place == court_code,
        func.length(StatisticsCell.period) == _MONTH_SIGNS,
        year.in_(list(years)),
    )


def parts_in_all_years(court_code: str) -> list[Part]:
    """Return the years of a court, each as a part of all time."""
    return _parts(
        literal(ALL_TIME),
        StatisticsCell.level == Level.COURT,
        StatisticsCell.place == court_code,
        func.length(StatisticsCell.period) == len("2026"),
    )


def parts_below(level: Level, parent: str, periods: Iterable[str]) -> list[Part]:
    """Return the periods of the places right below another, each as a part of its period."""
    return _parts(
        StatisticsCell.period,
        StatisticsCell.level == level,
        StatisticsCell.parent == parent,
        StatisticsCell.period.in_(list(periods)),
    )


def _parts(period: Any, *conditions: ColumnElement[bool]) -> list[Part]:
    query = select(period, StatisticsCell.facet, StatisticsCell.counts, StatisticsCell.spreads)
    return [Part(*row) for row in db.session.execute(query.where(*conditions))]


def find_cell(level: Level, place: str, period: str, facet: str = WHOLE) -> StatisticsCell | None:
    """Return the kept counts of one place, period and facet, or None where nothing happened."""
    return db.session.get(StatisticsCell, (level, place, period, facet))


def list_months(level: Level, place: str, first: str, last: str) -> Sequence[StatisticsCell]:
    """Return the whole counts of a place month by month, both ends among them, oldest first."""
    query = select(StatisticsCell).where(
        StatisticsCell.level == level,
        StatisticsCell.place == place,
        StatisticsCell.period.between(first, last),
        func.length(StatisticsCell.period) == _MONTH_SIGNS,
        StatisticsCell.facet == WHOLE,
    )
    return db.session.scalars(query.order_by(StatisticsCell.period)).all()


def list_facets(level: Level, place: str, period: str) -> Sequence[StatisticsCell]:
    """Return the counts of a place and period by category, venue and round."""
    query = select(StatisticsCell).where(
        StatisticsCell.level == level,
        StatisticsCell.place == place,
        StatisticsCell.period == period,
        StatisticsCell.facet != WHOLE,
        StatisticsCell.facet.not_like(f"{AGENCY}%"),
    )
    return db.session.scalars(query.order_by(StatisticsCell.facet)).all()


def list_agencies(
    level: Level, place: str, period: str, *, limit: int = 1_000
) -> Sequence[StatisticsCell]:
    """Return the counts of a place and period by the agency that appraised."""
    query = select(StatisticsCell).where(
        StatisticsCell.level == level,
        StatisticsCell.place == place,
        StatisticsCell.period == period,
        StatisticsCell.facet.like(f"{AGENCY}%"),
    )
    return db.session.scalars(query.order_by(StatisticsCell.facet).limit(limit)).all()


def list_places(
    level: Level, parent: str, period: str, *, limit: int = 500
) -> Sequence[StatisticsCell]:
    """Return the whole counts of the places right below another, in the order of their codes."""
    query = select(StatisticsCell).where(
        StatisticsCell.level == level,
        StatisticsCell.parent == parent,
        StatisticsCell.period == period,
        StatisticsCell.facet == WHOLE,
    )
    return db.session.scalars(query.order_by(StatisticsCell.place).limit(limit)).all()


def list_agency_years(*, limit: int = 20_000) -> Sequence[StatisticsCell]:
    """Return the counts of all courts by agency and year."""
    query = select(StatisticsCell).where(
        StatisticsCell.level == Level.PLATFORM,
        StatisticsCell.facet.like(f"{AGENCY}%"),
        func.length(StatisticsCell.period) == len("2026"),
    )
    ordered = query.order_by(StatisticsCell.facet, StatisticsCell.period)
    return db.session.scalars(ordered.limit(limit)).all()


def page_of_announced(year: str, *, after: int, limit: int) -> Sequence[Lot]:
    """Return lots announced in a year, Beijing time, in the order of their making."""
    since, until = month_bounds(f"{year}-01")[0], month_bounds(f"{year}-12")[1]
    query = select(Lot).where(
        Lot.announced_at >= since,
        Lot.announced_at < until,
        Lot.state.in_(PUBLIC_STATES),
        Lot.id > after,
    )
    return db.session.scalars(query.order_by(Lot.id).limit(limit)).all()


def page_of_months(
    level: Level, first: str, last: str, *, after: tuple[str, str] | None, limit: int
) -> list[StatisticsCell]:
    """Return whole counts of every place of a level month by month, by place and then month."""
    query = select(StatisticsCell).where(
        StatisticsCell.level == level,
        StatisticsCell.period.between(first, last),
        func.length(StatisticsCell.period) == _MONTH_SIGNS,
        StatisticsCell.facet == WHOLE,
    )
    key = tuple_(StatisticsCell.place, StatisticsCell.period)
    if after is not None:
        query = query.where(key > after)
    ordered = query.order_by(StatisticsCell.place, StatisticsCell.period)
    return list(db.session.scalars(ordered.limit(limit)))


def last_counted_at() -> datetime | None:
    """Return when anything was counted last, or None."""
    return db.session.scalar(
        select(StatisticsCell.counted_at).where(
            StatisticsCell.level == Level.PLATFORM,
            StatisticsCell.facet == WHOLE,
            StatisticsCell.period == ALL_TIME,
        )
    )


def sample_of_months(count: int) -> set[tuple[str, str]]:
    """Return some courts' months for which counts are kept, others each time."""
    query = (
        select(StatisticsCell.place, StatisticsCell.period)
        .where(
            StatisticsCell.level == Level.COURT,
            func.length(StatisticsCell.period) == _MONTH_SIGNS,
            StatisticsCell.facet == WHOLE,
        )
        .order_by(func.random())
        .limit(count)
    )
    return {(row[0], row[1]) for row in db.session.execute(query)}


def sums_that_differ() -> list[tuple[str, str, str]]:
    """Return places whose notices, ends or sales are not those of the places right below."""
    rows = db.session.execute(
        text("""
            SELECT level, place, period FROM (
              SELECT level, place, period, facet, 1 AS sign, counts FROM auction_statistics_cell
              WHERE level <> 'court'
              UNION ALL
              SELECT CASE level WHEN 'court' THEN 'city' WHEN 'city' THEN 'province'
                ELSE 'platform' END, parent, period, facet, -1, counts
              FROM auction_statistics_cell WHERE level <> 'platform') AS both_sides
            GROUP BY level, place, period, facet
            HAVING sum(sign * coalesce((counts ->> 'announced')::bigint, 0)) <> 0
              OR sum(sign * coalesce((counts ->> 'ended')::bigint, 0)) <> 0
              OR sum(sign * coalesce((counts ->> 'price_fen')::bigint, 0)) <> 0
            ORDER BY 1, 2, 3 LIMIT 20""")
    )
    return [(row[0], row[1], row[2]) for row in rows]


def facets_of_month(court_code: str, month: str) -> Sequence[StatisticsCell]:
    """Return the kept counts of a court's month by facet."""
    query = select(StatisticsCell).where(
        StatisticsCell.level == Level.COURT,
        StatisticsCell.place == court_code,
        StatisticsCell.period == month,
    )
    return db.session.scalars(query.execution_options(populate_existing=True)).all()
