"""Made-up values of every kind of paper that has a text, for the sample beside the editor."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from app.documents.vocabulary import FIELDS, PaperKind
from app.kernel.citation import Citation
from app.kernel.money import Money
from app.lawbook.explain import Step

_ARTICLE = Citation("法释〔2018〕15号", "第32条")
_DUE = datetime(2026, 4, 1, 16, tzinfo=UTC)
_SURVEY = datetime(2026, 3, 10, 1, 30, tzinfo=UTC)

#: By field; what a kind says otherwise stands in ``_OWN``.
_COMMON: dict[str, Any] = {
    "against": "张三",
    "agency_name": "某某房地产土地资产评估有限公司",
    "amount": Money(300_000),
    "appraisal_no": "PG-样张",
    "appraised_value": Money(177_558_480),
    "asset_address": "某某市某某区解放路100号3号楼2单元501室",
    "asset_title": "某某区解放路100号3号楼2单元501室住宅一套",
    "association": "某某省房地产估价师与经纪人协会",
    "balance_due": Money(412_345),
    "basic_fee": Money(300_000),
    "basis": "法院确定的基本评估费标准",
    "body_name": "某某市税务局",
    "citations": [_ARTICLE, Citation("法释〔2018〕15号", "第33条")],
    "contact": "王法官 0531-00000000",
    "defects": [
        ["财产基本信息错误", "建筑面积与不动产登记簿不一致"],
        ["评估机构签章不符", "签章机构与选定机构名称不一致"],
    ],
    "disposal_price": Money(150_000_000),
    "due_at": _DUE,
    "due_on": date(2026, 4, 1),
    "features": [["建筑面积", "89.62平方米"], ["房屋用途", "住宅"], ["建成年份", "2008年"]],
    "fee_base": Money(150_000_000),
    "findings": [["权属", "登记在被执行人名下"], ["占有使用", "被执行人自住"]],
    "forfeited": Money(10_000_000),
    "from_at": datetime(2026, 3, 12, 2, tzinfo=UTC),
    "ground": "双方当事人要求委托评估",
    "grounds": "评估报告记载的面积与登记不符。\n评估程序严重违法。",
    "hammer_price": Money(155_200_000),
    "handed_over_at": _SURVEY,
    "held_at": _SURVEY,
    "invited": ["张三（申请执行人）", "李四（被执行人）"],
    "items": [["不动产登记簿查询结果", "3页", ""], ["财产现状调查笔录", "2页", "复印件"]],
    "materials": ["财产权属及登记情况：登记在被执行人名下", "占有、使用情况：被执行人自住"],
    "materials_back_by": _DUE,
    "lot_no": "PM-样张",
    "new_price": Money(120_400_000),
    "note": "请一并核对附件照片的拍摄日期。",
    "notes": "进入室内勘验，水电燃气设施齐备，普通装修。\n阳台有渗水痕迹一处，已拍照。",
    "objection_no": "YY-样张",
    "objection_text": "评估选取的三宗比较实例成交日期过早。\n未考虑学区因素，结果明显偏低。",
    "objector": "李四（被执行人）",
    "order_no": "JF-样张",
    "outcome": "拍卖、变卖成交",
    "paid_from": "从处置价款中支付",
    "parties": ["张三（申请执行人）", "李四（被执行人）"],
    "payer_name": "张三（申请执行人）",
    "people": [
        ["张三", "申请执行人", "到场"],
        ["李四", "被执行人", "未到场"],
        ["赵六", "见证人（居民委员会工作人员）", "到场"],
    ],
    "person": "张三",
    "price": Money(177_558_480),
    "place": "某某区解放路100号3号楼2单元501室",
    "platforms": [["某某司法网络询价平台", "XJ-样张-1"], ["某某大数据询价平台", "XJ-样张-2"]],
    "questions": ["财产的计税基准价", "适用的价格标准及其依据"],
    "reason": "评估材料与事实严重不符，可能影响评估结果，需要重新调查核实",
    "reasons": "评估报告记载的面积与不动产登记簿一致，异议人的主张没有证据支持。",
    "refund": Money.ZERO,
    "regime": "鲁高法〔2016〕54号与法释〔2018〕15号合并适用（平台规则P2）",
    "report_due": _DUE,
    "report_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "review_until": date(2026, 4, 13),
    "revision": 1,
    "round": "第一次拍卖",
    "route": "委托评估",
    "rows": [
        ["张三", "申请执行人", "电子送达", "2026年3月20日", "2026年3月20日"],
        ["李四", "被执行人", "邮寄送达", "2026年3月20日", "2026年3月23日"],
    ],
    "selection": "摇号，第一顺序",
    "stage": "第一次拍卖流拍",
    "steps": [
        Step("Basic fee paid in advance", 300_000, "", _ARTICLE),
        Step("Fee by the schedule", 712_345, "", _ARTICLE),
    ],
    "suspended_days": 6,
    "top_up": Money(24_800_000),
    "total_fee": Money(712_345),
    "uses": [
        ["支付拍卖产生的费用", "0.00", "0.00", "法释〔2016〕18号 第24条第1款"],
        ["弥补差价", "348,000.00", "100,000.00", "法释〔2016〕18号 第24条第1款"],
    ],
    "valid_until": date(2027, 3, 20),
    "value": Money(177_558_480),
    "was_due_at": datetime(2026, 3, 15, 16, tzinfo=UTC),
    "witness": "赵六（居民委员会工作人员）",
}
_OWN: dict[PaperKind, dict[str, Any]] = {
    PaperKind.PLAN_OBJECTION_NOTICE: {
        "objection_text": "分配方案列明的利息多计了三个月，应当核减。",
    },
    PaperKind.FORFEITURE_STATEMENT: {"citations": [Citation("法释〔2016〕18号", "第24条第1款")]},
    PaperKind.LOSS_STATEMENT: {"citations": [Citation("法释〔2020〕21号", "第22条")]},
    PaperKind.TOP_UP_ORDER: {"payer_name": "李四", "amount": Money(24_800_000)},
    PaperKind.RETURN_NOTICE: {"reason": "未在期限内出具评估报告，且未按照规定申请延长期限"},
    PaperKind.WITHDRAWAL_NOTICE: {
        "ground": "申请执行人撤回执行申请",
        "reason": "申请执行人撤回执行申请",
    },
    PaperKind.SUSPENSION_DECISION: {"ground": "评估材料与事实严重不符"},
    PaperKind.REVIEW_COMMISSION: {
        "questions": ["比较实例的选取是否符合评估准则", "评估结果是否需要调整"]
    },
    PaperKind.OBJECTION_RULING: {"outcome": "驳回异议人李四的异议请求"},
    PaperKind.REISSUE_NOTICE: {"valid_until": date(2026, 3, 1)},
}


def sample_values(kind: PaperKind) -> dict[str, Any]:
    """Return values for every field of a kind; nobody and nothing in them exists."""
    own: Mapping[str, Any] = _OWN.get(kind, {})
    return {field: own.get(field, _COMMON.get(field)) for field in sorted(FIELDS[kind])}


def sample_head() -> dict[str, Any]:
    """Return the head of a sample: no number of any paper, no code that leads anywhere."""
    return {
        "paper_no": "样张",
        "court_name": "某某人民法院",
        "case_number": "（2026）某0000执000号",
        "issued_on": date(2026, 3, 2),
        "verify_url": "",
        "verify_code": "",
        "is_sample": True,
    }
