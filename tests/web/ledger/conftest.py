"""A bidder with an order of a deposit, for tests of what payers read."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.kernel.clock import clock
from app.kernel.permissions import Role
from app.ledger.facade import Payer, PaymentOrderView
from app.ledger.services import outbox
from tests.support.money import WANG, PaperBank, make_bank, open_order
from tests.support.people import make_person, sign_in
from tests.support.web import Client


@pytest.fixture
def bank(app: Flask, db_session: Session, tmp_path: Path) -> PaperBank:
    return make_bank(app, tmp_path / "bank")


@pytest.fixture
def wang(bank: PaperBank) -> Payer:
    """A bidder with an account."""
    return Payer(WANG.name, WANG.id_number, make_person("wang", Role.BIDDER).person_id)


@pytest.fixture
def order(bank: PaperBank, wang: Payer) -> PaymentOrderView:
    """Wang's order of a deposit, known to the bank."""
    opened = open_order(payer=wang)
    outbox.send_due(bank, at=clock.now())
    return opened


@pytest.fixture
def visitor(app: Flask, wang: Payer) -> Client:
    """Wang in front of a screen."""
    return sign_in(app, "wang")
