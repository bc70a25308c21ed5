"""Serve the platform: eventlet's patches first, then our own listening socket (stack.md)."""

import warnings

# eventlet says at each import that it is in bugfix mode; ADR 6 tells how we live with it.
warnings.filterwarnings("ignore", message=r"\s*Eventlet is deprecated")

import eventlet

eventlet.monkey_patch()

# ruff: noqa: E402 - nothing may be imported before the patches
import gc
import logging
import signal
import socket
import sys

import eventlet.wsgi
from flask import Flask

from app.factory import create_app
from app.live.facade import drain
from app.scheduling.facade import keep_time

log = logging.getLogger("mingchui.web")

#: Every watcher holds a connection; the server's defaults stop at 1,024 and a backlog of 50.
CONNECTIONS_MAX = 50_000
BACKLOG = 4_096
#: A client that does not finish its request in this time is cut (reliability finding 7).
HEADER_SECONDS = 15
#: Open requests get this long to end when the process is asked to stop.
GRACE_SECONDS = 8


def listen(host: str, port: int) -> socket.socket:
    """Return a listening socket whose connections send small frames at once.

    With Nagle's algorithm a bid's answer takes 42 to 48 ms, without it 1.3 to 2.8 (stack.md).
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    door = eventlet.listen((host, port), family=family, backlog=BACKLOG)
    door.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return door


def warm_up(app: Flask) -> None:
    """Open the database, load templates and catalogues, so that the first bidder pays nothing."""
    visitor = app.test_client()
    for path in ("/healthz", "/", "/lots"):
        visitor.get(path, base_url=app.config["PUBLIC_URL"])


def settle_memory() -> None:
    """Leave what lives as long as the process out of every later search for garbage.

    A search through the whole of the loaded program takes a tenth of a second and more, in the
    middle of somebody's bid or statement.
    """
    gc.collect()
    gc.freeze()


def serve(app: Flask) -> None:
    """Serve until SIGTERM or SIGINT; then finish what was begun and return."""
    host, port = app.config["HOST"], app.config["PORT"]
    door = listen(host, port)
    stop = eventlet.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: eventlet.spawn(_send_once, stop))
    server = eventlet.spawn(
        eventlet.wsgi.server,
        door,
        app,
        max_size=CONNECTIONS_MAX,
        socket_timeout=HEADER_SECONDS,
        log_output=False,
        debug=False,
        keepalive=75,
    )
    server.link(lambda _: _send_once(stop))
    log.info("serving on %s:%s", host, port)
    stop.wait()
    log.info("stopping")
    door.close()
    with eventlet.Timeout(GRACE_SECONDS, exception=False):
        drain(app)
    server.kill()


def _send_once(stop: eventlet.Event) -> None:
    if not stop.ready():
        stop.send()


def main() -> None:
    """Build the app, take the database's time, warm up, serve."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO)
    app = create_app()
    app.config["REFUSE_UNTRUSTED_TIME"] = True
    keep_time(app)
    warm_up(app)
    settle_memory()
    serve(app)


if __name__ == "__main__":
    main()
