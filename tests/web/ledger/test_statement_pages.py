"""The statement of a case on the screen and as a file, and the inspector's look at the sums."""

import csv
import io
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.kernel.actors import SYSTEM, Actor
from app.kernel.clock import clock
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.ledger import chart, facade
from app.ledger.facade import Posting, Purpose
from app.ledger.services import approving
from app.ledger.services.reversal import reverse
from app.store import db
from tests.support.money import CASE, PaperBank, make_bank, open_order
from tests.support.people import make_person, sign_in
from tests.support.web import Client

PAGE = f"/desk/finance/cases/{quote(CASE)}"
FILES = f"/desk/finance/statements/{quote(CASE)}"
PRICE = Money(1_000_000)
#: What somebody wrote as a reason, hoping that a spreadsheet runs it.
FORMULA = '=HYPERLINK("http://x","y")'


@pytest.fixture
def bank(app: Flask, db_session: Session, tmp_path: Path) -> PaperBank:
    return make_bank(app, tmp_path / "bank")


@pytest.fixture
def clerk(bank: PaperBank) -> Actor:
    return make_person("clerk", Role.CLERK, court_id=1)


@pytest.fixture
def paid(bank: PaperBank, clerk: Actor) -> str:
    """The funds of a case of court 1 that a buyer has paid."""
    at = clock.now()
    order = facade.open_payment_order(
        purpose=Purpose.BASIC_FEE, reference="assignment:1", payer=facade.Payer("王芳", "1"),
        amount=Money(300_000), due_at=at + timedelta(hours=1), case_number=CASE, key="fee:1",
        actor=clerk, at=at,
    )  # fmt: skip
    bank.pays(order, facade.Payer("王芳", "1"))
    bank.pays(open_order("result:1", purpose=Purpose.BALANCE, amount=PRICE))
    return chart.funds(CASE)


@pytest.fixture
def judge(app: Flask, paid: str) -> Client:
    make_person("judge", Role.JUDGE, court_id=1)
    return sign_in(app, "judge")


def share_out(funds: str, number: int) -> None:
    lines = [
        Posting(f"d:{place}", Purpose.DISTRIBUTION, funds, chart.party(place), Money(100), CASE)
        for place in range(number)
    ]
    facade.post_many(lines, key="d", case_number=CASE, at=clock.now())


def test_every_amount_of_the_statement_opens_to_its_basis(paid: str, judge: Client) -> None:
    page = judge.get(PAGE).text

    rows = re.findall(r'<tr id="entry-\d+">.*?</tr>', page, re.DOTALL)
    assert len(rows) == 2
    assert all("<details" in row and "mc-cite" in row for row in rows)
    assert "13,000.00" in rows[1]
    assert "style=" not in page.split('<main id="content"')[1]


def test_a_judge_sees_the_case_as_it_stood(paid: str, judge: Client) -> None:
    share_out(paid, 1)
    before = (clock.now() - timedelta(days=1)).strftime("%Y-%m-%dT%H:%M:%S")

    then = judge.get(f"{PAGE}?until={before}")
    later = judge.get(PAGE, query_string={"until": "2099-01-01T00:00"})

    assert then.status_code == later.status_code == 200
    assert "entry-" not in then.text
    assert f'value="{before}"' in then.text
    assert "12,999.00" in later.text


@pytest.mark.parametrize("query", ["until=yesterday", "after=-1", "after=x", "after=9" + "9" * 30])
def test_a_question_that_makes_no_sense_is_refused(judge: Client, query: str) -> None:
    assert judge.get(f"{PAGE}?{query}").status_code == 422


def test_a_long_statement_is_read_page_by_page(paid: str, judge: Client) -> None:
    share_out(paid, 150)

    first = judge.get(PAGE).text
    following = re.search(r'href="([^"]*)" rel="next"', first)
    assert following is not None
    second = judge.get(following[1].replace("&amp;", "&")).text

    assert first.count('<tr id="entry-') == 100
    assert second.count('<tr id="entry-') == 52
    assert 'rel="prev"' in second
    assert 'rel="next"' not in second


