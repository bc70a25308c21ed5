"""The words by which a clerk names what the platform fills in."""

from app.documents.vocabulary import FIELDS, PaperKind

#: What every paper says in its head.
HEAD_LABELS = {
    "court_name": "法院名称",
    "case_number": "案号",
    "paper_no": "文书编号",
    "issued_on": "签发日期",
}
#: What a kind of paper says of its own; no two fields of one kind share their words.
LABELS = {
    "against": "被异议人",
    "agency_name": "评估机构",
    "amount": "金额",
    "appraisal_no": "委托编号",
    "appraised_value": "评估价",
    "asset_address": "财产坐落",
    "asset_title": "财产名称",
    "association": "行业协会",
    "balance_due": "剩余评估费",
    "basic_fee": "基本评估费",
    "basis": "收费依据",
    "body_name": "询价机构",
    "citations": "依据条文",
    "contact": "联系方式",
    "disposal_price": "处置价",
    "due_at": "期限",
    "due_on": "期限",
    "fee_base": "计费基数",
    "forfeited": "不予退还的保证金",
    "from_at": "起始时间",
    "ground": "事由",
    "grounds": "异议理由",
    "hammer_price": "原成交价",
    "handed_over_at": "移交时间",
    "held_at": "勘验时间",
    "invited": "通知对象",
    "lot_no": "标的物编号",
    "materials_back_by": "退回期限",
    "new_price": "重新拍卖成交价",
    "note": "说明",
    "objection_no": "异议编号",
    "objector": "异议人",
    "order_no": "缴费单号",
    "outcome": "处理结果",
    "paid_from": "支付来源",
    "parties": "当事人",
    "payer_name": "交费人",
    "person": "相对人",
    "place": "勘验地点",
    "platforms": "询价平台",
    "price": "价款",
    "questions": "事项",
    "reason": "理由",
    "refund": "退还金额",
    "regime": "结算规则",
    "report_due": "出具报告期限",
    "report_sha256": "报告校验码",
    "review_until": "复议期限",
    "revision": "报告版次",
    "round": "拍卖阶段",
    "route": "确定方式",
    "selection": "机构的确定",
    "stage": "阶段",
    "suspended_days": "暂缓天数",
    "top_up": "应补交差价",
    "total_fee": "评估费合计",
    "valid_until": "有效期",
    "value": "参考价",
    "was_due_at": "原期限",
    "witness": "见证人",
}


def placeholders(kind: PaperKind) -> dict[str, str]:
    """Return the placeholders a text of a kind may use: words -> field."""
    own = {LABELS[field]: field for field in sorted(FIELDS[kind]) if field in LABELS}
    return {label: field for field, label in HEAD_LABELS.items()} | own
