"""A sender that speaks tus by hand, so that a test can do what no proper client would."""

import base64
from collections.abc import Mapping
from typing import Any

from werkzeug.test import TestResponse

from tests.support.web import Client

VERSION = {"Tus-Resumable": "1.0.0"}
PIECE = "application/offset+octet-stream"


def metadata(**values: str) -> str:
    """Return the header that tells name and purpose."""
    return ",".join(
        f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items()
    )


def begin(
    client: Client,
    length: int | str,
    *,
    filename: str = "勘验.mp4",
    purpose: str = "appraisal:T-1",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> TestResponse:
    """Begin an upload."""
    more: dict[str, Any] = {} if body is None else {"data": body, "content_type": PIECE}
    given = {
        **VERSION,
        "Upload-Length": str(length),
        "Upload-Metadata": metadata(filename=filename, purpose=purpose),
        **(headers or {}),
    }
    return client.post("/uploads", headers=given, **more)


def address_of(answer: TestResponse) -> str:
    """Return where an upload that was begun is sent to."""
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


def send(
    client: Client,
    address: str,
    body: bytes,
    *,
    offset: int | str = 0,
    headers: Mapping[str, str] | None = None,
    content_type: str = PIECE,
    **more: Any,
) -> TestResponse:
    """Send a piece."""
    given = {**VERSION, "Upload-Offset": str(offset), **(headers or {})}
    return client.patch(address, data=body, headers=given, content_type=content_type, **more)


def offset_of(client: Client, address: str) -> int:
    """Ask how far an upload has come."""
    answer = client.head(address, headers=VERSION)
    assert answer.status_code == 200, answer.status
    return int(answer.headers["Upload-Offset"])


def upload(client: Client, content: bytes, filename: str, *, purpose: str = "appraisal:T-1") -> str:
    """Send a whole file in two pieces and return its token."""
    address = address_of(begin(client, len(content), filename=filename, purpose=purpose))
    half = len(content) // 2
    assert send(client, address, content[:half]).status_code == 204
    assert send(client, address, content[half:], offset=half).status_code == 204
    return address.rsplit("/", 1)[1]
