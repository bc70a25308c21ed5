"""What happened to an appraisal between its agencies and its court."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience
from appraisal.facts.base import AppraisalFact


@dataclass(frozen=True)
class RouteChosen(AppraisalFact):
    """The court chose how the reference price is to be found."""

    name: ClassVar[str] = "appraisal.route.chosen"
    audience: ClassVar[Audience] = Audience.PARTIES
    route: str
    ground: str


@dataclass(frozen=True)
class AppraisalCommissioned(AppraisalFact):
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
class AssignmentAccepted(AppraisalFact):
    """The agency took the work."""

    name: ClassVar[str] = "appraisal.assignment.accepted"
    audience: ClassVar[Audience] = Audience.PARTIES
    agency_code: str
    agency_name: str


@dataclass(frozen=True)
class AssignmentRefused(AppraisalFact):
    """An agency refused the work; refusals are published with their reason."""

    name: ClassVar[str] = "appraisal.assignment.refused"
    audience: ClassVar[Audience] = Audience.PUBLIC
    agency_code: str
    agency_name: str
    rank: int
    reason: str


@dataclass(frozen=True)
class RefusalExcused(AppraisalFact):
    """The court accepted the reason of a refusal; it no longer counts against the agency."""

    name: ClassVar[str] = "appraisal.refusal.excused"
    audience: ClassVar[Audience] = Audience.PUBLIC
    agency_code: str
    agency_name: str
    reason: str


@dataclass(frozen=True)
class RespiteGranted(AppraisalFact):
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
class AssignmentOverdue(AppraisalFact):
    """The report had not come in time; the agency gives the materials back (art. 19(3))."""

    name: ClassVar[str] = "appraisal.assignment.overdue"
    audience: ClassVar[Audience] = Audience.PUBLIC
    agency_code: str
    agency_name: str
    rank: int
    due_at: str
    materials_back_by: str


@dataclass(frozen=True)
class AgenciesExhausted(AppraisalFact):
    """Every drawn agency refused or was late; a new draw is needed."""

    name: ClassVar[str] = "appraisal.agencies.exhausted"
    audience: ClassVar[Audience] = Audience.PARTIES


@dataclass(frozen=True)
class AppraisalSuspended(AppraisalFact):
    """The court stopped the work until a cause is gone (art. 28)."""

    name: ClassVar[str] = "appraisal.work.suspended"
    audience: ClassVar[Audience] = Audience.PARTIES
    ground: str
    reason: str
    paper_no: str


@dataclass(frozen=True)
class AppraisalResumed(AppraisalFact):
    """The work goes on; the days it rested are not counted (art. 19(1))."""

    name: ClassVar[str] = "appraisal.work.resumed"
    audience: ClassVar[Audience] = Audience.PARTIES
    reason: str
    days: int
    due_at: str
    paper_no: str


@dataclass(frozen=True)
class AppraisalWithdrawn(AppraisalFact):
    """The court took the inquiry or the appraisal back (art. 29)."""

    name: ClassVar[str] = "appraisal.work.withdrawn"
    audience: ClassVar[Audience] = Audience.PARTIES
    ground: str
    reason: str
    paper_no: str


@dataclass(frozen=True)
class DisposalStarted(AppraisalFact):
    """The first notice went out while the price was valid (art. 27)."""

    name: ClassVar[str] = "appraisal.disposal.started"
    audience: ClassVar[Audience] = Audience.PUBLIC


@dataclass(frozen=True)
class PriceExpired(AppraisalFact):
    """The reference price may carry no sale any more (art. 27)."""

    name: ClassVar[str] = "appraisal.price.expired"
    audience: ClassVar[Audience] = Audience.PUBLIC
    valid_until: str


@dataclass(frozen=True)
class ReissueAsked(AppraisalFact):
    """The same agency was asked to issue its report again (art. 19(4))."""

    name: ClassVar[str] = "appraisal.reissue.asked"
    audience: ClassVar[Audience] = Audience.PARTIES
    agency_code: str
    agency_name: str
    due_at: str
    paper_no: str


@dataclass(frozen=True)
class RouteReopened(AppraisalFact):
    """The way to a price is chosen anew."""

    name: ClassVar[str] = "appraisal.route.reopened"
    audience: ClassVar[Audience] = Audience.PARTIES
    reason: str


FACTS = (
    RouteChosen,
    AppraisalCommissioned,
    AssignmentAccepted,
    AssignmentRefused,
    RefusalExcused,
    RespiteGranted,
    AssignmentOverdue,
    AgenciesExhausted,
    AppraisalSuspended,
    AppraisalResumed,
    AppraisalWithdrawn,
    DisposalStarted,
    PriceExpired,
    ReissueAsked,
    RouteReopened,
)
