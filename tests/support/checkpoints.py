"""Ways that many tests walk alike, walked once a worker and taken up again from what they wrote.

A walk is remembered under everything it starts from: the walks before it since the database was
empty, its own arguments, and the stopped clock. It is taken up again only where nothing at all
was written in between, which the transaction numbers of the rows tell; after anything else a test
wrote, the walk is walked. It always is in a test that may have patched what walks are made of
(`monkeypatch`).
"""

import copy
import os
import time
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from app.kernel.clock import clock
from app.store import db
from tests.support.database import Rows, Sweeper

#: Where the app of a worker keeps its checkpoints.
EXTENSION = "test_checkpoints"

Place = tuple[Hashable, ...]


@dataclass(frozen=True)
class StoredFile:
    """A file of a walk, as it must lie there again whatever a test has done to it."""

    content: bytes
    mtime_ns: int


@dataclass
class Checkpoint:
    """What one walk left behind."""

    result: Any
    rows: Rows
    files: dict[Path, StoredFile]


class Checkpoints:
    """The remembered walks over one database and the files beside it."""

    def __init__(self, sweeper: Sweeper, data_dir: Path) -> None:
        self._sweeper = sweeper
        self._blobs = data_dir / "blobs"
        self._kept: dict[Place, Checkpoint] = {}
        self._is_on = False
        #: Where this test stands, or None once it has written something of its own.
        self._place: Place | None = None
        self._state: list[str] = []
        self._began_ns = 0
        self._files: dict[Path, StoredFile] = {}

    def begin(self, *, is_on: bool) -> None:
        """Start a test over the empty database."""
        self._is_on = is_on
        self._files = {}
        self._began_ns = time.time_ns()
        if is_on:
            self._stand_at(())

    def reach(self, step: Hashable, walk: Callable[[], Any]) -> Any:
        """Walk, or take up what the same walk from here has left; return a copy of its result."""
        place = self._place_after(step)
        if place is None:
            return walk()
        kept = self._kept.get(place)
        if kept is None:
            result = walk()
            self._forget_rows()
            self._kept[place] = self._take(result)
        else:
            self._forget_rows()
            self._restore(kept)
            result = kept.result
        self._stand_at(place)
        return copy.deepcopy(result)

    def _place_after(self, step: Hashable) -> Place | None:
        if not self._is_on or self._place is None:
            return None
        if self._sweeper.state() != self._state:
            self._place = None
            return None
        return (*self._place, (step, clock._test_at))

    def _stand_at(self, place: Place) -> None:
        self._place = place
        self._state = self._sweeper.state()

    def _forget_rows(self) -> None:
        db.session.rollback()
        db.session.expire_all()

    def _take(self, result: Any) -> Checkpoint:
        files = dict(self._files)
        for path in self._blobs.glob("*/*"):
            mtime_ns = path.stat().st_mtime_ns
            if mtime_ns >= self._began_ns:
                files[path] = StoredFile(path.read_bytes(), mtime_ns)
        return Checkpoint(copy.deepcopy(result), self._sweeper.take(), files)

    def _restore(self, kept: Checkpoint) -> None:
        self._sweeper.put(kept.rows)
        self._files |= kept.files
        for path, file in kept.files.items():
            if not path.exists() or path.stat().st_mtime_ns != file.mtime_ns:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(file.content)
                os.utime(path, ns=(file.mtime_ns, file.mtime_ns))


def reach(app: Flask, step: Hashable, walk: Callable[[], Any]) -> Any:
    """Walk over an app's database, or take the walk up where it was remembered."""
    checkpoints: Checkpoints | None = app.extensions.get(EXTENSION)
    return walk() if checkpoints is None else checkpoints.reach(step, walk)
