"""What the court does before bidding opens: signatures of the panel, corrections of the notice."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Fact
from auction.facts.base import CourtFact, LotFact, RefusedFact, SealedFact


@dataclass(frozen=True)
class PanelSigned(CourtFact):
    """A member of the panel signed its record (P69)."""

    name: ClassVar[str] = "auction.panel.signed"
    member: str
    way: str
    digest: str


@dataclass(frozen=True)
class NoticeCorrected(LotFact):
    """A published notice was corrected: a new version, with the reason (P57)."""

    name: ClassVar[str] = "auction.notice.corrected"
    notice_version: int
    digest: str
    reason: str
    #: Whether the days of notice began anew on the day of the correction.
    is_restarted: bool
    opens_at: str
    closes_at: str


@dataclass(frozen=True)
class CorrectionRefused(RefusedFact):
    """A correction was not published because an article stood against it."""

    name: ClassVar[str] = "auction.notice.correction_refused"


@dataclass(frozen=True)
class CorrectionRead(SealedFact):
    """Somebody confirmed having read a corrected notice (P84)."""

    name: ClassVar[str] = "auction.notice.read"
    notice_version: int


@dataclass(frozen=True)
class CorrectionReadByParty(CourtFact):
    """A party of the case confirmed having read a corrected notice (P84)."""

    name: ClassVar[str] = "auction.notice.read_by_party"
    party: str
    notice_version: int


@dataclass(frozen=True)
class EnrollmentLeft(SealedFact):
    """A bidder left before the start because the notice was changed (P84)."""

    name: ClassVar[str] = "auction.enrollment.left"
    enrollment: int
    notice_version: int


FACTS: tuple[type[Fact], ...] = (
    PanelSigned,
    NoticeCorrected,
    CorrectionRefused,
    CorrectionRead,
    CorrectionReadByParty,
    EnrollmentLeft,
)
