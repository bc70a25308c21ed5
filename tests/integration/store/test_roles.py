"""The role of the web process: the platform works under it, and no record can be rewritten."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from app.kernel.clock import clock
from app.ledger import chart, checks, facade
from app.ledger.facade import HoldState, Purpose
from app.ledger.services import outbox
from app.store import db
from app.store.db import APPEND_ONLY
from app.store.roles import rights_too_many, statements_for
from tests.support.database import TestDatabases
from tests.support.money import CASE, DEPOSIT, PaperBank, make_bank, open_order
from tests.support.sealed import begin_log, tell
from tests.support.web import make_app

ROLE = "mingchui_web"


@pytest.fixture(scope="module")
def urls(databases: TestDatabases, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Addresses of one database, for its owner and for the process, after the command ran."""
    owner = databases.copy("roles")
    app = make_app(owner, data_dir=tmp_path_factory.mktemp("roles"))
    told = app.test_cli_runner().invoke(args=["database-role", ROLE])
    assert told.exit_code == 0, told.output
    with app.app_context():
        db.engine.dispose()
    return owner, owner.replace("//postgres@", f"//{ROLE}@", 1)


@pytest.fixture
def process(urls: tuple[str, str], tmp_path: Path) -> Iterator[Flask]:
    """The app as the process runs it."""
    app = make_app(urls[1], data_dir=tmp_path)
    with app.app_context():
        assert db.session.scalar(text("SELECT current_user")) == ROLE
        db.session.rollback()
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def bank(process: Flask, tmp_path: Path) -> PaperBank:
    return make_bank(process, tmp_path / "bank")


def test_money_moves_under_the_role(bank: PaperBank) -> None:
    for place, purpose in enumerate((Purpose.DEPOSIT, Purpose.DEPOSIT, Purpose.BALANCE)):
        bank.pays(open_order(f"thing:{place}", purpose=purpose))
    facade.release_deposit("thing:0", key="release", at=clock.now())
    facade.capture_deposit("thing:1", key="capture", at=clock.now())
    outbox.send_due(bank, at=clock.now())
    facade.post(
        purpose=Purpose.DISTRIBUTION, debit=chart.funds(CASE), credit=chart.party(1),
        amount=DEPOSIT, key="share", case_number=CASE, at=clock.now(),
    )  # fmt: skip
    facade.post(
        purpose=Purpose.SURPLUS, debit=chart.party(1), credit=chart.party(2),
        amount=DEPOSIT, key="on", case_number=CASE, at=clock.now(),
    )  # fmt: skip

    assert facade.deposit_state("thing:0") is HoldState.RELEASED
    assert facade.balance(chart.party(2)) == DEPOSIT
    assert [one for name in checks.QUERIES for one in checks.breaches_of(name)] == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_transfer SET amount_fen = 1",
        "DELETE FROM ledger_transfer",
        "TRUNCATE ledger_transfer",
        "UPDATE ledger_bank_receipt SET fault = NULL",
        "DELETE FROM trail_entry",
        "UPDATE ledger_balance SET settled_fen = 5",
        "INSERT INTO ledger_balance (account, part) VALUES ('x', 0)",
        "SELECT ledger_gather('agency:A01', 5)",
        "ALTER TABLE ledger_transfer DISABLE TRIGGER ALL",
        "DROP TRIGGER ledger_transfer_append_only ON ledger_transfer",
        "ALTER TABLE ledger_transfer DROP CONSTRAINT uq_ledger_transfer_hold_id",
        (
            "CREATE OR REPLACE FUNCTION ledger_post_transfers() RETURNS trigger LANGUAGE plpgsql "
            "AS 'BEGIN RETURN NULL; END'"
        ),
        "SET session_replication_role = replica",
        "DROP TABLE ledger_transfer",
        "CREATE TABLE mine (id int)",
    ],
)
def test_the_role_cannot_rewrite_the_record(process: Flask, statement: str) -> None:
    with pytest.raises(DatabaseError, match=r"permission denied|must be (the )?owner"):
        db.session.execute(text(statement))
    db.session.rollback()


