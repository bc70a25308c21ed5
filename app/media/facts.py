"""Facts about files: received with a digest, found damaged."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class FileReceived(Fact):
    """A file passed the gate and was sealed under its digest."""

    name: ClassVar[str] = "media.file.received"
    audience: ClassVar[Audience] = Audience.COURT

    case_number: str
    media_id: int
    kind: str
    filename: str
    sha256: str
    size: int

    def stream(self) -> str:
        """Belong to the court case."""
        return f"case:{self.case_number}"


@dataclass(frozen=True)
class FileDamaged(Fact):
    """A stored file no longer has the digest it was sealed under."""

    name: ClassVar[str] = "media.file.damaged"
    audience: ClassVar[Audience] = Audience.COURT

    case_number: str
    media_id: int
    variant: str
    sha256: str

    def stream(self) -> str:
        """Belong to the court case."""
        return f"case:{self.case_number}"


FACTS = (FileReceived, FileDamaged)
