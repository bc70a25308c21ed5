"""The Socket.IO object of one app: who is connected, and one guarded door for every event."""

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import Flask
from flask_babel import force_locale
from flask_socketio import SocketIO
from socketio.exceptions import ConnectionRefusedError as Refused
from sqlalchemy.exc import OperationalError
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header, parse_cookie

from app import runtime
from app.identity.facade import redeem_ticket
from app.kernel.clock import clock
from app.kernel.errors import Refusal
from app.kernel.facts import stamp
from app.live import limits
from app.live.connections import Connection
from app.live.packets import StrictJson, TextPacket
from app.live.relay import Relay
from app.web.errors import describe
from app.web.i18n import COOKIE, LOCALES

log = logging.getLogger(__name__)

NAMESPACE = "/live"
#: A dead client is noticed within 18 s; the defaults take 45 (stack.md).
PING_INTERVAL, PING_TIMEOUT = 10, 8
#: Our largest lawful frame is a watch with a lot number: far below this.
FRAME_MAX = 16_384

#: A refused client reads why before it is cut.
FAREWELL_SECONDS = 0.2

Ack = dict[str, Any]
#: Answers one event: connection, message, the moment it entered.
Handler = Callable[[Connection, dict[str, Any], datetime], Ack]


class Live:
    """The socket of an app; parts register events with ``on`` and streams with ``relay``."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.connections: dict[str, Connection] = {}
        #: A process that stops waits until each of these says that nobody is left unanswered.
        self.idle_when: list[Callable[[], bool]] = []
        self.socketio = SocketIO(
            app,
            async_mode="eventlet" if runtime.is_green() else "threading",
            serializer=TextPacket,
            json=StrictJson,
            cors_allowed_origins=allowed_origins(app.config["PUBLIC_URL"]),
            ping_interval=PING_INTERVAL,
            ping_timeout=PING_TIMEOUT,
            max_http_buffer_size=FRAME_MAX,
            # A frame is smaller than what compressing it costs.
            http_compression=False,
            # Each event is stamped the moment it is read, not when the one before is answered:
            # a bid counts from its entry (art. 20), however long an earlier one waits.
            async_handlers=True,
            manage_session=False,
            logger=False,
            engineio_logger=False,
        )
        self.server = self.socketio.server
        self.relay = Relay(app, self.send)
        #: Called with each connection that has gone.
        self.gone: list[Callable[[Connection], None]] = []
        self.server.on("connect", self._connect, namespace=NAMESPACE)
        self.server.on("disconnect", self._disconnect, namespace=NAMESPACE)
        self.server.on("*", self._refuse_unknown, namespace=NAMESPACE)
        app.wsgi_app = narrow(app.wsgi_app)  # type: ignore[method-assign]

    def on(self, event: str, handler: Handler) -> None:
        """Answer an event with a handler; whatever it raises becomes a refusal with a code."""

        def receive(sid: str, *args: Any) -> Ack:
            return self._answer(event, handler, sid, args)

        self.server.on(event, receive, namespace=NAMESPACE)

    def join(self, connection: Connection, room: str) -> None:
        """Put a client into a room."""
        self.server.enter_room(connection.sid, room, namespace=NAMESPACE)

    def leave(self, connection: Connection, room: str) -> None:
        """Take a client out of a room."""
        self.server.leave_room(connection.sid, room, namespace=NAMESPACE)

    def cut(self, connection: Connection) -> None:
        """Close a client's connection: its sign-in no longer holds."""
        if connection.sid in self.connections:
            self.server.disconnect(connection.sid, namespace=NAMESPACE)

    def cut_soon(self, connection: Connection) -> None:
        """Close a client's connection once the answer now being given has left."""
        runtime.spawn(self._cut_after, connection)

    def _cut_after(self, connection: Connection) -> None:
        runtime.sleep(FAREWELL_SECONDS)
        self.cut(connection)

    def send(self, event: str, frame: dict[str, Any], room: str) -> None:
        """Send a frame to everybody in a room."""
        self.server.emit(event, frame, room=room, namespace=NAMESPACE)

    def _connect(self, sid: str, environ: dict[str, Any], auth: object = None) -> None:
        """Let anyone watch; a ticket, never a cookie, says who may bid (WS-01)."""
        connection = Connection(sid, locale=_locale_of(environ))
        ticket = auth.get("ticket") if isinstance(auth, dict) else None
        if ticket is not None:
            with self.app.app_context():
                found = redeem_ticket(ticket) if isinstance(ticket, str) else None
            if found is None:
                raise Refused("ticket_refused", {"code": "ticket_refused"})
            connection.actor, connection.session_hash = found
            self.relay.start()
        self.connections[sid] = connection

    def _disconnect(self, sid: str, *_reason: object) -> None:
        connection = self.connections.pop(sid, None)
        if connection is None:
            return
        for stream in connection.streams:
            self.relay.unwatch(stream)
        for tell in self.gone:
            tell(connection)

    def _refuse_unknown(self, _event: str, _sid: str, *_args: object) -> Ack:
        with self.app.app_context():
            return refusal_ack(Refusal("unknown_event"), clock.now())

    def _answer(self, event: str, handler: Handler, sid: str, args: tuple[Any, ...]) -> Ack:
        received_at = clock.now()
        connection = self.connections.get(sid)
        if connection is None:
            with self.app.app_context():
                return refusal_ack(Refusal("not_connected"), received_at)
        with self.app.app_context(), force_locale(connection.locale):
            try:
                limits.allow_event(sid)
                return handler(connection, _message(args), received_at)
            except Refusal as refusal:
                return refusal_ack(refusal, received_at)
            except OperationalError as fault:
                if getattr(fault.orig, "pgcode", None) == "55P03":
                    return refusal_ack(Refusal("busy"), received_at)
                log.exception("event %s failed", event)
            except Exception:
                log.exception("event %s failed", event)
            return refusal_ack(Refusal("server_fault"), received_at)


