"""What the papers of the appraisal say, taken from its rows; the words are those of a court."""

from datetime import datetime
from typing import Any

from app.kernel.calendar import SHANGHAI
from app.kernel.money import Money
from app.lawbook.explain import Calculation
from appraisal.models import Assignment, Report
from appraisal.rules.fees import BalanceSource, FeeOutcome, Regime
from appraisal.vocabulary import (
    AppraisalGround,
    Capacity,
    Presence,
    ReviewCheck,
    SuspensionGround,
    WithdrawalGround,
)
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
SUSPENSION_GROUNDS = {
    SuspensionGround.ENFORCEMENT_HELD: "案件暂缓执行或者中止执行（第二十八条第一项）",
    SuspensionGround.MATERIALS_WRONG: (
        "评估材料与事实严重不符，可能影响评估结果，需要重新调查核实（第二十八条第二项）"
    ),
    SuspensionGround.COURT_DECIDES: "人民法院认为应当暂缓的其他情形（第二十八条第三项）",
}
WITHDRAWAL_GROUNDS = {
    WithdrawalGround.APPLICATION_WITHDRAWN: "申请执行人撤回执行申请（第二十九条第一项）",
    WithdrawalGround.OBLIGATION_MET: "生效法律文书确定的义务已全部执行完毕（第二十九条第二项）",
    WithdrawalGround.TITLE_REVOKED: (
        "据以执行的生效法律文书被撤销或者被裁定不予执行（第二十九条第三项）"
    ),
    WithdrawalGround.COURT_DECIDES: "人民法院认为应当撤回的其他情形（第二十九条第四项）",
    WithdrawalGround.PARTIES_AGREED: (
        "双方当事人议价确定参考价或者协商不再变价处理（第二十九条第二款）"
    ),
}
DEFECTS = {
    ReviewCheck.BASIC_FACTS: "财产基本信息错误",
    ReviewCheck.SCOPE: "超出财产范围或者遗漏财产",
    ReviewCheck.AGENCY_SEAL: "选定的评估机构与评估报告上签章的评估机构不符",
    ReviewCheck.SIGNERS: "评估人员执业资格证明与评估报告上署名的人员不符",
    ReviewCheck.OTHER: "具有其他应当书面补正的情形",
}
CAPACITIES = {
    Capacity.APPRAISER: "评估专业人员",
    Capacity.APPLICANT: "申请执行人",
    Capacity.DEBTOR: "被执行人",
    Capacity.OTHER_PARTY: "其他当事人、利害关系人",
    Capacity.COURT: "法院工作人员",
    Capacity.OCCUPANT: "占有使用人",
    Capacity.WITNESS: "见证人",
}
PRESENCES = {
    Presence.SIGNED: "到场并签名",
    Presence.REFUSED_TO_SIGN: "到场，未签名：",
    Presence.ABSENT: "未到场 ",
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
