"""An authority states the time of our roots; it may be away, and bidding does not mind."""

import base64
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import ClassVar

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.kernel.actors import SYSTEM
from app.store import db, unit_of_work
from app.supervision.log import stamping
from app.supervision.log.process import Sealer
from app.trail.log_models import LogToken
from app.trail.log_reading import find_tokens, history, kept_sizes
from app.trail.notes import Note
from app.trail.stored_tree import newest_checkpoint
from tests.support.sealed import NOON, DoorOpened, begin_log, seal_all, tell
from tests.support.stamps import Authority, authority


@pytest.fixture
def tsa(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Authority]:
    with authority(tmp_path) as made:
        monkeypatch.setitem(app.config, "TSA_URL", made.url)
        monkeypatch.setitem(app.config, "TSA_ROOTS_FILE", str(made.roots))
        yield made


@pytest.fixture
def sealer(db_session: object) -> Sealer:
    made = begin_log()
    tell(2)
    return seal_all(made)


def age(**span: float) -> None:
    """Let what is stored be older, as if so much time had gone by."""
    db.session.rollback()
    with db.engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        older = {"by": timedelta(**span)}
        connection.execute(text("UPDATE log_token SET received_at = received_at - :by"), older)
        connection.execute(text("UPDATE log_checkpoint SET signed_at = signed_at - :by"), older)


def test_the_newest_root_is_stamped_and_openssl_agrees(
    sealer: Sealer, tsa: Authority, tmp_path: Path
) -> None:
    assert stamping.is_due()

    assert stamping.stamp_newest() == 3

    newest = newest_checkpoint()
    assert newest is not None
    token = db.session.scalars(select(LogToken)).one()
    assert abs(token.stated_at - datetime.now(UTC)) < timedelta(minutes=1)
    (tmp_path / "token.der").write_bytes(token.token)
    (tmp_path / "text").write_bytes(Note.parse(newest.note).text.encode())
    checked = subprocess.run(
        [
            *("openssl", "ts", "-verify", "-data", "text", "-in", "token.der", "-token_in"),
            *("-CAfile", str(tsa.roots), "-untrusted", "tsa.pem"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Verification: OK" in checked.stdout + checked.stderr
    assert history(1, 3, newest=3, most=60)[-1]["timestamp"] is not None
    assert base64.b64decode(find_tokens([3])[3]) == token.token


def test_a_stamp_is_due_after_an_hour_and_when_bidding_begins(
    sealer: Sealer, tsa: Authority
) -> None:
    stamping.stamp_newest()
    assert not stamping.is_due()
    tell()
    seal_all(sealer)
    assert not stamping.is_due()

    with unit_of_work() as work:
        work.record(_Opened("1", "1"), actor=SYSTEM, at=NOON)
    seal_all(sealer)
    assert stamping.is_due()

    stamping.stamp_newest()
    tell()
    seal_all(sealer)
    assert not stamping.is_due()
    age(hours=1)
    assert stamping.is_due()


@dataclass(frozen=True)
class _Opened(DoorOpened):
    name: ClassVar[str] = "auction.lot.opened"


def test_an_authority_that_is_away_for_a_day_leaves_a_gap_that_is_seen(
    sealer: Sealer, tsa: Authority, app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stamping.stamp_newest()
    tell()
    seal_all(sealer)
    age(days=1)
    with monkeypatch.context() as away:
        away.setitem(app.config, "TSA_URL", "http://127.0.0.1:9")
        with pytest.raises(stamping.StampFault, match="no usable stamp"):
            stamping.stamp_newest()
        state = stamping.stamping_state()
        assert (state.has_gap, state.last_size) == (True, 3)
        assert "两小时" in app.test_client().get("/log").text
        # Sealing goes on meanwhile.
        tell()
        seal_all(sealer)

    assert stamping.stamp_newest() == 5
    assert not stamping.stamping_state().has_gap


def test_a_stamp_of_somebody_else_is_not_kept(
    sealer: Sealer, tsa: Authority, app: Flask, tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    with authority(tmp_path_factory.mktemp("other")) as other:
        monkeypatch.setitem(app.config, "TSA_URL", other.url)
        with pytest.raises(stamping.StampFault):
            stamping.stamp_newest()

    assert db.session.scalars(select(LogToken)).all() == []
    monkeypatch.setitem(app.config, "TSA_ROOTS_FILE", "")
    told = app.test_cli_runner().invoke(args=["log", "timestamp"])
    assert told.exit_code == 1
    assert "TSA_ROOTS_FILE" in told.output


def test_the_password_of_an_authority_is_not_kept_with_its_token(
    app: Flask, sealer: Sealer, tsa: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_password = tsa.url.replace("://", "://court:hunter2@") + "?key=hunter2"
    monkeypatch.setitem(app.config, "TSA_URL", with_password)

    stamping.stamp_newest()

    assert "hunter2" not in db.session.scalars(select(LogToken.authority)).one()


def test_the_history_of_a_long_log_has_stamps_of_all_its_time(db_session: object) -> None:
    """Hourly stamps of four months: the last ones count as much as the first."""
    db.session.execute(
        text(
            "INSERT INTO log_checkpoint (size, root, note, signed_at, horizon) "
            "SELECT n * 10, decode(repeat('00', 32), 'hex'), 'note', now(), 0 "
            "FROM generate_series(1, 6000) n"
        )
    )
    db.session.execute(
        text(
            "INSERT INTO log_token (size, authority, token, stated_at, received_at) "
            "SELECT n * 20, 'tsa', ''::bytea, now(), now() FROM generate_series(1, 3000) n"
        )
    )

    kept = kept_sizes(1, 60_000, 60_000, 60)

    stamped = [size for size in kept if size % 20 == 0]
    assert (kept[0], kept[-1]) == (10, 60_000)
    assert 50 <= len(stamped) <= len(kept) <= 60
    assert max(later - earlier for earlier, later in pairwise(stamped)) <= 1_200
