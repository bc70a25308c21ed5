"""What happened on the way from an asset to its reference price."""

from dataclasses import dataclass
from typing import Any, ClassVar

from app.kernel.facts import Audience, Fact


@dataclass(frozen=True)
class _AppraisalFact(Fact):
    """Base: public facts lie in appraisal:<no>, the others beside it."""

    case_number: str
    appraisal_no: str
    asset_no: str

    def stream(self) -> str:
        """Belong to the appraisal; what is not public has a stream of its own."""
        if self.audience is Audience.PUBLIC:
            return f"appraisal:{self.appraisal_no}"
        return f"appraisal:{self.appraisal_no}:court"


@dataclass(frozen=True)
class RouteChosen(_AppraisalFact):
    """The court chose how the reference price is to be found."""

    name: ClassVar[str] = "appraisal.route.chosen"
    audience: ClassVar[Audience] = Audience.PARTIES
    route: str
    ground: str


@dataclass(frozen=True)
class BasicFeeAsked(_AppraisalFact):
    """The applicant was asked to pay the basic fee in advance."""

    name: ClassVar[str] = "appraisal.fee.asked"
    audience: ClassVar[Audience] = Audience.PARTIES
    amount: str
    order_no: str
    due_at: str


@dataclass(frozen=True)
class AppraisalCommissioned(_AppraisalFact):
    """An agency was commissioned; its thirty days run."""

    name: ClassVar[str] = "appraisal.commission.sent"
    audience: ClassVar[Audience] = Audience.PARTIES
    agency_code: str
    agency_name: str
    rank: int
    due_at: str
    paper_no: str
    paper_sha256: str


@dataclass(frozen=True)
class AssignmentAccepted(_AppraisalFact):
    """The agency took the work."""

    name: ClassVar[str] = "appraisal.assignment.accepted"
    audience: ClassVar[Audience] = Audience.PARTIES
    agency_code: str
    agency_name: str


@dataclass(frozen=True)
class AssignmentRefused(_AppraisalFact):
    """An agency refused the work; refusals are published with their reason."""

    name: ClassVar[str] = "appraisal.assignment.refused"
    audience: ClassVar[Audience] = Audience.PUBLIC
    agency_code: str
    agency_name: str
    rank: int
    reason: str


@dataclass(frozen=True)
class RefusalExcused(_AppraisalFact):
    """The court accepted the reason of a refusal; it no longer counts against the agency."""

    name: ClassVar[str] = "appraisal.refusal.excused"
    audience: ClassVar[Audience] = Audience.PUBLIC
    agency_code: str
    agency_name: str
    reason: str


@dataclass(frozen=True)
class RespiteGranted(_AppraisalFact):
    """The days of a report were moved: an extension, or time the court itself took."""

    name: ClassVar[str] = "appraisal.respite.granted"
    audience: ClassVar[Audience] = Audience.PARTIES
    agency_code: str
    agency_name: str
    ground: str
    days: int
    reason: str
    due_at: str


@dataclass(frozen=True)
class AssignmentOverdue(_AppraisalFact):
    """The report had not come in time; the agency gives the materials back (art. 19(3))."""

    name: ClassVar[str] = "appraisal.assignment.overdue"
    audience: ClassVar[Audience] = Audience.PUBLIC
    agency_code: str
    agency_name: str
    rank: int
    due_at: str
    materials_back_by: str


@dataclass(frozen=True)
class AgenciesExhausted(_AppraisalFact):
    """Every drawn agency refused or was late; a new draw is needed."""

    name: ClassVar[str] = "appraisal.agencies.exhausted"
    audience: ClassVar[Audience] = Audience.PARTIES


@dataclass(frozen=True)
class SurveyRecorded(_AppraisalFact):
    """The agency was on the spot and wrote down what it found."""

    name: ClassVar[str] = "appraisal.survey.recorded"
    audience: ClassVar[Audience] = Audience.PARTIES
    held_at: str
    place: str
    witness: str


@dataclass(frozen=True)
class ReportHandedIn(_AppraisalFact):
    """A revision of the report reached the court."""

    name: ClassVar[str] = "appraisal.report.handed_in"
    audience: ClassVar[Audience] = Audience.COURT
    revision: int
    value: str
    report_sha256: str
    reason: str


@dataclass(frozen=True)
class ReportReturned(_AppraisalFact):
    """The court asked for a correction."""

    name: ClassVar[str] = "appraisal.report.returned"
    audience: ClassVar[Audience] = Audience.COURT
    revision: int
    checks: list[str]
    note: str
    due_at: str


@dataclass(frozen=True)
class ReportWithdrawn(_AppraisalFact):
    """A published report was taken back for correction; it supports no price meanwhile."""

    name: ClassVar[str] = "appraisal.report.withdrawn"
    audience: ClassVar[Audience] = Audience.PUBLIC
    revision: int
    reason: str


@dataclass(frozen=True)
class ReportPublished(_AppraisalFact):
    """The report, its pictures and the window for objections were opened to everyone."""

    name: ClassVar[str] = "appraisal.report.published"
    audience: ClassVar[Audience] = Audience.PUBLIC
    revision: int
    value: str
    report_sha256: str
    media: list[dict[str, Any]]
    window_ends_at: str


@dataclass(frozen=True)
class ReportServed(_AppraisalFact):
    """A party received the report; that party's five days run."""

    name: ClassVar[str] = "appraisal.report.served"
    audience: ClassVar[Audience] = Audience.PARTIES
    revision: int
    party_id: int
    party_role: str
    method: str
    received_at: str
    window_ends_at: str


@dataclass(frozen=True)
class PriceFixed(_AppraisalFact):
    """Nobody may object any more: the appraised value is the reference price."""

    name: ClassVar[str] = "appraisal.price.fixed"
    audience: ClassVar[Audience] = Audience.PUBLIC
    value: str
    valid_until: str
    report_sha256: str


@dataclass(frozen=True)
class FeeSettled(_AppraisalFact):
    """The fee of the appraisal was settled by the result of the sale."""

    name: ClassVar[str] = "appraisal.fee.settled"
    audience: ClassVar[Audience] = Audience.PARTIES
    outcome: str
    total_fee: str
    balance_due: str
    refund: str
    paper_no: str


FACTS = (
    RouteChosen,
    BasicFeeAsked,
    AppraisalCommissioned,
    AssignmentAccepted,
    AssignmentRefused,
    RefusalExcused,
    RespiteGranted,
    AssignmentOverdue,
    AgenciesExhausted,
    SurveyRecorded,
    ReportHandedIn,
    ReportReturned,
    ReportWithdrawn,
    ReportPublished,
    ReportServed,
    PriceFixed,
    FeeSettled,
)
