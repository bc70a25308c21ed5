"""What happened to the fee of an appraisal."""

from dataclasses import dataclass
from typing import ClassVar

from app.kernel.facts import Audience, Fact
from appraisal.facts.base import AppraisalFact


@dataclass(frozen=True)
class FeeSettingAdopted(Fact):
    """A court adopted another version of how it sets basic fees and settles them."""

    name: ClassVar[str] = "appraisal.fee_setting.adopted"
    audience: ClassVar[Audience] = Audience.PUBLIC
    court_id: int
    court_name: str
    version: int
    regime: str
    categories: int
    reasons: str

    def stream(self) -> str:
        """Belong to the court's fee settings."""
        return f"fee-settings:{self.court_id}"


@dataclass(frozen=True)
class BasicFeeAsked(AppraisalFact):
    """The applicant was asked to pay the basic fee in advance."""

    name: ClassVar[str] = "appraisal.fee.asked"
    audience: ClassVar[Audience] = Audience.PARTIES
    amount: str
    order_no: str
    due_at: str


@dataclass(frozen=True)
class BasicFeeReminded(AppraisalFact):
    """The applicant was reminded that the time to pay is nearly over."""

    name: ClassVar[str] = "appraisal.fee.reminded"
    audience: ClassVar[Audience] = Audience.PARTIES
    amount: str
    due_at: str
    paper_no: str


@dataclass(frozen=True)
class BasicFeeOverdue(AppraisalFact):
    """The basic fee had not come in its time; the appraisal rests until it does."""

    name: ClassVar[str] = "appraisal.fee.stalled"
    audience: ClassVar[Audience] = Audience.PARTIES
    amount: str
    due_at: str


@dataclass(frozen=True)
class GuaranteeHandedIn(AppraisalFact):
    """An insurer's letter of guarantee came in place of the advance payment."""

    name: ClassVar[str] = "appraisal.guarantee.handed_in"
    audience: ClassVar[Audience] = Audience.PARTIES
    insurer: str
    number: str
    amount: str
    sha256: str


@dataclass(frozen=True)
class GuaranteeAccepted(AppraisalFact):
    """The court accepted an insurer's letter; the commission goes out on it."""

    name: ClassVar[str] = "appraisal.guarantee.accepted"
    audience: ClassVar[Audience] = Audience.PARTIES
    insurer: str
    number: str


@dataclass(frozen=True)
class GuaranteeReturned(AppraisalFact):
    """The court returned an insurer's letter with a reason; the fee is still due."""

    name: ClassVar[str] = "appraisal.guarantee.returned"
    audience: ClassVar[Audience] = Audience.PARTIES
    insurer: str
    number: str
    reason: str


@dataclass(frozen=True)
class ExpenseClaimed(AppraisalFact):
    """An agency said what it really spent and handed its receipts in."""

    name: ClassVar[str] = "appraisal.expense.claimed"
    audience: ClassVar[Audience] = Audience.PARTIES
    agency_code: str
    agency_name: str
    claimed: str
    sha256: str


@dataclass(frozen=True)
class ExpenseConfirmed(AppraisalFact):
    """The court said how much of a claimed expense is reasonable."""

    name: ClassVar[str] = "appraisal.expense.confirmed"
    audience: ClassVar[Audience] = Audience.PARTIES
    agency_code: str
    agency_name: str
    claimed: str
    accepted: str
    reason: str


@dataclass(frozen=True)
class FeeStillOpen(AppraisalFact):
    """A round ended unsold: an interim statement says that the fee is not settled yet."""

    name: ClassVar[str] = "appraisal.fee.interim"
    audience: ClassVar[Audience] = Audience.PARTIES
    failed_rounds: int
    paper_no: str


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


@dataclass(frozen=True)
class FeePartReceived(AppraisalFact):
    """What was still due of a settled fee came in and went to the agency."""

    name: ClassVar[str] = "appraisal.fee.received"
    audience: ClassVar[Audience] = Audience.PARTIES
    part: str
    amount: str


FACTS = (
    FeeSettingAdopted,
    BasicFeeAsked,
    BasicFeeReminded,
    BasicFeeOverdue,
    GuaranteeHandedIn,
    GuaranteeAccepted,
    GuaranteeReturned,
    ExpenseClaimed,
    ExpenseConfirmed,
    FeeStillOpen,
    FeeSettled,
    FeePartReceived,
)
