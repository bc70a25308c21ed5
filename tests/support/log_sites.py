"""Sites a witness may meet: an honest one, one that lies, one behind the platform's test client."""

import json
from collections.abc import Mapping
from typing import Any

from flask.testing import FlaskClient

from app.supervision.log.witness import WitnessFault
from app.supervision.log.witness_command import judged
from app.trail import merkle
from tests.support.sealed_log import SealedLog, b64


class FakeSite:
    """Serves a log of some size; what is brought is kept."""

    def __init__(self, log: SealedLog, size: int) -> None:
        self.log, self.size = log, size
        self.brought: list[Mapping[str, Any]] = []
        self.asked: list[str] = []
        self.is_away = False
        self.refuses = False
        #: Said instead of the truth, by the beginning of the path.
        self.lies: dict[str, bytes] = {}

    def get(self, path: str) -> bytes:
        self.asked.append(path)
        if self.is_away:
            raise WitnessFault("UNREACHABLE", "away")
        for start, lie in self.lies.items():
            if path.startswith(start):
                return lie
        if path == "/log/checkpoint":
            return self.log.note(self.size, witnesses=()).encode()
        old, new = (int(part.partition("=")[2]) for part in path.partition("?")[2].split("&"))
        hashes = merkle.consistency_proof(old, new, self.log.subtrees)
        said = {"old": old, "new": new, "hashes": [b64(part) for part in hashes]}
        return json.dumps(said).encode()

    def post(self, path: str, body: Mapping[str, Any]) -> None:
        self.asked.append(path)
        if self.refuses:
            raise WitnessFault("REFUSED", "witness_unknown")
        self.brought.append(body)


class ClientSite:
    """The platform itself, through its test client."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str) -> bytes:
        answer = self.client.get(path)
        return judged("GET", path, answer.status_code, answer.data)

    def post(self, path: str, body: Mapping[str, Any]) -> None:
        answer = self.client.post(path, json=dict(body))
        judged("POST", path, answer.status_code, answer.data)
