"""What the commission says, taken from the rows of an appraisal; the words are a court's."""

from datetime import datetime
from typing import Any

from app.kernel.calendar import SHANGHAI
from appraisal.models import Assignment
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
