"""Watchers see a draw happen without reloading, and check it in their own browser."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import WSGIRequestHandler, make_server

from app.kernel.clock import clock
from registry import queries
from registry.services import draws, entropy
from tests.support.books import APPLICANT, DEBTOR, Books, waived, write_books

pytestmark = pytest.mark.browser


class Quiet(WSGIRequestHandler):
    """Say nothing of each request."""

    def log_request(self, code: object = "-", size: object = "-") -> None:
        """Leave the test's output alone."""


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The address of the app on a port of its own."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A phone that reports whatever its console says."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    opened.on("pageerror", lambda fault: said.append(str(fault)))
    yield opened
    context.close()
    assert said == []


def frozen(app: Flask) -> tuple[Books, str]:
    with app.app_context():
        books, now = write_books(), clock.now()
        no = draws.prepare_draw(asset_no=books.asset.no, actor=books.clerk, at=now).no
        waived(books, no)
        draws.freeze_draw(no=no, strings_until=now + timedelta(hours=1), actor=books.clerk, at=now)
    return books, no


def carry_on(app: Flask, books: Books, no: str) -> list[str]:
    """Hand in both strings, open them and draw; return the order."""
    with app.app_context():
        for giver, text in ((APPLICANT, "泉城 8417"), (DEBTOR, "220519")):
            entropy.hand_in_string(no=no, text=text, actor=giver, at=clock.now())
        entropy.close_entropy(no=no, actor=books.clerk, at=clock.now())
        end = queries.get_draw(no).objections_until or clock.now()
        done = draws.perform_draw(no=no, actor=books.clerk, at=end)
        return [drawn.agency_name for drawn in done.drawn]


def test_a_watcher_sees_the_order_being_read_out_without_reloading(
    app: Flask, site: str, page: Page
) -> None:
    books, no = frozen(app)
    page.goto(f"{site}/draws/{no}")
    expect(page.locator("[data-draw-room]")).to_have_attribute("data-state", "frozen")
    page.evaluate("document.body.dataset.loaded = 'once'")

    order = carry_on(app, books, no)

    expect(page.locator("[data-place].is-settled")).to_have_count(3, timeout=20_000)
    assert page.locator("[data-place-name]").all_inner_texts() == order
    expect(page.locator("body")).to_have_attribute("data-loaded", "once")
    width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert width <= 0


def test_the_page_itself_agrees_and_turns_red_when_one_byte_is_altered(
    app: Flask, site: str, page: Page
) -> None:
    books, no = frozen(app)
    carry_on(app, books, no)
    page.goto(f"{site}/draws/{no}")
    panel = page.locator("[data-verify]")

    page.locator("[data-verify-start]").click()
    expect(panel).to_have_attribute("data-verdict", "good")

    def alter(route: object) -> None:
        answer = route.fetch()  # type: ignore[attr-defined]
        text = answer.text().replace("泉城 8417", "泉城 8418", 1)
        route.fulfill(response=answer, body=text)  # type: ignore[attr-defined]

    page.route("**/transcript.json", alter)
    page.locator("[data-verify-start]").click()

    expect(panel).to_have_attribute("data-verdict", "bad")
    expect(panel).to_contain_text("field_changed · strings[0].text")


def test_whoever_asks_for_calm_sees_the_order_at_once(
    app: Flask, site: str, browser: Browser
) -> None:
    books, no = frozen(app)
    context = browser.new_context(reduced_motion="reduce", locale="zh-CN")
    page = context.new_page()
    page.goto(f"{site}/draws/{no}")

    order = carry_on(app, books, no)

    expect(page.locator("[data-place]")).to_have_count(3, timeout=20_000)
    assert page.locator("[data-place-name]").all_inner_texts() == order
    expect(page.locator("[data-play-again]")).to_be_hidden()
    context.close()


def test_without_javascript_the_room_says_the_same(app: Flask, site: str, browser: Browser) -> None:
    books, no = frozen(app)
    order = carry_on(app, books, no)
    context = browser.new_context(java_script_enabled=False, locale="zh-CN")
    page = context.new_page()

    page.goto(f"{site}/draws/{no}")

    assert page.locator("[data-place-name]").all_inner_texts() == order
    expect(page.locator(".mc-command")).to_contain_text("mingchui_verify.py draw")
    context.close()
