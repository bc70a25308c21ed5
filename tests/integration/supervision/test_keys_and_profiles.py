"""Keys of the log that were stolen, and a log hashed with SM3: in the database, as operated."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from app.kernel.clock import clock
from app.store import db, unit_of_work
from app.supervision.log import keys, witnesses
from app.supervision.log.fsck import fsck
from app.supervision.log.process import Sealer
from app.trail import merkle
from app.trail.export import log_zip
from app.trail.log_models import LogCosignature
from app.trail.models import TrailEntry
from app.trail.notes import Note
from app.trail.stored_tree import LogBroken, newest_checkpoint
from tests.support.sealed import ORIGIN, DoorShut, begin_log, seal_all, tell
from tests.support.two_verifiers import Job, by_the_program

pytestmark = pytest.mark.usefixtures("db_session")


def breaches() -> list[str]:
    db.session.rollback()
    return [f"{breach.invariant} {breach.detail}" for breach in fsck()]


def test_a_log_of_the_chinese_profile_is_sealed_with_sm3_and_checked_by_the_same_program(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(merkle, "PROFILE", "gm")
    sealer = begin_log()
    tell(300)
    seal_all(sealer)
    tell(3, kind=DoorShut)
    seal_all(sealer)
    newest = newest_checkpoint()
    assert newest is not None
    with (tmp_path / "log.zip").open("wb") as target:
        log_zip(target, newest)
    policy = str(witnesses.policy())

    assert breaches() == []
    assert policy.endswith("hash sm3\n")
    job = Job("log", (tmp_path / "log.zip").read_bytes(), policy)
    assert by_the_program(tmp_path, job) == []
    assert by_the_program(tmp_path, replace(job, policy=policy.replace("hash sm3\n", ""))) != []
    monkeypatch.setattr(merkle, "PROFILE", "intl")
    assert len(breaches()) > 300
    with pytest.raises(LogBroken):
        seal_all_after_one_more(sealer)


def seal_all_after_one_more(sealer: Sealer) -> None:
    """Seal a fact more: never two hashes in one log."""
    tell()
    seal_all(sealer)


def test_a_stolen_key_gives_way_at_once_and_the_record_tells_how_far_it_vouches() -> None:
    sealer = begin_log()
    tell(3)
    seal_all(sealer)
    first = keys.load()[0]
    with unit_of_work():
        db.session.add(
            LogCosignature(size=4, vkey="w", line="— w AAAAAAAA", received_at=clock.real_now())
        )
    tell(2)
    seal_all(sealer)

    fact = keys.report_stolen(first.verifier.key_id.hex(), 5)
    db.session.rollback()
    seal_all(sealer)

    assert (fact.size, fact.witnessed) == (5, 4)
    (fresh,) = keys.load()
    assert fresh.verifier != first.verifier
    newest = newest_checkpoint()
    assert newest is not None
    assert [line.key_id for line in Note.parse(newest.note).signatures] == [fresh.verifier.key_id]
    names = db.session.scalars(select(TrailEntry.name).order_by(TrailEntry.id.desc())).all()
    assert names[:2] == ["log.key.compromised", "log.key.rotated"]
    assert [str(rule) for rule in witnesses.policy().logs] == [
        f"log {first.verifier} compromised 5",
        f"log {fresh.verifier}",
    ]
    assert breaches() == []


def test_a_key_stolen_after_its_time_needs_no_new_one_and_a_report_is_not_taken_back() -> None:
    sealer = seal_all()
    first, second = keys.load()[0], keys.new_key(ORIGIN)
    keys.save([first, second])
    seal_all(sealer)

    for said in (2, 1, 2):
        keys.report_stolen(first.verifier.key_id.hex(), said)
        db.session.rollback()
    seal_all(sealer)

    assert [key.verifier for key in keys.load()] == [second.verifier]
    assert keys.compromised_at() == {str(first.verifier): 1}
    newest = newest_checkpoint()
    assert newest is not None
    assert [line.key_id for line in Note.parse(newest.note).signatures] == [second.verifier.key_id]


def test_a_theft_that_cannot_be_is_not_put_on_record() -> None:
    seal_all()
    key_id = keys.load()[0].verifier.key_id.hex()

    with pytest.raises(keys.KeyFault, match="never had"):
        keys.report_stolen("00000000", 1)
    with pytest.raises(keys.KeyFault, match="has signed 1 "):
        keys.report_stolen(key_id, 2)
    assert keys.compromised_at() == {}
    assert len(keys.load()) == 1
