"""L11 of the promises: whoever opens names behind money is on the record before they are shown."""

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.actors import SYSTEM
from app.kernel.clock import clock
from app.kernel.permissions import Permission, Role
from app.ledger import chart
from app.ledger.facade import Payer
from app.ledger.models import MoneyProposal, OpenItem
from app.ledger.reconciliation_words import Direction
from app.ledger.services import paying_out, statements
from app.ledger.services.payment_files import make_payment_file
from app.store import db
from app.store.work import Work
from app.supervision.mandates.queries import READS
from app.trail.models import TrailEntry
from tests.support.money import CASE, PaperBank, make_bank
from tests.support.money_desk import Desk, approve, give_account, owe, pay, seat_desk, work
from tests.support.people import make_person, sign_in
from tests.support.sales import Sale, open_sale
from tests.support.shares import APPROVED, served
from tests.support.statements import Line, Paper, write
from tests.support.web import Client

MONEY = {Permission.VIEW_MONEY, Permission.MANAGE_MONEY, Permission.APPROVE_MONEY}
STRANGER = Payer("赵路人", "440524188001010014")
NUMBERS = ("6222020200112233445", "6222020200998877665")
NAMES = (STRANGER.name, "刘建国", *NUMBERS)
DESK = "/desk/finance"
#: The pages and files that name a payee or a payer, or show an account number.
NAMED = {
    f"{DESK}/payouts",
    f"{DESK}/payees/<path:account>",
    f"{DESK}/proposals/<no>",
    f"{DESK}/batches/<no>",
    f"{DESK}/payment-files/<no>.csv",
}


def read_of(content: bytes, kind: str) -> str:
    """What a person reads in an answer, whatever file it is."""
    if kind.endswith("sheet"):
        parts = zipfile.ZipFile(io.BytesIO(content))
        return "".join(parts.read(name).decode() for name in parts.namelist())
    return content.decode("gb18030" if "gb18030" in kind else "utf-8")


def readings(reader: str = "chen") -> list[str]:
    """The readings of one reader, as the record keeps them."""
    db.session.rollback()
    query = select(TrailEntry).where(TrailEntry.name.in_(READS), TrailEntry.actor == reader)
    return [
        entry.payload.get("opened", entry.name)
        for entry in db.session.scalars(query.order_by(TrailEntry.id))
    ]


@pytest.fixture
def bank(app: Flask, db_session: Session, tmp_path: Path) -> PaperBank:
    return make_bank(app, tmp_path / "bank")


@pytest.fixture
def desk(bank: PaperBank) -> Desk:
    return seat_desk()


@pytest.fixture
def numbers(app: Flask, bank: PaperBank, desk: Desk) -> dict[str, str]:
    """A desk with money on every page: what stands in the addresses of its pages."""
    pay(bank, "PTYPO", 500, payer=STRANGER, serial="S9")
    owe(bank, desk.clerk, chart.party(2), 900_00)
    give_account(desk, chart.party(2), number=NUMBERS[0])
    owe(bank, desk.clerk, chart.agency("A01"), 700_00, serial="S-IN2")
    give_account(desk, chart.agency("A01"), number=NUMBERS[1], confirmed=False)
    batch = paying_out.propose_batch(
        [(chart.party(2), CASE)], reason="分配方案已确定", actor=desk.chen, at=clock.now()
    )
    proposal = db.session.scalars(select(MoneyProposal)).one()
    approve(proposal, desk.sun)
    work()
    made = make_payment_file(actor=SYSTEM, at=clock.now())
    day = clock.now().date() - timedelta(days=1)
    line = Line(day, Direction.IN, 12_345, "X1", STRANGER.name, NUMBERS[0], "x")
    row = statements.receive_statement(
        content=write(Paper(0, [line], day, day), "plain"),
        filename="a.csv",
        actor=desk.chen,
        at=clock.now(),
    )
    statements.read_received(at=clock.now())
    item = db.session.scalars(select(OpenItem).where(OpenItem.kind == "unknown_payer")).first()
    assert item is not None
    return {
        "<path:case_number>": CASE,
        "<any(csv, xlsx):form>": "xlsx",
        "<path:account>": chart.party(2),
        "statements/<no>": f"statements/{row.no}",
        "proposals/<no>": f"proposals/{proposal.no}",
        "batches/<no>": f"batches/{batch}",
        "payment-files/<no>": f"payment-files/{made.no}",
        "<serial>": "S9",
        "<int:item_id>": str(item.id),
        "<day>": day.isoformat(),
    }


