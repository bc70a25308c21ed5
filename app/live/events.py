"""Events that need no module: the clock, and the ends of sign-ins behind open sockets."""

from datetime import datetime
from typing import Any

from app.identity.facade import find_sessions
from app.kernel.clock import clock
from app.kernel.errors import Refusal
from app.kernel.facts import stamp
from app.live.connections import STREAMS_MAX, Connection
from app.live.hub import Ack, Live

#: A client's own time is echoed, whatever its form, if it is short.
ECHO_MAX = 64


def register(live: Live) -> None:
    """Register the events and the round that every part shares."""
    live.on("clock", tell_time)
    live.relay.rounds.append(lambda: cut_lapsed(live))


def tell_time(connection: Connection, message: dict[str, Any], received_at: datetime) -> Ack:
    """Answer when the ping came in and when the answer left, for offset and round trip."""
    del connection
    sent = message.get("t0")
    if not isinstance(sent, str | int | float | None) or len(str(sent)) > ECHO_MAX:
        raise Refusal("invalid_input")
    return {"ok": True, "t0": sent, "t1": stamp(received_at), "t2": stamp(clock.now())}


def follow(live: Live, connection: Connection, stream: str) -> None:
    """Let a client follow a stream; its snapshot is read after this. Raises too_many_watched."""
    if stream in connection.streams:
        return
    if len(connection.streams) >= STREAMS_MAX:
        raise Refusal("too_many_watched", status=429)
    live.relay.watch(stream)
    if connection.sid not in live.connections:
        # The client left while its watch was being answered.
        live.relay.unwatch(stream)
        raise Refusal("not_connected", status=409)
    connection.streams.add(stream)
    live.join(connection, stream)


def leave(live: Live, connection: Connection, stream: str) -> None:
    """Stop following a stream; raises not_watching."""
    if stream not in connection.streams:
        raise Refusal("not_watching", status=404)
    connection.streams.discard(stream)
    live.leave(connection, stream)
    live.relay.unwatch(stream)


def cut_lapsed(live: Live) -> None:
    """Close the sockets whose sign-in has ended, within seconds of its end (reliability A4).

    Only those that were asked about: who connects while the database answers has just signed in.
    """
    signed_in = [
        (connection, connection.session_hash)
        for connection in list(live.connections.values())
        if connection.session_hash is not None
    ]
    if not signed_in:
        return
    holding = find_sessions({session_hash for _, session_hash in signed_in}, is_use=False)
    for connection, session_hash in signed_in:
        if session_hash not in holding:
            live.cut(connection)