def test_the_files_hold_what_the_page_shows_and_nothing_runs(paid: str, judge: Client) -> None:
    share_out(paid, 1)
    reverse("d:0", reason=FORMULA, key="back", actor=SYSTEM, at=clock.now())

    text_file = judge.get(f"{FILES}/csv")
    sheet_file = judge.get(f"{FILES}/xlsx")

    rows = list(csv.reader(io.StringIO(text_file.data.decode("utf-8-sig"))))
    sheet = openpyxl.load_workbook(io.BytesIO(sheet_file.data)).active
    assert len(rows) == sheet.max_row == 5
    assert [row[7] for row in rows[1:]] == ["3000.00", "13000.00", "12999.00", "13000.00"]
    assert [row[7].value for row in sheet.iter_rows(min_row=2)] == [3000, 13000, 12999, 13000]
    assert rows[-1][10] == f"'{FORMULA}"
    last = sheet.cell(5, 11)
    assert (last.data_type, last.value) == ("s", f"'{FORMULA}")
    for answer in (text_file, sheet_file):
        assert answer.headers["Content-Disposition"].startswith("attachment")


def test_another_court_reads_neither_page_nor_file(app: Flask, paid: str) -> None:
    make_person("elsewhere", Role.JUDGE, court_id=2)
    visitor = sign_in(app, "elsewhere")

    assert [visitor.get(path).status_code for path in (PAGE, f"{FILES}/csv", f"{FILES}/xlsx")] == [
        404, 404, 404,
    ]  # fmt: skip


def test_the_inspector_checks_the_sums(app: Flask, paid: str) -> None:
    make_person("inspector", Role.INSPECTOR)
    visitor = sign_in(app, "inspector")
    well = visitor.get("/supervision/sums").text
    db.session.execute(text("SET session_replication_role = replica"))
    db.session.execute(
        text("UPDATE ledger_balance SET settled_fen = settled_fen - 1 WHERE account = :funds"),
        {"funds": paid},
    )
    db.session.commit()
    db.session.execute(text("SET session_replication_role = origin"))
    db.session.rollback()
    broken = visitor.get("/supervision/sums").text

    for invariant in ("M1", "M4", "M6", "M8", "M11", "M14", "M16"):
        assert f">{invariant}</td>" in well
    assert "mc-tag--danger" not in well
    assert f"{paid} runs at 999999 holding 0, its transfers at 1000000 holding 0" in broken
    assert "the running balances sum to -1" in broken


def test_the_sums_are_for_inspectors(judge: Client) -> None:
    assert judge.get("/supervision/sums").status_code == 403


def test_finance_takes_an_entry_back_from_the_statement_and_a_judge_approves(
    app: Flask, paid: str, judge: Client
) -> None:
    share_out(paid, 1)
    make_person("chen", Role.FINANCE, court_id=1)
    chen = sign_in(app, "chen")
    page = chen.get(PAGE).text
    links = re.findall(r'href="([^"]+entry=(\d+)[^"]*)"', page)
    assert len(links) == 1, "only the share may be taken back; what came from the bank may not"
    assert "entry=" not in judge.get(PAGE).text

    asked = chen.get(links[0][0].replace("&amp;", "&").partition("#")[0]).text
    key = re.search(r'name="transfer_key" value="([^"]+)"', asked)
    assert key is not None
    made = chen.post(
        "/desk/finance/reversals", data={"transfer_key": key[1], "reason": "记错收款人"}
    )
    assert made.status_code == 303
    approved = judge.post(f"{made.location}/approve", data={"version": 1})
    approving.carry_out_due(clock.now())

    after = chen.get(PAGE).text
    assert approved.status_code == 303
    assert "记错收款人" in after
    assert "entry=" not in after
    assert facade.balance(paid) == PRICE
    assert 'name="transfer_key"' not in chen.get(f"{PAGE}?entry=1").text
