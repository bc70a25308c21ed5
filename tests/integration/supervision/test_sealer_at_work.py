"""The log is read and written at the same time, and a sealer that meets a fault goes on."""

import threading

import pytest
from flask import Flask
from sqlalchemy import event

from app.scheduling.facade import find_beat
from app.store import db
from app.supervision.log import keys
from app.supervision.log.lag import NAME
from app.supervision.log.process import Sealer, SealerProcess
from app.trail.stored_tree import newest_checkpoint
from tests.support.sealed import begin_log, seal_all, tell

pytestmark = pytest.mark.usefixtures("db_session")


def size() -> int:
    newest = newest_checkpoint()
    return newest.size if newest else 0


def test_fsck_reads_one_moment_while_the_sealer_goes_on(app: Flask) -> None:
    """A tile that is filled between two of its questions is no breach."""
    sealer = begin_log()
    tell(200)
    seal_all(sealer)
    tell(100)
    is_done = threading.Event()

    def seal_meanwhile(*given: object) -> None:
        if "FROM log_leaf JOIN" not in str(given[2]) or is_done.is_set():
            return
        is_done.set()
        other = threading.Thread(target=_sealed_elsewhere, args=(app, sealer))
        other.start()
        other.join()

    event.listen(db.engine, "before_cursor_execute", seal_meanwhile)
    try:
        told = app.test_cli_runner().invoke(args=["log", "fsck"])
    finally:
        event.remove(db.engine, "before_cursor_execute", seal_meanwhile)

    assert is_done.is_set()
    assert told.output.startswith("The log is whole.")


def _sealed_elsewhere(app: Flask, sealer: Sealer) -> None:
    with app.app_context():
        seal_all(sealer)
        db.session.remove()


def test_a_sealer_that_cannot_read_its_key_file_goes_on_and_rings(app: Flask) -> None:
    """A key file half written by a hand: said aloud each round, and mended without a restart."""
    seal_all()
    tell()
    whole = keys.key_file().read_bytes()
    made = SealerProcess(app)
    try:
        keys.key_file().write_bytes(b"PRIVATE+KEY\xff")
        made.beat()
        beat = find_beat(NAME)
        assert beat is not None
        assert (beat.failures, size()) == (1, 1)
        keys.key_file().write_bytes(whole)
        tell(300)
        made.beat()
    finally:
        made._leadership.release()

    assert size() == 302
