"""Facts: what happened, in the past tense, written once in the act's own transaction."""

import dataclasses
import unicodedata
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar


class Audience(StrEnum):
    """Who may read a fact; a wider reader sees everything a narrower one may."""

    PUBLIC = "public"
    PARTIES = "parties"
    COURT = "court"
    SEALED = "sealed"


def stamp(moment: datetime) -> str:
    """Write a moment the one way facts and wires carry it: RFC 3339 UTC with microseconds."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def parse_stamp(text: str) -> datetime:
    """Read a moment written by ``stamp``."""
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)


def plain(value: Any) -> Any:
    """Return a value as NFC JSON without floats; anything else is a programming error."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    msg = f"a fact cannot carry {type(value).__name__}"
    raise TypeError(msg)


@dataclass(frozen=True)
class Fact(ABC):
    """Base of every fact: subclass as a frozen dataclass with ``name`` and ``audience``."""

    name: ClassVar[str]
    audience: ClassVar[Audience] = Audience.COURT

    @abstractmethod
    def stream(self) -> str:
        """Return the ordered list this fact belongs to, such as lot:L-2026-1."""

    def body(self) -> dict[str, Any]:
        """Return the fact's own fields as plain JSON."""
        return {item.name: plain(getattr(self, item.name)) for item in dataclasses.fields(self)}
