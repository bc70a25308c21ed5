"""Attack MON-01: sixteen workers refund the same two thousand deposits at once."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2
import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from app.identity import vault
from app.kernel.clock import clock
from app.kernel.errors import Conflict, IllegalMove, NotFound, Refusal
from app.kernel.money import Money
from app.ledger import chart, checks, facade
from app.ledger.facade import HoldState
from app.ledger.services import releases
from app.store import db, unit_of_work
from tests.support.database import TestDatabases
from tests.support.money import CASE, DEPOSIT, PaperBank, open_order, race
from tests.support.web import make_app

WORKERS = 16
DEPOSITS = 2_000
BATCH = 50
#: The twin needs fewer to be seen wrong.
FEW = 500

#: What the orders, receipts and holds of a full lot look like, written as one statement a table;
#: the transfers go through the book's own trigger.
_ORDERS = """
INSERT INTO ledger_payment_order (no, key, purpose, reference, case_number, amount_fen, due_at,
  state, account, payer_sealed, payer_digest, opened_at, registered_at, confirmed_at)
SELECT 'P' || lpad(n::text, 12, '0'), 'order:' || n, 'deposit', 'enrollment:' || n, :case, :fen,
  now() + interval '1 hour', 'confirmed', 'A' || n, '\\x00', 'x', now(), now(), now()
FROM generate_series(1, :number) n"""
_RECEIPTS = """
INSERT INTO ledger_bank_receipt (serial, content_digest, notice_sealed, order_no, order_id,
  amount_fen, paid_at, received_at, booking)
SELECT 'S' || o.id, 'x', '\\x00', o.no, o.id, o.amount_fen, now(), now(), 'booked'
FROM ledger_payment_order o"""
_PAID = """
INSERT INTO ledger_transfer (key, step, purpose, debit, credit, amount_fen, case_number,
  reference, at)
SELECT 'receipt:S' || id, 'posted', 'deposit', 'bank',
  concat_ws(':', 'case', case_number, 'deposits', no), amount_fen, case_number, reference, now()
FROM ledger_payment_order"""
_HELD = """
INSERT INTO ledger_transfer (key, step, purpose, debit, credit, amount_fen, case_number,
  reference, at)
SELECT 'hold:' || no, 'held', 'deposit', concat_ws(':', 'case', case_number, 'deposits', no),
  concat_ws(':', 'case', case_number, 'funds'), amount_fen, case_number, reference, now()
FROM ledger_payment_order"""


def hold_deposits(number: int = DEPOSITS) -> list[str]:
    """Let that many bidders have paid; return what their deposits are called."""
    with unit_of_work():
        given = {"case": CASE, "fen": DEPOSIT.fen, "number": number}
        db.session.execute(text(_ORDERS), given)
        for statement in (_RECEIPTS, _PAID, _HELD):
            db.session.execute(text(statement))
    return [f"enrollment:{place}" for place in range(1, number + 1)]


def count(query: str) -> int:
    db.session.rollback()
    return int(db.session.scalar(text(query)) or 0)


RELEASED = "SELECT count(*) FROM ledger_transfer WHERE step = 'released'"
ENDED = "SELECT count(DISTINCT hold_id) FROM ledger_transfer WHERE step = 'released'"
REFUNDS = "SELECT count(*) FROM ledger_transfer WHERE key LIKE 'refund-%'"
INSTRUCTIONS = "SELECT count(*) FROM ledger_bank_instruction WHERE kind = 'refund'"


@pytest.mark.slow
def test_mon_01_sixteen_workers_refund_two_thousand_deposits_once(
    app: Flask, bank: PaperBank
) -> None:
    references = hold_deposits()

    def release_all(worker: int) -> int:
        """Refund them all in batches cut differently from those of every other worker."""
        cut = worker * BATCH // WORKERS
        mine = references[cut:] + references[:cut]
        return sum(
            len(_patiently(mine[first : first + BATCH], f"{worker}:{first}"))
            for first in range(0, DEPOSITS, BATCH)
        )

    results = race(app, [lambda worker=worker: release_all(worker) for worker in range(WORKERS)])

    assert all(isinstance(result, int) for result in results), results
    assert sum(results) == DEPOSITS  # type: ignore[arg-type]
    assert [count(query) for query in (RELEASED, ENDED, REFUNDS, INSTRUCTIONS)] == [DEPOSITS] * 4
    assert facade.balance(f"case:{CASE}:deposits") == Money.ZERO
    assert facade.balance(chart.OUTGOING).fen == DEPOSITS * DEPOSIT.fen
    assert [one for name in checks.QUERIES for one in checks.breaches_of(name)] == []


def _patiently(references: list[str], key: str) -> list[str]:
    """Ask again while the others hold the same deposits for longer than one may wait."""
    while True:
        try:
            return facade.release_deposits(references, key=key, at=clock.now())
        except OperationalError:
            db.session.rollback()


@pytest.fixture
def unguarded(databases: TestDatabases, tmp_path: Path) -> Iterator[str]:
    """The address of a database of the test's own whose book refuses nothing."""
    url = databases.copy("double_refund")
    app = make_app(url, data_dir=tmp_path)
    with app.app_context():
        hold_deposits(FEW)
        for statement in (
            "ALTER TABLE ledger_transfer DISABLE TRIGGER ledger_transfer_post",
            "ALTER TABLE ledger_transfer DROP CONSTRAINT uq_ledger_transfer_key",
            "ALTER TABLE ledger_transfer DROP CONSTRAINT uq_ledger_transfer_hold_id",
            "CREATE INDEX ON ledger_transfer (hold_id)",
            (
                "ALTER TABLE ledger_bank_instruction DROP CONSTRAINT "
                "uq_ledger_bank_instruction_instruction_id"
            ),
        ):
            with unit_of_work():
                db.session.execute(text(statement))
        yield url.replace("+psycopg2", "", 1)
        db.session.remove()
        db.engine.dispose()


