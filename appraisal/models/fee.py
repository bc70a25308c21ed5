"""Rows of the fee of an appraisal: the court's settings, the account, letters, claims, the end."""

from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kernel.money import Money
from app.store import append_only, db
from app.store.columns import enum_column, fen, intpk, moment, optional_moment
from appraisal.rules.fees import BalanceSource, FeeOutcome, Regime
from appraisal.vocabulary.fees import (
    FeeBasis,
    FeeSecurity,
    FeeState,
    GuaranteeState,
    SettledOutcome,
)


class FeeSetting(db.Model):  # type: ignore[name-defined,misc]
    """One version of how a court sets basic fees; the newest holds for what is asked after it."""

    __tablename__ = "appraisal_fee_setting"
    __table_args__ = (
        UniqueConstraint("court_id", "version"),
        CheckConstraint("pay_days BETWEEN 1 AND 90", name="pay_days_sane"),
    )

    id: Mapped[intpk]
    court_id: Mapped[int] = mapped_column(BigInteger)
    version: Mapped[int] = mapped_column(Integer)
    #: By which instruments the fees of this court are settled (D3).
    regime: Mapped[Regime] = enum_column(Regime, "regime")
    pay_days: Mapped[int] = mapped_column(Integer)
    reasons: Mapped[str] = mapped_column(Text)
    adopted_by: Mapped[int | None] = mapped_column(BigInteger)
    adopted_by_name: Mapped[str] = mapped_column(String(120))
    adopted_at: Mapped[moment]
    rates: Mapped[list["FeeRate"]] = relationship(order_by="FeeRate.id", lazy="selectin")


class FeeRate(db.Model):  # type: ignore[name-defined,misc]
    """The basic fee of one category of assets in one version of a court's setting."""

    __tablename__ = "appraisal_fee_rate"
    __table_args__ = (
        UniqueConstraint("setting_id", "nature"),
        CheckConstraint(
            "(basis = 'fixed') = (fixed_sum IS NOT NULL) AND (basis = 'share') = (share_bp IS NOT"
            " NULL)",
            name="basis_has_its_figure",
        ),
        CheckConstraint("share_bp BETWEEN 1 AND 10000", name="share_in_range"),
        CheckConstraint("cap >= minimum", name="cap_above_minimum"),
        # A share without a ceiling could ask for the whole fee of a tower before it is sold (D2).
        CheckConstraint("basis <> 'share' OR cap IS NOT NULL", name="share_has_cap"),
    )

    id: Mapped[intpk]
    setting_id: Mapped[int] = mapped_column(ForeignKey("appraisal_fee_setting.id"))
    nature: Mapped[str] = mapped_column(String(40))
    basis: Mapped[FeeBasis] = enum_column(FeeBasis, "basis")
    fixed_sum: Mapped[Money | None] = fen("fixed_sum", nullable=True, positive=True)
    share_bp: Mapped[int | None] = mapped_column(Integer)
    cap: Mapped[Money | None] = fen("cap", nullable=True, positive=True)
    minimum: Mapped[Money | None] = fen("minimum", nullable=True)