#: The tables of the record and of its log, each with its primary key.
LOG_TABLES = {
    "trail_entry": "id",
    "log_leaf": "idx",
    "log_node": "level, place",
    "log_checkpoint": "size",
    "log_key": "id",
    "log_token": "id",
    "log_cosignature": "id",
}
LOG_04 = """
UPDATE {table} SET {first} = {first}
DELETE FROM {table}
TRUNCATE {table}
ALTER TABLE {table} ADD COLUMN mine int
ALTER TABLE {table} DISABLE TRIGGER ALL
DROP TRIGGER {table}_append_only ON {table}
DROP TABLE {table} CASCADE
INSERT INTO {table} SELECT * FROM {table} ON CONFLICT ({key}) DO UPDATE SET {first} = 1
MERGE INTO {table} t USING {table} s ON t.{first} = s.{first} WHEN MATCHED THEN DELETE
COPY {table} FROM '/dev/null'
COPY {table} TO PROGRAM 'cat'
LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE
CREATE RULE mine AS ON INSERT TO {table} DO INSTEAD NOTHING
CREATE TRIGGER m BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION store_refuse_change()
SET session_replication_role = replica
CREATE OR REPLACE FUNCTION store_refuse_change() RETURNS trigger LANGUAGE sql AS ''
"""


@pytest.mark.parametrize("table", LOG_TABLES)
def test_log_04_the_role_changes_nothing_of_the_log_in_any_way(process: Flask, table: str) -> None:
    key = LOG_TABLES[table]
    ways = LOG_04.format(table=table, key=key, first=key.split(",")[0]).strip().splitlines()
    assert len(ways) == 16
    for way in ways:
        with pytest.raises(DatabaseError, match=r"permission denied|must be (the )?owner"):
            db.session.execute(text(way))
        db.session.rollback()


def test_log_05_no_row_of_the_log_is_put_in_place_of_another(process: Flask) -> None:
    """The log grows under the role, and an occupied place stays as it is."""
    sealer = begin_log()
    tell(3)
    sealer.round()
    before = db.session.execute(text("SELECT idx, hash FROM log_leaf ORDER BY idx")).all()
    db.session.rollback()

    with pytest.raises(DatabaseError, match="duplicate key"):
        db.session.execute(
            text("INSERT INTO log_leaf SELECT 0, id, leaf_hash FROM trail_entry WHERE seq = 2")
        )
    db.session.rollback()

    assert db.session.execute(text("SELECT idx, hash FROM log_leaf ORDER BY idx")).all() == before
    # Others may have told facts to this database before; which ones depends on the order.
    assert len(before) >= 4


def test_the_owner_is_said_to_be_able_to_and_the_role_is_not(
    app: Flask, urls: tuple[str, str], tmp_path: Path
) -> None:
    owner = make_app(urls[0], data_dir=tmp_path)
    with owner.app_context(), db.engine.connect() as connection:
        assert rights_too_many(connection, ROLE) == []
        assert "it is a superuser" in rights_too_many(connection, "postgres")
        assert rights_too_many(connection, "nobody_here") == ["there is no role nobody_here"]
    with owner.app_context(), db.engine.begin() as connection:
        connection.execute(text(f"GRANT UPDATE ON ledger_transfer TO {ROLE}"))
    told = owner.test_cli_runner().invoke(args=["database-role", ROLE, "--check"])
    mended = owner.test_cli_runner().invoke(args=["database-role", ROLE])
    with owner.app_context():
        db.engine.dispose()

    assert told.exit_code == 1
    assert told.output == f"{ROLE}: it may UPDATE ledger_transfer\n"
    assert mended.exit_code == 0


def test_a_table_of_the_record_is_only_read_and_added_to() -> None:
    given = statements_for(ROLE, sorted(APPEND_ONLY))

    assert {line for line in given if " ON ledger_transfer " in line} == {
        f"GRANT SELECT, INSERT ON ledger_transfer TO {ROLE}"
    }
    assert not [line for line in given if "UPDATE" in line]


@pytest.mark.parametrize("name", ["", "Web", "web; DROP TABLE x", "web-1", "9web"])
def test_a_name_that_needs_quoting_is_refused(app: Flask, name: str) -> None:
    assert app.test_cli_runner().invoke(args=["database-role", name]).exit_code == 2
    with pytest.raises(ValueError, match="plain name"):
        statements_for(name, [])
