"""What happened to the fee of an appraisal."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience
from appraisal.facts.base import AppraisalFact


@dataclass(frozen=True)
class BasicFeeAsked(AppraisalFact):
    """The applicant was asked to pay the basic fee in advance."""

    name: ClassVar[str] = "appraisal.fee.asked"
    audience: ClassVar[Audience] = Audience.PARTIES
    amount: str
    order_no: str
    due_at: str


@dataclass(frozen=True)
class FeeSettled(AppraisalFact):
    """The fee of the appraisal was settled by the result of the sale."""

    name: ClassVar[str] = "appraisal.fee.settled"
    audience: ClassVar[Audience] = Audience.PARTIES
    outcome: str
    total_fee: str
    balance_due: str
    refund: str
    paper_no: str


FACTS = (
    BasicFeeAsked,
    FeeSettled,
)
