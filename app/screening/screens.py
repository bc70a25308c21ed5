"""What modules say of their screens: words, and where the thing that is screened is shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.kernel.actors import Actor


@dataclass(frozen=True)
class ScreenWords:
    """One screen in words; lazily translated."""

    title: Any
    #: What it looks for, and what else may explain it.
    about: Any
    innocent: Any


@dataclass(frozen=True)
class NamedPaddle:
    """Who stands behind a paddle, as a judge reads it once bidding has ended."""

    paddle: str
    name: str
    id_masked: str


@dataclass(frozen=True)
class Screened:
    """What the module that checks offers to the pages of findings."""

    #: Code of a screen -> its words.
    screens: Mapping[str, ScreenWords]
    #: Name of a signal -> a sentence with %(value)s in it.
    signals: Mapping[str, Any]
    #: The page of a thing by its number.
    url_of: Callable[[str], str]
    #: The names behind paddles; records the reading and raises a refusal before the end.
    names_of: Callable[[str, Sequence[str], Actor, datetime], Sequence[NamedPaddle]]


_screened: list[Screened] = []


def register_screened(offered: Screened) -> None:
    """Let a module say what it screens; the last word on the same screen counts."""
    _screened[:] = [offered]


def screened() -> Screened:
    """Return what is screened; raises LookupError where no module checks anything."""
    if not _screened:
        raise LookupError("no module screens anything")
    return _screened[0]
