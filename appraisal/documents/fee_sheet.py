"""The statement of a fee as a workbook: every cell a text or a number, nothing a formula."""

import io
from collections.abc import Callable, Sequence
from decimal import Decimal

import xlsxwriter

from app.kernel.calendar import SHANGHAI
from app.kernel.money import Money
from app.lawbook.explain import Calculation
from appraisal.documents.fees import OUTCOMES, REGIMES, SECURITIES, SOURCES
from appraisal.models import Assignment, FeeSettlement
from appraisal.models.fee import FeeAccount, FeeLine

LINE_HEADERS = (
    "序号", "标的或机构", "评估机构", "处置结果", "评估价（元）", "成交价（元）", "实际费用（元）",
    "评估费（元）", "重新出具费（元）", "基本费（元）", "余款（元）", "退还（元）", "评估费（分）",
    "支付来源", "依据条款", "平台规则",
)  # fmt: skip
STEP_HEADERS = ("序号", "计算步骤", "金额（元）", "金额（分）", "算式", "依据条款")
_WIDTHS = (6, 30, 26, 14, 16, 16, 14, 14, 14, 14, 14, 14, 14, 26, 44, 14)
_WIDTHS_STEPS = (6, 44, 16, 16, 40, 30)
_A4 = 9


def fee_sheet(
    assignment: Assignment,
    account: FeeAccount | None,
    settlement: FeeSettlement,
    *,
    say: Callable[[str], str],
) -> bytes:
    """Return the statement as an XLSX: totals and lines first, the steps on a second sheet.

    Whatever people typed stays text: no formula, no link is ever made of it (CWE-1236). ``say``
    puts the name of a step into the words of the paper.
    """
    target = io.BytesIO()
    book = xlsxwriter.Workbook(
        target,
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
         "strings_to_numbers": False},
    )  # fmt: skip
    head = book.add_format({"bold": True, "border": 1, "text_wrap": True, "bg_color": "#E8EDF3"})
    text = book.add_format({"border": 1, "text_wrap": True, "valign": "top"})
    money = book.add_format({"border": 1, "num_format": "#,##0.00", "valign": "top"})
    sheet = book.add_worksheet("评估费结算单")
    _set_up(sheet, _WIDTHS)
    row = 0
    for name, value in _facts(assignment, account, settlement):
        sheet.write_string(row, 1, name, head)
        if isinstance(value, Money):
            sheet.write_number(row, 2, _yuan(value), money)
            sheet.write_string(row, 3, str(value), text)
        else:
            sheet.write_string(row, 2, value, text)
        row += 1
    row += 1
    _write_row(sheet, row, LINE_HEADERS, head, head)
    sheet.repeat_rows(row)
    for line in settlement.lines:
        row += 1
        _write_row(sheet, row, _line_cells(line), text, money)
    steps = book.add_worksheet("计算步骤")
    _set_up(steps, _WIDTHS_STEPS)
    _write_row(steps, 0, STEP_HEADERS, head, head)
    for place, cells in enumerate(_step_cells(settlement, say), 1):
        _write_row(steps, place, (str(place), *cells), text, money)
    book.close()
    return target.getvalue()


def _set_up(sheet: xlsxwriter.worksheet.Worksheet, widths: Sequence[int]) -> None:
    """Make a sheet print on A4 across, one page wide, with its page numbers."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&C&P / &N")
    sheet.freeze_panes(1, 0)


def _write_row(
    sheet: xlsxwriter.worksheet.Worksheet,
    row: int,
    cells: Sequence[Money | str | None],
    text: object,
    money: object,
) -> None:
    for column, value in enumerate(cells):
        if isinstance(value, Money):
            sheet.write_number(row, column, _yuan(value), money)
        else:
            sheet.write_string(row, column, value or "", text)


def _yuan(amount: Money) -> Decimal:
    """Return the amount in yuan for a cell of numbers; its fen stand beside it as text."""
    return Decimal(amount.fen) / 100


def _facts(
    assignment: Assignment, account: FeeAccount | None, settlement: FeeSettlement
) -> list[tuple[str, Money | str]]:
    """Return the head of the statement."""
    facts: list[tuple[str, Money | str]] = [
        ("案号", assignment.case_number),
        ("评估编号", assignment.no),
        ("标的物", assignment.asset_title),
        ("评估机构", assignment.agency_name or ""),
        ("法院", assignment.court_name),
        ("适用规则", REGIMES[settlement.regime] if settlement.regime else "未委托评估机构"),
        ("收费标准", account.schedule if account else ""),
        ("结算时间", settlement.settled_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")),
        ("文书编号", settlement.paper_no),
    ]
    if account is not None and account.security is not None:
        facts.append(("基本费担保方式", SECURITIES[account.security]))
    if account is not None:
        facts.append(("基本评估费", account.basic_fee))
    facts += [
        ("评估费合计", settlement.total_fee),
        ("其中重新出具费", settlement.reissue_fee),
        ("应付余款", settlement.balance_due),
        ("退还", settlement.refund),
    ]
    if account is not None:
        facts += [("已收基本费", account.basic_paid), ("已收余款", account.balance_paid)]
    return facts


def _line_cells(line: FeeLine) -> tuple[Money | str | None, ...]:
    return (
        str(line.place), line.name, line.agency_name, OUTCOMES[line.outcome], line.appraised,
        line.price, line.expense, line.fee, line.reissue_fee, line.basic, line.balance,
        line.refund, str(line.fee), SOURCES[line.paid_from] if line.paid_from else "",
        "；".join(f"{c['instrument']} {c['article']}" for c in line.citations),
        "、".join(line.policies),
    )  # fmt: skip


def _step_cells(
    settlement: FeeSettlement, say: Callable[[str], str]
) -> list[tuple[Money | str | None, ...]]:
    """Return the steps of the calculation in the words of the paper."""
    calculation = Calculation.from_dict(settlement.calculation)
    return [
        (
            say(step.label),
            None if step.amount_fen is None else Money(step.amount_fen),
            "" if step.amount_fen is None else str(step.amount_fen),
            step.note,
            str(step.citation) if step.citation else "",
        )
        for step in calculation.steps
    ]
