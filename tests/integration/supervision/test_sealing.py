"""Every committed fact gets its place under a signed root, whatever happens meanwhile."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.exc import DatabaseError

from app.kernel.actors import SYSTEM
from app.store import db, unit_of_work
from app.supervision.log import keys, process
from app.supervision.log.fsck import fsck
from app.supervision.log.lag import lag_seconds
from app.supervision.log.process import Sealer
from app.trail import merkle, sealing
from app.trail.log_models import LogCheckpoint, LogLeaf, LogNode
from app.trail.log_reading import history
from app.trail.models import TrailEntry
from app.trail.notes import Checkpoint, Note
from app.trail.stored_tree import LogBroken, StoredTree, newest_checkpoint
from tests.support.sealed import NOON, ORIGIN, DoorOpened, begin_log, seal_all, tell

pytestmark = pytest.mark.usefixtures("db_session")


def tampered(*statements: str) -> None:
    """Change the database as a superuser can, past every trigger."""
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            connection.execute(text(statement))


def breaches() -> list[str]:
    db.session.rollback()
    return [f"{breach.invariant} {breach.detail}" for breach in fsck()]


def size() -> int:
    newest = newest_checkpoint()
    return newest.size if newest else 0


def test_facts_get_their_place_under_a_root_that_the_log_signed() -> None:
    tell(3)

    seal_all()

    newest = newest_checkpoint()
    assert newest is not None
    checkpoint = Checkpoint.parse(Note.parse(newest.note).text)
    Note.parse(newest.note).signer(keys.public_keys())
    leaves = db.session.scalars(select(TrailEntry.leaf_hash).order_by(TrailEntry.id)).all()
    # The key's own fact is the fourth.
    assert (checkpoint.origin, checkpoint.size) == (ORIGIN, 4)
    assert checkpoint.root == merkle.tree_root([bytes(leaf) for leaf in leaves])
    assert breaches() == []


def test_nothing_new_is_signed_while_nothing_happens() -> None:
    sealer = seal_all()

    seal_all(sealer)

    assert db.session.scalar(select(func.count()).select_from(LogCheckpoint)) == 1


def test_a_fact_that_is_committed_late_is_sealed_all_the_same(app: Flask) -> None:
    """LOG-06: its number was given out before those that are sealed already."""
    sealer = begin_log()
    written, may_commit = threading.Event(), threading.Event()

    def write_slowly() -> None:
        with app.app_context(), unit_of_work() as work:
            work.record(DoorOpened("slow", "1"), actor=SYSTEM, at=NOON)
            work.write_facts()
            written.set()
            assert may_commit.wait(20)

    thread = threading.Thread(target=write_slowly)
    thread.start()
    assert written.wait(20)
    for _ in range(3):
        tell(2)
        seal_all(sealer)
    before = size()
    may_commit.set()
    thread.join()

    seal_all(sealer)

    assert (before, size()) == (7, 8)
    assert breaches() == []


def test_a_long_backlog_is_sealed_in_steps_with_a_root_for_each(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sealing.seal, "__kwdefaults__", {"horizon": 0, "most": 100})
    tell(650)

    seal_all()

    sizes = db.session.scalars(select(LogCheckpoint.size).order_by(LogCheckpoint.size)).all()
    assert sizes == [100, 200, 300, 400, 500, 600, 651]
    assert db.session.scalar(select(func.count()).select_from(LogNode)) == 2
    assert breaches() == []


def test_proofs_come_from_tiles_and_hold() -> None:
    sealer = begin_log()
    tell(300)
    seal_all(sealer)
    tell(300)
    seal_all(sealer)
    stored = [bytes(x) for x in db.session.scalars(select(LogLeaf.hash).order_by(LogLeaf.idx))]
    new = len(stored)
    root, old_root = merkle.tree_root(stored), merkle.tree_root(stored[:301])

    for index in (0, 255, 256, 300, 511, 512, new - 1):
        proof = StoredTree().inclusion(index, new)
        merkle.check_inclusion(stored[index], index=index, size=new, proof=proof, root=root)
    proof = StoredTree().consistency(301, new)

    merkle.check_consistency(old=301, old_root=old_root, new=new, new_root=root, proof=proof)


def test_the_history_of_a_record_is_bounded_and_proven_however_many_roots_were_signed() -> None:
    sealer = begin_log()
    for _ in range(40):
        tell()
        seal_all(sealer)
    newest = newest_checkpoint()
    assert newest is not None

    def sizes(first: int, last: int, most: int) -> list[int]:
        found = history(first, last, newest=newest.size, most=most)
        return [Checkpoint.parse(Note.parse(item["note"]).text).size for item in found]

    spread = sizes(2, 41, 10)
    assert (spread[0], spread[-1]) == (2, 41)
    assert 8 <= len(spread) <= 10
    assert max(after - before for before, after in pairwise(spread)) <= 8
    assert spread == sizes(2, 41, 10)
    # Few are kept whole, and the newest is always among them.
    assert sizes(5, 8, 10) == [5, 6, 7, 8, 41]


def test_a_sealer_that_starts_anew_goes_on_where_the_last_one_stopped() -> None:
    seal_all()
    tell(2)

    seal_all(Sealer())

    assert size() == 3
    assert breaches() == []


@pytest.mark.parametrize("step", ["_place", "_sign"])
def test_a_crash_at_any_step_loses_nothing(monkeypatch: pytest.MonkeyPatch, step: str) -> None:
    sealer = begin_log()
    tell(5)

    def crash(*_given: object) -> None:
        raise RuntimeError(step)

    with monkeypatch.context() as broken:
        broken.setattr(sealing, step, crash)
        with pytest.raises(RuntimeError):
            sealer.round()
    db.session.rollback()
    assert size() == 0

    seal_all(Sealer())
    assert size() == 6
    assert breaches() == []


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ("UPDATE log_leaf SET hash = sha256('x') WHERE idx = 2", "do not give the root"),
        ("DELETE FROM log_leaf WHERE idx = 3", "the last stored is 2"),
        ("DELETE FROM log_leaf WHERE idx = 1", "lacks 1"),
        ("UPDATE log_checkpoint SET note = replace(note, '2026', '2027')", "is not ours"),
    ],
)
def test_nothing_is_signed_on_top_of_a_tree_that_was_changed(change: str, why: str) -> None:
    sealer = begin_log()
    tell(3)
    seal_all(sealer)
    tampered(change)
    tell()

    with pytest.raises(LogBroken, match=why):
        sealer.round()

    db.session.rollback()
    assert size() == 4
    assert breaches() != []


def test_a_fact_that_was_changed_before_it_was_sealed_is_never_sealed() -> None:
    tell(3)
    tampered("UPDATE trail_entry SET body = body || '\\x20' WHERE seq = 2")

    with pytest.raises(LogBroken, match="is not what was written"):
        begin_log().round()


def test_fsck_finds_a_changed_fact_a_changed_tile_and_a_lost_checkpoint_tail() -> None:
    sealer = begin_log()
    tell(300)
    seal_all(sealer)

    tampered("UPDATE trail_entry SET body = body || '\\x20' WHERE seq = 7")
    assert any("is not the hash of its fact" in found for found in breaches())
    tampered("UPDATE log_node SET hash = sha256('x')")
    assert any("cached root 0 of level 8" in found for found in breaches())
    tampered("DELETE FROM log_leaf WHERE idx >= 290")
    assert any("the leaves end at 290" in found for found in breaches())


def test_a_new_key_takes_over_with_the_old_one_beside_it_for_thirty_days() -> None:
    sealer = seal_all()
    first, second = keys.load()[0], keys.new_key(ORIGIN)
    keys.save([first, second])
    seal_all(sealer)

    newest = newest_checkpoint()
    assert newest is not None
    note = Note.parse(newest.note)
    for key in (first, second):
        assert note.signer([key.verifier]) == key.verifier
    names = db.session.scalars(select(TrailEntry.name).order_by(TrailEntry.id)).all()
    assert names == ["log.key.added", "log.key.rotated"]
    assert breaches() == []
    assert keys.retired_at() == {}


def test_a_key_whose_days_are_over_signs_no_more_and_its_last_size_is_told() -> None:
    sealer = seal_all()
    first, second = keys.load()[0], keys.new_key(ORIGIN)
    keys.save([first, second])
    keys.register([first, second], overlap=timedelta())
    db.session.rollback()
    keys.save([second])

    seal_all(sealer)

    newest = newest_checkpoint()
    assert newest is not None
    assert [line.key_id for line in Note.parse(newest.note).signatures] == [second.verifier.key_id]
    assert keys.retired_at() == {str(first.verifier): 1}
    assert breaches() == []


def test_log_09_a_checkpoint_signed_by_a_retired_key_alone_is_a_breach() -> None:
    sealer = seal_all()
    first = keys.load()[0]
    keys.register([first, keys.new_key(ORIGIN)], overlap=timedelta())
    db.session.rollback()
    tell()

    db.session.rollback()
    sealing.seal([first], known=[first.verifier])

    assert sealer is not None
    assert any(found.startswith("L8") and "no known key" in found for found in breaches())


def test_a_key_file_that_others_may_read_is_not_used() -> None:
    sealer = begin_log()
    keys.key_file().chmod(0o644)

    with pytest.raises(keys.KeyFault, match="chmod 600"):
        sealer.round()


@pytest.fixture
def jumping(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """A steady clock that the test may set back, so that the database's seems to jump."""
    shift = [0.0]
    steady = process.time.monotonic

    class Time:
        @staticmethod
        def monotonic() -> float:
            return steady() - shift[0]

    monkeypatch.setattr(process, "time", Time)
    return shift  # type: ignore[return-value]


