"""The kept counts of statistics are what the lots themselves say, asked of them in SQL."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.kernel.clock import Clock, clock
from app.store import unit_of_work
from auction.checks import statistics_are_a_recount
from auction.models import StatisticsCell
from auction.queries import statistics as queries
from auction.rules.figures import FIGURE_OF
from auction.rules.tallying import Tally
from auction.services import counting
from auction.vocabulary.statistics import ALL_TIME, EVERYWHERE, WHOLE, Level
from tests.support.many_lots import fill

LOTS = 10_000
#: Written apart from the code under test: one row a lot, then plain grouping.
BRUTE = """
WITH lots AS (
  SELECT l.*, c.region_code AS court_region, r.outcome, r.price AS hammer, r.bid_count,
    r.extensions AS moved,
    to_char(l.announced_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS noticed_in,
    to_char(l.ended_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM') AS ended_in,
    coalesce(p.agency_code, '') AS agency,
    (l.announced_at AT TIME ZONE 'Asia/Shanghai')::date AS noticed_on,
    (l.opens_at AT TIME ZONE 'Asia/Shanghai')::date AS opened_on,
    (l.ended_at AT TIME ZONE 'Asia/Shanghai')::date AS ended_on
  FROM auction_lot l LEFT JOIN appraisal_assignment p ON p.no = l.appraisal_no
  LEFT JOIN registry_court c ON c.code = l.court_code
  LEFT JOIN auction_result r ON r.lot_id = l.id),
mine AS (SELECT * FROM lots WHERE ({place}) AND ({facet})),
gone AS (SELECT * FROM mine WHERE {ended} AND ended_in IS NOT NULL),
notices AS (SELECT * FROM mine WHERE {noticed}),
ends AS (SELECT * FROM mine WHERE {ended} AND outcome IS NOT NULL),
sales AS (SELECT *, round((hammer - start_price) * 100.0 / start_price)::int AS premium,
  round(hammer * 100.0 / reference_price)::int AS ratio FROM ends WHERE outcome = 'sold'),
here AS (SELECT * FROM ends WHERE venue = 'internal'),
losers AS (SELECT e.deposit_ended_at AS back_at, gone.ended_at, venue, ended_on,
    (coalesce(e.deposit_ended_at, :now) AT TIME ZONE 'Asia/Shanghai')::date AS back_on
  FROM auction_enrollment e JOIN gone ON gone.id = e.lot_id WHERE e.state = 'lost'),
slow AS (SELECT back_at FROM losers WHERE CASE venue WHEN 'traditional' THEN back_on > ended_on + 3
  ELSE coalesce(back_at, :now) - ended_at > interval '1 day' END),
found AS (SELECT v.verdict FROM gone JOIN screening_finding f ON f.subject = gone.no
  LEFT JOIN screening_closure v ON v.finding_id = f.id),
paid AS (SELECT d.ground, d.amount FROM sales JOIN auction_distribution d ON d.lot_id = sales.id),
fees AS (SELECT s.total_fee FROM appraisal_fee_settlement s
  JOIN (SELECT id, court_code, agency_code AS agency FROM appraisal_assignment) AS a
    ON a.id = s.assignment_id
  JOIN (SELECT code, region_code AS court_region FROM registry_court) AS c ON c.code = a.court_code
  WHERE ({place}) AND ({fee_facet}) AND {settled})
SELECT (SELECT count(*) FROM notices) AS announced, (SELECT count(*) FROM ends) AS ended,
  (SELECT count(*) FROM sales) AS sold,
  (SELECT round(count(*) FILTER (WHERE outcome = 'sold') * 10000.0 / nullif(count(*), 0))
    FROM ends) AS sold_share,
  (SELECT coalesce(sum(hammer), 0) FROM sales) AS price_total,
  (SELECT round((sum(hammer) - sum(start_price)) * 10000.0 / sum(start_price)) FROM sales)
    AS premium,
  (SELECT round(sum(hammer) * 10000.0 / sum(reference_price)) FROM sales) AS ratio,
  (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY premium) * 100 FROM sales) AS premium_median,
  (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY ratio) * 100 FROM sales) AS ratio_median,
  (SELECT round(count(*) FILTER (WHERE round = 'first') * 10000.0 / nullif(count(*), 0))
    FROM sales) AS sold_first_share,
  (SELECT round(count(*) FILTER (WHERE round = 'second') * 10000.0 / nullif(count(*), 0))
    FROM sales) AS sold_second_share,
  (SELECT round(count(*) FILTER (WHERE round = 'third') * 10000.0 / nullif(count(*), 0))
    FROM sales) AS sold_third_share,
  (SELECT round(count(*) FILTER (WHERE round = 'sell_off') * 10000.0 / nullif(count(*), 0))
    FROM sales) AS sold_sell_off_share,
  (SELECT round(sum(bid_count) * 100.0 / nullif(count(*), 0)) FROM here) AS bids,
  (SELECT round(sum(moved) * 100.0 / nullif(count(*), 0)) FROM here) AS extensions,
  (SELECT round((SELECT count(*) FROM (SELECT DISTINCT b.lot_id, b.paddle FROM auction_bid b
    JOIN here ON here.id = b.lot_id) AS p) * 100.0 / nullif(count(*), 0)) FROM here) AS bidders,
  (SELECT round((SELECT count(*) FROM auction_enrollment e JOIN here ON here.id = e.lot_id
    WHERE e.state IN ('qualified', 'won', 'lost') OR (e.state = 'lapsed' AND e.paddle <> ''))
    * 100.0 / nullif(count(*), 0)) FROM here) AS entrants,
  (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY noticed_on - (SELECT max(p.decided_on)
    FROM auction_panel_decision p WHERE p.lot_id = ends.id)) FROM ends) AS notice_days,
  (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY opened_on - noticed_on) FROM ends)
    AS opening_days,
  (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY ended_on - opened_on) FROM ends)
    AS bidding_days,
  (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY
    (s.paid_at AT TIME ZONE 'Asia/Shanghai')::date
      - (sales.ended_at AT TIME ZONE 'Asia/Shanghai')::date)
    FROM sales JOIN auction_settlement s ON s.lot_id = sales.id WHERE s.paid_at IS NOT NULL)
    AS payment_days,
  (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY
    (r.acted_at AT TIME ZONE 'Asia/Shanghai')::date
      - (s.paid_at AT TIME ZONE 'Asia/Shanghai')::date)
    FROM sales JOIN auction_settlement s ON s.lot_id = sales.id
    JOIN auction_act r ON r.lot_id = sales.id AND r.action = 'rule') AS ruling_days,
  (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY
    (h.acted_at AT TIME ZONE 'Asia/Shanghai')::date
      - (r.acted_at AT TIME ZONE 'Asia/Shanghai')::date)
    FROM sales JOIN auction_act r ON r.lot_id = sales.id AND r.action = 'rule'
    JOIN auction_act h ON h.lot_id = sales.id AND h.action = 'hand_over') AS handover_days,
  (SELECT count(*) FROM mine WHERE {ended} AND state IN ('withdrawn', 'stopped')) AS called_off,
  (SELECT count(*) FROM mine WHERE {ended} AND EXISTS (SELECT FROM auction_act a
    WHERE a.lot_id = mine.id AND a.action IN ('suspend', 'stay'))) AS halted,
  (SELECT count(*) FROM sales WHERE state = 'defaulted') AS defaulted,
  (SELECT count(*) FROM sales WHERE state = 'annulled') AS annulled,
  (SELECT round(count(*) FILTER (WHERE venue = 'traditional') * 10000.0 / nullif(count(*), 0))
    FROM notices) AS on_site_share,
  (SELECT count(back_at) FROM slow) AS late_refunds,
  (SELECT count(*) - count(back_at) FROM slow) AS overdue_refunds,
  (SELECT count(*) FROM found) AS findings, (SELECT count(verdict) FROM found) AS findings_closed,
  (SELECT count(*) FROM found WHERE verdict = 'founded') AS findings_founded,
  (SELECT coalesce(sum(total_fee), 0) FROM fees) AS appraisal_fees,
  (SELECT coalesce(sum(o.commission), 0) FROM ends JOIN auction_outside_result o
    ON o.lot_id = ends.id) AS commissions,
  (SELECT coalesce(sum(amount), 0) FROM paid WHERE ground = 'execution_fee') AS execution_fees,
  (SELECT coalesce(sum(amount), 0) FROM paid WHERE ground = 'sale_cost') AS sale_costs