class FeeAccount(db.Model):  # type: ignore[name-defined,misc]
    """The money of one appraisal from the asking for the basic fee to the settlement."""

    __tablename__ = "appraisal_fee_account"
    __table_args__ = (
        # Domain 4.3: nothing that was paid is lost and nothing is charged twice.
        CheckConstraint(
            "state <> 'settled' OR (total_fee IS NOT NULL AND refund IS NOT NULL"
            " AND total_fee + refund = basic_paid + balance_paid)",
            name="settled_adds_up",
        ),
        CheckConstraint(
            "(state = 'settled') = (settled_at IS NOT NULL)", name="settled_has_its_moment"
        ),
        Index(
            "ix_appraisal_fee_account_due",
            "due_at",
            postgresql_where="state = 'basic_due'",
        ),
    )

    id: Mapped[intpk]
    assignment_id: Mapped[int] = mapped_column(ForeignKey("appraisal_assignment.id"), unique=True)
    state: Mapped[FeeState] = enum_column(FeeState, "state")
    #: The version the amount was proposed by; none where the court set it by hand.
    setting_id: Mapped[int | None] = mapped_column(ForeignKey("appraisal_fee_setting.id"))
    #: The regime at the time of asking; the settlement follows it.
    regime: Mapped[Regime] = enum_column(Regime, "regime")
    schedule: Mapped[str] = mapped_column(String(40))
    basic_fee: Mapped[Money] = fen("basic_fee", positive=True)
    #: How the setting came to its proposal, and why the court asked for another sum.
    proposal: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    reason: Mapped[str] = mapped_column(Text, default="")
    asked_at: Mapped[moment]
    #: Asked again after a stall it counts on.
    times_asked: Mapped[int] = mapped_column(Integer, default=1)
    due_at: Mapped[moment]
    remind_at: Mapped[moment]
    reminded_at: Mapped[optional_moment]
    stalled_at: Mapped[optional_moment]
    security: Mapped[FeeSecurity | None] = enum_column(FeeSecurity, "security", nullable=True)
    secured_at: Mapped[optional_moment]
    #: What came in of the basic fee: in advance, or called under a letter at the settlement.
    basic_paid: Mapped[Money] = fen("basic_paid")
    #: What has to come in under the letter at the settlement.
    basic_called: Mapped[Money] = fen("basic_called")
    balance_due: Mapped[Money] = fen("balance_due")
    balance_paid: Mapped[Money] = fen("balance_paid")
    total_fee: Mapped[Money | None] = fen("total_fee", nullable=True)
    refund: Mapped[Money | None] = fen("refund", nullable=True)
    settled_at: Mapped[optional_moment]


class FeeGuarantee(db.Model):  # type: ignore[name-defined,misc]
    """An insurer's letter in place of the advance payment (法释〔2018〕15号 art. 33)."""

    __tablename__ = "appraisal_fee_guarantee"
    __table_args__ = (
        Index(
            "uq_appraisal_fee_guarantee_standing",
            "assignment_id",
            unique=True,
            postgresql_where="state IN ('handed_in', 'accepted')",
        ),
    )

    id: Mapped[intpk]
    assignment_id: Mapped[int] = mapped_column(ForeignKey("appraisal_assignment.id"), index=True)
    state: Mapped[GuaranteeState] = enum_column(GuaranteeState, "state")
    insurer: Mapped[str] = mapped_column(String(120))
    #: Unified social credit code of the insurer: it is asked to pay in this name.
    insurer_code: Mapped[str] = mapped_column(String(18))
    number: Mapped[str] = mapped_column(String(80))
    amount: Mapped[Money] = fen("amount", positive=True)
    valid_until: Mapped[date] = mapped_column(Date)
    media_id: Mapped[int] = mapped_column(BigInteger)
    handed_in_by: Mapped[int | None] = mapped_column(BigInteger)
    handed_in_at: Mapped[moment]
    decided_by: Mapped[int | None] = mapped_column(BigInteger)
    decided_at: Mapped[optional_moment]
    reason: Mapped[str] = mapped_column(Text, default="")


