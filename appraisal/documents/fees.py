"""What the papers about the fee of an appraisal say."""

from datetime import datetime
from typing import Any

from app.kernel.money import Money
from app.lawbook.explain import Calculation, Step
from appraisal.models import Assignment, FeeSettlement, Report
from appraisal.models.fee import FeeAccount
from appraisal.rules.fees import (
    FEE_BASE,
    FEE_PAYER,
    RESULT_LINKED,
    BalanceSource,
    FeeOutcome,
    Regime,
)
from appraisal.vocabulary.fees import FeeSecurity

OUTCOMES = {
    FeeOutcome.SOLD: "拍卖、变卖成交",
    FeeOutcome.IN_KIND: "以物抵债",
    FeeOutcome.FAILED: "最终流拍",
    FeeOutcome.WITHDRAWN: "撤回委托",
    FeeOutcome.REAPPOINTED: "更换评估机构",
}
SOURCES = {
    BalanceSource.SALE_PROCEEDS: "从处置价款中支付",
    BalanceSource.ASSIGNEE: "由承受人在裁定送达前支付",
    BalanceSource.APPLICANT: "由申请执行人支付",
}
REGIMES = {
    Regime.SD54_WITH_FS15: "鲁高法〔2016〕54号与法释〔2018〕15号合并适用（平台规则P2）",
    Regime.SD54_PURE: "鲁高法〔2016〕54号",
    Regime.FS15_PURE: "法释〔2018〕15号",
}
SECURITIES = {
    FeeSecurity.PAYMENT: "基本评估费已预交",
    FeeSecurity.GUARANTEE: "保险机构以保函担保基本评估费",
}


def notice_values(
    assignment: Assignment, account: FeeAccount, payer_name: str, *, setting_version: int | None
) -> dict[str, Any]:
    """Return what the notice to pay the basic fee says."""
    if setting_version is None:
        basis = "由本院在本案中确定，法律未规定其数额"
    else:
        basis = f"本院基本评估费设定第{setting_version}版（平台规则P21），法律未规定其数额"
    return {
        "appraisal_no": assignment.no,
        "asset_title": assignment.asset_title,
        "payer_name": payer_name,
        "amount": account.basic_fee,
        "due_at": account.due_at,
        "order_no": assignment.fee_order_no,
        "basis": f"{RESULT_LINKED}；{FEE_PAYER}；{basis}",
    }


def reminder_values(
    assignment: Assignment, account: FeeAccount, payer_name: str, *, was_due_at: datetime | None
) -> dict[str, Any]:
    """Return what a reminder says: the day that passed, if one did, and the one that holds."""
    return {
        "appraisal_no": assignment.no,
        "asset_title": assignment.asset_title,
        "payer_name": payer_name,
        "amount": account.basic_fee,
        "was_due_at": was_due_at,
        "due_at": account.due_at,
        "order_no": assignment.fee_order_no,
    }


def settlement_values(
    assignment: Assignment,
    account: FeeAccount,
    report: Report | None,
    settlement: FeeSettlement,
    calculation: Calculation,
) -> dict[str, Any]:
    """Return what the statement of the fee says."""
    base = calculation.result.get("fee_base_fen")
    prices = [line.price for line in settlement.lines if line.price is not None]
    sources = dict.fromkeys(
        SOURCES[line.paid_from]
        for line in settlement.lines
        if line.paid_from is not None and (line.balance or line.reissue_fee)
    )
    return {
        "appraisal_no": assignment.no,
        "asset_title": assignment.asset_title,
        "agency_name": assignment.agency_name or "",
        "outcome": OUTCOMES[FeeOutcome(settlement.outcome.value)],
        "appraised_value": report.value if report else None,
        "disposal_price": Money(sum(price.fen for price in prices)) if prices else None,
        "fee_base": None if base is None else Money(base),
        "regime": REGIMES[account.regime],
        "total_fee": settlement.total_fee,
        "basic_fee": account.basic_paid,
        "balance_due": settlement.balance_due,
        "refund": settlement.refund,
        "paid_from": "；".join(sources),
        "steps": list(calculation.steps),
        "citations": list(calculation.citations),
    }


def interim_values(
    assignment: Assignment, account: FeeAccount, *, failed_rounds: int
) -> dict[str, Any]:
    """Return what an interim statement says after a round that ended unsold (D4)."""
    return {
        "appraisal_no": assignment.no,
        "asset_title": assignment.asset_title,
        "agency_name": assignment.agency_name or "",
        "stage": f"第{failed_rounds}次流拍，评估费待最终处置结果结算（{REGIMES[account.regime]}）",
        "basic_fee": account.basic_fee,
        "steps": [
            Step("Basic fee paid in advance", account.basic_paid.fen, "", RESULT_LINKED),
            Step("Round ended unsold: nothing is settled yet", 0, "", RESULT_LINKED),
        ],
        "citations": [RESULT_LINKED, FEE_BASE, FEE_PAYER],
    }
