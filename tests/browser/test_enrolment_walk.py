"""On a telephone: a newcomer practises, then enrols, pays and receives a paddle."""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from app.kernel.clock import clock
from app.kernel.permissions import Role
from app.ledger.facade import Payer
from app.store import db
from auction.models import Enrollment
from tests.support.accessibility import grave_violations
from tests.support.appraisals import PASSWORD, _person
from tests.support.live import threaded_server
from tests.support.sales import OPENS, Sale, id_number, open_sale
from tests.support.servers import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SCREENS = ROOT / "var" / "screens" / "enrolment"
BEFORE = OPENS - timedelta(days=2)
#: The keystroke-level model (Card, Moran and Newell 1980), seconds: a key of an average typist, a
#: pointing with its press, a thought before each step, and a page that answers.
KEY, POINT, THINK, ANSWER = 0.28, 1.3, 1.35, 1.0
THREE_MINUTES = 180.0


@dataclass
class Hand:
    """A hand on a phone that counts what it does."""

    page: Page
    keys: int = 0
    presses: int = 0
    pages: int = 0

    def press(self, place: Locator, *, leads_on: bool = False) -> None:
        """Touch something; whether another page comes of it."""
        place.tap()
        self.presses += 1
        self.pages += leads_on

    def type(self, place: Locator, text: str) -> None:
        """Touch a field and type."""
        place.tap()
        place.fill(text)
        self.presses += 1
        self.keys += len(text)

    @property
    def seconds(self) -> float:
        """How long a practised person needs by the model, without reading what is accepted."""
        return self.keys * KEY + self.presses * (POINT + THINK) + self.pages * ANSWER


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A telephone of 390 px that reports whatever its console says."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, locale="zh-CN", has_touch=True, is_mobile=True
    )
    context.set_default_timeout(20_000)
    opened = context.new_page()
    said: list[str] = []
    opened.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    opened.on("pageerror", lambda fault: said.append(str(fault)))
    yield opened
    context.close()
    assert said == []


def looks_right(page: Page, name: str) -> None:
    """Photograph a page that harms nobody and scrolls only downward."""
    # The last script of a page may still be on its way when the page has loaded.
    page.wait_for_load_state("networkidle")
    assert grave_violations(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{name} is {wide} px too wide"
    page.screenshot(path=SCREENS / f"{name}.png", full_page=True, animations="disabled")


def test_a_newcomer_enrols_on_a_phone_in_under_three_minutes_of_actions(
    app: Flask, tmp_path: Path, page: Page
) -> None:
    with app.app_context():
        sale = open_sale(app, tmp_path / "bank").announced()
        number = id_number(700)
        actor = _person("newcomer", "新人", Role.BIDDER, number=number)
        sale.bidders["newcomer"] = (actor, Payer("新人", number))
        db.session.commit()
        with clock.stopped_at(BEFORE), threaded_server(app) as site:
            hand = Hand(page)
            page.goto(f"{site}/lots/{sale.lot_no}")
            content = page.locator("#content")
            hand.press(content.get_by_role("link", name="报名参拍"), leads_on=True)
            hand.type(page.locator("[name=account]"), "newcomer")
            hand.type(page.locator("[name=password]"), PASSWORD)
            hand.press(content.get_by_role("button", name="登录"), leads_on=True)
            expect(content).to_contain_text("参加竞买的条件")
            looks_right(page, "1-terms")
            _accept(hand)
            looks_right(page, "2-deposit")
            _pay(sale, hand)
            looks_right(page, "3-paddle")
            assert urlsplit(page.url).path.endswith("/enroll")
            page.goto(f"{site}/lots/{sale.lot_no}/group")
            looks_right(page, "3b-together")
    said = f"{hand.presses} touches, {hand.keys} signs, {hand.pages} pages: {hand.seconds:.0f} s\n"
    sys.stdout.write(f"enrolment by the keystroke-level model: {said}")
    assert hand.seconds < THREE_MINUTES


def _accept(hand: Hand) -> None:
    """Accept the seven warnings one by one and declare one's capacity."""
    boxes = hand.page.locator("#content [name=accepted]")
    assert boxes.count() == 7
    for place in range(7):
        hand.press(boxes.nth(place))
    hand.press(hand.page.locator("#content [name=has_capacity]"))
    button = hand.page.locator("#content").get_by_role(
        "button", name=re.compile("下一步交纳保证金")
    )
    hand.press(button, leads_on=True)
    expect(hand.page.locator("#content")).to_contain_text("154,000.00")


def _pay(sale: Sale, hand: Hand) -> None:
    """Pay at the bank, whose own pages are not ours to count, and look again."""
    enrollment = db.session.query(Enrollment).one()
    sale.pay("newcomer", enrollment.deposit_reference or "", BEFORE)
    hand.press(hand.page.locator("#content").get_by_role("link", name="刷新状态"), leads_on=True)
    expect(hand.page.locator(".mc-paddle__code")).to_have_text(re.compile(r"^\w{4}$"))


def test_anybody_practises_on_a_phone_leads_is_outbid_and_sees_the_end_move(
    app: Flask, page: Page
) -> None:
    with threaded_server(app) as site:
        page.goto(f"{site}/practice")
        state = page.locator("[data-state-line]")
        looks_right(page, "4-practice")
        expect(state).to_have_text("未出价")
        for lead in range(1, 4):
            _bid(page, lead)
            expect(state).to_have_text("您领先")
            if lead < 3:
                expect(state).to_have_text("已被超越")
        expect(page.locator("[data-price-label]")).to_have_text("当前价")
        assert int(page.locator("[data-extension-count]").inner_text()) >= 3
        looks_right(page, "5-practice-led")

        expect(state).to_have_text(re.compile("竞价已结束：您是买受人"), timeout=30_000)

        expect(page.locator("[data-practice-over]")).to_be_visible()
        looks_right(page, "6-practice-over")


def _bid(page: Page, lead: int) -> None:
    """Press the first amount and confirm it within its five seconds."""
    if lead == 1:
        expect(page.locator("[data-bids] tr")).to_have_count(1)
    page.locator("[data-offers] button").first.tap()
    page.locator("[data-send]").tap()
