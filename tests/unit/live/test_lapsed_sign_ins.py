"""Which sockets are closed when sign-ins are looked at, whoever connects meanwhile."""

from collections.abc import Collection
from typing import Any, cast

import pytest

from app.live import events
from app.live.connections import Connection
from app.live.hub import Live


class Hall:
    """Sockets by their number, and those that were closed."""

    def __init__(self, *hashes: str | None) -> None:
        self.connections: dict[str, Connection] = {}
        self.closed: list[str] = []
        for session_hash in hashes:
            self.connect(session_hash)

    def connect(self, session_hash: str | None) -> None:
        sid = f"s{len(self.connections)}"
        self.connections[sid] = Connection(sid, session_hash=session_hash)

    def cut(self, connection: Connection) -> None:
        self.closed.append(connection.sid)


def test_a_sign_in_made_while_the_others_are_looked_at_stays(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    hall = Hall("holds", "over", None, "over")

    def find(hashes: Collection[str], *, is_use: bool) -> dict[str, Any]:
        assert (set(hashes), is_use) == ({"holds", "over"}, False)
        hall.connect("new")
        return {"holds": None}

    monkeypatch.setattr(events, "find_sessions", find)
    events.cut_lapsed(cast("Live", hall))

    assert hall.closed == ["s1", "s3"]


def test_nobody_is_looked_up_where_nobody_signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "find_sessions", None)

    events.cut_lapsed(cast("Live", Hall(None)))
