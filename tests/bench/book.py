"""The book: postings against bare INSERTs of the same rows, balances, the statement of a case."""

import gc
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import psycopg2
from flask import Flask
from psycopg2.extras import execute_values

from app.kernel.clock import clock
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.ledger import case_statements, chart, facade, queries
from app.ledger.facade import Posting, Purpose
from app.ledger.services.posting import Entry, write_transfer
from app.ledger.vocabulary import Step
from app.store import db, unit_of_work
from tests.bench.figures import Figure, quantile
from tests.support.people import make_person, sign_in
from tests.support.web import make_app

TRANSFERS = 100_000
CASES = 90
#: One case has ten thousand entries, the others share the rest.
LONG = 10_000
BATCH = 500
SINGLES = 400
ASKED = 200
CASE = "（2026）鲁0102执{}号"
WEALTH = Money(10**12)


def measure(url: str, folder: Path) -> list[Figure]:
    """Return rates of posting with their ratio to bare inserts, and times of reading."""
    app = make_app(url, data_dir=folder)
    with app.app_context():
        make_person("bench-inspector", Role.INSPECTOR)
        _fund()
        bare, posted = _race_with_bare_inserts(url, list(_lines()))
        single = _singles(url)
        with unit_of_work():
            db.session.execute(db.text("ANALYZE"))
        # As a web process does before it serves.
        gc.collect()
        gc.freeze()
        figures = [*_posted(bare, posted, single), *_reading(), *_pages(app)]
        db.session.remove()
        db.engine.dispose()
    return figures


def _fund() -> None:
    for place in range(CASES + 1):
        number = CASE.format(place)
        entry = Entry(
            f"receipt:B{place}", Step.POSTED, Purpose.BALANCE, chart.BANK, chart.funds(number),
            WEALTH, number,
        )  # fmt: skip
        with unit_of_work():
            write_transfer(entry, at=clock.now())


