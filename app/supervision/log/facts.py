"""What happened to the log itself; the log holds it too."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class _LogFact(Fact):
    audience: ClassVar[Audience] = Audience.PUBLIC

    def stream(self) -> str:
        """All of it is one list."""
        return "log:sealer"


@dataclass(frozen=True)
class KeyAdded(_LogFact):
    """The log began to sign with its first key."""

    name: ClassVar[str] = "log.key.added"
    key: str


@dataclass(frozen=True)
class KeyRotated(_LogFact):
    """A new key took over; until a moment the one before signs as well."""

    name: ClassVar[str] = "log.key.rotated"
    old_key: str
    new_key: str
    overlap_until: str


@dataclass(frozen=True)
class KeyCompromised(_LogFact):
    """A key was or may have been stolen: alone it vouches for nothing the witnesses had not seen.

    ``size`` is the last at which the log surely held the key alone, ``witnessed`` the last size
    up to there that a witness signed (P105).
    """

    name: ClassVar[str] = "log.key.compromised"
    key: str
    size: int
    witnessed: int


@dataclass(frozen=True)
class ClockJumped(_LogFact):
    """The database's clock moved by more than a second against the steady one (T5)."""

    name: ClassVar[str] = "log.clock.jumped"
    expected: str
    found: str
    jump_ms: int
