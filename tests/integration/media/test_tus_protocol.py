"""What a sender of pieces is told, and what stays on disk whatever happens to the connection."""

import base64
import hashlib
import io
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.kernel.clock import Clock
from app.kernel.permissions import Role
from app.media.uploads import disk, terms
from app.media.uploads.models import Upload
from app.media.uploads.terms import UploadState
from app.media.vocabulary import BYTES_MAX, MIB, MediaKind
from tests.support.people import make_person, sign_in
from tests.support.uploads import VERSION, address_of, begin, metadata, offset_of, send
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


class Broken(io.RawIOBase):
    """A body whose connection breaks after some bytes."""

    def __init__(self, content: bytes) -> None:
        self.rest = io.BytesIO(content)

    def readable(self) -> bool:
        return True

    def readinto(self, target: memoryview) -> int:  # type: ignore[override]
        piece = self.rest.read(len(target))
        if not piece:
            raise ConnectionResetError
        target[: len(piece)] = piece
        return len(piece)


def test_the_server_says_what_it_can_do(client: Client) -> None:
    answer = client.options("/uploads")

    assert answer.status_code == 204
    assert answer.headers["Tus-Version"] == "1.0.0"
    assert answer.headers["Tus-Max-Size"] == str(2048 * MIB)
    assert "checksum" in answer.headers["Tus-Extension"].split(",")
    assert answer.headers["Tus-Checksum-Algorithm"] == "sha256,sha1"


def test_a_file_comes_in_pieces_and_is_whole(agency: Client, db_session: Session) -> None:
    begun = begin(agency, len(CONTENT))
    address = address_of(begun)
    assert offset_of(agency, address) == 0

    first = send(agency, address, CONTENT[:1000])
    rest = send(agency, address, CONTENT[1000:], offset=1000)

    assert (first.status_code, first.headers["Upload-Offset"]) == (204, "1000")
    assert (rest.status_code, rest.headers["Upload-Offset"]) == (204, str(len(CONTENT)))
    assert rest.headers["Tus-Resumable"] == "1.0.0"
    assert disk.path(token_of(address)).read_bytes() == CONTENT
    assert row(db_session, address).state is UploadState.RECEIVED
    assert row(db_session, address).finished_at == NOON


def test_the_first_bytes_may_come_with_the_beginning(agency: Client) -> None:
    begun = begin(agency, len(CONTENT), body=CONTENT[:500])

    assert begun.headers["Upload-Offset"] == "500"
    assert offset_of(agency, address_of(begun)) == 500


def test_what_came_before_the_connection_broke_is_kept(agency: Client, db_session: Session) -> None:
    address = address_of(begin(agency, len(CONTENT)))

    send(
        agency, address, b"x",
        environ_overrides={
            "CONTENT_LENGTH": str(len(CONTENT)),
            "wsgi.input": io.BufferedReader(Broken(CONTENT[:200_000])),
        },
    )  # fmt: skip

    # What the reader held in its hands when the wire broke is lost, never more.
    kept = offset_of(agency, address)
    assert 200_000 - terms.READ_BYTES <= kept <= 200_000
    assert row(db_session, address).reached == kept
    assert send(agency, address, CONTENT[kept:], offset=kept).status_code == 204
    assert disk.path(token_of(address)).read_bytes() == CONTENT


def test_after_a_crash_the_disk_has_the_last_word(agency: Client, db_session: Session) -> None:
    """The process died after bytes reached the disk and before the row was written."""
    address = address_of(begin(agency, len(CONTENT)))
    send(agency, address, CONTENT[:1000])
    with disk.path(token_of(address)).open("ab") as file:
        file.write(CONTENT[1000:1500])

    assert offset_of(agency, address) == 1500
    assert send(agency, address, CONTENT[1500:], offset=1500).status_code == 204
    assert disk.path(token_of(address)).read_bytes() == CONTENT


def test_bytes_the_disk_lost_are_asked_for_again(agency: Client) -> None:
    address = address_of(begin(agency, len(CONTENT)))
    send(agency, address, CONTENT[:1000])
    with disk.path(token_of(address)).open("r+b") as file:
        file.truncate(400)

    assert offset_of(agency, address) == 400


