"""A receiver of events: a real HTTP server that takes, refuses or hangs, and keeps what came."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Received:
    """One request as it came in."""

    headers: dict[str, str]
    body: bytes

    @property
    def events(self) -> list[dict[str, Any]]:
        """The events in it."""
        found: list[dict[str, Any]] = json.loads(self.body)
        return found


@dataclass
class Receiver:
    """What a receiver answers and what it was sent."""

    port: int = 0
    status: int = 204
    location: str = ""
    requests: list[Received] = field(default_factory=list)
    #: While set, a request waits for ``go_on``.
    hangs: bool = False
    reached: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)

    @property
    def host(self) -> str:
        """How the allow-list names it."""
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://{self.host}/events"

    @property
    def seen(self) -> list[Any]:
        """The numbers of the bids it was sent, in the order in which they came."""
        return [event["data"]["bid_seq"] for request in self.requests for event in request.events]


@contextmanager
def receiving() -> Iterator[Receiver]:
    """Listen on a free port until the end."""
    receiver = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            if receiver.hangs:
                receiver.reached.set()
                receiver.go_on.wait(10)
            receiver.requests.append(Received(dict(self.headers), body))
            self.send_response(receiver.status)
            if receiver.location:
                self.send_header("Location", receiver.location)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name of the base
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    receiver.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        receiver.go_on.set()
        server.shutdown()
        server.server_close()
