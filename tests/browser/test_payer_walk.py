"""A bidder on a telephone follows his deposit: a fen too little, right, lost, and back."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect
from sqlalchemy import update

from app.kernel.clock import clock
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.ledger import facade
from app.ledger.facade import Payer, PaymentOrderView
from app.ledger.models import BankInstruction
from app.ledger.services import outbox
from app.store import db, unit_of_work
from tests.browser.amounts import every_amount_opens, takes
from tests.browser.story import Person, Story
from tests.support.database import TestDatabases, worker_name
from tests.support.live import threaded_server
from tests.support.money import DEPOSIT, FRIEND, WANG, PaperBank, make_bank, open_order
from tests.support.pdfs import text_of
from tests.support.people import PASSWORD, make_person
from tests.support.servers import LiveServer
from tests.support.web import make_app

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.slow]

SHORT = DEPOSIT - Money(1)


@dataclass
class Scene:
    """The bank, the bidder's order, and the web process over the same database."""

    bank: PaperBank
    order: PaymentOrderView
    story: Story
    folder: Path

    def sends(self) -> None:
        """Let the bank do what it was told."""
        outbox.send_due(self.bank, at=clock.now())


@pytest.fixture
def scene(databases: TestDatabases, tmp_path: Path, browser: Browser) -> Iterator[Scene]:
    """An order of a deposit that the bank knows, and a browser before a running platform."""
    url = databases.copy(f"payer_{worker_name()}")
    app: Flask = make_app(url, data_dir=tmp_path)
    with app.app_context():
        bank = make_bank(app, tmp_path / "bank")
        wang = make_person("wang", Role.BIDDER)
        order = open_order(payer=Payer(WANG.name, WANG.id_number, wang.person_id))
        with threaded_server(app) as address:
            server = LiveServer(tmp_path, url, port=int(address.rsplit(":", 1)[1]))
            story = Story(server, browser, "payer")
            yield Scene(bank, order, story, tmp_path)
            story.close()
        db.session.remove()
        db.engine.dispose()


def the_bank_is_silent_at_first(scene: Scene, wang: Person) -> None:
    scene.bank.is_away = True
    scene.sends()
    wang.go(scene.order.page_url).sees("银行没有应答", "您没有任何损失")
    wang.shoot("bank-away")
    scene.bank.is_away = False
    _again_now()
    scene.sends()


def _again_now() -> None:
    """Bring the next try forward: the pause after a silent bank is real time."""
    with unit_of_work():
        db.session.execute(update(BankInstruction).values(next_at=clock.real_now()))


def a_fen_too_little(scene: Scene, wang: Person) -> None:
    wang.sees("280,000.00", "贰拾捌万元整", "参加本标的物竞买的保证金")
    expect(wang.page.locator("svg.mc-qr")).to_be_visible()
    expect(wang.page.get_by_role("link", name="前往银行付款")).to_be_visible()
    wang.shoot("order")
    every_amount_opens(wang)
    scene.bank.tell(scene.bank.receipt(scene.order.no, amount=SHORT))
    # The page follows by itself.
    wang.sees("付款金额与缴款单不符", "少付", "0.01", "正在退回")
    wang.shoot("too-little")
    scene.sends()
    wang.sees("银行退回时间")
    scene.bank.pays(scene.order, payer=FRIEND)
    wang.sees("付款人不是缴款单载明的缴款人")
    expect(wang.content).not_to_contain_text(FRIEND.name)
    every_amount_opens(wang)
    wang.shoot("another-name")


def the_right_amount(scene: Scene, wang: Person) -> None:
    scene.bank.pays(scene.order)
    wang.sees("已到账", "您的保证金只为本标的物冻结")
    wang.shoot("held")
    receipt = text_of(takes(wang, "凭证（PDF）", "[data-state] .mc-banner"))
    for words in ("收款凭证", WANG.name, "280,000.00", "贰拾捌万元整", "第17条"):
        assert words in receipt
    scene.bank.pays(scene.order)
    wang.go(scene.order.page_url).sees("这是重复付款", "第一笔付款有效")


def the_deposit_comes_back(scene: Scene, wang: Person) -> datetime:
    ended_at = clock.now() - timedelta(minutes=2)
    due_at = ended_at + timedelta(hours=24)
    facade.release_deposit("enrollment:1", key="release:1", at=clock.now(), due_at=due_at)
    wang.go(scene.order.page_url).sees("您未竞得，保证金退回原付款账户", "二十四小时内退还")
    left = wang.page.locator("#deposit .mc-countdown__left")
    expect(left).to_contain_text("23")
    wang.shoot("refund-clock")
    _again_now()
    scene.sends()
    wang.go(scene.order.page_url)
    expect(wang.page.locator("#deposit")).to_contain_text("银行退回时间")
    wang.shoot("refunded")
    paper = text_of(takes(wang, "退款凭证（PDF）", "#deposit"))
    for words in ("退款凭证", "竞价结束后退还竞买保证金", "第23条"):
        assert words in paper
    every_amount_opens(wang)
    return due_at


def the_statement(wang: Person) -> None:
    wang.go("/payments").sees("缴款与退款明细", "839,999.99")
    wang.shoot("payments")
    every_amount_opens(wang)
    wang.page.locator("details.mc-why summary").first.click()
    wang.sees("第17条")
    statement = text_of(takes(wang, "对账单 PDF", "#statement"))
    for words in ("缴款对账单", "839,999.99", "0.00", "第23条"):
        assert words in statement
    assert takes(wang, "对账单 XLSX", "#statement").startswith(b"PK")
    assert takes(wang, "对账单 CSV", "#statement").startswith(b"\xef\xbb\xbf")
    wang.page.locator("summary", has_text="筛选").click()
    wang.fill(kind="not_booked")
    wang.press("显示")
    wang.sees("已付，未入账")
    wang.shoot("filtered")


def test_a_bidder_follows_his_deposit_on_a_telephone(scene: Scene) -> None:
    wang = scene.story.person("wang", phone=True)
    wang.password = PASSWORD

    the_bank_is_silent_at_first(scene, wang)
    wang.go(scene.order.page_url)
    a_fen_too_little(scene, wang)
    the_right_amount(scene, wang)
    the_deposit_comes_back(scene, wang)
    the_statement(wang)

    assert scene.story.faults == []
