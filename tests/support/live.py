"""Web servers for socket tests, and a client that shows frames in the order they came."""

import contextlib
import json
import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests
import websocket
from flask import Flask
from werkzeug.serving import make_server

from tests.support.servers import ROOT, free_port, wait_until
from tests.support.stage import PASSWORD

ANSWER_SECONDS = 15


class Program:
    """A program signed in over HTTP, as surface.md describes."""

    def __init__(self, url: str, account: str, password: str = PASSWORD) -> None:
        self.url = url
        self.http = requests.Session()
        answer = self.http.post(
            f"{url}/api/v1/sessions", json={"account": account, "password": password}, timeout=20
        )
        answer.raise_for_status()
        self.http.headers["X-CSRF-Token"] = answer.json()["csrf_token"]

    def post(self, path: str, body: object = None) -> requests.Response:
        """Write something."""
        return self.http.post(self.url + path, json=body, timeout=20)

    def get(self, path: str) -> requests.Response:
        """Read something."""
        return self.http.get(self.url + path, timeout=20)

    def sign_out(self) -> None:
        """End the sign-in."""
        self.http.delete(f"{self.url}/api/v1/sessions/current", timeout=20).raise_for_status()

    def ticket(self) -> str:
        """Take a ticket for a socket."""
        return str(self.post("/api/v1/socket-tickets").json()["ticket"])

    def close(self) -> None:
        """Let go of the connections."""
        self.http.close()

    def connect(self) -> "Socket":
        """Open a socket that may bid."""
        return Socket(self.url, ticket=self.ticket())


class Socket:
    """A raw Socket.IO client on /live: what arrives is kept in the order it arrived."""

    def __init__(
        self,
        url: str,
        *,
        ticket: str | None = None,
        origin: str | None = None,
        header: dict[str, str] | None = None,
    ) -> None:
        address = f"{url.replace('http', 'ws', 1)}/socket.io/?EIO=4&transport=websocket"
        self.wire = websocket.create_connection(
            address,
            timeout=ANSWER_SECONDS,
            header=header or {},
            suppress_origin=origin is None,
            origin=origin,
        )
        self.frames: deque[tuple[str, Any]] = deque()
        self._acks: dict[int, Any] = {}
        self._next_id = 0
        assert str(self.wire.recv()).startswith("0{")
        auth = "" if ticket is None else json.dumps({"ticket": ticket})
        self.wire.send(f"40/live,{auth}")
        self.greeting = self.wire.recv()

    @property
    def is_refused(self) -> bool:
        """Whether the namespace said no."""
        return str(self.greeting).startswith("44")

    def send(self, event: str, *arguments: object) -> int:
        """Send an event and return the id of its ack."""
        self._next_id += 1
        self.wire.send(f"42/live,{self._next_id}{json.dumps([event, *arguments])}")
        return self._next_id

    def call(self, event: str, *arguments: object) -> dict[str, Any]:
        """Send an event and return its ack."""
        return self.answer_of(self.send(event, *arguments))

    def answer_of(self, number: int) -> dict[str, Any]:
        """Return the ack of an event sent before."""
        while number not in self._acks:
            self._read()
        answer: dict[str, Any] = self._acks.pop(number)[0]
        return answer

    def next_frame(self, event: str = "facts") -> dict[str, Any]:
        """Return the next frame of an event that nobody has taken yet."""
        while True:
            for index, (name, body) in enumerate(self.frames):
                if name == event:
                    del self.frames[index]
                    return dict(body)
            self._read()

    def bid(self, lot_no: str, amount: object, request_id: str) -> dict[str, Any]:
        """Place a bid and return its ack."""
        order = {"lot": lot_no, "amount": amount, "request_id": request_id}
        return self.call("bid", order)

    def send_raw(self, text: str) -> None:
        """Send what no client should."""
        self.wire.send(text)

    def is_closed_within(self, seconds: float) -> bool:
        """Say whether the server closes this connection or its namespace soon."""
        deadline = time.monotonic() + seconds
        self.wire.settimeout(seconds)
        while time.monotonic() < deadline:
            try:
                text = self.wire.recv()
            except (websocket.WebSocketException, OSError):
                return True
            if text in ("", "1") or str(text).startswith("41/live"):
                return True
            if text == "2":
                self.wire.send("3")
        return False

    def close(self) -> None:
        """Leave."""
        with contextlib.suppress(websocket.WebSocketException, OSError):
            self.wire.send_close()
        self.wire.shutdown()

    def _read(self) -> None:
        text = str(self.wire.recv())
        if text == "2":
            self.wire.send("3")
        elif text.startswith("43/live,"):
            number, _, body = text[8:].partition("[")
            self._acks[int(number)] = json.loads("[" + body)
        elif text.startswith("42/live,"):
            name, *arguments = json.loads(text[8:].lstrip("0123456789"))
            self.frames.append((name, arguments[0] if arguments else None))
        elif text.startswith(("1", "41")) or text == "":
            msg = "the server closed the connection"
            raise ConnectionError(msg)


