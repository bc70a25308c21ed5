"""A book that was kept before there were running balances gets them, right to the fen."""

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from app.kernel.clock import clock
from app.ledger import checks, facade
from app.store import db
from tests.support.database import TestDatabases
from tests.support.money import CASE, DEPOSIT, make_bank, open_order
from tests.support.web import ROOT, make_app

REVISION = "b1d8e7f3a052"


@pytest.mark.slow
def test_a_book_without_balances_is_filled(databases: TestDatabases, tmp_path: Path) -> None:
    app = make_app(databases.copy("balances"), data_dir=tmp_path)
    folder = str(ROOT / "migrations")
    before = ScriptDirectory(folder).get_revision(REVISION).down_revision
    with app.app_context():
        bank = make_bank(app, tmp_path / "bank")
        for place in range(3):
            bank.pays(open_order(f"enrollment:{place}"))
        facade.capture_deposit("enrollment:0", key="c", at=clock.now())
        stood = {one: facade.balance(one) for one in ("bank", f"case:{CASE}", f"case:{CASE}:funds")}
        # An older book knows no instruction to collect a deposit, and refuses to go back with one.
        db.session.execute(text("DELETE FROM ledger_bank_instruction WHERE kind = 'collect'"))
        db.session.commit()
        db.session.remove()

        downgrade(directory=folder, revision=before)
        assert db.session.scalar(text("SELECT to_regclass('ledger_balance')")) is None
        db.session.remove()
        upgrade(directory=folder)

        assert {one: facade.balance(one) for one in stood} == stood
        assert facade.balance(f"case:{CASE}:deposits").fen == 2 * DEPOSIT.fen
        assert [one for name in checks.QUERIES for one in checks.breaches_of(name)] == []
        bank.pays(open_order("enrollment:9"))
        assert checks.breaches_of("M16") == []
        db.session.remove()
        db.engine.dispose()