@pytest.mark.slow
def test_mon_01_without_the_guards_the_same_race_refunds_more(unguarded: str) -> None:
    """Look whether it went back, then send it back: what a program without the guards does."""
    gate = threading.Barrier(WORKERS)

    def release_all() -> None:
        connection = psycopg2.connect(unguarded)
        with connection.cursor() as cursor:
            cursor.execute("SELECT id, debit FROM ledger_transfer WHERE step = 'held' ORDER BY id")
            holds = cursor.fetchall()
            gate.wait(timeout=20)
            for hold, leaf in holds:
                _check_then_act(connection, hold, leaf)
        connection.close()

    threads = [threading.Thread(target=release_all) for _ in range(WORKERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=120)

    assert count_in(unguarded, ENDED) == FEW
    assert count_in(unguarded, RELEASED) > FEW
    assert count_in(unguarded, INSTRUCTIONS) > FEW


def _check_then_act(connection: "psycopg2.extensions.connection", hold: int, leaf: str) -> None:
    with connection, connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM ledger_transfer WHERE hold_id = %s", (hold,))
        if cursor.fetchone():
            return
        cursor.execute(
            "INSERT INTO ledger_transfer (key, step, purpose, debit, credit, amount_fen, hold_id,"
            " at) SELECT 'end:' || id, 'released', purpose, debit, credit, amount_fen, id, now()"
            " FROM ledger_transfer WHERE id = %s",
            (hold,),
        )
        cursor.execute(
            "INSERT INTO ledger_bank_instruction (instruction_id, kind, state, purpose,"
            " amount_fen, request_sealed, queued_at, next_at)"
            " VALUES (%s, 'refund', 'queued', 'deposit', %s, '', now(), now())",
            (f"refund-{leaf}", DEPOSIT.fen),
        )


def count_in(url: str, query: str) -> int:
    connection = psycopg2.connect(url)
    with connection, connection.cursor() as cursor:
        cursor.execute(query)
        found = int(cursor.fetchone()[0])
    connection.close()
    return found


def _pay(bank: PaperBank, *places: int) -> list[str]:
    references = [f"enrollment:{place}" for place in places]
    for reference in references:
        bank.pays(open_order(reference))
    return references


def test_a_batch_of_refunds_is_what_single_refunds_are(bank: PaperBank) -> None:
    references = _pay(bank, 1, 2)
    facade.release_deposit(references[0], key="one", at=clock.now())

    done = facade.release_deposits(references, key="batch", at=clock.now())

    assert done == [references[1]]
    one, two = (facade.find_refund(reference) for reference in references)
    assert one is not None
    assert two is not None
    assert (one.amount, one.purpose, one.state) == (two.amount, two.purpose, two.state)
    sealed = db.session.execute(
        text("SELECT instruction_id, request_sealed FROM ledger_bank_instruction"
             " WHERE kind = 'refund' ORDER BY id")
    ).all()  # fmt: skip
    requests = [vault.unseal("ledger.instruction", bytes(row[1]), row[0]) for row in sealed]
    assert requests[0].replace("S1", "S") == requests[1].replace("S2", "S")


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda: facade.capture_deposit("enrollment:1", key="c", at=clock.now()), IllegalMove),
        (lambda: open_order("enrollment:3"), Conflict),
        (lambda: None, NotFound),
    ],
    ids=["captured", "unpaid", "unknown"],
)
def test_a_batch_with_one_wrong_deposit_refunds_none(
    bank: PaperBank, spoil: Callable[[], object], fault: type[Refusal]
) -> None:
    _pay(bank, 1, 2)
    spoil()
    asked = ["enrollment:1", "enrollment:2"]
    if fault is not IllegalMove:
        asked.append("enrollment:3")

    with pytest.raises(fault):
        facade.release_deposits(asked, key="batch", at=clock.now())

    assert facade.deposit_state("enrollment:2") is HoldState.HELD
    assert count(INSTRUCTIONS) == 0


def test_a_batch_has_a_limit(bank: PaperBank) -> None:
    asked = [f"enrollment:{place}" for place in range(releases.BATCH_MAX + 1)]

    with pytest.raises(Refusal, match="batch_not_postable"):
        facade.release_deposits(asked, key="batch", at=clock.now())
