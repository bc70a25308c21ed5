"""Seal the record in a test: a sealer in this process, facts to seal, keys of its own."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar

from app.kernel.actors import SYSTEM
from app.kernel.facts import Audience, Fact
from app.store import db, unit_of_work
from app.supervision.log import keys
from app.supervision.log.process import Sealer

NOON = datetime(2026, 3, 1, 4, tzinfo=UTC)
ORIGIN = "auction.court.example/supervision/2026"


@dataclass(frozen=True)
class DoorOpened(Fact):
    name: ClassVar[str] = "test.door.opened"
    audience: ClassVar[Audience] = Audience.PUBLIC
    door: str
    seq_text: str

    def stream(self) -> str:
        return f"door:{self.door}"


@dataclass(frozen=True)
class DoorShut(DoorOpened):
    """A fact that only the court may read."""

    name: ClassVar[str] = "test.door.shut"
    audience: ClassVar[Audience] = Audience.COURT


def tell(count: int = 1, *, door: str = "1", kind: type[DoorOpened] = DoorOpened) -> None:
    """Write so many facts, in one transaction."""
    with unit_of_work() as work:
        for number in range(count):
            work.record(kind(door, str(number)), actor=SYSTEM, at=NOON)


def begin_log() -> Sealer:
    """Make a fresh key, as an operator does, and return a sealer."""
    keys.save([keys.new_key(ORIGIN)])
    return Sealer()


def seal_all(sealer: Sealer | None = None) -> Sealer:
    """Seal all that waits."""
    made = sealer or begin_log()
    made.round()
    db.session.rollback()
    return made
