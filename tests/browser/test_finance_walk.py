"""Two people of finance and their day: what came, what fits nothing, what goes back, the close."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Browser, expect

from app.kernel.calendar import end_of_day, start_of_day
from app.kernel.clock import Clock, clock
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.ledger import facade
from app.ledger.facade import Payer, PaymentOrderView, Purpose
from app.ledger.queries.entries import load_entries
from app.ledger.readers import READERS
from app.ledger.services import approving, outbox, statements
from app.store import db
from app.trail.reader import run_readers
from tests.browser.amounts import every_amount_opens, takes
from tests.browser.story import Person, Story
from tests.support.bank_days import DAY, IN, NOON
from tests.support.database import TestDatabases, worker_name
from tests.support.live import threaded_server
from tests.support.money import CASE, DEPOSIT, PaperBank, make_bank, open_order
from tests.support.money_desk import PRICE, Desk, order_of_court, pay, seat_desk
from tests.support.pdfs import has_active_content, open_pdf, text_of
from tests.support.people import PASSWORD, make_person
from tests.support.servers import LiveServer
from tests.support.statements import Line, Paper, write
from tests.support.web import make_app

pytestmark = [pytest.mark.browser, pytest.mark.live, pytest.mark.slow]

#: The name of a payer that a spreadsheet would take for a formula, and what a stranger writes.
TRICK = "=HYPERLINK(A1)贸易行"
FORMULA = "=2+5+cmd|' /C calc'!A0"
LOST = Money(77_700)
FEE = Money(300_000)
LOSERS = 3


@dataclass
class Scene:
    """The court's desk and its bank, a clock that stands still, the web process, the browsers."""

    bank: PaperBank
    desk: Desk
    story: Story
    noon: Clock
    #: The payer whose name is a formula.
    trick: Payer

    def person(self, account: str, *, phone: bool = False) -> Person:
        person = self.story.person(account, phone=phone)
        person.password = PASSWORD
        return person

    def works(self, *, sends: bool = True) -> None:
        """Let the clock process do what is due, and the bank what it is told."""
        approving.carry_out_due(clock.now())
        if sends:
            outbox.send_due(self.bank, at=clock.now())
        run_readers(READERS)
        db.session.remove()


@pytest.fixture
def scene(databases: TestDatabases, tmp_path: Path, browser: Browser) -> Iterator[Scene]:
    """A court with two people of finance at noon, its bank, and browsers before the platform."""
    url = databases.copy(f"finance_{worker_name()}")
    app: Flask = make_app(url, data_dir=tmp_path)
    with app.app_context(), clock.stopped_at(start_of_day(DAY) + NOON) as noon:
        bank = make_bank(app, tmp_path / "bank")
        desk = seat_desk()
        person = make_person("trick", Role.BIDDER)
        trick = Payer(TRICK, "440524188001010014", person.person_id)
        with threaded_server(app) as address:
            server = LiveServer(tmp_path, url, port=int(address.rsplit(":", 1)[1]))
            story = Story(server, browser, "finance")
            yield Scene(bank, desk, story, noon, trick)
            story.close()
        db.session.remove()
        db.engine.dispose()


