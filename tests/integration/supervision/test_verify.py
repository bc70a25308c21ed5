"""`flask verify` on a database that somebody with every right has changed by hand."""

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.exc import InternalError
from sqlalchemy.orm import Session

from app.kernel.money import Money
from app.store import db
from app.supervision import verification
from app.web.modules import Breach, Module
from auction.rules.closing import DRAIN
from auction.services.bidding import Order, judge_batch
from auction.services.closing import close_lot
from tests.support.stage import CLOSES, HOUR, OPENS, START, STEP, Stage, set_stage

#: What an administrator does to the database, and the promise that it breaks.
CORRUPTIONS = [
    ("B1", "DELETE FROM auction_bid WHERE seq = 2"),
    ("B2", "UPDATE auction_bid SET received_at = received_at - interval '3 hours' WHERE seq = 2"),
    ("B3", "UPDATE auction_bid SET amount = amount + 3000000 WHERE seq = 2"),
    ("B4", "UPDATE auction_bid SET amount = amount - 1 WHERE seq = 2"),
    ("B6", "UPDATE auction_attempt SET outcome = 'below_ladder' WHERE bid_seq = 2"),
    ("B7", "UPDATE auction_enrollment SET qualified_at = NULL"),
    ("B9", "UPDATE auction_result SET paddle = 'BBBB'"),
    ("B14", "DELETE FROM auction_result"),
    ("L1", "UPDATE trail_entry SET body = body || 'x'::bytea WHERE seq = 2"),
    ("L2", "DELETE FROM trail_entry WHERE seq = 2"),
    ("L3", 'UPDATE trail_entry SET payload = payload || \'{"price": "1"}\' WHERE seq = 2'),
    ("L9", 'UPDATE trail_entry SET payload = payload || \'{"paddle": "ZZZZ"}\' WHERE seq = 2'),
    ("T1", "UPDATE auction_attempt SET received_at = received_at + interval '1 day'"),
    ("T1", "UPDATE auction_attempt SET received_at = received_at - interval '1 day'"),
    ("T2", "UPDATE auction_result SET closed_at = ended_at"),
    ("T3", "UPDATE auction_bid SET closes_after = closes_after + interval '1 minute'"),
    ("T5", "UPDATE trail_entry SET at = at - interval '10 days' WHERE seq = 3"),
]


def order(stage: Stage, paddle: str, fen: int, at: timedelta) -> Order:
    return Order(
        lot_no=stage.lot_no,
        actor=stage.actor(paddle),
        request_id=str(uuid4()),
        amount_text=str(fen),
        amount=Money(fen),
        received_at=OPENS + at,
    )


@pytest.fixture
def ended_lot(db_session: Session, clock_at: Callable[..., object]) -> Stage:
    """A sold lot: three bids, the last of them within five minutes, one too low, one too late."""
    clock_at(CLOSES + HOUR)
    stage = set_stage("AAAA", "BBBB")
    db_session.execute(text("UPDATE auction_enrollment SET qualified_at = applied_at"))
    db_session.commit()
    day = CLOSES - OPENS
    judge_batch(
        stage.lot_no,
        [
            order(stage, "AAAA", START, HOUR),
            order(stage, "BBBB", START + STEP, 2 * HOUR),
            order(stage, "BBBB", START + STEP, 3 * HOUR),
            order(stage, "AAAA", START + 3 * STEP, day - timedelta(minutes=2)),
            order(stage, "BBBB", START + 5 * STEP, day + timedelta(minutes=3)),
        ],
    )
    assert close_lot(stage.lot_id, at=CLOSES + timedelta(minutes=3) + DRAIN)
    db_session.rollback()
    return stage


def corrupt(*statements: str) -> None:
    """Do what only an administrator can: switch the triggers off and change rows."""
    with db.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))


def broken(app: Flask) -> set[str]:
    """Return the invariants that `flask verify --all` calls broken."""
    answer = app.test_cli_runner().invoke(args=["verify", "--all"])
    lines = [line.split() for line in answer.output.splitlines()]
    found = {line[1] for line in lines if line and line[0] == "BREACH"}
    assert answer.exit_code == (1 if found else 0), answer.output
    return found


def test_an_untouched_sale_keeps_every_promise(app: Flask, ended_lot: Stage) -> None:
    assert broken(app) == set()


@pytest.mark.parametrize(("invariant", "statement"), CORRUPTIONS)
def test_a_change_by_hand_is_named(
    app: Flask, ended_lot: Stage, invariant: str, statement: str
) -> None:
    corrupt(statement)

    assert invariant in broken(app)


@pytest.fixture
def open_table(db_session: Session) -> Iterator[str]:
    """The table of bids with its triggers off, as an administrator can leave it."""
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE auction_bid DISABLE TRIGGER USER"))
    yield "auction_bid"
    with db.engine.begin() as connection:
        connection.execute(text("ALTER TABLE auction_bid ENABLE TRIGGER USER"))


def test_a_table_whose_triggers_are_off_is_named(app: Flask, open_table: str) -> None:
    answer = app.test_cli_runner().invoke(args=["verify"])

    assert answer.exit_code == 1
    assert f"table {open_table} " in answer.output


def test_the_first_breach_ends_the_run_unless_all_are_wanted(app: Flask, ended_lot: Stage) -> None:
    corrupt("DELETE FROM auction_bid WHERE seq = 2", "UPDATE auction_result SET paddle = 'BBBB'")

    answer = app.test_cli_runner().invoke(args=["verify"])

    assert answer.exit_code == 1
    assert answer.output.count("BREACH") == 1


def test_verify_cannot_change_anything(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def writes() -> Sequence[Breach]:
        """A check that forgets itself."""
        db.session.execute(text("INSERT INTO store_counter (series, last) VALUES ('x', 1)"))
        return []

    monkeypatch.setattr(verification, "loaded", lambda: (Module("test", checks={"X1": writes}),))

    with app.app_context(), pytest.raises(InternalError, match="read-only"):
        list(verification.verify())


def test_no_two_modules_check_the_same_promise(app: Flask) -> None:
    with app.app_context():
        checks = verification.checks()

    assert {"B1", "B9", "B14", "L1", "M1", "M7", "R2", "T1", "T3"} <= set(checks)