def test_a_piece_for_another_place_is_refused_and_changes_nothing(agency: Client) -> None:
    address = address_of(begin(agency, len(CONTENT)))
    send(agency, address, CONTENT[:1000])

    for offset in (0, 999, 1001):
        answer = send(agency, address, b"other", offset=offset)
        assert (answer.status_code, answer.json["code"]) == (409, "upload_offset")

    assert disk.path(token_of(address)).read_bytes() == CONTENT[:1000]


def test_a_second_writer_is_turned_away_while_the_first_writes(
    agency: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "PATIENCE", 0.1)
    address = address_of(begin(agency, len(CONTENT)))

    with disk.held(token_of(address)):
        answer = send(agency, address, CONTENT[:10])

    assert (answer.status_code, answer.json["code"]) == (423, "upload_busy")
    assert offset_of(agency, address) == 0
    assert send(agency, address, CONTENT[:10]).status_code == 204


def test_writers_racing_for_one_file_leave_it_whole(app: Flask, agency: Client) -> None:
    address = address_of(begin(agency, len(CONTENT)))
    senders = [sign_in(app, "agency") for _ in range(4)]
    gate = threading.Barrier(len(senders))
    answers: list[int] = []

    def run(sender: Client) -> None:
        gate.wait()
        offset = 0
        while offset < len(CONTENT):
            answer = send(sender, address, CONTENT[offset : offset + 20_000], offset=offset)
            answers.append(answer.status_code)
            offset = offset_of(sender, address)

    runners = [threading.Thread(target=run, args=(sender,)) for sender in senders]
    for runner in runners:
        runner.start()
    for runner in runners:
        runner.join()

    assert set(answers) <= {204, 409, 423}
    assert answers.count(204) >= len(CONTENT) // 20_000
    assert disk.path(token_of(address)).read_bytes() == CONTENT


def test_to_anybody_else_an_upload_does_not_exist(app: Flask, agency: Client) -> None:
    """A colleague of the same agency cannot touch it either."""
    make_person("colleague", Role.AGENCY, agency_code=CODE)
    other = sign_in(app, "colleague")
    address = address_of(begin(agency, len(CONTENT)))

    assert other.head(address, headers=VERSION).status_code == 404
    assert send(other, address, b"x").status_code == 404
    assert other.delete(address, headers=VERSION).status_code == 404
    assert offset_of(agency, address) == 0


@pytest.mark.parametrize("account", [None, "clerk"])
def test_only_an_agency_begins_an_upload(app: Flask, agency: Client, account: str | None) -> None:
    if account is not None:
        make_person(account, Role.CLERK, court_id=1)
    visitor = Client(app) if account is None else sign_in(app, account)

    assert begin(visitor, 10).status_code == (401 if account is None else 403)


def test_a_write_without_the_token_of_the_session_is_refused(app: Flask, agency: Client) -> None:
    app.config["CSRF_ENABLED"] = True
    try:
        answer = begin(agency, 10)
    finally:
        app.config["CSRF_ENABLED"] = False

    assert (answer.status_code, answer.json["code"]) == (400, "csrf")


@pytest.mark.parametrize("version", [None, "0.2.2", "1.0.1"])
def test_another_version_of_the_protocol_is_refused(agency: Client, version: str | None) -> None:
    headers = {"Upload-Length": "10", "Upload-Metadata": metadata(filename="a.mp4", purpose="a:b")}
    if version is not None:
        headers["Tus-Resumable"] = version

    answer = agency.post("/uploads", headers=headers)

    assert (answer.status_code, answer.json["code"]) == (412, "upload_version")
    assert answer.headers["Tus-Version"] == "1.0.0"


