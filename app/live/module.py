"""The live part as the factory sees it."""

from flask import Flask

from app.live import messages
from app.live.events import register
from app.live.hub import Live
from app.web.modules import Module


def init_app(app: Flask) -> None:
    """Give the app its socket; modules register their events after this."""
    live = app.extensions["mingchui.live"] = Live(app)
    register(live)


MODULE = Module(name="live", refusals=messages.REFUSALS, sockets=init_app)
