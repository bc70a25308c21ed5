"""Facts about papers."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class PaperIssued(Fact):
    """A paper was made, numbered and sealed under its digest."""

    name: ClassVar[str] = "documents.paper.issued"
    audience: ClassVar[Audience] = Audience.COURT

    case_number: str
    paper_no: str
    kind: str
    reference: str
    sha256: str

    def stream(self) -> str:
        """Belong to the court case."""
        return f"case:{self.case_number}"


@dataclass(frozen=True)
class PaperTextChanged(Fact):
    """A court took a version of the running text of a paper; later papers are made of it."""

    name: ClassVar[str] = "documents.text.changed"
    audience: ClassVar[Audience] = Audience.COURT

    court_id: int
    kind: str
    #: What the paper is called, in the Chinese it is printed in.
    title: str
    version: int
    text_sha256: str
    reason: str
    restored: int | None

    def stream(self) -> str:
        """The texts of each court are a stream."""
        return f"paper-texts:{self.court_id}"


FACTS = (PaperIssued, PaperTextChanged)
