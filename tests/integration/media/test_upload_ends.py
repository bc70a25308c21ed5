"""How an upload ends: given up, forgotten, swept, or beyond somebody's share."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.identity.facade import actor_named
from app.kernel.clock import Clock
from app.kernel.permissions import Role
from app.media.uploads import disk, service
from app.media.uploads.models import Upload
from app.media.uploads.terms import WAIT, UploadState
from app.media.uploads.timers import sweep_uploads
from app.media.vocabulary import MIB
from app.store import unit_of_work
from app.store.locks import lock_row
from tests.support.people import make_person, sign_in
from tests.support.uploads import VERSION, address_of, begin, offset_of, send
from tests.support.web import Client

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
CONTENT = bytes(range(256)) * 1024
CODE = "91370102MA3X00001A"


@pytest.fixture
def agency(
    app: Flask, db_session: Session, clock_at: Callable[[datetime], Clock]
) -> Iterator[Client]:
    """Somebody of an agency, signed in; what was sent is taken off the disk afterwards."""
    clock_at(NOON)
    make_person("agency", Role.AGENCY, agency_code=CODE)
    yield sign_in(app, "agency")
    shutil.rmtree(Path(app.config["DATA_DIR"]) / "incoming", ignore_errors=True)


def token_of(address: str) -> str:
    return address.rsplit("/", 1)[1]


def row(session: Session, address: str) -> Upload:
    session.rollback()
    found = session.scalar(select(Upload).where(Upload.token == token_of(address)))
    assert found is not None
    return found


def test_an_upload_given_up_is_gone_and_its_bytes_are_swept(agency: Client) -> None:
    address = address_of(begin(agency, 100, body=CONTENT[:50]))

    assert agency.delete(address, headers=VERSION).status_code == 204
    assert agency.delete(address, headers=VERSION).status_code == 204
    assert agency.head(address, headers=VERSION).status_code == 410
    assert send(agency, address, b"x", offset=50).status_code == 410
    sweep_uploads(NOON)

    assert not disk.path(token_of(address)).exists()


def test_a_forgotten_upload_expires_and_says_so(agency: Client, db_session: Session) -> None:
    address = address_of(begin(agency, 100, body=CONTENT[:50]))
    assert sweep_uploads(NOON + WAIT - timedelta(seconds=1)) == 0

    assert sweep_uploads(NOON + WAIT) == 1

    assert row(db_session, address).state is UploadState.EXPIRED
    assert not disk.path(token_of(address)).exists()
    assert agency.head(address, headers=VERSION).status_code == 410
    shown = service.list_shown("appraisal:T-1", CODE)
    assert [view.state for view in shown] == [UploadState.EXPIRED]
    assert sweep_uploads(NOON + WAIT) == 0


def test_each_piece_gives_a_new_term(agency: Client, clock_at: Callable[[datetime], Clock]) -> None:
    address = address_of(begin(agency, 100))
    clock_at(NOON + timedelta(days=6))
    send(agency, address, CONTENT[:50])

    assert sweep_uploads(NOON + WAIT) == 0
    assert offset_of(agency, address) == 50


def test_nothing_is_swept_while_somebody_writes(agency: Client) -> None:
    address = address_of(begin(agency, 100, body=CONTENT[:50]))

    with disk.held(token_of(address)):
        assert sweep_uploads(NOON + WAIT) == 0
    assert disk.path(token_of(address)).exists()

    assert sweep_uploads(NOON + WAIT) == 1


def test_one_person_has_a_share_of_unfinished_files(
    agency: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "HELD_FILES_MAX", 2)
    first = address_of(begin(agency, 100))
    begin(agency, 100)

    answer = begin(agency, 100)
    assert (answer.status_code, answer.json["code"]) == (422, "uploads_too_many")

    agency.delete(first, headers=VERSION)
    assert begin(agency, 100).status_code == 201


def test_one_person_has_a_share_of_unfinished_bytes(agency: Client) -> None:
    for _ in range(3):
        assert begin(agency, 2048 * MIB).status_code in {201, 507}

    assert begin(agency, 2048 * MIB).status_code in {422, 507}


def test_the_disk_keeps_its_floor_and_no_byte_is_promised_twice(
    agency: Client, monkeypatch: pytest.MonkeyPatch, app: Flask
) -> None:
    usage = shutil.disk_usage(app.config["DATA_DIR"])
    monkeypatch.setattr(service, "DISK_FREE_SHARE_MIN", 1.0)
    monkeypatch.setattr(service, "DISK_FREE_BYTES_MIN", usage.free - 600 * MIB)
    assert begin(agency, 400 * MIB).status_code == 201

    answer = begin(agency, 400 * MIB)

    assert (answer.status_code, answer.json["code"]) == (507, "media_disk_full")


def test_a_file_given_up_while_it_was_written_stays_given_up(
    agency: Client, db_session: Session
) -> None:
    """The sender cancels, and the last piece is still on its way."""
    address = address_of(begin(agency, 100))

    def cancel_meanwhile() -> Iterator[bytes]:
        yield CONTENT[:40]
        service.dismiss(token_of(address), actor=actor, at=NOON)
        yield CONTENT[40:100]

    actor = actor_named("agency")
    with suppress(Exception):
        service.receive(
            token_of(address), offset=0, pieces=cancel_meanwhile(), announced=100,
            checksum=None, actor=actor, at=NOON,
        )  # fmt: skip

    assert row(db_session, address).state is UploadState.DISMISSED


def test_an_upload_whose_bytes_are_missing_is_over(agency: Client) -> None:
    address = address_of(begin(agency, 100))
    disk.path(token_of(address)).unlink()

    assert send(agency, address, b"x").status_code == 410


def test_a_row_never_passes_its_length(agency: Client, db_session: Session) -> None:
    address = address_of(begin(agency, 100))

    with pytest.raises(Exception, match="reached_within"), unit_of_work():
        lock_row(Upload, token=token_of(address)).reached = 101
