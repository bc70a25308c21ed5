"""Pages of WeChat codes and payment files: for whom they are, and for nobody else."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.kernel.clock import clock
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.ledger import queries
from app.ledger.facade import Payer, Purpose
from app.ledger.services import suspense, wechat_codes
from app.ledger.services.statement_lines import BankLine, take_line
from app.store import unit_of_work
from tests.support.money import WANG, open_order
from tests.support.people import make_person, sign_in

FEE = Money(300_000)


@pytest.fixture
def wechat(
    app: Flask, db_session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An installation that has WeChat Pay."""
    words = {
        "mchid": "1900000109",
        "appid": "wx0123456789abcdef",
        "cert_serial": "444F4864EA9B3441",
        "key_file": tmp_path / "key.pem",
        "apiv3_key": "0123456789abcdefghijklmnopqrstuv",
    }
    monkeypatch.setitem(app.config, "WECHAT", words)


@pytest.fixture
def wang(app: Flask, db_session: Session) -> Payer:
    """A bidder with a sign-in."""
    person = make_person("wang", Role.BIDDER)
    return Payer(WANG.name, WANG.id_number, person.person_id)


def test_a_payer_asks_for_a_code_and_scans_it(app: Flask, wechat: None, wang: Payer) -> None:
    order = open_order("assignment:1", purpose=Purpose.BASIC_FEE, amount=FEE, payer=wang)
    visitor = sign_in(app, "wang")
    offer = visitor.get(order.page_url)
    before = visitor.get(f"{order.page_url}/wechat")

    asked = visitor.post(f"{order.page_url}/wechat")
    with unit_of_work():
        row = queries.find_instruction(wechat_codes.code_instruction_id(order.no))
        assert row is not None
        row.pay_code, row.pay_code_at = "weixin://wxpay/bizpayurl?pr=x", clock.real_now()
    after = visitor.get(f"{order.page_url}/wechat")

    assert f"{order.page_url}/wechat" in offer.text
    assert 'class="mc-qr"' not in before.text
    assert asked.status_code == 303
    assert "mc-qr" in after.text
    assert "3,000.00" in after.text


def test_a_deposit_offers_no_wechat(app: Flask, wechat: None, wang: Payer) -> None:
    order = open_order(payer=wang)
    visitor = sign_in(app, "wang")

    assert "/wechat" not in visitor.get(order.page_url).text
    refused = visitor.post(f"{order.page_url}/wechat", headers={"Accept": "application/json"})
    assert "wechat_names_nobody" in refused.text


def test_without_wechat_there_is_no_such_page(app: Flask, wang: Payer) -> None:
    order = open_order("assignment:1", purpose=Purpose.BASIC_FEE, amount=FEE, payer=wang)
    visitor = sign_in(app, "wang")

    assert visitor.get(f"{order.page_url}/wechat").status_code == 404
    assert visitor.post("/bank/wechat/notifications", data=b"{}").status_code == 404


def test_nobody_else_sees_a_payers_code(app: Flask, wechat: None, wang: Payer) -> None:
    order = open_order("assignment:1", purpose=Purpose.BASIC_FEE, amount=FEE, payer=wang)
    make_person("other", Role.BIDDER)

    visitor = sign_in(app, "other")

    assert visitor.get(f"{order.page_url}/wechat").status_code == 404
    assert visitor.post(f"{order.page_url}/wechat").status_code == 404


def test_where_the_bank_has_no_page_none_is_offered(
    app: Flask, wang: Payer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "BANK", "files")
    order = open_order(payer=wang)

    page = sign_in(app, "wang").get(order.page_url)

    assert page.status_code == 200
    assert order.bank_account in page.text
    assert "mc-qr" not in page.text


def test_finance_makes_a_payment_file_and_fetches_it_again(
    app: Flask, db_session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(app.config, "BANK", "files")
    make_person("finance", Role.FINANCE, court_id=1)
    line = BankLine("T1", True, FEE, "", "李强", "62170001", "x", "", clock.real_now())
    take_line(line, at=clock.now())
    suspense.return_overdue(clock.now() + timedelta(days=6))
    visitor = sign_in(app, "finance")
    path = "/desk/finance/payment-files"

    made = visitor.post(path)
    page = visitor.get(path)
    name = page.text.split(f'href="{path}/')[1].split('"')[0]
    files = [visitor.get(f"{path}/{name}") for _ in range(2)]
    again = visitor.post(path, headers={"Accept": "application/json"})

    assert made.status_code == 303
    assert files[0].data == files[1].data
    assert "62170001" in files[0].data.decode("gb18030")
    assert "no_payments_waiting" in again.text
    assert visitor.get(f"{path}/F20000101-00001.csv").status_code == 404


@pytest.mark.parametrize("role", [Role.BIDDER, Role.JUDGE, Role.INSPECTOR])
def test_payment_files_are_for_finance_alone(app: Flask, db_session: Session, role: Role) -> None:
    make_person("other", role, court_id=None if role is Role.INSPECTOR else 1)

    visitor = sign_in(app, "other")

    assert visitor.get("/desk/finance/payment-files").status_code == 403
    assert visitor.post("/desk/finance/payment-files").status_code == 403
