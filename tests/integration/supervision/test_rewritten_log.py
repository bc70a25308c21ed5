"""An administrator with every right and the log's own key rewrites the past.

Only a checkpoint kept outside finds it; without one the rewritten log is whole in itself.
"""

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, text, update

from app.store import db
from app.supervision.log import keys
from app.supervision.log.fsck import against, fsck
from app.trail import merkle
from app.trail.log_models import LogCheckpoint, LogLeaf
from app.trail.log_reading import full_note
from app.trail.models import TrailEntry
from app.trail.notes import Checkpoint
from app.trail.recorder import canonical
from app.trail.stored_tree import newest_checkpoint
from tests.support.sealed import begin_log, seal_all, tell

TAMPERINGS = 200


@dataclass(frozen=True)
class Kept:
    """What somebody outside kept: the notes of some sizes, smallest first."""

    notes: dict[int, str]


@pytest.fixture
def kept(db_session: object) -> Kept:
    """Facts sealed in four steps; every note was kept by a bidder, then more came.

    The first entry is the key's own fact: its key is how the log is known at all.
    """
    sealer = begin_log()
    seal_all(sealer)
    for _ in range(4):
        tell(5)
        seal_all(sealer)
    checkpoints = db.session.scalars(select(LogCheckpoint).order_by(LogCheckpoint.size)).all()
    notes = {row.size: str(full_note(row)) for row in checkpoints}
    tell(5)
    seal_all(sealer)
    return Kept(notes)


def rewrite(index: int, value: str) -> None:
    """Change one fact and compute everything over it again, signed with the stolen key."""
    entry = db.session.scalars(
        select(TrailEntry)
        .join(LogLeaf, LogLeaf.entry_id == TrailEntry.id)
        .where(LogLeaf.idx == index)
    ).one()
    said = json.loads(entry.body)
    payload = {**said["fact"], "seq_text": value}
    body = canonical(said["name"], said["stream"], said["seq"], said["actor"], said["at"], payload)
    leaf = merkle.leaf_hash(body)
    db.session.execute(
        update(TrailEntry)
        .where(TrailEntry.id == entry.id)
        .values(body=body, leaf_hash=leaf, payload=payload)
    )
    db.session.execute(update(LogLeaf).where(LogLeaf.idx == index).values(hash=leaf))
    leaves = [bytes(x) for x in db.session.scalars(select(LogLeaf.hash).order_by(LogLeaf.idx))]
    signer = keys.load()[0]
    for size, origin in db.session.execute(select(LogCheckpoint.size, LogCheckpoint.note)).all():
        root = merkle.tree_root(leaves[:size])
        note = str(Checkpoint(origin.split("\n")[0], size, root).signed(signer))
        db.session.execute(
            update(LogCheckpoint).where(LogCheckpoint.size == size).values(root=root, note=note)
        )


@pytest.fixture
def superuser(kept: Kept) -> Iterator[None]:
    """The rights of the database's owner, with every trigger off; nothing is committed."""
    db.session.rollback()
    yield
    db.session.rollback()


def become_superuser() -> None:
    db.session.rollback()
    db.session.execute(text("SET LOCAL session_replication_role = replica"))


def found_alone() -> list[str]:
    db.session.expire_all()
    return [f"{breach.invariant} {breach.detail}" for breach in fsck()]


def found_by(note: str) -> list[str]:
    return [breach.detail for breach in against(note)]


@pytest.mark.usefixtures("superuser")
def test_log_01_of_200_tamperings_one_outside_checkpoint_finds_all_and_the_log_alone_none(
    kept: Kept,
) -> None:
    choice = random.Random(20261128)
    outside = kept.notes[max(kept.notes)]
    alone = with_outside = 0
    for number in range(TAMPERINGS):
        become_superuser()
        rewrite(choice.randrange(1, max(kept.notes)), f"changed {number}")

        alone += bool(found_alone())
        with_outside += found_by(outside) != []

    assert (with_outside, alone) == (TAMPERINGS, 0)


@pytest.mark.usefixtures("superuser")
def test_log_01_the_first_size_that_differs_is_named(kept: Kept) -> None:
    sizes = sorted(kept.notes)
    assert [found_by(kept.notes[size]) for size in sizes] == [[]] * 5

    become_superuser()
    rewrite(sizes[2] + 2, "another amount")

    answers = {size: found_by(kept.notes[size]) for size in sizes}
    assert [size for size in sizes if answers[size]] == sizes[3:]
    assert answers[sizes[3]] == [f"CONSISTENCY: the log differs from what was signed at {sizes[3]}"]
    # Without what was kept outside everything fits: this is why somebody must keep it.
    assert found_alone() == []


@pytest.mark.usefixtures("superuser")
def test_a_log_whose_tail_was_cut_is_shorter_than_what_was_kept(kept: Kept) -> None:
    newest = newest_checkpoint()
    assert newest is not None
    note, size = str(full_note(newest)), newest.size

    become_superuser()
    for statement in (
        "DELETE FROM log_checkpoint WHERE size > 11",
        "DELETE FROM log_leaf WHERE idx >= 11",
        "DELETE FROM trail_entry WHERE id NOT IN (SELECT entry_id FROM log_leaf)",
    ):
        db.session.execute(text(statement))

    assert found_alone() == []
    assert found_by(note) == [f"SHRUNK: {size} entries were signed, the log has 11"]


def test_the_command_takes_kept_checkpoints_and_names_what_differs(
    app: Flask, kept: Kept, tmp_path: Path
) -> None:
    files = []
    for size, note in kept.notes.items():
        file = tmp_path / f"{size}.txt"
        file.write_text(note, encoding="utf-8")
        files += ["--against", str(file)]
    run: Any = app.test_cli_runner()
    assert run.invoke(args=["log", "fsck", *files]).output == "The log is whole.\n"
    become_superuser()
    rewrite(1, "another amount")
    db.session.commit()

    told = run.invoke(args=["log", "fsck", *files])

    assert told.exit_code == 1
    assert told.output.splitlines() == [
        f"BREACH L5 CONSISTENCY: the log differs from what was signed at {size}"
        for size in sorted(kept.notes)[1:]
    ]
    assert db.session.scalar(select(func.count()).select_from(LogCheckpoint)) == 6