@contextlib.contextmanager
def threaded_server(app: Flask) -> Iterator[str]:
    """Serve an app of this process with plain threads, and yield its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    server.daemon_threads = True  # type: ignore[attr-defined]
    runner = threading.Thread(target=server.serve_forever, daemon=True)
    runner.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        runner.join(timeout=10)
        server.server_close()


def _environment(database_url: str, data_dir: Path, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "DATABASE_URL": database_url,
        "DATA_DIR": str(data_dir),
        "HOST": "127.0.0.1",
        "MINGCHUI_ENV": "test",
        "SECRET_KEY": "tests only: 0123456789 abcdefghijklmnopqrstuvwxyz",
        **more,
    }


@contextlib.contextmanager
def web_process(database_url: str, data_dir: Path, **environment: str) -> Iterator[str]:
    """Run `python wsgi.py` itself and yield its address once it answers."""
    with watched_web_process(database_url, data_dir, **environment) as (url, _):
        yield url


@contextlib.contextmanager
def watched_web_process(
    database_url: str, data_dir: Path, **environment: str
) -> Iterator[tuple[str, int]]:
    """Run `python wsgi.py` itself and yield its address and its process id."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    command = [sys.executable, "wsgi.py"]
    given = _environment(database_url, data_dir, PORT=str(port), **environment)
    with _running(command, given, data_dir / f"web-{port}.log") as process:
        wait_until(lambda: _answers(url, process), seconds=90, what=f"start of {url}")
        yield url, process.pid


@contextlib.contextmanager
def clock_process(database_url: str, data_dir: Path) -> Iterator[None]:
    """Run the clock process beside a web process."""
    command = [sys.executable, "-m", "flask", "clock"]
    given = _environment(database_url, data_dir, FLASK_APP="app.factory:create_app")
    with _running(command, given, data_dir / "clock.log"):
        yield


@contextlib.contextmanager
def sealer_process(database_url: str, data_dir: Path) -> Iterator[int]:
    """Run the sealer and yield its process id."""
    command = [sys.executable, "-m", "flask", "log", "seal"]
    given = _environment(database_url, data_dir, FLASK_APP="app.factory:create_app")
    with _running(command, given, data_dir / "sealer.log") as process:
        yield process.pid


@contextlib.contextmanager
def _running(
    command: list[str], environment: dict[str, str], log: Path
) -> Iterator["subprocess.Popen[bytes]"]:
    with log.open("wb") as printed:
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=printed, stderr=subprocess.STDOUT, env=environment
        )
    try:
        yield process
    except BaseException:
        sys.stderr.write(log.read_text()[-4000:])
        raise
    finally:
        process.terminate()
        process.wait(timeout=20)


def _answers(url: str, process: "subprocess.Popen[bytes]") -> bool:
    assert process.poll() is None, "the web process ended"
    try:
        with urllib.request.urlopen(f"{url}/api/v1/lots/{quote('L-none')}/snapshot", timeout=2):
            return True
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
