"""Days that courts closed before stand after the migration; what nobody closed is gone."""

from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from flask_migrate import downgrade, upgrade
from sqlalchemy import text

from app.ledger import queries
from app.store import db
from tests.support.bank_days import DAY, NEXT
from tests.support.database import TestDatabases
from tests.support.web import ROOT, make_app

REVISION = "7c3e91d05a42"


@pytest.mark.slow
def test_closed_days_stand_and_open_ones_go(databases: TestDatabases, tmp_path: Path) -> None:
    app = make_app(databases.copy("closed_days"), data_dir=tmp_path)
    folder = str(ROOT / "migrations")
    before = ScriptDirectory(folder).get_revision(REVISION).down_revision
    with app.app_context():
        downgrade(directory=folder, revision=before)
        columns = (
            "INSERT INTO ledger_day (id, court_id, day, state, sums, sums_digest, maker_id, maker,"
            " proposed_at, approver_id, approver, closed_at) VALUES "
        )
        db.session.execute(
            text(
                columns + "(1, 1, :day, 'closed', '{}', 'x', 1, 'chen', now(), 2, 'sun', now()),"
                " (2, 1, :next, 'proposed', '{}', 'x', 1, 'chen', now(), NULL, NULL, NULL)"
            ),
            {"day": DAY, "next": NEXT},
        )
        db.session.commit()
        db.session.remove()
        upgrade(directory=folder)

        assert [row.approver for row in queries.list_former(1, DAY)] == ["sun"]
        assert queries.list_former(1, NEXT) == []
        db.session.remove()
        db.engine.dispose()
