"""What happened to objections, their review and petitions."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact
from appraisal.facts.base import AppraisalFact


@dataclass(frozen=True)
class ObjectionFact(AppraisalFact):
    """Base: what the parties, the agency and the court may read of one objection."""

    audience: ClassVar[Audience] = Audience.PARTIES
    objection_no: str


@dataclass(frozen=True)
class ObjectionFiled(ObjectionFact):
    """Somebody objected in time and in writing."""

    name: ClassVar[str] = "appraisal.objection.filed"
    kind: str
    grounds: list[str]
    revision: int | None
    files: list[str]
    filed_at: str
    due_at: str


@dataclass(frozen=True)
class ObjectionRefused(ObjectionFact):
    """An objection was not taken; it stays in the record with the reason."""

    name: ClassVar[str] = "appraisal.objection.refused"
    reason: str
    note: str


@dataclass(frozen=True)
class ObjectionWithdrawn(ObjectionFact):
    """The objector took the objection back."""

    name: ClassVar[str] = "appraisal.objection.withdrawn"


@dataclass(frozen=True)
class ObjectionHandedOver(ObjectionFact):
    """The court handed the objection to the agency; its five days run."""

    name: ClassVar[str] = "appraisal.objection.handed_over"
    agency_code: str
    due_at: str
    paper_no: str
    paper_sha256: str


@dataclass(frozen=True)
class ObjectionAnswered(ObjectionFact):
    """The agency explained its report."""

    name: ClassVar[str] = "appraisal.objection.answered"
    agency_code: str
    files: list[str]
    due_at: str


@dataclass(frozen=True)
class ObjectionUnanswered(ObjectionFact):
    """The agency did not explain in its five days; the association has to review."""

    name: ClassVar[str] = "appraisal.objection.unanswered"
    agency_code: str


@dataclass(frozen=True)
class ObjectionDisputed(ObjectionFact):
    """The objector contradicted the explanation; the association has to review."""

    name: ClassVar[str] = "appraisal.objection.disputed"
    reason: str


@dataclass(frozen=True)
class ExpertReviewCommissioned(ObjectionFact):
    """The association was asked for a professional review."""

    name: ClassVar[str] = "appraisal.objection.review_commissioned"
    association: str
    due_on: str
    paper_no: str
    paper_sha256: str


@dataclass(frozen=True)
class ExpertReviewConcluded(ObjectionFact):
    """The association concluded its review."""

    name: ClassVar[str] = "appraisal.objection.review_concluded"
    association: str
    finding: str
    concluded_on: str
    paper_sha256: str


@dataclass(frozen=True)
class ObjectionRuled(ObjectionFact):
    """The court ruled on what belongs to it."""

    name: ClassVar[str] = "appraisal.objection.ruled"
    judged: list[str]
    upheld: list[str]
    outcome: str
    review_until: str
    paper_no: str
    paper_sha256: str


@dataclass(frozen=True)
class RulingReviewAsked(ObjectionFact):
    """A party asked the higher court to review the ruling."""

    name: ClassVar[str] = "appraisal.objection.ruling_review_asked"


@dataclass(frozen=True)
class RulingReviewed(ObjectionFact):
    """The higher court decided about the ruling."""

    name: ClassVar[str] = "appraisal.objection.ruling_reviewed"
    is_reversed: bool
    court_name: str
    decision_no: str


@dataclass(frozen=True)
class ObjectionClosed(ObjectionFact):
    """An objection came to its end; everyone may know its kind and what it came to."""

    name: ClassVar[str] = "appraisal.objection.closed"
    audience: ClassVar[Audience] = Audience.PUBLIC
    kind: str
    outcome: str


@dataclass(frozen=True)
class ObjectionCorrected(ObjectionFact):
    """A corrected revision answers an objection."""

    name: ClassVar[str] = "appraisal.objection.corrected"
    audience: ClassVar[Audience] = Audience.PUBLIC
    revision: int
    report_sha256: str


@dataclass(frozen=True)
class PetitionFiled(AppraisalFact):
    """Somebody handed in evidence against a price, before the first notice (art. 25)."""

    name: ClassVar[str] = "appraisal.petition.filed"
    audience: ClassVar[Audience] = Audience.PARTIES
    petition_no: str
    ground: str
    files: list[str]


@dataclass(frozen=True)
class PetitionWithdrawn(AppraisalFact):
    """A petition was taken back."""

    name: ClassVar[str] = "appraisal.petition.withdrawn"
    audience: ClassVar[Audience] = Audience.PARTIES
    petition_no: str


@dataclass(frozen=True)
class PetitionDecided(AppraisalFact):
    """The court decided a petition; upheld, the way to a price begins anew."""

    name: ClassVar[str] = "appraisal.petition.decided"
    audience: ClassVar[Audience] = Audience.PUBLIC
    petition_no: str
    ground: str
    outcome: str


@dataclass(frozen=True)
class PriceReopened(AppraisalFact):
    """A reference price that stood was taken back before the first notice."""

    name: ClassVar[str] = "appraisal.price.reopened"
    audience: ClassVar[Audience] = Audience.PUBLIC
    value: str
    basis: str


FACTS: tuple[type[Fact], ...] = (
    ObjectionFiled,
    ObjectionRefused,
    ObjectionWithdrawn,
    ObjectionHandedOver,
    ObjectionAnswered,
    ObjectionUnanswered,
    ObjectionDisputed,
    ExpertReviewCommissioned,
    ExpertReviewConcluded,
    ObjectionRuled,
    RulingReviewAsked,
    RulingReviewed,
    ObjectionClosed,
    ObjectionCorrected,
    PetitionFiled,
    PetitionWithdrawn,
    PetitionDecided,
    PriceReopened,
)