def money_pages(app: Flask) -> Iterator[str]:
    """Every page and file that a permission of money opens."""
    for rule in app.url_map.iter_rules():
        guard = getattr(app.view_functions[rule.endpoint], "guard", "public")
        if guard in MONEY and "GET" in (rule.methods or set()):
            yield rule.rule


def filled(rule: str, numbers: dict[str, str]) -> str:
    """The address of a page with the numbers of this desk in it."""
    for place, number in numbers.items():
        rule = rule.replace(place, number)
    return rule


def test_no_page_or_file_of_money_names_anybody_before_its_reading_is_on_the_record(
    app: Flask, desk: Desk, numbers: dict[str, str]
) -> None:
    chen = sign_in(app, "chen")
    rules = [rule for rule in money_pages(app) if rule.startswith(DESK)]
    naming = set()

    for rule in rules:
        before = len(readings())
        answer = chen.get(filled(rule, numbers))
        assert answer.status_code == 200, (rule, answer.status_code, answer.text[:300])
        shown = read_of(answer.data, answer.content_type)
        if any(name in shown for name in NAMES):
            naming.add(rule)
            assert len(readings()) == before + 1, rule

    assert len(rules) >= 20
    assert naming == NAMED
    facts = db.session.scalars(select(TrailEntry).where(TrailEntry.name.in_(READS))).all()
    assert not any(name.encode() in entry.body for name in NAMES for entry in facts)


def test_the_other_side_of_a_line_is_named_after_its_reading_alone(
    app: Flask, desk: Desk, numbers: dict[str, str]
) -> None:
    chen = sign_in(app, "chen")
    item = f"{DESK}/items/{numbers['<int:item_id>']}"

    shut, opened = chen.get(item), chen.post(f"{item}/party")

    assert STRANGER.name not in shut.text
    assert STRANGER.name in opened.text
    assert readings() == ["ledger.party.opened"]


def test_what_cannot_be_recorded_is_not_shown(
    app: Flask, desk: Desk, numbers: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    chen, opened = sign_in(app, "chen"), []

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("the record takes nothing")

    monkeypatch.setattr(Work, "record", broken)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    for rule in sorted(NAMED):
        answer = chen.get(filled(rule, numbers))
        opened += [name for name in NAMES if name in read_of(answer.data, answer.content_type)]
        assert answer.status_code == 500, rule

    assert opened == []


def test_one_reader_opens_one_page_once_an_hour_on_the_record(
    app: Flask, desk: Desk, numbers: dict[str, str]
) -> None:
    page = filled(f"{DESK}/proposals/<no>", numbers)
    start = clock.now()
    for account, later in (("chen", 0), ("chen", 59), ("sun", 59), ("chen", 60)):
        with clock.stopped_at(start + timedelta(minutes=later)):
            assert sign_in(app, account).get(page).status_code == 200

    assert len(readings("chen")) == 2
    assert len(readings("sun")) == 1


def test_the_court_finds_its_readings_in_the_list_of_who_read_what(
    app: Flask, desk: Desk, numbers: dict[str, str]
) -> None:
    sign_in(app, "chen").get(filled(f"{DESK}/proposals/<no>", numbers))
    make_person("away", Role.JUDGE, court_id=2)

    own, other = (sign_in(app, who).get("/desk/reads").text for who in ("judge", "away"))

    number = numbers["proposals/<no>"].partition("/")[2]
    assert re.search(rf"查阅了款项背后的姓名或账户：付款申请的收款人 {number}", own)
    assert number not in other


def test_the_pages_of_a_sale_that_name_parties_are_read_on_the_record(
    app: Flask, db_session: Session, tmp_path: Path
) -> None:
    sale: Sale = served(open_sale(app, tmp_path / "bank"))
    make_person("chen", Role.FINANCE, court_id=sale.judge.court_id)
    known = {"<no>": sale.lot_no, "<path:number>": sale.lot().case_number}
    rules = [rule for rule in money_pages(app) if not rule.startswith(DESK)]

    with clock.stopped_at(APPROVED + timedelta(hours=1)):
        chen: Client = sign_in(app, "chen")
        answers = [chen.get(filled(rule, known)) for rule in rules]

    assert [answer.status_code for answer in answers] == [200] * len(rules)
    assert len(rules) == 4
    assert len(set(readings())) == len(rules)
