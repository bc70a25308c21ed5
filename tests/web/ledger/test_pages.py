"""What payer, finance and others see of money."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.identity.facade import actor_named
from app.kernel.actors import Actor
from app.kernel.citation import Citation
from app.kernel.clock import clock
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.lawbook import Calculation
from app.lawbook import Step as Line
from app.ledger import chart, facade
from app.ledger.facade import Payer, PaymentOrderView, Purpose
from app.ledger.module import list_tasks
from app.ledger.services import outbox, suspense
from tests.support.money import CASE, WANG, PaperBank, make_bank, open_order
from tests.support.people import make_person, sign_in
from tests.support.web import Client

STATEMENT = f"/desk/finance/cases/{quote(CASE)}"


@pytest.fixture
def bank(app: Flask, db_session: Session, tmp_path: Path) -> PaperBank:
    return make_bank(app, tmp_path / "bank")


@pytest.fixture
def wang(bank: PaperBank) -> Payer:
    """A bidder with an account."""
    return Payer(WANG.name, WANG.id_number, make_person("wang", Role.BIDDER).person_id)


@pytest.fixture
def finance(app: Flask, bank: PaperBank) -> Client:
    """The finance officer of court 1."""
    make_person("finance", Role.FINANCE, court_id=1)
    return sign_in(app, "finance")


def order_fee(clerk: Actor) -> PaymentOrderView:
    at = clock.now()
    return facade.open_payment_order(
        purpose=Purpose.BASIC_FEE,
        reference="assignment:1",
        payer=WANG,
        amount=Money(300_000),
        due_at=at + timedelta(hours=1),
        case_number=CASE,
        key="fee:1",
        actor=clerk,
        at=at,
    )


def test_a_payer_sees_what_to_pay_and_where(app: Flask, wang: Payer) -> None:
    order = open_order(payer=wang)

    page = sign_in(app, "wang").get(order.page_url)

    assert page.status_code == 200
    for shown in ("280,000.00", "贰拾捌万元整", order.bank_account, order.memo, "<svg", CASE):
        assert shown in page.text
    assert "style=" not in page.text.split('<main id="content"')[1]
    assert WANG.id_number not in page.text


def test_the_page_follows_the_money(app: Flask, bank: PaperBank, wang: Payer) -> None:
    order = open_order(payer=wang)
    visitor = sign_in(app, "wang")
    states = [visitor.get(f"{order.page_url}/state").text]
    outbox.send_due(bank, at=clock.now())
    states.append(visitor.get(f"{order.page_url}/state").text)
    bank.pays(order)
    states.append(visitor.get(f"{order.page_url}/state").text)
    facade.release_deposit("enrollment:1", key="release:1", at=clock.now())
    outbox.send_due(bank, at=clock.now())
    states.append(visitor.get(f"{order.page_url}/state").text)

    assert [("data-final" in state) for state in states] == [False, False, True, True]
    assert 'data-state="confirmed"' in states[2]
    assert "<time" in states[3]
    assert len(set(states)) == 4


@pytest.mark.parametrize("role", [Role.BIDDER, Role.JUDGE, Role.FINANCE, Role.INSPECTOR])
def test_nobody_else_sees_a_deposit_order(app: Flask, wang: Payer, role: Role) -> None:
    order = open_order(payer=wang)
    make_person("other", role, court_id=None if role is Role.INSPECTOR else 1)

    visitor = sign_in(app, "other")

    assert visitor.get(order.page_url).status_code == 404
    assert visitor.get(f"{order.page_url}/state").status_code == 404
    assert visitor.get("/payments/PNOSUCHORDER").status_code == 404


def test_a_visitor_is_sent_to_sign_in(client: Client, wang: Payer) -> None:
    assert client.get(open_order(payer=wang).page_url).status_code == 302
    assert client.get("/desk/finance").status_code == 302


def test_a_payer_finds_open_orders_in_a_list(app: Flask, wang: Payer) -> None:
    order = open_order(payer=wang)

    page = sign_in(app, "wang").get("/payments")

    assert order.page_url in page.text


def test_finance_sees_no_deposit_while_it_is_held(bank: PaperBank, finance: Client) -> None:
    order = open_order()
    bank.pays(order)

    desk = finance.get("/desk/finance")

    assert desk.status_code == 200
    assert "280,000.00" not in desk.text
    assert order.no not in desk.text
    assert "280,000.00" not in _statement(finance)


def _statement(visitor: Client) -> str:
    """Return the statement of the case after the court has acted in it."""
    clerk = make_person("clerk", Role.CLERK, court_id=1)
    order_fee(clerk)
    page = visitor.get(STATEMENT)
    assert page.status_code == 200
    return page.text


def test_finance_sees_the_end_of_a_deposit_and_its_refund(bank: PaperBank, finance: Client) -> None:
    make_person("clerk", Role.CLERK, court_id=1)
    bank.pays(open_order())
    clerk = make_person("clerk2", Role.CLERK, court_id=1)
    order_fee(clerk)

    facade.release_deposit("enrollment:1", key="release:1", at=clock.now())

    desk = finance.get("/desk/finance").text
    assert "280,000.00" in desk
    assert "竞买保证金" in desk
    assert WANG.name not in desk


def test_suspense_says_why_and_hides_whose_deposit_it_was(bank: PaperBank, finance: Client) -> None:
    order = open_order()
    order_fee(make_person("clerk", Role.CLERK, court_id=1))
    bank.tell(bank.receipt(order.no, amount=Money(27_999_999)))
    bank.tell(bank.receipt("PNOBODYKNOWS", amount=Money(777)))

    before = finance.get("/desk/finance").text
    facade.cancel_order(order.reference, at=clock.now())
    desk = finance.get("/desk/finance").text

    assert "279,999.99" not in before
    assert "279,999.99" in desk
    assert order.no not in desk
    assert "PNOBODYKNOWS" in desk


def test_each_amount_of_a_statement_opens_to_its_articles(bank: PaperBank, finance: Client) -> None:
    clerk = make_person("clerk", Role.CLERK, court_id=1)
    bank.pays(order_fee(clerk))
    facade.post(
        purpose=Purpose.BASIC_FEE,
        debit=chart.fees(CASE),
        credit=chart.agency("A01"),
        amount=Money(200_000),
        key="fee:1:earned",
        case_number=CASE,
        at=clock.now(),
        explanation=Calculation(
            {"fee_fen": 200_000},
            (Citation("鲁高法〔2016〕54号", "第24条"),),
            (),
            (Line("Fee earned", 200_000),),
        ),
        actor=clerk,
    )

    page = finance.get(STATEMENT).text

    assert "<details" in page
    assert "鲁高法〔2016〕54号" in page
    assert "1,000.00" in page


def test_another_courts_money_is_not_shown(app: Flask, bank: PaperBank) -> None:
    bank.pays(order_fee(make_person("clerk", Role.CLERK, court_id=1)))
    make_person("elsewhere", Role.FINANCE, court_id=2)
    visitor = sign_in(app, "elsewhere")

    assert visitor.get(STATEMENT).status_code == 404
    assert "3,000.00" not in visitor.get("/desk/finance").text


@pytest.mark.parametrize("role", [Role.BIDDER, Role.AGENCY, Role.CLERK])
def test_the_money_desk_is_for_those_who_look_after_money(
    app: Flask, bank: PaperBank, role: Role
) -> None:
    make_person("other", role, court_id=1)

    assert sign_in(app, "other").get("/desk/finance").status_code == 403
    assert bank.asked == []


def test_an_open_order_is_a_task_of_its_payer(app: Flask, wang: Payer) -> None:
    order = open_order(payer=wang)
    stranger = make_person("stranger", Role.BIDDER)

    with app.test_request_context():
        own = list_tasks(actor_named("wang"), clock.now())
        others = list_tasks(stranger, clock.now())

    assert [(task.url, task.due_at) for task in own] == [(order.page_url, order.due_at)]
    assert others == []


def test_refunds_on_their_way_are_a_task_of_finance(app: Flask, bank: PaperBank) -> None:
    bank.tell(bank.receipt("PNOBODYKNOWS", amount=Money(777)))
    suspense.return_overdue(clock.now() + timedelta(days=6))
    officer = make_person("finance", Role.FINANCE, court_id=1)

    with app.test_request_context():
        tasks = list_tasks(officer, clock.now())

    assert [task.url for task in tasks] == ["/desk/finance"]