@pytest.mark.parametrize(
    ("length", "filename", "status", "code"),
    [
        (BYTES_MAX[MediaKind.PICTURE] + 1, "大图.jpg", 413, "media_too_large"),
        (BYTES_MAX[MediaKind.VIDEO] + 1, "长.mp4", 413, "media_too_large"),
        (BYTES_MAX[MediaKind.DOCUMENT] + 1, "厚.pdf", 413, "media_too_large"),
        (0, "空.pdf", 422, "media_empty"),
        (10, "程序.exe", 422, "media_kind_unknown"),
        ("-1", "a.pdf", 400, "upload_header"),
        ("1_0", "a.pdf", 400, "upload_header"),
        ("", "a.pdf", 400, "upload_header"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused_before_its_first_byte(
    agency: Client, db_session: Session, length: int | str, filename: str, status: int, code: str
) -> None:
    answer = begin(agency, length, filename=filename)

    assert (answer.status_code, answer.json["code"]) == (status, code)
    assert answer.content_type == "application/problem+json"
    assert answer.json["title"]
    assert db_session.scalar(select(Upload.id)) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "filename !!!",
        "filename YS5wZGY=",
        "filename YS5wZGY=,purpose ",
        "filename /w==,purpose YTpi",
    ],
)
def test_an_upload_that_does_not_say_what_it_is_is_refused(agency: Client, text: str) -> None:
    answer = begin(agency, 10, headers={"Upload-Metadata": text})

    assert (answer.status_code, answer.json["code"]) == (400, "upload_metadata")


def test_more_than_was_declared_is_refused_and_not_kept(agency: Client) -> None:
    address = address_of(begin(agency, 100))
    send(agency, address, CONTENT[:60])

    answer = send(agency, address, CONTENT[60:161], offset=60)

    assert (answer.status_code, answer.json["code"]) == (413, "upload_overrun")
    assert offset_of(agency, address) == 60


def test_a_body_that_hides_its_length_cannot_grow_beyond_what_was_declared(
    agency: Client,
) -> None:
    address = address_of(begin(agency, 100))

    answer = agency.patch(
        address, input_stream=io.BytesIO(CONTENT),
        headers={**VERSION, "Upload-Offset": "0", "Transfer-Encoding": "chunked"},
        content_type="application/offset+octet-stream",
    )  # fmt: skip

    assert (answer.status_code, answer.json["code"]) == (413, "upload_overrun")
    assert offset_of(agency, address) == 0


def test_a_body_of_another_type_is_not_a_piece(agency: Client) -> None:
    address = address_of(begin(agency, 100))

    answer = send(agency, address, b"x", content_type="application/octet-stream")

    assert (answer.status_code, answer.json["code"]) == (415, "upload_content_type")


@pytest.mark.parametrize("algorithm", ["sha256", "sha1"])
def test_a_piece_with_a_wrong_checksum_is_not_kept(agency: Client, algorithm: str) -> None:
    address = address_of(begin(agency, len(CONTENT)))

    def checked(body: bytes, claimed: bytes, offset: int) -> int:
        value = base64.b64encode(hashlib.new(algorithm, claimed).digest()).decode()
        headers = {"Upload-Checksum": f"{algorithm} {value}"}
        return send(agency, address, body, offset=offset, headers=headers).status_code

    assert checked(CONTENT[:1000], CONTENT[:1000], 0) == 204
    assert checked(CONTENT[1000:2000], CONTENT[1001:2001], 1000) == 460
    assert offset_of(agency, address) == 1000
    assert checked(CONTENT[1000:], CONTENT[1000:], 1000) == 204
    assert disk.path(token_of(address)).read_bytes() == CONTENT


def test_unproved_bytes_of_a_checked_piece_do_not_survive_a_crash(agency: Client) -> None:
    address = address_of(begin(agency, len(CONTENT)))
    value = base64.b64encode(hashlib.sha256(CONTENT[:1000]).digest()).decode()
    send(agency, address, CONTENT[:1000], headers={"Upload-Checksum": f"sha256 {value}"})
    with disk.path(token_of(address)).open("ab") as file:
        file.write(b"bytes nobody has proved")

    assert offset_of(agency, address) == 1000
    assert send(agency, address, CONTENT[1000:], offset=1000).status_code == 204
    assert disk.path(token_of(address)).read_bytes() == CONTENT


def test_an_unknown_checksum_is_refused(agency: Client) -> None:
    address = address_of(begin(agency, 10))

    for text in ("md5 AAAA", "sha256", "sha256 ???"):
        answer = send(agency, address, b"x", headers={"Upload-Checksum": text})
        assert (answer.status_code, answer.json["code"]) in {
            (400, "upload_checksum_kind"),
            (460, "upload_checksum"),
        }

    assert offset_of(agency, address) == 0
