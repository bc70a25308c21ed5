"""What a court and its payers do with WeChat Pay, for tests."""

from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from app.kernel.clock import clock
from app.kernel.money import Money
from app.ledger import queries
from app.ledger.bank.wechat import WeChatBank
from app.ledger.facade import PaymentOrderView, Purpose
from app.ledger.models import BankInstruction, BankReceipt
from app.ledger.services import outbox
from app.ledger.vocabulary import Channel, OrderState
from app.store import db, unit_of_work
from tests.support.money import open_order
from tests.support.web import Client
from tests.support.wechat import WeChat

FEE = Money(300_000)


def open_fee(reference: str = "assignment:1") -> PaymentOrderView:
    return open_order(reference, purpose=Purpose.BASIC_FEE, amount=FEE)


def tell(
    app: Flask, wechat: WeChat, body: bytes, *, age: float = 0, **changes: str
) -> TestResponse:
    headers = {**wechat.signed(body, age=age), **changes}
    answer = Client(app).post("/bank/wechat/notifications", data=body, headers=headers)
    db.session.rollback()
    db.session.expire_all()
    return answer


def send(port: WeChatBank) -> None:
    with unit_of_work():
        for row in db.session.scalars(select(BankInstruction)):
            row.next_at = clock.real_now()
    outbox.send_due(port, at=clock.now(), channel=Channel.WECHAT)
    db.session.rollback()
    db.session.expire_all()


def state_of(no: str) -> OrderState:
    db.session.rollback()
    db.session.expire_all()
    return queries.get_order(no).state


def receipts() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(BankReceipt)) or 0


def refund() -> BankInstruction:
    db.session.rollback()
    found = queries.find_instruction("refund-WX4200000001")
    assert found is not None
    db.session.refresh(found)
    return found
