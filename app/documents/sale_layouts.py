"""How the papers of a sale's own course are laid out: one table of facts under one text each."""

from app.documents.vocabulary import PaperKind

NET = "法释〔2016〕18号"
SALE = "法释〔2020〕21号"

#: The rows of every one of them; a row without a value is left out.
SALE_ROWS = (
    ("标的物编号", "lot_no"),
    ("财产名称", "asset_title"),
    ("拍卖阶段", "round"),
    ("相对人", "person"),
    ("事由", "ground"),
    ("价款", "price"),
    ("金额", "amount"),
    ("起始时间", "from_at"),
    ("期限", "due_at"),
)

#: Kind -> title, fields the text must keep, articles it must name.
SALE_LAYOUTS: dict[PaperKind, tuple[str, tuple[str, ...], tuple[str, ...]]] = {
    PaperKind.IN_KIND_INQUIRY: (
        "以物抵债征询通知书",
        ("price", "due_at"),
        (SALE, "第十六条"),
    ),
    PaperKind.IN_KIND_RULING: (
        "以物抵债裁定书",
        ("person", "price"),
        (SALE, "第十六条", "第二十条", "第二十六条"),
    ),
    PaperKind.MANAGEMENT_RULING: (
        "交付管理裁定书",
        ("person",),
        ("法释〔2022〕11号", "第四百九十条"),
    ),
    PaperKind.RELEASE_RULING: (
        "解除查封并退还裁定书",
        ("reason",),
        (SALE, "第二十四条", "第二十五条"),
    ),
    PaperKind.SALE_SUSPENSION: (
        "暂缓拍卖决定书",
        ("reason", "from_at"),
        (NET, "第二十八条"),
    ),
    PaperKind.SALE_STAY: (
        "中止拍卖裁定书",
        ("reason", "from_at"),
        (NET, "第二十八条", "第三十六条"),
    ),
    PaperKind.SALE_RESUMPTION: (
        "恢复拍卖通知书",
        ("due_at",),
        (NET, "第二十八条"),
    ),
    PaperKind.SALE_WITHDRAWAL: (
        "撤回拍卖决定书",
        ("reason",),
        (SALE, "第十七条"),
    ),
    PaperKind.SALE_STOP: (
        "停止拍卖决定书",
        ("amount",),
        (SALE, "第十九条"),
    ),
    PaperKind.SALE_STOP_COVERED: (
        "停止拍卖决定书",
        ("reason",),
        (SALE, "第十四条"),
    ),
    PaperKind.SALE_ANNULMENT: (
        "撤销拍卖裁定书",
        ("reason",),
        (NET, "第三十一条"),
    ),
    PaperKind.SELF_DISPOSAL_PERMIT: (
        "准许自行处置通知书",
        ("price", "due_at"),
        ("法〔2024〕238号",),
    ),
    PaperKind.DEFAULT_RULING: (
        "悔拍裁定书",
        ("price", "amount"),
        (NET, "第二十四条"),
    ),
    PaperKind.DEFAULT_RULING_ON_SITE: (
        "悔拍裁定书",
        ("price", "amount"),
        (SALE, "第二十二条"),
    ),
    PaperKind.SALE_RULING: (
        "成交裁定书",
        ("person", "price"),
        (SALE, "第二十条", "第二十六条", NET, "第二十二条"),
    ),
    PaperKind.ASSISTANCE_NOTICE: (
        "协助执行通知书",
        ("person",),
        (NET, "第六条"),
    ),
    PaperKind.HANDOVER_RECORD: (
        "交付笔录",
        ("person", "from_at"),
        (SALE, "第二十七条"),
    ),
}
