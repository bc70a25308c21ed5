"""Watchers see a draw happen without reloading, and check it in their own browser."""

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from werkzeug.serving import WSGIRequestHandler, make_server

from app.kernel.clock import clock
from registry import queries
from registry.rules import cjd1, transcript
from registry.services import draws, entropy, figures
from registry.services.figures import NamedFigure
from registry.vocabulary import EntropyMode
from tests.support.books import APPLICANT, DEBTOR, Books, waived, write_books
from tests.support.servers import ROOT

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


EVENING = timedelta(hours=60)
SAID = ["03 07 12 18 26 33 + 09", "4 0 7 1 9"]


def published(app: Flask, mode: EntropyMode) -> str:
    """Publish a finished draw of a mode; return its number."""
    with app.app_context():
        books, now = write_books(), clock.now()
        no = draws.prepare_draw(asset_no=books.asset.no, actor=books.clerk, at=now).no
        waived(books, no)
        named = [
            NamedFigure("ssq", "2026135期", now + EVENING),
            NamedFigure("pl5", "26312期", now + EVENING),
        ]
        is_external = mode is EntropyMode.EXTERNAL
        draw = draws.freeze_draw(
            no=no,
            strings_until=now + timedelta(hours=48),
            mode=mode,
            figures=named if is_external else (),
            actor=books.clerk,
            at=now,
        )
        entropy.hand_in_string(no=no, text="泉城 8417", actor=APPLICANT, at=now)
        later = max(draw.objections_until or now, now + EVENING) + timedelta(hours=1)
        entropy.close_entropy(no=no, actor=books.clerk, at=later)
        for clerk in (books.clerk, replace(books.clerk, person_id=203)) if is_external else ():
            figures.type_figures(
                no=no, values=SAID, fallbacks=[False, False], actor=clerk, at=later
            )
        draws.perform_draw(no=no, actor=books.clerk, at=later)
        draws.notify_draw(no=no, actor=books.clerk, at=later)
    return no


def verified(file: Path) -> subprocess.CompletedProcess[str]:
    """Let the program people download check a file."""
    program = ROOT / "static" / "verify" / "mingchui_verify.py"
    return subprocess.run(
        [sys.executable, "-I", str(program), "draw", str(file)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(
    ("mode", "touched", "field"),
    [
        (EntropyMode.CEREMONY, ("泉城 8417", "泉城 8418"), "strings[0].text"),
        (EntropyMode.EXTERNAL, ("4 0 7 1 9", "4 0 7 1 8"), "sources[1].value"),
    ],
)
def test_with_the_network_cut_the_page_draws_again_and_names_what_was_touched(
    app: Flask,
    site: str,
    browser: Browser,
    tmp_path: Path,
    mode: EntropyMode,
    touched: tuple[str, str],
    field: str,
) -> None:
    no = published(app, mode)
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"{site}/draws/{no}")
    panel = page.locator("[data-verify]")
    expect(panel).to_have_attribute("data-kept", "yes")
    honest, altered = tmp_path / "honest.json", tmp_path / "altered.json"
    honest.write_bytes(page.request.get(f"{site}/api/v1/draws/{no}/transcript.json").body())
    altered.write_text(honest.read_text("utf-8").replace(*touched), "utf-8")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    context.set_offline(True)
    page.locator("[data-verify-start]").click()
    expect(panel).to_have_attribute("data-verdict", "good")
    page.locator("[data-verify-file]").set_input_files(altered)
    expect(panel).to_have_attribute("data-verdict", "bad")
    expect(panel).to_contain_text(f"field_changed · {field}")
    page.locator("[data-verify-file]").set_input_files(honest)
    expect(panel).to_have_attribute("data-verdict", "good")

    assert asked == []
    assert verified(honest).returncode == 0
    refused = verified(altered)
    assert refused.returncode == 1
    assert f"field_changed {field}" in refused.stdout
    context.close()


def test_a_transcript_made_up_as_a_whole_is_refused_by_the_commitment_on_the_page(
    app: Flask, site: str, page: Page, tmp_path: Path
) -> None:
    no = published(app, EntropyMode.CEREMONY)
    honest = page.request.get(f"{site}/api/v1/draws/{no}/transcript.json").json()
    body = {k: v for k, v in honest.items() if k not in ("fields", "transcript_digest")}
    forged = {**body["input"], "court_nonce": "11" * 32}
    result = cjd1.draw(
        cjd1.Inputs(
            case_id=forged["case_id"],
            round=forged["round"],
            k=forged["k"],
            policy_digest=bytes.fromhex(forged["policy_digest"]),
            nonce=bytes.fromhex(forged["court_nonce"]),
            external=[],
            party=forged["party"],
            tickets=[cjd1.Ticket(c["id"], c["name"], c["w"]) for c in forged["candidates"]],
        ),
        {group["ticket"]: group["members"] for group in body["groups"]},
    )
    made_up = {**body, "input": forged, "result": transcript.result_section(result)}
    file = tmp_path / "forged.json"
    file.write_text(json.dumps(transcript.seal(made_up), ensure_ascii=False), "utf-8")

    page.goto(f"{site}/draws/{no}")
    page.locator("[data-verify-file]").set_input_files(file)

    panel = page.locator("[data-verify]")
    expect(panel).to_have_attribute("data-verdict", "bad")
    expect(panel).to_contain_text("published_commit_mismatch · result.commit")
