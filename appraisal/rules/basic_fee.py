"""What the applicant is asked to pay first, by the court's own setting (D2); no law sets it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from app import lawbook
from app.kernel.calendar import end_of_day, local_date
from app.kernel.citation import Citation
from app.kernel.money import Money
from app.lawbook.explain import Calculation, Step
from appraisal.rules.fees import RESULT_LINKED, appraisal_fee
from appraisal.vocabulary.fees import FeeBasis

OWN_SETTING = Citation("明槌平台规则", "P21")
_WHOLE_BP = 10_000


@dataclass(frozen=True, slots=True)
class BasicFeeRule:
    """How a court sets the basic fee of one category of assets."""

    basis: FeeBasis
    #: The sum itself, where it is fixed.
    fixed_sum: Money | None = None
    #: The share of the schedule's fee on the estimated value, in ten-thousandths.
    share_bp: int | None = None
    cap: Money | None = None
    minimum: Money | None = None


def propose_basic_fee(
    rule: BasicFeeRule, *, schedule: str, estimated_value: Money, on: date
) -> Calculation:
    """Return the basic fee a court's setting leads to, with every step; P21, never law."""
    if rule.basis is FeeBasis.FIXED:
        fee = rule.fixed_sum or Money.ZERO
        steps = [Step("Fixed sum of the court's setting", fee.fen, "", OWN_SETTING)]
        citations: tuple[Citation, ...] = (RESULT_LINKED, OWN_SETTING)
    else:
        charged = appraisal_fee(schedule, estimated_value, on=on)
        whole = Money(charged.result["fee_fen"])
        share_bp = rule.share_bp or 0
        fee = whole.share(Fraction(share_bp, _WHOLE_BP))
        note = f"{whole.yuan} × {share_bp}/{_WHOLE_BP}"
        steps = [
            *charged.steps,
            Step("Share of the schedule on the estimated value", fee.fen, note, OWN_SETTING),
        ]
        citations = (RESULT_LINKED, OWN_SETTING, *charged.citations)
    if rule.minimum is not None and fee < rule.minimum:
        fee = rule.minimum
        steps.append(Step("Least basic fee of the court's setting", fee.fen, "", OWN_SETTING))
    if rule.cap is not None and fee > rule.cap:
        fee = rule.cap
        steps.append(Step("Highest basic fee of the court's setting", fee.fen, "", OWN_SETTING))
    return Calculation({"basic_fee_fen": fee.fen}, citations, ("P1", "P21"), tuple(steps))


def reminder_at(due_at: datetime, *, asked_at: datetime) -> datetime:
    """Return when the applicant is reminded: some days before the end, never before the asking."""
    days = lawbook.number("fee_reminder_days", on=local_date(asked_at))
    return max(asked_at, due_at - timedelta(days=days))


def balance_due_at(at: datetime) -> datetime:
    """Return by when what is left of the fee has to be paid by the one who bears it (P21)."""
    day = local_date(at)
    return end_of_day(day + timedelta(days=lawbook.number("fee_balance_pay_days", on=day)))


def least_valid_until(on: date) -> date:
    """Return the day up to which an insurer's letter handed in on a day must hold (P21)."""
    return on + timedelta(days=lawbook.number("guarantee_validity_days", on=on))