"""
PLACES = {
    Level.COURT: "court_code = :place",
    Level.CITY: "left(court_region, 4) || '00' = :place",
    Level.PROVINCE: "left(court_region, 2) || '0000' = :place",
    Level.PLATFORM: "true OR :place = ''",
}
#: What the lots of a facet have in common, and the fees: told apart by agency alone.
FACETS = {
    WHOLE: ("true", "true"),
    "nature:housing": ("nature = 'housing'", "false"),
    "venue:traditional": ("venue = 'traditional'", "false"),
    "round:second": ("round = 'second'", "false"),
    "agency:AG1": ("agency = 'AG1'", "agency = 'AG1'"),
}


def brute(
    session: Session, level: Level, place: str, period: str, facet: str = WHOLE
) -> dict[str, Any]:
    """Return every figure of a place, period and facet, asked of the rows themselves."""

    def within(column: str) -> str:
        return "true" if period == ALL_TIME else f"{column} LIKE '{period}%'"

    query = BRUTE.format(
        place=PLACES[level],
        facet=FACETS[facet][0],
        fee_facet=FACETS[facet][1],
        noticed=within("noticed_in"),
        ended=within("ended_in"),
        settled=within("to_char(s.settled_at AT TIME ZONE 'Asia/Shanghai', 'YYYY-MM')"),
    )
    row = session.execute(text(query), {"place": place, "now": clock.now()}).mappings().one()
    return {name: None if value is None else int(value) for name, value in row.items()}


def kept(level: Level, place: str, period: str, facet: str = WHOLE) -> dict[str, Any]:
    """Return every figure of a place, period and facet, as the pages read it."""
    cell = queries.find_cell(level, place, period, facet)
    tally = Tally.of_stored(cell.counts, cell.spreads) if cell else Tally()
    return {code: figure.value(tally) for code, figure in FIGURE_OF.items()}


@pytest.fixture
def some(app: Flask, db_session: Session, clock_at: Callable[[str], Clock]) -> Session:
    """Some hundred lots of six courts over two months, counted."""
    return _counted(app, db_session, clock_at, lots=300, days=55)


def _counted(
    app: Flask, session: Session, clock_at: Callable[[str], Clock], *, lots: int, days: int
) -> Session:
    clock_at("2018-06-01T02:00:00Z")
    fill(app.config["SQLALCHEMY_DATABASE_URI"], first=1, last=lots, days=days)
    counting.rebuild()
    return session


def test_every_figure_is_what_ten_thousand_lots_say(
    app: Flask, db_session: Session, clock_at: Callable[[str], Clock]
) -> None:
    lots = _counted(app, db_session, clock_at, lots=LOTS, days=700)
    asked: list[tuple[Any, ...]] = [
        (Level.COURT, "0102", "2016-05"),
        (Level.COURT, "0203", "2017-11"),
        (Level.COURT, "01", "2017"),
        (Level.COURT, "1102", ALL_TIME),
        (Level.CITY, "370100", "2016-12"),
        (Level.CITY, "370200", "2017"),
        (Level.PROVINCE, "370000", "2016-08"),
        (Level.PROVINCE, "370000", "2016"),
        (Level.PLATFORM, EVERYWHERE, "2017-02"),
        (Level.PLATFORM, EVERYWHERE, ALL_TIME),
        *((Level.CITY, "370100", "2017", facet) for facet in FACETS),
        *((Level.COURT, "0102", "2016-11", facet) for facet in FACETS),
    ]

    for one in asked:
        assert kept(*one) == brute(lots, *one), one

    whole = kept(Level.PLATFORM, EVERYWHERE, ALL_TIME)
    assert whole["announced"] == LOTS
    assert min(whole[name] for name in whole) > 0, "a figure that is nothing proves nothing"
    assert statistics_are_a_recount() == []


def test_only_what_was_touched_is_counted_again(some: Session) -> None:
    before = some.execute(text("SELECT count(*) FROM auction_statistics_cell")).scalar()
    sold = "SELECT no FROM auction_lot WHERE state = 'settled' ORDER BY id LIMIT 1"
    no = some.execute(text(sold)).scalar_one()
    court, month = max(queries.months_of_lots([no]))
    with unit_of_work():
        some.execute(text("UPDATE auction_lot SET state = 'defaulted' WHERE no = :no"), {"no": no})
    stale = statistics_are_a_recount()

    with unit_of_work():
        counting.touch_lot(no)
    early = counting.recount_due_months(clock.now())
    touched = len(queries.touched_months())
    settled = clock.now() + timedelta(seconds=31)
    beats = [counting.recount_due_months(settled) for _ in range(touched + 1)]

    assert stale, "an untold change must be found"
    assert early == 0
    assert touched > 1
    assert beats == [1] * touched + [0], "one month a beat, the lots that close come first"
    assert queries.touched_months() == set()
    assert kept(Level.COURT, court, month) == brute(some, Level.COURT, court, month)
    assert some.execute(text("SELECT count(*) FROM auction_statistics_cell")).scalar() == before


def test_a_deposit_that_becomes_overdue_is_counted_although_nothing_happens(
    some: Session, clock_at: Callable[[str], Clock]
) -> None:
    chosen = """SELECT l.no FROM auction_lot l JOIN auction_enrollment e ON e.lot_id = l.id
        WHERE l.venue = 'internal' AND e.state = 'lost' ORDER BY l.id LIMIT 1"""
    no = some.execute(text(chosen)).scalar_one()
    with unit_of_work():
        some.execute(
            text("UPDATE auction_lot SET ended_at = :at WHERE no = :no"),
            {"at": clock.now() - timedelta(hours=1), "no": no},
        )
        some.execute(
            text("""UPDATE auction_enrollment SET deposit_ended_at = NULL WHERE state = 'lost'
                AND lot_id = (SELECT id FROM auction_lot WHERE no = :no)"""),
            {"no": no},
        )
    counting.rebuild()
    court, month = max(queries.months_of_lots([no]))
    before = kept(Level.COURT, court, month)["overdue_refunds"]

    later = clock_at("2018-06-02T02:00:00Z").now()
    told = statistics_are_a_recount()
    beats = [counting.recount_due_months(later + timedelta(seconds=s)) for s in (0, 31, 62)]

    out = """SELECT count(*) FROM auction_enrollment e JOIN auction_lot l ON l.id = e.lot_id
        WHERE l.no = :no AND e.state = 'lost'"""
    assert before == 0
    assert told == [], "it waits for its count, as a month that was touched does"
    assert beats == [0, 1, 0]
    assert kept(Level.COURT, court, month)["overdue_refunds"] == (
        some.execute(text(out), {"no": no}).scalar_one()
    )


def test_a_sum_that_was_changed_by_hand_is_found(some: Session) -> None:
    with unit_of_work():
        cell = queries.find_cell(Level.CITY, "370100", "2016")
        assert isinstance(cell, StatisticsCell)
        cell.counts = {**cell.counts, "ended": cell.counts["ended"] + 1}

    assert [breach.detail for breach in statistics_are_a_recount()] == [
        "the counts of city 370100 in 2016 are not the sum of its parts",
        "the counts of province 370000 in 2016 are not the sum of its parts",
    ]
