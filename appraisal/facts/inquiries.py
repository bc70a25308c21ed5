"""What happened on the routes: filing, negotiations and inquiries."""

from dataclasses import dataclass
from typing import Any, ClassVar

from app.kernel.facts import Audience, Fact
from appraisal.facts.base import AppraisalFact


@dataclass(frozen=True)
class AppraisalFiled(AppraisalFact):
    """The court began to find the price of a seized asset (art. 1)."""

    name: ClassVar[str] = "appraisal.case.filed"
    audience: ClassVar[Audience] = Audience.PARTIES
    seized_on: str
    due_on: str
    is_late: bool
    reason: str


@dataclass(frozen=True)
class FactsCompleted(AppraisalFact):
    """All five facts of art. 3 are found; a route can be chosen."""

    name: ClassVar[str] = "appraisal.facts.completed"
    audience: ClassVar[Audience] = Audience.PARTIES


@dataclass(frozen=True)
class RouteFailed(AppraisalFact):
    """A route brought no price, or cannot be taken; the next one is open."""

    name: ClassVar[str] = "appraisal.route.failed"
    audience: ClassVar[Audience] = Audience.PARTIES
    route: str
    outcome: str
    #: Why; worded like the codes of refusals.
    code: str
    note: str


@dataclass(frozen=True)
class NegotiationOpened(AppraisalFact):
    """The parties were asked for the figure they agree on, by a last day (art. 4)."""

    name: ClassVar[str] = "appraisal.negotiation.opened"
    audience: ClassVar[Audience] = Audience.PARTIES
    last_day: str
    ends_at: str
    awaited: list[str]
    paper_no: str


@dataclass(frozen=True)
class FigureHandedIn(AppraisalFact):
    """A party handed in its figure; what it is stays sealed."""

    name: ClassVar[str] = "appraisal.negotiation.figure_handed_in"
    audience: ClassVar[Audience] = Audience.PARTIES
    giver: str


@dataclass(frozen=True)
class FiguresAgree(AppraisalFact):
    """Every party handed in the same figure; the court looks at the rights of others."""

    name: ClassVar[str] = "appraisal.negotiation.agreed"
    audience: ClassVar[Audience] = Audience.PARTIES
    value: str
    valid_until: str


@dataclass(frozen=True)
class InquiryLetterSent(AppraisalFact):
    """A body that knows a public price was asked (art. 6)."""

    name: ClassVar[str] = "appraisal.directed.sent"
    audience: ClassVar[Audience] = Audience.PARTIES
    body_name: str
    price_kind: str
    last_day: str
    paper_no: str


@dataclass(frozen=True)
class InquiryLetterAnswered(AppraisalFact):
    """The body answered in time."""

    name: ClassVar[str] = "appraisal.directed.answered"
    audience: ClassVar[Audience] = Audience.PARTIES
    body_name: str
    value: str
    valid_until: str
    sha256: str


@dataclass(frozen=True)
class NetworkInquiryOpened(AppraisalFact):
    """Every listed platform was commissioned at once (art. 10)."""

    name: ClassVar[str] = "appraisal.network.opened"
    audience: ClassVar[Audience] = Audience.PARTIES
    inquiry_no: str
    platforms: list[str]
    due_at: str
    paper_no: str


@dataclass(frozen=True)
class CommissionReceived(AppraisalFact):
    """A platform confirmed that it has the commission; its three days run."""

    name: ClassVar[str] = "appraisal.network.accepted"
    audience: ClassVar[Audience] = Audience.COURT
    inquiry_no: str
    platform_code: str
    platform_name: str
    due_at: str


@dataclass(frozen=True)
class PlatformReported(AppraisalFact):
    """A platform's signed result arrived in time."""

    name: ClassVar[str] = "appraisal.network.reported"
    audience: ClassVar[Audience] = Audience.COURT
    inquiry_no: str
    platform_code: str
    platform_name: str
    revision: int
    value: str
    sha256: str


@dataclass(frozen=True)
class PlatformReportedLate(AppraisalFact):
    """A result arrived after the days or unasked; it is kept and does not count."""

    name: ClassVar[str] = "appraisal.network.reported_late"
    audience: ClassVar[Audience] = Audience.COURT
    inquiry_no: str
    platform_code: str
    platform_name: str
    sha256: str