class ExpenseClaim(db.Model):  # type: ignore[name-defined,misc]
    """What an agency says it really spent, and what the court finds reasonable (art. 32)."""

    __tablename__ = "appraisal_expense_claim"
    __table_args__ = (
        UniqueConstraint("assignment_id", "agency_code"),
        CheckConstraint(
            "accepted <= travel + survey + data + printing", name="accepted_within_claim"
        ),
        CheckConstraint("(accepted IS NULL) = (decided_at IS NULL)", name="decided_whole"),
    )

    id: Mapped[intpk]
    assignment_id: Mapped[int] = mapped_column(ForeignKey("appraisal_assignment.id"))
    agency_code: Mapped[str] = mapped_column(String(40))
    agency_name: Mapped[str] = mapped_column(String(200))
    travel: Mapped[Money] = fen("travel")
    survey: Mapped[Money] = fen("survey")
    data: Mapped[Money] = fen("data")
    printing: Mapped[Money] = fen("printing")
    note: Mapped[str] = mapped_column(Text)
    #: The receipts, one PDF.
    media_id: Mapped[int] = mapped_column(BigInteger)
    claimed_by: Mapped[int | None] = mapped_column(BigInteger)
    claimed_at: Mapped[moment]
    accepted: Mapped[Money | None] = fen("accepted", nullable=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[int | None] = mapped_column(BigInteger)
    decided_at: Mapped[optional_moment]

    @property
    def claimed(self) -> Money:
        """What the agency asks for in all."""
        whole: Money = self.travel + self.survey + self.data + self.printing
        return whole


class FeeSettlement(db.Model):  # type: ignore[name-defined,misc]
    """What the appraisal cost in the end and how that came about."""

    __tablename__ = "appraisal_fee_settlement"

    id: Mapped[intpk]
    assignment_id: Mapped[int] = mapped_column(ForeignKey("appraisal_assignment.id"), unique=True)
    outcome: Mapped[SettledOutcome] = enum_column(SettledOutcome, "outcome")
    #: None where no agency was commissioned, so that no regime of fees applied.
    regime: Mapped[Regime | None] = enum_column(Regime, "regime", nullable=True)
    #: With the line of a report issued again, as is the balance.
    total_fee: Mapped[Money] = fen("total_fee")
    balance_due: Mapped[Money] = fen("balance_due")
    refund: Mapped[Money] = fen("refund")
    #: The part of the total that is owed for a report issued again (P9).
    reissue_fee: Mapped[Money] = fen("reissue_fee")
    calculation: Mapped[dict[str, Any]] = mapped_column(JSONB)
    #: Empty where there was no fee to state.
    paper_no: Mapped[str] = mapped_column(String(60))
    settled_at: Mapped[moment]
    lines: Mapped[list["FeeLine"]] = relationship(order_by="FeeLine.place", lazy="selectin")


class FeeLine(db.Model):  # type: ignore[name-defined,misc]
    """One line of a statement: a lot of the report, or an agency that was replaced."""

    __tablename__ = "appraisal_fee_line"
    __table_args__ = (
        UniqueConstraint("settlement_id", "place"),
        CheckConstraint("fee + refund = basic + balance", name="line_adds_up"),
    )

    id: Mapped[intpk]
    settlement_id: Mapped[int] = mapped_column(ForeignKey("appraisal_fee_settlement.id"))
    place: Mapped[int] = mapped_column(Integer)
    name: Mapped[str] = mapped_column(String(300))
    agency_code: Mapped[str] = mapped_column(String(40))
    agency_name: Mapped[str] = mapped_column(String(200))
    outcome: Mapped[FeeOutcome] = enum_column(FeeOutcome, "outcome")
    appraised: Mapped[Money | None] = fen("appraised", nullable=True)
    price: Mapped[Money | None] = fen("price", nullable=True)
    expense: Mapped[Money | None] = fen("expense", nullable=True)
    fee: Mapped[Money] = fen("fee")
    basic: Mapped[Money] = fen("basic")
    balance: Mapped[Money] = fen("balance")
    refund: Mapped[Money] = fen("refund")
    #: Owed beside the fee for a report issued again.
    reissue_fee: Mapped[Money] = fen("reissue_fee")
    paid_from: Mapped[BalanceSource | None] = enum_column(BalanceSource, "paid_from", nullable=True)
    citations: Mapped[list[dict[str, str]]] = mapped_column(JSONB)
    policies: Mapped[list[str]] = mapped_column(JSONB)


append_only(FeeSetting)
append_only(FeeRate)
append_only(FeeSettlement)
append_only(FeeLine)
