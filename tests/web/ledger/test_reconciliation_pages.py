"""What finance, judge, inspector and others see and may do when bank and book are compared."""

import csv
import io
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.kernel.calendar import start_of_day
from app.kernel.clock import Clock, clock
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.ledger.facade import Purpose
from app.ledger.models import OpenItem
from app.ledger.module import list_tasks
from app.ledger.reconciliation_words import Direction, Nature
from app.ledger.services import statements
from app.store import db
from tests.support.money import WANG, PaperBank, make_bank, open_order
from tests.support.people import make_person, sign_in
from tests.support.statements import Line, Paper, write
from tests.support.web import Client

DAY = date(2026, 11, 2)
DESK = "/desk/finance/reconciliation"
FILES = "/desk/finance/statements"
FEE = Money(300_000)
STRANGER = Line(DAY, Direction.IN, 12_345, "X1", '=HYPERLINK("x")', "6200", "@SUM(A1)")
CHARGE = Line(DAY, Direction.OUT, 12_345, "X2", "", "", "", Nature.FEE)


@pytest.fixture(autouse=True)
def morning() -> Iterator[Clock]:
    """Nine in the morning after the day."""
    with clock.stopped_at(start_of_day(DAY) + timedelta(hours=33)) as stopped:
        yield stopped


@pytest.fixture
def bank(app: Flask, db_session: Session, tmp_path: Path) -> PaperBank:
    return make_bank(app, tmp_path / "bank")


@pytest.fixture
def finance(app: Flask, bank: PaperBank) -> Client:
    make_person("finance", Role.FINANCE, court_id=1)
    return sign_in(app, "finance")


@pytest.fixture
def lead(app: Flask, bank: PaperBank) -> Client:
    make_person("lead", Role.FINANCE, court_id=1)
    return sign_in(app, "lead")


def hand_in(client: Client, *lines: Line, opening: int = 0) -> TestResponse:
    """Hand a statement in, have the clock read it, and look at it."""
    content = write(Paper(opening, lines, DAY, DAY), "plain")
    answer = client.post(FILES, data={"file": (io.BytesIO(content), "日记账.csv")})
    assert answer.status_code == 303, answer.text
    assert "等待读取" in client.get(answer.location).text
    assert client.get(f"{answer.location}/state").json == {"state": "received", "waits": True}
    statements.read_received(at=clock.now())
    return client.get(answer.location)


def item_of(kind: str) -> OpenItem:
    return db.session.scalars(select(OpenItem).where(OpenItem.kind == kind)).one()


def test_a_statement_is_handed_in_and_shown(finance: Client) -> None:
    page = hand_in(finance, STRANGER)

    for shown in ("日记账.csv", "不明来款", "123.45", "csv:plain", "笔数"):
        assert shown in page.text
    assert "HYPERLINK" not in page.text
    assert "123.45" in finance.get(FILES).text


def test_a_refused_statement_says_why(finance: Client) -> None:
    content = write(Paper(0, [STRANGER], DAY, DAY, account="6222000011112222"), "plain")
    answer = finance.post(FILES, data={"file": (io.BytesIO(content), "x.csv")})
    statements.read_received(at=clock.now())

    page = finance.get(answer.location)

    assert "这是其他账户的对账单" in page.text
    assert "2222" in page.text
    assert "6222000011112222" not in page.text


@pytest.mark.parametrize(
    ("content", "status", "words"),
    [(None, 422, "没有选择文件|未选择文件"), (b" ", 422, "文件是空的|文件中没有内容")],
)
def test_a_form_without_a_file_says_so(
    finance: Client, content: bytes | None, status: int, words: str
) -> None:
    data = {} if content is None else {"file": (io.BytesIO(content), "x.csv")}

    answer = finance.post(FILES, data=data)

    assert answer.status_code == status
    assert 'role="alert"' in answer.text


def test_a_day_is_owned_resolved_and_signed_by_two(finance: Client, lead: Client) -> None:
    hand_in(finance, STRANGER, CHARGE)
    day = f"{DESK}/{DAY}"
    assert "每一分都已列明" in finance.get(day).text
    refused = finance.post(f"{day}/propose")
    assert (refused.status_code, "无人负责" in refused.text) == (422, True)

    assert finance.post(f"{day}/owner", data={"owner": "lead"}).status_code == 303
    fee, stranger = item_of("bank_fee"), item_of("unknown_payer")
    page = lead.get(f"/desk/finance/items/{fee.id}")
    assert f"item:{stranger.id}" in page.text
    ended = lead.post(
        f"/desk/finance/items/{fee.id}/end",
        data={"by": f"item:{stranger.id}", "note": "银行已退还", "reference": "函〔2026〕1号"},
    )
    assert ended.status_code == 303, ended.text
    assert finance.post(f"{day}/propose").status_code == 303
    own = finance.post(f"{day}/sign")
    assert (own.status_code, "须由第二人签结" in own.text) == (403, True)
    assert lead.post(f"{day}/sign").status_code == 303

    shown = finance.get(day).text
    assert "已签结" in shown
    assert "Lead" in shown
    assert "已签结" in finance.get(DESK).text
    assert finance.post(f"{day}/reopen", data={"cause": ""}).status_code == 422
    assert finance.post(f"{day}/reopen", data={"cause": "银行来函"}).status_code == 303
    assert "未签结" in finance.get(day).text


