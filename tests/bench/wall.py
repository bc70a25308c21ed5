"""A wall with 200 live lots at 50 facts a second in Chromium: time left, and memory that stays."""

import os
import threading
import time
from pathlib import Path

from flask import Flask
from playwright.sync_api import CDPSession, Page, sync_playwright

from app.store import db
from tests.bench.figures import Figure
from tests.support.browser import find_chromium
from tests.support.live import web_process
from tests.support.people import PASSWORD, hash_lightly
from tests.support.walls import Running, fill_wall, make_court, make_judge, prices_of, write_bids
from tests.support.web import make_app

LOTS = 200
FACTS_A_SECOND = 50
#: Lots that get a bid in one transaction: each of them is another tile.
AT_ONCE = 5
#: Five minutes, as promised; a shorter run says so in the name of its figures.
SECONDS = int(os.environ.get("BENCH_WALL_SECONDS", "300"))
#: Shares held: of the main thread's time left free, and of the memory at first against the last.
FREE_MIN, FLAT_MIN = 0.7, 0.9
SETTLE_SECONDS = 8


class Bidding(threading.Thread):
    """Writes bids on all lots in turn, some lots at a time, until it is told to stop."""

    def __init__(self, app: Flask, running: list[Running]) -> None:
        super().__init__(daemon=True)
        self._app, self._running = app, running
        self._is_over = threading.Event()
        self.placed = 0
        self.start()

    def run(self) -> None:
        """Keep the pace by the monotonic clock: a slow round is followed by quicker ones."""
        began = time.monotonic()
        with self._app.app_context():
            while not self._is_over.wait(max(0.0, began + self.placed / FACTS_A_SECOND - _now())):
                first = self.placed % len(self._running)
                write_bids(self._running[first : first + AT_ONCE])
                self.placed += AT_ONCE
            db.session.remove()

    def stop(self) -> None:
        """Let the last bids be written."""
        self._is_over.set()
        self.join()


def _now() -> float:
    return time.monotonic()


def measure(url: str, folder: Path) -> list[Figure]:
    """Return the shares of time and memory, and whether every tile was right in the end."""
    hash_lightly()
    app = make_app(url, data_dir=folder)
    with app.app_context():
        make_court()
        make_judge()
        running = fill_wall(LOTS, bids=24)
        db.session.remove()
    with web_process(url, folder) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--enable-precise-memory-info"]
        )
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="zh-CN")
        open_wall(page, address)
        figures = _watch(page, app, running)
        browser.close()
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    return figures


def open_wall(page: Page, address: str) -> None:
    """Sign the judge in and wait until the wall is live."""
    signed = page.request.post(
        f"{address}/api/v1/sessions", data={"account": "judge", "password": PASSWORD}
    )
    assert signed.ok, signed.text()
    page.goto(f"{address}/wall")
    page.wait_for_selector("[data-link][data-status=live]", timeout=30_000)


def _watch(page: Page, app: Flask, running: list[Running]) -> list[Figure]:
    devtools = page.context.new_cdp_session(page)
    # The thread's own time: what the machine gave to others meanwhile is no work of the page.
    devtools.send("Performance.enable", {"timeDomain": "threadTicks"})
    bidding = Bidding(app, running)
    page.wait_for_timeout(SETTLE_SECONDS * 1000)
    heaps = [_heap(devtools)]
    busy, began = _busy(devtools), time.monotonic()
    placed = bidding.placed
    for _ in range(4):
        page.wait_for_timeout(SECONDS * 250)
        heaps.append(_heap(devtools))
    lasted = time.monotonic() - began
    free = 1 - (_busy(devtools) - busy) / lasted
    rate = (bidding.placed - placed) / lasted
    bidding.stop()
    page.wait_for_timeout(2000)
    right = _right(page, app, running)
    name = f"wall of {LOTS} lots, {SECONDS} s"
    return [
        Figure(f"{name}: main thread free", free, "share", FREE_MIN),
        Figure(f"{name}: heap at first / at last", heaps[0] / heaps[-1], "share", FLAT_MIN),
        Figure(f"{name}: heap at last", heaps[-1] / 1024**2, "MiB"),
        Figure(f"{name}: facts a second", rate, "facts/s", FACTS_A_SECOND * 0.9),
        Figure(f"{name}: tiles that show the price of the database", right, "lots", LOTS),
    ]


def _metrics(devtools: CDPSession) -> dict[str, float]:
    answer = devtools.send("Performance.getMetrics")
    return {one["name"]: one["value"] for one in answer["metrics"]}


def _busy(devtools: CDPSession) -> float:
    """Return for how many seconds the main thread has worked since it began."""
    return _metrics(devtools)["TaskDuration"]


def _heap(devtools: CDPSession) -> float:
    """Return the bytes in use once what nobody needs is gone."""
    devtools.send("HeapProfiler.collectGarbage")
    return _metrics(devtools)["JSHeapUsedSize"]


def _right(page: Page, app: Flask, running: list[Running]) -> int:
    shown = page.evaluate(
        "Object.fromEntries([...document.querySelectorAll('[data-grid] [data-tile]')]"
        ".map((tile) => [tile.dataset.tile, tile.querySelector('[data-f=price]').textContent]))"
    )
    with app.app_context():
        prices = prices_of(running)
        db.session.remove()
    return sum(shown.get(no) == price for no, price in prices.items())
