"""A real client over a real wire against the web process itself: cut, restarted, carried on."""

import http.client
import io
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from tusclient.client import TusClient

from app.kernel.permissions import Role
from app.media.uploads.terms import READ_BYTES
from tests.support.cutting_proxy import CuttingProxy
from tests.support.database import TestDatabases, worker_name
from tests.support.live import Program, web_process
from tests.support.people import PASSWORD, make_person
from tests.support.uploads import PIECE, VERSION, metadata
from tests.support.videos import MIB
from tests.support.web import make_app

pytestmark = [pytest.mark.live, pytest.mark.timeout(300)]

CONTENT = bytes(range(256)) * (24 * MIB // 256)
NAMED = {"filename": "勘验.mp4", "purpose": "appraisal:T-1"}


@pytest.fixture(scope="module")
def database(databases: TestDatabases, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A database with one person of an agency."""
    url = databases.copy(f"tus_{worker_name()}")
    app = make_app(url, data_dir=tmp_path_factory.mktemp("people"))
    with app.app_context():
        from app.store import db

        make_person("agency", Role.AGENCY, agency_code="91370102MA3X00001A")
        db.session.remove()
        db.engine.dispose()
    return url


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The data folder of the web process."""
    yield tmp_path
    shutil.rmtree(tmp_path / "incoming", ignore_errors=True)


def headers_of(program: Program) -> dict[str, str]:
    """Return what a foreign client must send to be this person."""
    cookies = "; ".join(f"{name}={value}" for name, value in program.http.cookies.items())
    return {"Cookie": cookies, "X-CSRF-Token": str(program.http.headers["X-CSRF-Token"])}


def content_of(folder: Path) -> bytes:
    (file,) = (folder / "incoming").glob("*.part")
    return file.read_bytes()


def test_the_official_client_carries_on_after_a_cut_and_a_restart(
    database: str, folder: Path
) -> None:
    with web_process(database, folder) as url:
        wire = CuttingProxy(int(url.rsplit(":", 1)[1]), bytes_a_second=60 * MIB)
        program = Program(url, "agency", PASSWORD)
        uploader = TusClient(f"{wire.url}/uploads", headers_of(program)).uploader(
            file_stream=io.BytesIO(CONTENT), chunk_size=4 * MIB, metadata=NAMED,
            retries=3, retry_delay=1,
        )  # fmt: skip
        wire.break_after([6 * MIB])
        uploader.upload(stop_at=12 * MIB)
        assert wire.broken == 1
        address = uploader.url.replace(wire.url, "")
        wire.close()
        program.close()
    with web_process(database, folder) as url:
        program = Program(url, "agency", PASSWORD)
        later = TusClient(f"{url}/uploads", headers_of(program)).uploader(
            file_stream=io.BytesIO(CONTENT), chunk_size=4 * MIB, url=url + address,
            upload_checksum=True,
        )  # fmt: skip
        assert later.offset >= 12 * MIB
        later.upload()
        program.close()

    assert content_of(folder) == CONTENT


def test_a_body_cut_in_the_middle_keeps_what_came(database: str, folder: Path) -> None:
    """The sender's machine loses its power after 5 MiB of a piece of 24."""
    with web_process(database, folder) as url:
        program = Program(url, "agency", PASSWORD)
        address = begin(program)
        lines = [
            f"PATCH {address} HTTP/1.1", "Host: 127.0.0.1", "Upload-Offset: 0",
            "Tus-Resumable: 1.0.0", f"Content-Type: {PIECE}", f"Content-Length: {len(CONTENT)}",
            *(f"{name}: {value}" for name, value in headers_of(program).items()),
        ]  # fmt: skip
        with socket.create_connection(("127.0.0.1", int(url.rsplit(":", 1)[1]))) as wire:
            wire.sendall("\r\n".join([*lines, "", ""]).encode() + CONTENT[: 5 * MIB])
        offset = 0
        for _ in range(50):
            asked = program.http.head(url + address, headers=VERSION, timeout=20)
            offset = int(asked.headers["Upload-Offset"])
            if offset >= 5 * MIB - READ_BYTES:
                break
        assert 5 * MIB - READ_BYTES <= offset <= 5 * MIB
        rest = patch(program, address, CONTENT[offset:], offset)
        assert rest.status_code in {204, 423}
        while rest.status_code == 423:
            rest = patch(program, address, CONTENT[offset:], offset)
        assert rest.status_code == 204, rest.text
        program.close()

    assert content_of(folder) == CONTENT


def test_a_body_without_a_length_is_taken_as_well(database: str, folder: Path) -> None:
    with web_process(database, folder) as url:
        program = Program(url, "agency", PASSWORD)
        address = begin(program)
        wire = http.client.HTTPConnection("127.0.0.1", int(url.rsplit(":", 1)[1]), timeout=60)
        wire.request(
            "PATCH", address, body=(CONTENT[at : at + MIB] for at in range(0, len(CONTENT), MIB)),
            headers={**VERSION, **headers_of(program), "Upload-Offset": "0", "Content-Type": PIECE},
            encode_chunked=True,
        )  # fmt: skip
        answer = wire.getresponse()
        assert (answer.status, answer.headers["Upload-Offset"]) == (204, str(len(CONTENT)))
        wire.close()
        program.close()

    assert content_of(folder) == CONTENT


def begin(program: Program) -> str:
    """Begin an upload of the whole content and return its path."""
    begun = program.http.post(
        f"{program.url}/uploads", timeout=20,
        headers={
            **VERSION, "Upload-Length": str(len(CONTENT)), "Upload-Metadata": metadata(**NAMED)
        },
    )  # fmt: skip
    assert begun.status_code == 201, begun.text
    return begun.headers["Location"]


def patch(program: Program, address: str, body: bytes, offset: int) -> requests.Response:
    return program.http.patch(
        program.url + address, data=body, timeout=60,
        headers={**VERSION, "Upload-Offset": str(offset), "Content-Type": PIECE},
    )  # fmt: skip