def test_a_jump_of_the_clock_between_two_rounds_is_a_fact_of_its_own(
    jumping: list[float],
) -> None:
    sealer = seal_all()

    jumping[0] = 0.5
    seal_all(sealer)
    assert size() == 1
    jumping[0] = 90.5
    seal_all(sealer)

    fact = db.session.scalars(select(TrailEntry).order_by(TrailEntry.id.desc())).first()
    assert fact is not None
    assert fact.name == "log.clock.jumped"
    assert 89_000 < fact.payload["jump_ms"] < 91_000
    assert size() == 2


def test_the_lag_is_nothing_while_nothing_waits() -> None:
    seal_all()

    assert lag_seconds() == 0
    tell()
    assert lag_seconds() is not None


def test_facts_that_wait_too_long_are_a_breach() -> None:
    seal_all()
    tell()
    tampered("UPDATE scheduling_heartbeat SET beat_at = beat_at - interval '6 s'")

    assert any(found.startswith("L6") for found in breaches())


@pytest.mark.parametrize("table", ["log_leaf", "log_node", "log_checkpoint", "log_key"])
def test_the_database_refuses_to_change_the_log(table: str) -> None:
    tell(300)
    seal_all()

    for statement in ("DELETE FROM {}", "TRUNCATE {} CASCADE"):
        with pytest.raises(DatabaseError):
            db.session.execute(text(statement.format(table)))
        db.session.rollback()


def test_a_private_key_is_readable_by_its_owner_alone() -> None:
    begin_log()

    assert keys.key_file().stat().st_mode & 0o777 == 0o600
