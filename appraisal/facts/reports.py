"""What happened to surveys, reports and prices."""

from dataclasses import dataclass
from typing import Any, ClassVar

from app.kernel.facts import Audience
from appraisal.facts.base import AppraisalFact


@dataclass(frozen=True)
class SurveyCalled(AppraisalFact):
    """The parties were called to the site (art. 18)."""

    name: ClassVar[str] = "appraisal.survey.called"
    audience: ClassVar[Audience] = Audience.PARTIES
    held_at: str
    place: str
    paper_no: str


@dataclass(frozen=True)
class MaterialsHandedOver(AppraisalFact):
    """The court gave the agency what it needs for the appraisal (art. 17)."""

    name: ClassVar[str] = "appraisal.materials.handed_over"
    audience: ClassVar[Audience] = Audience.PARTIES
    agency_code: str
    agency_name: str
    items: int
    paper_no: str


@dataclass(frozen=True)
class SurveyRecorded(AppraisalFact):
    """The agency was on the spot and wrote down what it found."""

    name: ClassVar[str] = "appraisal.survey.recorded"
    audience: ClassVar[Audience] = Audience.PARTIES
    held_at: str
    place: str
    witness: str


@dataclass(frozen=True)
class ReportHandedIn(AppraisalFact):
    """A revision of the report reached the court."""

    name: ClassVar[str] = "appraisal.report.handed_in"
    audience: ClassVar[Audience] = Audience.COURT
    revision: int
    value: str
    report_sha256: str
    reason: str


@dataclass(frozen=True)
class ReportReturned(AppraisalFact):
    """The court asked for a correction."""

    name: ClassVar[str] = "appraisal.report.returned"
    audience: ClassVar[Audience] = Audience.COURT
    revision: int
    checks: list[str]
    note: str
    due_at: str


@dataclass(frozen=True)
class ReportWithdrawn(AppraisalFact):
    """A published report was taken back for correction; it supports no price meanwhile."""

    name: ClassVar[str] = "appraisal.report.withdrawn"
    audience: ClassVar[Audience] = Audience.PUBLIC
    revision: int
    reason: str


@dataclass(frozen=True)
class ReportPublished(AppraisalFact):
    """The report, its pictures and the window for objections were opened to everyone."""

    name: ClassVar[str] = "appraisal.report.published"
    audience: ClassVar[Audience] = Audience.PUBLIC
    revision: int
    value: str
    report_sha256: str
    media: list[dict[str, Any]]
    window_ends_at: str


@dataclass(frozen=True)
class ReportServed(AppraisalFact):
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
class PriceFixed(AppraisalFact):
    """Nobody may object any more: the appraised value is the reference price."""

    name: ClassVar[str] = "appraisal.price.fixed"
    audience: ClassVar[Audience] = Audience.PUBLIC
    value: str
    valid_until: str
    report_sha256: str


FACTS = (
    MaterialsHandedOver,
    SurveyCalled,
    SurveyRecorded,
    ReportHandedIn,
    ReportReturned,
    ReportWithdrawn,
    ReportPublished,
    ReportServed,
    PriceFixed,
)