def _lines() -> Iterator[Posting]:
    """Yield what cases share out: to parties, agencies and the court, as plans do."""
    rest = TRANSFERS - LONG
    numbers = [0] * LONG + [1 + place * CASES // rest for place in range(rest)]
    for place, case in enumerate(numbers):
        number = CASE.format(case)
        payee = (
            chart.party(place % 997), chart.agency(f"A{place % 41}"),
            chart.execution_fee("370102"), chart.fees(number),
        )[place % 4]  # fmt: skip
        purpose = Purpose.DISTRIBUTION
        yield Posting(
            f"bench:{place}", purpose, chart.funds(number), payee, Money(1 + place), number
        )


def _race_with_bare_inserts(url: str, lines: list[Posting]) -> tuple[float, float]:
    """Write every batch twice, bare and by the book, and return the seconds of each.

    Turn about, so that both meet the same weather on the machine.
    """
    bare = _bare_writer(url)
    at = clock.now()
    spent = [0.0, 0.0]
    for place in range(0, len(lines), BATCH):
        batch = lines[place : place + BATCH]
        since = time.perf_counter()
        bare(batch)
        between = time.perf_counter()
        facade.post_many(batch, key=f"batch:{place}", case_number=batch[0].case_number, at=at)
        spent[0] += between - since
        spent[1] += time.perf_counter() - between
    return spent[0], spent[1]


def _bare_writer(url: str) -> Callable[[Sequence[Posting]], None]:
    """Return how the same rows go into a table of the same columns, checks and indexes."""
    connection = psycopg2.connect(url.replace("+psycopg2", "", 1))
    with connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bare (LIKE ledger_transfer INCLUDING ALL)")

    def write(batch: Sequence[Posting]) -> None:
        at = clock.now()
        with connection, connection.cursor() as cursor:
            execute_values(
                cursor,
                "INSERT INTO bare (key, step, purpose, debit, credit, amount_fen, case_number, at)"
                " VALUES %s",
                [
                    (one.key, "posted", one.purpose, one.debit, one.credit, one.amount.fen,
                     one.case_number, at)
                    for one in batch
                ],
                page_size=BATCH,
            )  # fmt: skip

    return write


def _singles(url: str) -> tuple[float, float]:
    """Return the seconds of single postings, each an act of its own, bare and by the book."""
    bare = _bare_writer(url)
    spent = [0.0, 0.0]
    for place in range(SINGLES):
        number = CASE.format(1 + place % CASES)
        line = Posting(
            f"single:{place}", Purpose.DISTRIBUTION, chart.funds(number), chart.party(place % 7),
            Money(5), number,
        )  # fmt: skip
        since = time.perf_counter()
        bare([line])
        between = time.perf_counter()
        facade.post(
            purpose=line.purpose, debit=line.debit, credit=line.credit, amount=line.amount,
            key=line.key, case_number=number, at=clock.now(),
        )  # fmt: skip
        spent[0] += between - since
        spent[1] += time.perf_counter() - between
    return spent[0], spent[1]


def _posted(bare: float, posted: float, single: tuple[float, float]) -> list[Figure]:
    """Return the rates and what they are held against."""
    return [
        Figure("bare INSERTs of 100,000 transfers, 500 a commit", TRANSFERS / bare, "rows/s"),
        Figure("the same posted with balances and facts", TRANSFERS / posted, "rows/s"),
        Figure("ratio of posting to bare INSERTs", bare / posted, "x", 0.25),
        Figure("one posting a commit, bare", SINGLES / single[0], "commits/s"),
        Figure("one posting a commit, by the book", SINGLES / single[1], "commits/s"),
        Figure("ratio of single postings to bare ones", single[0] / single[1], "x"),
    ]


def _reading() -> list[Figure]:
    number = CASE.format(0)
    accounts = (
        chart.funds(number), f"case:{number}", chart.BANK, chart.party(7), chart.agency("A7"),
        chart.execution_fee("370102"), chart.OUTGOING, "party",
    )  # fmt: skip
    for account in accounts:
        facade.balance(account)
    now = [_timed(lambda one=account: facade.balance(one)) for account in accounts * (ASKED // 8)]
    slowest = max(
        quantile([_timed(lambda one=one: facade.balance(one)) for _ in range(20)], 0.5)
        for one in accounts
    )
    then = clock.now() - timedelta(days=1)
    past = [_timed(lambda: queries.settled_fen_at(chart.funds(number), then)) for _ in range(20)]
    return [
        Figure("a balance among 100,000 transfers, p50", quantile(now, 0.5), "ms"),
        Figure("a balance among 100,000 transfers, p99", quantile(now, 0.99), "ms"),
        Figure("the slowest kind of balance, p50", slowest, "ms"),
        Figure("5 ms over the p99 of a balance", 5 / quantile(now, 0.99), "x", 1),
        Figure("a balance before 10,000 later transfers, p50", quantile(past, 0.5), "ms"),
    ]


def _pages(app: Flask) -> list[Figure]:
    """Read the statement of the long case as an inspector does: its pages, and all as a file."""
    number = CASE.format(0)
    visitor = sign_in(app, "bench-inspector")
    first = case_statements.case_page(number).lines[0].no
    asked = ["", f"?after={first + LONG // 2}", f"?after={first + LONG - 60}"]
    path = f"/desk/finance/cases/{quote(number)}"
    file = f"/desk/finance/statements/{quote(number)}/"

    def read(address: str) -> bytes:
        answer = visitor.get(address)
        assert answer.status_code == 200, answer.status
        return answer.data

    assert read(file + "csv").count(b"\r\n") == LONG + 2
    read(path)
    pages = [_timed(lambda one=query: read(path + one)) for query in asked * 5]
    whole = [_timed(lambda: read(file + "csv")) for _ in range(5)]
    book = [_timed(lambda: read(file + "xlsx")) for _ in range(2)]
    return [
        Figure("a page of a statement of 10,000 entries, p50", quantile(pages, 0.5), "ms"),
        Figure("the slowest page of it", max(pages), "ms"),
        Figure("500 ms over the slowest page", 500 / max(pages), "x", 1),
        Figure("all of its 10,000 entries as a CSV file, p50", quantile(whole, 0.5), "ms"),
        Figure("500 ms over the slowest file of all entries", 500 / max(whole), "x", 1),
        Figure("the same as a workbook, p50", quantile(book, 0.5), "ms"),
    ]


def _timed(act: Callable[[], object]) -> float:
    """Return how many milliseconds an act takes."""
    since = time.perf_counter()
    act()
    return (time.perf_counter() - since) * 1000
