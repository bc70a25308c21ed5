"""What the papers of the appraisal say, taken from its rows; the words are those of a court."""

from datetime import datetime
from typing import Any

from app.kernel.calendar import SHANGHAI
from app.kernel.money import Money
from app.lawbook.explain import Calculation
from appraisal.models import Assignment, Report
from appraisal.rules.fees import BalanceSource, FeeOutcome, Regime
from appraisal.vocabulary import AppraisalGround
from registry.facade import AssetView, CaseView

GROUNDS = {
    AppraisalGround.LAW_REQUIRES: "法律、行政法规规定必须委托评估",
    AppraisalGround.BOTH_ASK: "双方当事人要求委托评估",
    AppraisalGround.INQUIRY_FAILED: "网络询价不能或者在期限内均未出具网络询价结果",
}
MATERIALS = {
    "title": "财产权属及登记情况",
    "burdens": "抵押、查封等权利负担情况",
    "occupation": "占有、使用情况",
    "unpaid_taxes": "欠缴税费情况",
    "defects": "质量瑕疵等情况",
}
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
RANKS = "一二三四五"


def commission_values(
    assignment: Assignment, *, asset: AssetView, case: CaseView, due_at: datetime
) -> dict[str, Any]:
    """Return what the commission says to the agency whose turn it is."""
    last_day = due_at.astimezone(SHANGHAI)
    rank = RANKS[(assignment.rank or 1) - 1]
    return {
        "appraisal_no": assignment.no,
        "agency_name": assignment.agency_name,
        "asset_title": asset.title,
        "asset_address": asset.address,
        "ground": GROUNDS[assignment.ground] if assignment.ground else "",
        "selection": f"摇号（{assignment.draw_no}），第{rank}顺序",
        "basic_fee": assignment.basic_fee,
        "report_due": f"{last_day.year}年{last_day.month}月{last_day.day}日零时前",
        "materials": [
            f"{words}：{asset.facts[name]}"
            for name, words in MATERIALS.items()
            if asset.facts.get(name)
        ],
        "contact": f"{case.judge_name} {case.contact_phone}".strip(),
    }


def settlement_values(
    assignment: Assignment,
    report: Report,
    *,
    outcome: FeeOutcome,
    regime: Regime,
    disposal_price: Money | None,
    calculation: Calculation,
) -> dict[str, Any]:
    """Return what the statement of the fee says."""
    result = calculation.result
    source = result.get("balance_paid_from")
    base = result.get("fee_base_fen")
    return {
        "appraisal_no": assignment.no,
        "asset_title": assignment.asset_title,
        "agency_name": assignment.agency_name,
        "outcome": OUTCOMES[outcome],
        "appraised_value": report.value,
        "disposal_price": disposal_price,
        "fee_base": None if base is None else Money(base),
        "regime": REGIMES[regime],
        "total_fee": Money(result["total_fee_fen"]),
        "basic_fee": assignment.basic_fee or Money.ZERO,
        "balance_due": Money(result["balance_due_fen"]),
        "refund": Money(result["refund_fen"]),
        "paid_from": SOURCES[BalanceSource(source)] if source else "",
        "steps": list(calculation.steps),
        "citations": list(calculation.citations),
    }
