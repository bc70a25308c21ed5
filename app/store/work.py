"""The one place that commits."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from app.kernel.actors import Actor
from app.kernel.facts import Fact
from app.store.db import db

_KEY = "mingchui.work"
_recorder: Callable[["list[Recorded]"], None] | None = None

Recorded = tuple[Fact, Actor, datetime]


class Work:
    """One transaction: rows through the session, facts through ``record``."""

    def __init__(self) -> None:
        self.facts: list[Recorded] = []
        self._after: list[Callable[[], Any]] = []

    def record(self, fact: Fact, *, actor: Actor, at: datetime) -> None:
        """Append a fact, written last and in the same transaction as the rows it explains."""
        self.facts.append((fact, actor, at))

    def after_commit(self, wake: Callable[[], Any]) -> None:
        """Ring a bell once the commit is durable; a bell may not fail the request."""
        self._after.append(wake)

    def write_facts(self) -> None:
        """Write the facts recorded so far; their leaf hashes are known afterwards."""
        if self.facts:
            pending, self.facts = self.facts, []
            db.session.flush()
            assert _recorder is not None, "the trail is not loaded"
            _recorder(pending)

    def ring(self) -> None:
        """Ring every bell."""
        for wake in self._after:
            wake()


def set_recorder(recorder: Callable[[list[Recorded]], None]) -> None:
    """Let the trail tell the store how facts are written; called once when it loads."""
    global _recorder  # noqa: PLW0603 - the trail lies above the store and may not be imported
    _recorder = recorder


@contextmanager
def unit_of_work() -> Iterator[Work]:
    """Open the transaction of one order, or join the one already open.

    Commits when the outermost block ends, rolls back when it raises.
    """
    info = db.session.info
    joined = info.get(_KEY)
    if joined is not None:
        yield joined
        return
    # Reads made before the order (a guard, a page) may have begun a transaction: end it, so
    # that the order sees the newest rows and holds locks no longer than it must.
    db.session.rollback()
    work = info[_KEY] = Work()
    try:
        yield work
        work.write_facts()
        db.session.commit()
    except BaseException:
        db.session.rollback()
        raise
    finally:
        info.pop(_KEY, None)
    work.ring()


def rest() -> None:
    """Let go of the connection before a wait for others: files coming in, a child at work.

    Reads made so far end here; inside an order nothing happens, since it must stay whole.
    """
    if db.session.info.get(_KEY) is None:
        db.session.rollback()