def sheet_of(content: bytes) -> Worksheet:
    """Open a workbook as a spreadsheet does, and refuse one with a formula in it."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    assert [cell for row in sheet for cell in row if cell.data_type == "f"] == []
    return sheet


def what_came(scene: Scene, chen: Person) -> tuple[PaymentOrderView, PaymentOrderView]:
    """An order is paid, another with a mistyped number, and a stranger pays."""
    fees = order_of_court(
        scene.desk.clerk, "fee:1", purpose=Purpose.BASIC_FEE, amount=FEE, payer=scene.trick
    )
    price = order_of_court(scene.desk.clerk, "balance:L-1")
    pay(scene.bank, fees.no, FEE.fen, payer=scene.trick, serial="S-FEE")
    pay(scene.bank, "P-TYPO", PRICE.fen, serial="S-TYPO")
    pay(scene.bank, "P-NOBODY", LOST.fen, payer=scene.trick, serial="S-LOST")
    scene.works()
    chen.go("/desk/finance").sees("待查款项", "没有该编号的缴款单", "90,000.00", "777.00")
    expect(chen.page.locator("#receipts")).to_contain_text("3,000.00")
    expect(chen.content).not_to_contain_text(TRICK)
    every_amount_opens(chen)
    chen.shoot("desk")
    return fees, price


def takes_care_of(chen: Person, serial: str) -> None:
    chen.go("/desk/finance")
    row = chen.page.locator("#suspense tr", has_text=serial)
    row.get_by_role("link", name="查看办理").click()
    chen.sees("没有该编号的缴款单")
    chen.press("由我负责")
    chen.sees("chen")


def places_and_returns(scene: Scene, chen: Person, sun: Person, price: PaymentOrderView) -> None:
    """One proposes to place what was mistyped and to return what nobody knows; another agrees."""
    takes_care_of(chen, "S-TYPO")
    chen.sees("付款人相符", "金额相符")
    chen.fill(order_no=price.no)
    chen.fill(chen.page.locator("#match"), reason="付款人写错了附言")
    every_amount_opens(chen)
    chen.shoot("suspense")
    chen.press("提出入账")
    placed = chen.path
    takes_care_of(chen, "S-LOST")
    chen.fill(chen.page.locator("#return"), reason="查无此单，退回原账户")
    chen.press("提出退回")
    returned = chen.path
    assert chen.page.get_by_role("button", name="同意").count() == 0, "one approves one's own"

    sun.go("/desk/finance/proposals").sees("90,000.00", "777.00")
    every_amount_opens(sun)
    sun.shoot("approvals")
    for path in (placed, returned):
        sun.go(path)
        sun.sees("玖万元整" if path == placed else "柒佰柒拾柒元整")
        if path == placed:
            every_amount_opens(sun)
            sun.shoot("proposal")
        sun.confirm("同意")
        sun.sees("已审批，执行中")
    scene.works()
    sun.go(placed).sees("已办结")
    chen.go("/desk/finance/suspense/S-LOST").sees("退回")
    chen.go("/desk/finance")
    expect(chen.page.locator("#suspense")).to_contain_text("没有待查款项")


def refunds_after_the_end(scene: Scene, chen: Person) -> None:
    """Losers' deposits are held and secret; then they go back together, near the limit even."""
    orders = [open_order(f"enrollment:{number}") for number in range(LOSERS)]
    for order in orders:
        scene.bank.pays(order)
    chen.go("/desk/finance")
    expect(chen.content).not_to_contain_text(DEPOSIT.yuan)
    ended_at = clock.now() - timedelta(hours=21)
    for order in orders:
        facade.release_deposit(
            order.reference, key=f"release:{order.reference}", at=clock.now(),
            due_at=ended_at + timedelta(hours=24),
        )  # fmt: skip
    chen.go("/desk/finance").sees("四小时内")
    chen.shoot("ageing")
    chen.go("/desk/finance/refunds").sees("临近期限", f"共 {LOSERS} 笔，已退 0 笔")
    every_amount_opens(chen)
    chen.shoot("batch")
    scene.works()
    # The page follows by itself.
    chen.sees(f"共 {LOSERS} 笔，已退 {LOSERS} 笔", "全部已退", "没有等待银行办理的款项")
    chen.shoot("batch-done")


def bank_file() -> bytes:
    """Return what the bank wrote of the day: all the book has, and a stranger with a formula."""
    db.session.remove()
    entries = load_entries(upto=DAY, serials=[]).entries
    lines = [
        Line(DAY, entry.direction, entry.fen, entry.serial, entry.name, "6200", entry.order_no)
        for entry in entries
    ]
    stranger = Line(DAY, IN, 12_345, "=2+5", FORMULA, "6217000099998888", FORMULA)
    return write(Paper(0, [*lines, stranger], DAY, DAY), "debit-credit")


