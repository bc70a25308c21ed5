"""The lot on the socket: watch it, leave it, bid on it (surface.md, namespace /live)."""

from datetime import datetime
from typing import Any

from flask import Flask

from app.kernel.errors import NotFound, Refusal
from app.kernel.facts import stamp
from app.live.facade import (
    Ack,
    Connection,
    Live,
    allow_order,
    allow_watch,
    follow,
    leave,
    live_of,
)
from auction.live_views.answers import ack_of
from auction.live_views.api import require_trusted_time
from auction.live_views.wall_feed import init_wall
from auction.services import intake, orders, snapshots

LOT_NO_MAX = 40


def init_app(app: Flask) -> None:
    """Register the events, the frames of lots, and what the bidding service needs to know."""
    live = live_of(app)
    doors = Doors(live)
    live.on("watch", doors.watch)
    live.on("unwatch", doors.unwatch)
    live.on("bid", doors.bid)
    init_wall(app, live)
    live.relay.frame_with("lot", snapshots.make_frame)
    live.idle_when.append(intake.intake.is_idle)
    orders.settings.origin = app.config["PUBLIC_URL"]
    orders.settings.ring = live.relay.ring
    orders.settings.takes_row_lock = not app.config["SKIP_ROW_LOCK"]


def _lot_no(message: dict[str, Any]) -> str:
    lot_no = message.get("lot")
    if not isinstance(lot_no, str) or not 0 < len(lot_no) <= LOT_NO_MAX or "\0" in lot_no:
        raise NotFound("lot")
    return lot_no


class Doors:
    """The events of lots on one socket server."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def watch(self, connection: Connection, message: dict[str, Any], received_at: datetime) -> Ack:
        """Follow a lot: the snapshot, or with ``since`` the facts after it."""
        del received_at
        allow_watch(connection.sid)
        lot_no, since = _lot_no(message), message.get("since")
        if since is not None and (type(since) is not int or not 0 <= since < 2**53):
            raise Refusal("invalid_input", fields={"since": ["invalid_input"]})
        snapshots.take_snapshot(lot_no)
        follow(self._live, connection, snapshots.stream_of(lot_no))
        missed = None if since is None else snapshots.facts_since(lot_no, since)
        if missed is not None:
            return {"ok": True, **missed}
        return {"ok": True, "snapshot": snapshots.take_snapshot(lot_no)}

    def unwatch(
        self, connection: Connection, message: dict[str, Any], received_at: datetime
    ) -> Ack:
        """Stop following a lot."""
        lot_no = _lot_no(message)
        leave(self._live, connection, snapshots.stream_of(lot_no))
        return {"ok": True, "lot": lot_no, "received_at": stamp(received_at)}

    def bid(self, connection: Connection, message: dict[str, Any], received_at: datetime) -> Ack:
        """Place a bid; the ack is sent only after it is durable."""
        if connection.actor.is_signed_in:
            allow_order(connection.actor.person_id)
        require_trusted_time()
        try:
            receipt = intake.place_bid(
                lot_no=message.get("lot"),
                amount=message.get("amount"),
                request_id=message.get("request_id"),
                actor=connection.actor,
                at=received_at,
                session_hash=connection.session_hash,
            )
        except Refusal as refusal:
            if refusal.code == "sign_in_required" and connection.session_hash is not None:
                self._live.cut_soon(connection)
            raise
        return ack_of(receipt)
