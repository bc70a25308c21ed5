"""Facts about files: received with a digest, blurred, found damaged, found whole again."""

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


@dataclass(frozen=True)
class FileMended(Fact):
    """A stored file that was damaged has the digest again that it was sealed under."""

    name: ClassVar[str] = "media.file.mended"
    audience: ClassVar[Audience] = Audience.COURT

    case_number: str
    media_id: int
    variant: str
    sha256: str

    def stream(self) -> str:
        """Belong to the court case."""
        return f"case:{self.case_number}"


@dataclass(frozen=True)
class FileBlurred(Fact):
    """New public copies of a photograph took the place of the earlier ones; where is not told."""

    name: ClassVar[str] = "media.file.blurred"
    audience: ClassVar[Audience] = Audience.COURT

    case_number: str
    media_id: int
    edition: int
    regions: int
    #: Of the largest public copy of the edition.
    sha256: str
    reason: str

    def stream(self) -> str:
        """Belong to the court case."""
        return f"case:{self.case_number}"


FACTS = (FileReceived, FileDamaged, FileMended, FileBlurred)