def test_a_judge_signs_and_an_inspector_reads(app: Flask, finance: Client) -> None:
    hand_in(finance)
    day = f"{DESK}/{DAY}"
    finance.post(f"{day}/propose")
    make_person("judge", Role.JUDGE, court_id=1)
    make_person("inspector", Role.INSPECTOR)
    judge, inspector = sign_in(app, "judge"), sign_in(app, "inspector")

    assert inspector.get(day).status_code == 200
    assert inspector.post(f"{day}/sign").status_code == 403
    assert judge.post(f"{day}/propose").status_code == 403
    assert judge.post(f"{day}/sign").status_code == 303


@pytest.mark.parametrize("role", [Role.CLERK, Role.BIDDER, Role.AGENCY, Role.OPERATOR])
def test_nobody_else_comes_near(app: Flask, finance: Client, role: Role) -> None:
    hand_in(finance, STRANGER)
    make_person("other", role, court_id=1 if role is Role.CLERK else None)
    other = sign_in(app, "other")

    for path in (FILES, DESK, f"{DESK}/{DAY}", f"{DESK}/{DAY}.csv", "/desk/finance/items/1"):
        assert other.get(path).status_code == 403, path
    assert other.post(FILES, data={}).status_code == 403


def test_sheets_are_inert(finance: Client) -> None:
    hand_in(finance, STRANGER)
    item = item_of("unknown_payer")
    finance.post(f"/desk/finance/items/{item.id}/note", data={"note": "=1+1"})

    sheet = finance.get(f"{DESK}/{DAY}.csv")
    book = finance.get(f"{DESK}/{DAY}.xlsx")

    rows = list(csv.reader(io.StringIO(sheet.data.decode("utf-8-sig"))))
    assert rows[1][1:7] == ["不明来款", "2026-11-02", "1", "123.45", "", "X1"]
    assert "'=1+1" in rows[1]
    page = openpyxl.load_workbook(io.BytesIO(book.data)).active
    assert page is not None
    cells = [cell for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert any(cell.value == 123.45 for cell in cells)


def test_the_other_side_is_shown_on_request_as_text(finance: Client) -> None:
    hand_in(finance, STRANGER)
    item = item_of("unknown_payer")

    page = finance.post(f"/desk/finance/items/{item.id}/party")

    assert "=HYPERLINK(&#34;x&#34;)" in page.text
    assert "@SUM(A1)" in page.text


def test_no_page_tells_of_a_deposit_whose_bidding_runs(
    finance: Client, bank: PaperBank, morning: Clock
) -> None:
    held = open_order("bid:1", amount=FEE, due_in=timedelta(days=3))
    bank.tell(bank.receipt(held.no, amount=FEE, serial="HELD-77"))
    lost = open_order("bid:2", amount=FEE, due_in=timedelta(days=3))
    morning.advance(timedelta(days=1))
    on = DAY + timedelta(1)
    lines = [
        Line(on, Direction.IN, FEE.fen, "HELD-77", WANG.name, "6217", held.no),
        Line(on, Direction.IN, FEE.fen, "LOST-99", WANG.name, "6217", lost.no),
    ]
    content = write(Paper(0, lines, on, on), "plain")
    where = finance.post(FILES, data={"file": (io.BytesIO(content), "x.csv")}).location
    statements.read_received(at=clock.now())
    item = item_of("missing_in_book")
    pages = [
        finance.get(path).data.decode()
        for path in (
            where, f"{DESK}/{on}", f"{DESK}/{on}.csv", f"/desk/finance/items/{item.id}",
        )
    ]  # fmt: skip

    for page in pages:
        for secret in ("LOST-99", "HELD-77", lost.no, held.no, WANG.name, "其中其他对账单已列"):
            assert secret not in page, secret
    # The sum of a day tells what stood at the bank; the item itself tells no amount.
    assert "3,000.00" not in pages[0]
    assert "3000.00" not in pages[2]
    assert "3,000.00" not in pages[3]
    assert finance.post(f"/desk/finance/items/{item.id}/party").status_code == 403
    morning.advance(timedelta(days=4))
    assert "LOST-99" in finance.get(f"/desk/finance/items/{item.id}").text


def test_finance_is_told_what_waits(finance: Client, lead: Client) -> None:
    from app.identity.facade import actor_named

    hand_in(finance, STRANGER)
    tasks = [task.title for task in list_tasks(actor_named("finance"), clock.now())]
    assert "1" in " ".join(tasks)
    finance.post(f"{DESK}/{DAY}/owner", data={"owner": "finance"})
    finance.post(f"{DESK}/{DAY}/propose")

    own = {task.url for task in list_tasks(actor_named("finance"), clock.now())}
    other = {task.url for task in list_tasks(actor_named("lead"), clock.now())}

    assert own == {DESK}
    assert other == {f"{DESK}/{DAY}"}


@pytest.mark.parametrize("path", [f"{DESK}/gestern", f"{DESK}/2026-13-01", f"{FILES}/BS-0"])
def test_what_does_not_exist_is_not_found(finance: Client, path: str) -> None:
    assert finance.get(path).status_code == 404


def test_an_order_of_another_purpose_is_shown(finance: Client) -> None:
    order = open_order("thing:9", purpose=Purpose.BASIC_FEE, amount=FEE, due_in=timedelta(days=3))
    line = Line(DAY, Direction.IN, FEE.fen, "S99", WANG.name, "6217", order.no)

    hand_in(finance, line)

    item = item_of("missing_in_book")
    assert "S99" in finance.get(f"/desk/finance/items/{item.id}").text