def imports_the_statement(scene: Scene, chen: Person) -> None:
    """The bank's file is dropped, read, and one line has no other side."""
    chen.go("/desk/finance/statements")
    chen.page.locator('[name="file"]').set_input_files(
        {"name": "对账单.csv", "mimeType": "text/csv", "buffer": bank_file()}
    )
    chen.press("提交并比对")
    chen.sees("正在读取")
    no = chen.path.rsplit("/", 1)[1]
    statements.read_statement(no, at=clock.now())
    db.session.remove()
    chen.sees("不明来款", "123.45")
    every_amount_opens(chen)
    chen.shoot("statement-read")
    chen.page.locator("#differences td a").first.click()
    chen.press("查看对方信息")
    chen.sees(FORMULA)
    chen.fill(chen.page.locator("#owner"), owner="chen")
    chen.press("交给此人")
    chen.fill(chen.page.locator("#note"), note=FORMULA)
    chen.press("保存说明")
    chen.shoot("difference")


def the_day_is_closed(scene: Scene, chen: Person, sun: Person) -> None:
    """One proposes, the other signs on a telephone; the sheet of differences runs nothing."""
    path = f"/desk/finance/reconciliation/{DAY.isoformat()}"
    chen.go(path).sees("每一分都已列明", "123.45", "已 1 天")
    every_amount_opens(chen)
    chen.shoot("day")
    sheet = sheet_of(takes(chen, "XLSX"))
    row = [cell.value for cell in sheet[2]]
    assert f"'{FORMULA}" in row
    assert "'=2+5" in row
    assert 123.45 in row
    chen.press("提请签结")
    chen.sees("由另一名财务人员或者法官签结")
    sun.go(path)
    sun.press("签结当日")
    sun.sees("已签结", "Sun")
    sun.shoot("day-closed")


def the_statement_of_the_case(scene: Scene, chen: Person) -> None:
    """Every amount opens; the files say the same and run nothing."""
    chen.go(f"/desk/finance/cases/{CASE}").sees("案款明细", "90,000.00", "3,000.00")
    every_amount_opens(chen)
    chen.page.locator("#entries details.mc-why summary").first.click()
    chen.shoot("case")
    table = takes(chen, "XLSX", "#entries")
    (scene.story.screens / "case.xlsx").write_bytes(table)
    sheet = sheet_of(table)
    rows = list(sheet.iter_rows(min_row=2, values_only=True))
    assert sheet.freeze_panes == "A2"
    assert rows[-1][7] == pytest.approx(93_000)
    assert all(row[8] for row in rows), "an entry without its basis"
    plain = takes(chen, "CSV", "#entries").decode("utf-8-sig")
    assert plain.count("\r\n") == len(rows) + 1


def the_payers_papers(scene: Scene, no: str) -> None:
    """The payer whose name is a formula reads it as a name on his receipt."""
    trick = scene.person("trick", phone=True)
    trick.go(f"/payments/{no}").sees("已到账")
    every_amount_opens(trick)
    paper = takes(trick, "凭证（PDF）", "[data-state] .mc-banner")
    assert TRICK in text_of(paper)
    assert not has_active_content(open_pdf(paper))
    (scene.story.screens / "voucher.pdf").write_bytes(paper)
    trick.go("/payments")
    every_amount_opens(trick)
    sheet_of(takes(trick, "对账单 XLSX", "#statement"))


def test_finance_works_a_day_from_what_came_to_its_close(scene: Scene) -> None:
    chen, sun = scene.person("chen"), scene.person("sun", phone=True)

    fees, price = what_came(scene, chen)
    places_and_returns(scene, chen, sun, price)
    refunds_after_the_end(scene, chen)
    scene.noon.advance(end_of_day(DAY) + timedelta(hours=9) - clock.now())
    imports_the_statement(scene, chen)
    the_day_is_closed(scene, chen, sun)
    the_statement_of_the_case(scene, chen)
    the_payers_papers(scene, fees.no)

    assert scene.story.faults == []
