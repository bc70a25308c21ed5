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


FACTS = (PaperIssued,)