@dataclass(frozen=True)
class ExtensionAsked(AppraisalFact):
    """A platform asked for more days."""

    name: ClassVar[str] = "appraisal.network.extension_asked"
    audience: ClassVar[Audience] = Audience.COURT
    inquiry_no: str
    platform_code: str
    platform_name: str
    reason: str


@dataclass(frozen=True)
class InquiryExtended(AppraisalFact):
    """All platforms were late and one had asked: three more days, once (art. 11)."""

    name: ClassVar[str] = "appraisal.network.extended"
    audience: ClassVar[Audience] = Audience.PARTIES
    inquiry_no: str
    due_at: str


@dataclass(frozen=True)
class ResultsReceived(AppraisalFact):
    """The days of the platforms are over with at least one result."""

    name: ClassVar[str] = "appraisal.network.received"
    audience: ClassVar[Audience] = Audience.COURT
    inquiry_no: str
    received: int
    late: list[str]


@dataclass(frozen=True)
class CorrectionsAsked(AppraisalFact):
    """Every report was faulty: the platforms correct them in three days (art. 12)."""

    name: ClassVar[str] = "appraisal.network.correction_asked"
    audience: ClassVar[Audience] = Audience.COURT
    inquiry_no: str
    defects: dict[str, str]
    note: str
    due_at: str


@dataclass(frozen=True)
class ResultsReviewed(AppraisalFact):
    """The court looked at the reports: which count, which do not."""

    name: ClassVar[str] = "appraisal.network.reviewed"
    audience: ClassVar[Audience] = Audience.COURT
    inquiry_no: str
    counted: list[str]
    defective: list[str]


@dataclass(frozen=True)
class ResultsPublished(AppraisalFact):
    """The results were served to the parties and opened to everyone (art. 21)."""

    name: ClassVar[str] = "appraisal.network.published"
    audience: ClassVar[Audience] = Audience.PUBLIC
    inquiry_no: str
    results: list[dict[str, Any]]
    value: str
    window_ends_at: str


@dataclass(frozen=True)
class ResultsServed(AppraisalFact):
    """A party received the results; that party's five days run."""

    name: ClassVar[str] = "appraisal.network.served"
    audience: ClassVar[Audience] = Audience.PARTIES
    inquiry_no: str
    party_id: int
    party_role: str
    method: str
    received_at: str
    window_ends_at: str


@dataclass(frozen=True)
class ResultMarked(AppraisalFact):
    """An objection changed whether a platform's result counts (art. 13)."""

    name: ClassVar[str] = "appraisal.network.marked"
    audience: ClassVar[Audience] = Audience.PARTIES
    inquiry_no: str
    platform_code: str
    platform_name: str
    standing: str
    value: str


@dataclass(frozen=True)
class InquiryFeeShared(AppraisalFact):
    """The fee went to the platform closest to the deal price, or to nobody (art. 31)."""

    name: ClassVar[str] = "appraisal.network.fee_shared"
    audience: ClassVar[Audience] = Audience.PARTIES
    inquiry_no: str
    fee: str
    outcome: str
    shares: dict[str, str]


@dataclass(frozen=True)
class _ListFact(Fact):
    code_of_platform: str
    platform_name: str

    def stream(self) -> str:
        """The national list is one stream."""
        return "inquiry-platforms"


@dataclass(frozen=True)
class PlatformListed(_ListFact):
    """A platform came on the list, or its entry was written anew."""

    name: ClassVar[str] = "appraisal.platform.listed"
    audience: ClassVar[Audience] = Audience.PUBLIC
    url: str
    fee: str


@dataclass(frozen=True)
class PlatformDelisted(_ListFact):
    """A platform left the list."""

    name: ClassVar[str] = "appraisal.platform.delisted"
    audience: ClassVar[Audience] = Audience.PUBLIC
    reason: str


FACTS = (
    AppraisalFiled,
    FactsCompleted,
    RouteFailed,
    NegotiationOpened,
    FigureHandedIn,
    FiguresAgree,
    InquiryLetterSent,
    InquiryLetterAnswered,
    NetworkInquiryOpened,
    CommissionReceived,
    PlatformReported,
    PlatformReportedLate,
    ExtensionAsked,
    InquiryExtended,
    ResultsReceived,
    CorrectionsAsked,
    ResultsReviewed,
    ResultsPublished,
    ResultsServed,
    ResultMarked,
    InquiryFeeShared,
    PlatformListed,
    PlatformDelisted,
)
