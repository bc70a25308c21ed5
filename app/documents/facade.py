"""What other modules may ask of papers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.documents import queries
from app.documents.issuing import issue_paper
from app.documents.messages import KINDS
from app.documents.models import Paper
from app.documents.render import render, verify_code
from app.documents.vocabulary import PaperKind
from app.kernel.actors import Actor
from app.kernel.facts import Audience

__all__ = ["PaperKind", "PaperView", "find", "issue", "list_of_case", "render", "verify_code"]


@dataclass(frozen=True)
class PaperView:
    """A paper as others see it."""

    no: str
    kind: PaperKind
    reference: str
    case_number: str
    sha256: str
    size: int
    issued_at: datetime

    @property
    def title(self) -> str:
        """What kind of paper it is, in the reader's language."""
        return str(KINDS[self.kind])

    @property
    def url(self) -> str:
        """The page of the paper, with its digest and its file."""
        return f"/papers/{self.no}"

    @property
    def file_url(self) -> str:
        """The file itself."""
        return f"/papers/{self.no}/file.pdf"


def _view(paper: Paper) -> PaperView:
    return PaperView(
        no=paper.no,
        kind=paper.kind,
        reference=paper.reference,
        case_number=paper.case_number,
        sha256=paper.sha256,
        size=paper.size,
        issued_at=paper.issued_at,
    )


def issue(
    kind: PaperKind | str,
    *,
    reference: str,
    case_number: str,
    court_id: int,
    court_code: str,
    court_name: str,
    data: Mapping[str, Any],
    audience: Audience,
    people: Sequence[int] = (),
    agencies: Sequence[str] = (),
    actor: Actor,
    at: datetime,
) -> PaperView:
    """Issue the paper of a kind about ``reference``, once; joins the caller's unit of work.

    ``data`` holds plain values, Money, datetimes, dates, Citations and Steps under the keys of
    ``app.documents.vocabulary.FIELDS``. ``people`` and ``agencies`` may read it beside the court.
    """
    return _view(
        issue_paper(
            PaperKind(kind),
            reference=reference,
            case_number=case_number,
            court_id=court_id,
            court_code=court_code,
            court_name=court_name,
            values=data,
            audience=audience,
            people=people,
            agencies=agencies,
            actor=actor,
            at=at,
        )
    )


def find(kind: PaperKind | str, reference: str) -> PaperView | None:
    """Return the paper of a kind about a thing, if it was issued."""
    paper = queries.find_paper(PaperKind(kind), reference)
    return None if paper is None else _view(paper)


def list_of_case(case_number: str, actor: Actor) -> list[PaperView]:
    """Return the papers of a court case that an actor may read, newest first."""
    return [_view(paper) for paper in queries.list_papers(case_number, actor)]
