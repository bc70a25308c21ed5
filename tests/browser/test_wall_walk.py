"""A judge sees a bidder as quick as a machine, stops the sale in two presses, and replays it."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app.kernel.actors import Actor
from app.kernel.clock import clock
from app.kernel.permissions import Role
from app.store import db, unit_of_work
from auction.services.closing import close_lot
from auction.services.suspension import suspend_lot
from auction.vocabulary import LotState
from tests.bench.wall import open_wall
from tests.support.accessibility import grave_violations
from tests.support.database import TestDatabases
from tests.support.live import web_process
from tests.support.stage import HOUR
from tests.support.walls import PADDLES, Running, fill_wall, make_court, make_judge
from tests.support.web import make_app

pytestmark = pytest.mark.browser


@pytest.fixture
def site(databases: TestDatabases, tmp_path: Path) -> Iterator[tuple[str, Flask, list[Running]]]:
    """A server of its own with twelve lots under bidding, one of which has just ended."""
    url = databases.copy("wall_walk")
    app = make_app(url, data_dir=tmp_path)
    with app.app_context():
        make_court()
        make_judge()
        running = fill_wall(12, bids=6)
        db.session.remove()
    with web_process(url, tmp_path) as address:
        yield address, app, running
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A laptop that reports whatever its console says."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, locale="zh-CN")
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    opened.on("pageerror", lambda fault: said.append(str(fault)))
    yield opened
    context.close()
    assert said == []


def test_a_judge_stops_a_machine_in_two_presses(
    site: tuple[str, Flask, list[Running]], page: Page, tmp_path: Path
) -> None:
    address, app, running = site
    lot_no = running[2].stage.lot_no
    open_wall(page, address)
    expect(page.locator("[data-grid] [data-tile]")).to_have_count(12)
    # By keyboard alone: the third lot is opened from the first.
    page.locator("[data-open]").first.focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("3")
    expect(page.locator("[data-large] [data-lot]")).to_have_attribute("data-lot", lot_no)

    with app.app_context():
        running[2].bid(3, at=clock.real_now(), gap=timedelta(milliseconds=40))
        db.session.remove()
    events = page.locator("[data-events] li")
    expect(events.first).to_contain_text("距上一次出价 0.04 秒")
    expect(page.locator(f"[data-tile={lot_no}] [data-f=bids]")).to_have_text("9")
    assert grave_violations(page) == []
    page.screenshot(path=tmp_path / "wall-1280.png")

    stops_in_its_last_minutes(page, app, running[5])
    page.locator("[data-act=suspend]").click()
    page.locator("[data-do=suspend]").click()
    expect(page.locator("[data-act=resume]")).to_be_visible()
    tile = page.locator(f"[data-tile={lot_no}]")
    expect(tile).to_have_attribute("data-phase", "suspended")
    with app.app_context():
        assert running[2].stage.lot().state is LotState.SUSPENDED
        db.session.remove()
    page.set_viewport_size({"width": 390, "height": 844})
    assert grave_violations(page) == []
    width = page.evaluate("document.documentElement.scrollWidth")
    page.screenshot(path=tmp_path / "wall-390.png", full_page=True)
    assert width == 390
    page.locator("[data-act=resume]").click()
    page.locator("[data-do=resume]").click()
    expect(page.locator("[data-act=suspend]")).to_be_visible()
    expect(tile).to_have_attribute("data-phase", "bidding")

    replay(page, address, app, running[2], tmp_path)


def stops_in_its_last_minutes(page: Page, app: Flask, lot: Running) -> None:
    """Let another judge stop a lot that ends soon: no clock runs on its tile any more."""
    tile = page.locator(f"[data-tile={lot.stage.lot_no}]")
    judge = Actor(900, "judge2", "judge2", frozenset({Role.JUDGE}), court_id=1)
    now = clock.real_now()
    with app.app_context():
        with unit_of_work():
            ends = now + timedelta(minutes=4)
            row = lot.stage.lot()
            row.scheduled_close_at = row.closes_at = ends
        lot.bid(1, at=now)
        db.session.remove()
    expect(tile).to_have_class(re.compile("is-soon"))
    with app.app_context():
        suspend_lot(lot_no=lot.stage.lot_no, reason="出价情况异常，需要核实。", actor=judge, at=now)
        db.session.remove()
    expect(tile).to_have_attribute("data-phase", "suspended")
    expect(tile).not_to_have_class(re.compile("is-soon"))


def replay(page: Page, address: str, app: Flask, lot: Running, tmp_path: Path) -> None:
    """Let the sale end, and go through it on the line of time."""
    with app.app_context():
        assert close_lot(lot.stage.lot_id, at=clock.real_now() + 30 * HOUR)
        db.session.remove()
    page.goto(f"{address}/lots/{lot.stage.lot_no}/replay")
    price = page.locator("[data-r=price]")
    expect(page.locator("[data-play]")).to_be_visible()
    expect(price).to_have_text("1,080,000.00")
    page.locator("[data-slider]").focus()
    page.keyboard.press("Home")
    expect(price).to_have_text("1,000,000.00")
    expect(page.locator("[data-r=paddle]")).to_have_text("—")
    page.locator("[data-next]").click()
    expect(page.locator("[data-r=paddle]")).to_have_text(re.compile("|".join(PADDLES)))
    link = page.locator("[data-r=link]").get_attribute("href") or ""
    moment = page.locator("[data-r=moment]").text_content()
    assert grave_violations(page) == []
    page.screenshot(path=tmp_path / "replay-390.png", full_page=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.goto(address + link)
    expect(page.locator("[data-play]")).to_be_visible()
    expect(page.locator("[data-r=moment]")).to_have_text(moment or "")
    page.set_viewport_size({"width": 1280, "height": 800})
    page.locator("[data-speed]").select_option("600")
    page.locator("[data-play]").click()
    expect(page.locator("[data-play]")).to_have_text("暂停播放")
    page.locator("[data-play]").click()
    page.screenshot(path=tmp_path / "replay-1280.png", full_page=True)
