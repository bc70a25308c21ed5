"""How the papers with an editable text are laid out: title, tables, and what must stay in them.

The running text of these kinds is a file in templates/documents/texts or a court's own version;
a line ``[[name]]`` in it says where a table stands. Tables, amounts, head and foot are not text.
"""

from dataclasses import dataclass
from types import MappingProxyType

from app.documents.sale_layouts import SALE_LAYOUTS, SALE_ROWS
from app.documents.vocabulary import PaperKind

FS15 = "法释〔2018〕15号"
APPRAISAL_LAW = "资产评估法"
PROCEDURE_LAW = "民事诉讼法"


@dataclass(frozen=True)
class Facts:
    """Two columns, label and value; a row without a value is left out."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Register:
    """A list; ``head`` and ``widths`` (0 is as wide as its words) hold for full rows.

    A shorter or longer row is still set: what has no heading stands in a column without one.
    """

    field: str
    head: tuple[str, ...]
    widths: tuple[int, ...]


@dataclass(frozen=True)
class Prose:
    """What somebody wrote, paragraph by paragraph, set off from the words of the court."""

    field: str


@dataclass(frozen=True)
class Reckoning:
    """How a sum came about, line by line."""

    field: str


@dataclass(frozen=True)
class Signatures:
    """Lines to sign and date by hand."""

    slots: tuple[str, ...]


Table = Facts | Register | Prose | Reckoning | Signatures


@dataclass(frozen=True)
class Layout:
    """One kind of paper as its text meets its tables."""

    title: str
    tables: MappingProxyType[str, Table]
    #: Fields whose placeholder the text must keep, such as the day something is due.
    required: tuple[str, ...] = ()
    #: The legal basis that the text must name, article by article.
    articles: tuple[str, ...] = ()


BASICS = "基本情况"
_NO = ("委托编号", "appraisal_no")
_ASSET = ("财产名称", "asset_title")
_ADDRESS = ("坐落或所在", "asset_address")
_AGENCY = ("评估机构", "agency_name")
_LOT = ("标的物编号", "lot_no")
_SALES = (
    ("原拍卖成交价", "hammer_price"),
    ("重新拍卖成交价", "new_price"),
    ("不予退还的保证金", "forfeited"),
)


def _layout(
    title: str,
    tables: dict[str, Table],
    *,
    required: tuple[str, ...] = (),
    articles: tuple[str, ...] = (),
) -> Layout:
    return Layout(title, MappingProxyType(tables), required, articles)


LAYOUTS: dict[PaperKind, Layout] = {
    PaperKind.APPRAISAL_COMMISSION: _layout(
        "司法评估委托书",
        {
            BASICS: Facts(
                (
                    _NO,
                    ("评估对象", "asset_title"),
                    _ADDRESS,
                    ("委托评估的理由", "ground"),
                    ("机构的确定", "selection"),
                    ("基本评估费", "basic_fee"),
                    ("出具报告期限", "report_due"),
                )
            ),
            "移交材料": Register("materials", ("材料",), (1,)),
        },
        required=("agency_name", "report_due"),
        articles=(FS15, "第十七条", "第十八条", "第十九条", "第二十七条"),
    ),
    PaperKind.FEE_SETTLEMENT: _layout(
        "评估费结算单",
        {
            BASICS: Facts(
                (
                    _NO,
                    _AGENCY,
                    ("处置结果", "outcome"),
                    ("评估价", "appraised_value"),
                    ("处置价", "disposal_price"),
                    ("计费基数", "fee_base"),
                    ("结算规则", "regime"),
                    ("评估费合计", "total_fee"),
                    ("已预交基本评估费", "basic_fee"),
                    ("应付剩余评估费", "balance_due"),
                    ("应退基本评估费", "refund"),
                    ("支付来源", "paid_from"),
                )
            ),
            "计算过程": Reckoning("steps"),
        },
        required=("citations",),
        articles=(FS15, "第三十三条"),
    ),
    PaperKind.NEGOTIATION_NOTICE: _layout(
        "当事人议价通知书",
        {BASICS: Facts((_NO, _ASSET, _ADDRESS, ("议价期限", "due_on")))},
        required=("parties", "due_on"),
        articles=(FS15, "第四条", "第五条", "第二十四条"),
    ),
    PaperKind.INQUIRY_LETTER: _layout(
        "询价函",
        {
            BASICS: Facts((_NO, _ASSET, _ADDRESS, ("完成期限", "due_on"))),
            "询价事项": Register("questions", ("询价事项",), (1,)),
        },
        required=("body_name", "due_on"),
        articles=(FS15, "第五条", "第六条"),
    ),
    PaperKind.NETWORK_COMMISSION: _layout(
        "网络询价委托书",
        {
            BASICS: Facts((_NO, _ASSET, _ADDRESS, ("完成期限", "due_at"))),
            "财产特征": Register("features", ("项目", "内容"), (1, 2)),
            "询价平台": Register("platforms", ("司法网络询价平台", "委托编号"), (2, 1)),
        },
        required=("due_at",),
        articles=(FS15, "第十条", "第十一条"),
    ),
    PaperKind.PRICE_RECORD: _layout(
        "财产处置参考价确定书",
        {
            BASICS: Facts(
                (
                    _NO,
                    _ASSET,
                    ("确定方式", "route"),
                    ("处置参考价", "value"),
                    ("有效期至", "valid_until"),
                )
            ),
            "查明情况": Register("findings", ("项目", "内容"), (1, 3)),
        },
        required=("value", "route", "citations"),
        articles=(FS15, "第三十条"),
    ),
    PaperKind.FEE_NOTICE: _layout(
        "预交基本评估费通知书",
        {
            BASICS: Facts(
                (
                    _NO,
                    _ASSET,
                    ("应预交金额", "amount"),
                    ("交费期限", "due_at"),
                    ("缴费单号", "order_no"),
                    ("收费依据", "basis"),
                )
            )
        },
        required=("payer_name", "amount", "due_at"),
        articles=(FS15, "第三十三条"),
    ),
    PaperKind.FEE_REMINDER: _layout(
        "催交基本评估费通知书",
        {
            BASICS: Facts(
                (
                    _NO,
                    _ASSET,
                    ("应预交金额", "amount"),
                    ("原交费期限", "was_due_at"),
                    ("催交后的期限", "due_at"),
                    ("缴费单号", "order_no"),
                )
            )
        },
        required=("payer_name", "amount", "due_at"),
        articles=(FS15, "第三十三条"),
    ),
    PaperKind.TRANSFER_LIST: _layout(
        "评估材料移交清单",
        {
            BASICS: Facts((_NO, _ASSET, _AGENCY, ("移交时间", "handed_over_at"))),
            "移交材料": Register("items", ("材料名称", "页数或份数", "备注"), (3, 1, 2)),
            "签收栏": Signatures(("移交人（签名、人民法院印章）", "接收人（签名、评估机构印章）")),
        },
        required=("agency_name",),
        articles=(FS15, "第十七条"),
    ),
    PaperKind.SURVEY_NOTICE: _layout(
        "现场勘验通知书",
        {BASICS: Facts((_NO, _ASSET, ("勘验时间", "held_at"), ("勘验地点", "place"), _AGENCY))},
        required=("invited", "held_at", "place"),
        articles=(FS15, "第十八条"),
    ),
    PaperKind.SURVEY_RECORD: _layout(
        "现场勘验笔录",
        {
            BASICS: Facts(
                (
                    _NO,
                    _ASSET,
                    _AGENCY,
                    ("勘验时间", "held_at"),
                    ("勘验地点", "place"),
                    ("见证人", "witness"),
                )
            ),
            "到场人员": Register("people", ("姓名", "身份", "到场情况"), (1, 1, 1)),
            "勘验情况": Prose("notes"),
            "签名栏": Signatures(
                (
                    "审判人员、书记员（签名）",
                    "评估专业人员（签名）",
                    "申请执行人（签名或者捺印）",
                    "被执行人（签名或者捺印）",
                    "见证人（签名）",
                    "其他在场人（签名）",
                )
            ),
        },
        required=("held_at", "place"),
        articles=(FS15, "第十八条"),
    ),
    PaperKind.CORRECTION_NOTICE: _layout(
        "评估报告补正通知书",
        {
            BASICS: Facts((_NO, _ASSET, ("报告版次", "revision"), ("补正期限", "due_at"))),
            "补正事项": Register("defects", ("应当补正的事项", "说明"), (1, 2)),
        },
        required=("agency_name", "due_at"),
        articles=(FS15, "第二十条"),
    ),
    PaperKind.RETURN_NOTICE: _layout(
        "退回评估材料通知书",
        {BASICS: Facts((_NO, _ASSET, ("事由", "reason"), ("退回期限", "materials_back_by")))},
        required=("agency_name", "materials_back_by"),
        articles=(FS15, "第十九条"),
    ),
    PaperKind.SUSPENSION_DECISION: _layout(
        "暂缓委托评估决定书",
        {BASICS: Facts((_NO, _ASSET, _AGENCY, ("事由", "ground"), ("起始时间", "from_at")))},
        required=("reason", "from_at"),
        articles=(FS15, "第二十八条"),
    ),
    PaperKind.RESUMPTION_NOTICE: _layout(
        "恢复委托评估通知书",
        {
            BASICS: Facts(
                (_NO, _ASSET, ("扣除的暂缓天数", "suspended_days"), ("出具报告期限", "report_due"))
            )
        },
        required=("report_due",),
        articles=(FS15, "第十九条", "第二十八条"),
    ),
    PaperKind.WITHDRAWAL_NOTICE: _layout(
        "撤回委托评估通知书",
        {BASICS: Facts((_NO, _ASSET, _AGENCY, ("事由", "ground")))},
        required=("reason",),
        articles=(FS15, "第二十九条"),
    ),
    PaperKind.SERVICE_CERTIFICATE: _layout(
        "送达回证",
        {
            BASICS: Facts(
                (
                    _NO,
                    _ASSET,
                    ("评估报告版次", "revision"),
                    ("报告校验码（SHA-256）", "report_sha256"),
                )
            ),
            "送达情况": Register(
                "rows", ("受送达人", "身份", "送达方式", "送达时间", "收到时间"), (3, 2, 2, 3, 3)
            ),
            "签名栏": Signatures(("受送达人（签名或者盖章）", "送达人（签名）")),
        },
        articles=(FS15, "第二十一条", "第八十七条"),
    ),
    PaperKind.OBJECTION_TRANSFER: _layout(
        "异议转交函",
        {
            BASICS: Facts((_NO, ("异议编号", "objection_no"), _ASSET, ("说明期限", "due_at"))),
            "异议内容": Prose("objection_text"),
        },
        required=("agency_name", "due_at"),
        articles=(FS15, "第二十三条"),
    ),
    PaperKind.REVIEW_COMMISSION: _layout(
        "专业技术评审委托书",
        {
            BASICS: Facts((_NO, ("异议编号", "objection_no"), _ASSET, ("评审期限", "due_on"))),
            "评审事项": Register("questions", ("评审事项",), (1,)),
        },
        required=("association", "due_on"),
        articles=(FS15, "第二十三条"),
    ),
    PaperKind.OBJECTION_RULING: _layout(
        "执行裁定书",
        {
            BASICS: Facts((_NO, ("异议编号", "objection_no"), _ASSET, ("异议人", "objector"))),
            "异议理由": Prose("grounds"),
            "裁定理由": Prose("reasons"),
        },
        required=("objector", "outcome"),
        articles=(FS15, "第二十二条", PROCEDURE_LAW, "第二百三十六条"),
    ),
    PaperKind.REISSUE_NOTICE: _layout(
        "重新出具评估报告通知书",
        {BASICS: Facts((_NO, _ASSET, ("原有效期至", "valid_until"), ("出具期限", "due_at")))},
        required=("agency_name", "due_at"),
        articles=(FS15, "第十九条", "第二十七条"),
    ),
    PaperKind.INTERIM_STATEMENT: _layout(
        "评估费阶段性说明",
        {
            BASICS: Facts((_NO, _ASSET, _AGENCY, ("阶段", "stage"), ("基本评估费", "basic_fee"))),
            "计算过程": Reckoning("steps"),
        },
        required=("stage", "citations"),
        articles=(FS15, "第三十二条", "第三十三条"),
    ),
    PaperKind.PLAN_OBJECTION_NOTICE: _layout(
        "分配方案异议通知书",
        {
            BASICS: Facts((_LOT, _ASSET, ("异议编号", "objection_no"), ("争议金额", "amount"))),
            "异议内容": Prose("objection_text"),
        },
        required=("objector", "against"),
        articles=("法释〔2022〕11号", "第五百一十条"),
    ),
    PaperKind.FORFEITURE_STATEMENT: _layout(
        "悔拍保证金使用清单",
        {
            BASICS: Facts((_LOT, _ASSET, *_SALES, ("应补交差价", "top_up"))),
            "使用明细": Register(
                "uses", ("用途", "应付（元）", "实付（元）", "依据"), (4, 2, 2, 3)
            ),
        },
        required=("forfeited",),
        articles=("法释〔2016〕18号", "第二十四条"),
    ),
    PaperKind.LOSS_STATEMENT: _layout(
        "悔拍损失扣除清单",
        {
            BASICS: Facts((_LOT, _ASSET, *_SALES, ("应补交差价", "top_up"))),
            "扣除明细": Register(
                "uses", ("用途", "应付（元）", "实付（元）", "依据"), (4, 2, 2, 3)
            ),
        },
        required=("forfeited",),
        articles=("法释〔2020〕21号", "第二十二条"),
    ),
    PaperKind.TOP_UP_ORDER: _layout(
        "补交差价通知书",
        {BASICS: Facts((_LOT, _ASSET, *_SALES, ("缴费单号", "order_no")))},
        required=("payer_name", "amount", "due_at"),
        articles=("法释〔2020〕21号", "第二十二条", "法释〔2016〕18号", "第三十七条"),
    ),
    **{
        kind: _layout(title, {BASICS: Facts(SALE_ROWS)}, required=required, articles=articles)
        for kind, (title, required, articles) in SALE_LAYOUTS.items()
    },
}
