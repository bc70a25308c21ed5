"""What other parts may ask of the socket."""

from flask import Flask

from app import runtime
from app.live.connections import Connection
from app.live.events import follow, leave
from app.live.hub import Ack, Live, refusal_ack
from app.live.limits import allow_order, allow_watch

__all__ = [
    "Ack",
    "Connection",
    "Live",
    "allow_order",
    "allow_watch",
    "drain",
    "follow",
    "leave",
    "live_of",
    "refusal_ack",
]

#: How often a stopping process looks whether everybody has been answered.
DRAIN_SECONDS = 0.02


def live_of(app: Flask) -> Live:
    """Return the socket of an app."""
    live: Live = app.extensions["mingchui.live"]
    return live


def drain(app: Flask) -> None:
    """Wait until nobody waits for an answer, then say goodbye to every client."""
    live = live_of(app)
    while not all(is_idle() for is_idle in live.idle_when):
        runtime.sleep(DRAIN_SECONDS)
    for connection in list(live.connections.values()):
        live.cut(connection)
