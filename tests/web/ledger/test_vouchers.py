"""Receipts: once, sealed, the same bytes, open to the payer alone."""

import hashlib

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.kernel.clock import clock
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.ledger import facade
from app.ledger.facade import Payer, PaymentOrderView
from app.ledger.models import Voucher
from app.ledger.services import outbox
from app.trail.models import TrailEntry
from tests.support.money import CASE, WANG, PaperBank, open_order, race
from tests.support.pdfs import text_of as pdf_text
from tests.support.people import make_person, sign_in
from tests.support.web import Client

SHORT = Money(27_999_999)


def flat(text: str) -> str:
    """Return a text without the breaks that printing put in."""
    return "".join(text.split())


def test_a_receipt_is_issued_once_and_stays_the_same(
    bank: PaperBank, order: PaymentOrderView, visitor: Client, db_session: Session
) -> None:
    bank.pays(order)

    first = visitor.get(f"{order.page_url}/receipt.pdf")
    again = visitor.get(f"{order.page_url}/receipt.pdf")

    assert first.status_code == 200
    assert first.mimetype == "application/pdf"
    assert first.data == again.data
    voucher = db_session.scalars(select(Voucher)).one()
    assert voucher.sha256 == hashlib.sha256(first.data).hexdigest()
    text = flat(pdf_text(first.data))
    for words in (
        "收款凭证", WANG.name, "280,000.00", "贰拾捌万元整", order.no, voucher.no, CASE, "S1",
        "法释〔2016〕18号第17条", "1101", "002X",
    ):  # fmt: skip
        assert flat(words) in text
    assert WANG.id_number not in text
    told = db_session.scalars(
        select(TrailEntry).where(TrailEntry.name == "ledger.voucher.issued")
    ).all()
    assert len(told) == 1


def test_the_file_at_rest_shows_nobodys_name(
    bank: PaperBank, order: PaymentOrderView, visitor: Client, db_session: Session
) -> None:
    bank.pays(order)
    content = visitor.get(f"{order.page_url}/receipt.pdf").data

    voucher = db_session.scalars(select(Voucher)).one()

    assert content not in voucher.file_sealed
    assert b"%PDF" not in voucher.file_sealed


def test_there_is_no_receipt_before_the_money(order: PaymentOrderView, visitor: Client) -> None:
    assert visitor.get(f"{order.page_url}/receipt.pdf").status_code == 409
    assert visitor.get(f"{order.page_url}/refunds/refund-S1.pdf").status_code == 409


def test_a_refund_has_a_receipt_of_its_own(
    bank: PaperBank, order: PaymentOrderView, visitor: Client
) -> None:
    bank.tell(bank.receipt(order.no, amount=SHORT))
    bank.pays(order)
    facade.release_deposit("enrollment:1", key="release:1", at=clock.now())
    outbox.send_due(bank, at=clock.now())

    misfit = visitor.get(f"{order.page_url}/refunds/refund-S1.pdf")
    deposit = visitor.get(f"{order.page_url}/refunds/refund-S2.pdf")

    assert (misfit.status_code, deposit.status_code) == (200, 200)
    assert "付款金额与缴款单不符" in flat(pdf_text(misfit.data))
    text = flat(pdf_text(deposit.data))
    for words in ("退款凭证", "竞价结束后退还竞买保证金", "法释〔2016〕18号第23条", "S2"):
        assert words in text


@pytest.mark.parametrize("role", [Role.BIDDER, Role.FINANCE, Role.JUDGE, Role.INSPECTOR])
def test_nobody_else_takes_the_receipt_of_a_deposit(
    app: Flask, bank: PaperBank, order: PaymentOrderView, visitor: Client, role: Role
) -> None:
    bank.pays(order)
    visitor.get(f"{order.page_url}/receipt.pdf")
    make_person("other", role, court_id=None if role is Role.INSPECTOR else 1)

    other = sign_in(app, "other")

    assert other.get(f"{order.page_url}/receipt.pdf").status_code == 404


def test_the_code_on_a_receipt_leads_to_its_digest_and_no_name(
    app: Flask, bank: PaperBank, order: PaymentOrderView, visitor: Client, db_session: Session
) -> None:
    bank.pays(order)
    content = visitor.get(f"{order.page_url}/receipt.pdf").data
    voucher = db_session.scalars(select(Voucher)).one()
    stranger = Client(app)

    page = stranger.get(f"/vouchers/{voucher.no}")

    assert page.status_code == 200
    assert hashlib.sha256(content).hexdigest() in page.text
    assert "280,000.00" in page.text
    assert WANG.name not in page.text
    assert order.no not in page.text
    assert stranger.get(f"/vouchers/{voucher.no}/file.pdf").status_code == 302
    assert visitor.get(f"/vouchers/{voucher.no}/file.pdf").data == content
    assert stranger.get("/vouchers/SNOSUCHRECEIPT").status_code == 404


def test_receipts_in_a_row_count_nobody(
    bank: PaperBank, order: PaymentOrderView, visitor: Client, wang: Payer, db_session: Session
) -> None:
    other = open_order("enrollment:2", payer=wang)
    for paid in (order, other):
        bank.pays(paid)
        visitor.get(f"{paid.page_url}/receipt.pdf")

    numbers = db_session.scalars(select(Voucher.no)).all()

    assert len(set(numbers)) == 2
    assert all(len(no) == 13 and no.startswith("S") for no in numbers)
    assert numbers[0][:6] != numbers[1][:6]


def test_two_clicks_issue_one_receipt(
    bank: PaperBank, order: PaymentOrderView, visitor: Client, db_session: Session, app: Flask
) -> None:
    bank.pays(order)
    others = [sign_in(app, "wang") for _ in range(3)]

    got = race(
        app,
        [lambda one=one: one.get(f"{order.page_url}/receipt.pdf").data for one in others],  # type: ignore[misc]
    )

    assert len(set(map(bytes, got))) == 1  # type: ignore[arg-type]
    assert db_session.scalar(select(func.count()).select_from(Voucher)) == 1
