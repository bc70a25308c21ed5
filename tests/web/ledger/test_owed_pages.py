"""What the court owes an agency or an applicant, and what was paid out."""

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.kernel.actors import SYSTEM
from app.kernel.citation import Citation
from app.kernel.clock import clock
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.lawbook import Calculation
from app.lawbook import Step as Line
from app.ledger import chart, facade
from app.ledger.facade import Payer, Purpose
from tests.support.money import CASE, WANG, PaperBank, make_bank, open_order
from tests.support.pdfs import text_of as pdf_text
from tests.support.people import make_person, sign_in
from tests.support.web import Client

ADVANCED = Money(300_000)
EARNED = Money(180_000)
REST = ADVANCED - EARNED
WHY = Calculation(
    {"fee_fen": EARNED.fen},
    (Citation("法释〔2018〕15号", "第32条"),),
    ("P2",),
    (Line("Fee earned", EARNED.fen),),
)


@pytest.fixture
def bank(app: Flask, db_session: Session, tmp_path: Path) -> PaperBank:
    return make_bank(app, tmp_path / "bank")


@pytest.fixture
def applicant(app: Flask, bank: PaperBank) -> Client:
    """An applicant who advanced a fee of which a part was used and the rest came back to him."""
    party = make_person("applicant", Role.PARTY)
    order = open_order(
        "PG-1",
        purpose=Purpose.BASIC_FEE,
        payer=Payer(WANG.name, WANG.id_number, party.person_id),
        amount=ADVANCED,
    )
    bank.pays(order)
    for credit, purpose, amount in (
        (chart.agency("A01"), Purpose.BASIC_FEE, EARNED),
        (chart.party(7), Purpose.REFUND, REST),
    ):
        facade.post(
            purpose=purpose,
            debit=chart.fees(CASE),
            credit=credit,
            amount=amount,
            key=f"fee:{credit}",
            case_number=CASE,
            at=clock.now(),
            explanation=WHY,
            reference="PG-1",
            actor=SYSTEM,
        )
    return sign_in(app, "applicant")


@pytest.fixture
def agency(app: Flask, applicant: Client) -> Client:
    """The agency that earned a part of it."""
    make_person("agency", Role.AGENCY, agency_code="A01")
    return sign_in(app, "agency")


def test_an_agency_reads_what_it_earned_with_its_articles(agency: Client) -> None:
    page = agency.get("/payments/earned?lang=en").text

    assert "1,800.00" in page
    assert "第32条" in page
    assert "P2" in page
    assert "/desk/agency-fees" in page
    assert "1,200.00" not in page


def test_another_agency_reads_nothing_of_it(app: Flask, agency: Client) -> None:
    make_person("rival", Role.AGENCY, agency_code="A02")

    page = sign_in(app, "rival").get("/payments/earned")

    assert page.status_code == 200
    assert "1,800.00" not in page.text


@pytest.mark.parametrize("role", [Role.BIDDER, Role.FINANCE, Role.CLERK])
def test_only_agencies_have_a_page_of_earnings(app: Flask, agency: Client, role: Role) -> None:
    make_person("other", role, court_id=1)

    assert sign_in(app, "other").get("/payments/earned").status_code == 403


def test_an_applicant_reads_what_came_back_of_the_fee(applicant: Client) -> None:
    page = applicant.get("/payments?lang=en").text

    assert "What the court owes you" in page
    assert "3,000.00" in page
    assert "1,200.00" in page
    table = applicant.get("/payments/owed/statement.csv").data.decode("utf-8-sig")
    assert [row[3] for row in csv.reader(io.StringIO(table))][1:] == ["1200.00"]


def test_another_applicant_reads_nothing_of_it(app: Flask, applicant: Client) -> None:
    make_person("stranger", Role.PARTY)

    page = sign_in(app, "stranger").get("/payments?lang=en").text

    assert "What the court owes you" not in page
    assert "1,200.00" not in page


def test_a_payment_out_lowers_what_is_owed(agency: Client) -> None:
    facade.post(
        purpose=Purpose.BASIC_FEE,
        debit=chart.agency("A01"),
        credit=chart.agency("A99"),
        amount=Money(50_000),
        key="out:1",
        case_number=CASE,
        at=clock.now(),
        actor=SYSTEM,
    )

    answer = agency.get("/payments/earned/statement.csv?lang=en")

    header, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")))
    shown = [dict(zip(header, row, strict=True)) for row in rows]
    assert [row["Still owed (yuan)"] for row in shown] == ["1800.00", "1300.00"]
    assert shown[1]["Paid out (yuan)"] == "500.00"
    assert "第32条" in shown[1]["Basis"]


def test_what_is_owed_is_taken_away_as_a_workbook_and_as_paper(
    agency: Client, applicant: Client
) -> None:
    sheet = openpyxl.load_workbook(
        io.BytesIO(applicant.get("/payments/owed/statement.xlsx").data)
    ).worksheets[0]
    paper = agency.get("/payments/earned/statement.pdf")

    assert sheet["D2"].value == 1200
    text = "".join(pdf_text(paper.data).split())
    for words in ("应付款对账单", "1,800.00", "壹仟捌佰元整", "法释〔2018〕15号第32条"):
        assert words in text
