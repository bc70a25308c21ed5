"""Statistics over 1,000,000 lots: every page from the kept counts, and one month counted anew."""

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import psycopg2
from flask import Flask
from sqlalchemy import select

from app.kernel.clock import clock
from app.store import db, unit_of_work
from auction.models import Lot
from auction.queries import statistics as queries
from auction.services import counting
from auction.vocabulary.statistics import Level
from tests.bench.figures import Figure, quantile
from tests.support.many_lots import fill, write_courts
from tests.support.web import Client, make_app

LOTS = 1_000_000
#: One pass of the filling; more at once would hold too much in memory.
_PASS = 250_000
#: Ten years of ten courts in each of the sixteen cities of a province.
DAYS = 3_650
COURTS = tuple(
    (f"{city:02d}{court:02d}", f"37{city:02d}{court:02d}")
    for city in range(1, 17)
    for court in range(10)
)
NOW = datetime(2026, 1, 20, 2, tzinfo=UTC)
PAGES = (
    "/statistics",
    "/statistics?period=2020",
    "/statistics?period=2020-05",
    "/statistics/province/370000",
    "/statistics/province/370000?period=2021",
    "/statistics/city/370100",
    "/statistics/city/371600?period=2019",
    "/statistics/court/0102",
    "/statistics/court/1609?period=2018",
    "/statistics/agencies",
    "/statistics/city/370100/places.csv",
    "/statistics/platform/all/months.csv",
    "/statistics/city/370100/places.xlsx",
    "/api/v1/statistics/agencies?period=2020",
    "/api/v1/statistics/courts?from=2016-01&to=2025-12",
    "/api/v1/statistics/lots?level=province&place=370000",
)


def measure(
    url: str,
    folder: Path,
    *,
    lots: int = LOTS,
    courts: tuple[tuple[str, str], ...] = COURTS,
) -> list[Figure]:
    """Return the times of the pages, of a recount of one month, and of a read by key."""
    app = make_app(url, data_dir=folder)
    with app.app_context(), clock.stopped_at(NOW):
        _fill(url, lots, courts)
        since = time.perf_counter()
        months = counting.rebuild()
        rebuilt = time.perf_counter() - since
        _order(url, "VACUUM ANALYZE auction_statistics_cell")
        pages = {path: _read(app, path) for path in PAGES}
        again = [_recount(courts[place * 17 % len(courts)][0], place) for place in range(9)]
        by_key = [
            _timed(lambda one=number: db.session.execute(select(Lot).where(Lot.id == one)).one())
            for number in range(1, lots, lots // 200)
        ]
        db.session.remove()
        db.engine.dispose()
    slowest = max(pages, key=lambda path: quantile(pages[path], 0.95))
    worst, key = quantile(pages[slowest], 0.95), quantile(by_key, 0.5)
    return [
        Figure(f"{months:,} months of {lots:,} lots counted anew", lots / rebuilt, "lots/s"),
        Figure(f"the slowest page of statistics, p95: {slowest}", worst, "ms"),
        Figure("300 ms over the p95 of the slowest page of statistics", 300 / worst, "x", 1),
        Figure("a lot read by its key, p50", key, "ms"),
        Figure("one touched month counted and added up, p50", quantile(again, 0.5), "ms"),
        Figure("counting all anew over counting one month", rebuilt * 1000 / max(again), "x", 50),
    ]


def _fill(url: str, lots: int, courts: tuple[tuple[str, str], ...]) -> None:
    with psycopg2.connect(url.replace("+psycopg2", "", 1)) as connection:
        write_courts(connection.cursor(), courts)
    connection.close()
    codes = tuple(code for code, _ in courts)
    for first in range(1, lots + 1, _PASS):
        last = min(first + _PASS - 1, lots)
        fill(url, first=first, last=last, days=DAYS, codes=codes, has_crowd=False)
    for table in ("lot", "result", "settlement", "act"):
        _order(url, f"VACUUM ANALYZE auction_{table}")


def _order(url: str, statement: str) -> None:
    connection = psycopg2.connect(url.replace("+psycopg2", "", 1))
    connection.autocommit = True
    connection.cursor().execute(statement)
    connection.close()


def _read(app: Flask, path: str) -> list[float]:
    visitor = Client(app)

    def read() -> None:
        answer = visitor.get(path)
        assert answer.status_code == 200, (path, answer.status)

    read()
    return [_timed(read) for _ in range(12)]


def _recount(code: str, place: int) -> float:
    month = f"20{16 + place}-0{1 + place}"
    cell = queries.find_cell(Level.COURT, code, month)
    before = dict(cell.counts) if cell else {}

    def act() -> None:
        with unit_of_work():
            counting.recount({(code, month)})

    spent = _timed(act)
    db.session.expunge_all()
    cell = queries.find_cell(Level.COURT, code, month)
    assert (dict(cell.counts) if cell else {}) == before, "nothing had happened"
    return spent


def _timed(act: Callable[[], object]) -> float:
    """Return how many milliseconds an act takes."""
    since = time.perf_counter()
    act()
    return (time.perf_counter() - since) * 1000