def _message(args: tuple[Any, ...]) -> dict[str, Any]:
    if not args or not isinstance(args[0], dict):
        raise Refusal("invalid_input")
    return args[0]


def refusal_ack(refusal: Refusal, received_at: datetime | str) -> Ack:
    """Put a refusal into the form of an ack, in the client's language."""
    problem = describe(refusal)
    return {
        "ok": False,
        "code": problem.code,
        "title": problem.title,
        "detail": problem.detail,
        "citations": [citation.as_dict() for citation in problem.citations],
        "received_at": received_at if isinstance(received_at, str) else stamp(received_at),
    }


def allowed_origins(public_url: str) -> list[str]:
    """Return the only origins whose pages may open a socket; loopback has two names."""
    origins = [public_url]
    for here, alias in (("//127.0.0.1", "//localhost"), ("//localhost", "//127.0.0.1")):
        scheme, mark, rest = public_url.partition(here)
        if mark and (not rest or rest.startswith(":")):
            origins.append(f"{scheme}{alias}{rest}")
    return origins


def _locale_of(environ: dict[str, Any]) -> str:
    chosen = parse_cookie(environ).get(COOKIE, "")
    if chosen in LOCALES:
        return LOCALES[chosen]
    wishes = parse_accept_header(environ.get("HTTP_ACCEPT_LANGUAGE", ""), LanguageAccept)
    best = wishes.best_match(("zh-CN", "zh", "en"), default="zh-CN")
    return LOCALES["en" if best == "en" else "zh"]


def narrow(wsgi_app: Callable[..., Any]) -> Callable[..., Any]:
    """Wrap a WSGI app: no permessage-deflate (+35 % CPU, stack.md), no JSONP (WS-04)."""

    def door(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        environ.pop("HTTP_SEC_WEBSOCKET_EXTENSIONS", None)
        if environ.get("PATH_INFO", "").startswith("/socket.io"):
            query = f"&{environ.get('QUERY_STRING', '')}"
            if "&j=" in query:
                start_response("400 Bad Request", [("Content-Type", "text/plain")])
                return [b"JSONP is not offered"]
        return wsgi_app(environ, start_response)

    return door
