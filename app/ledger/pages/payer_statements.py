"""A payer's money over time, what is owed to people and agencies, and both as files."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale
from flask_babel import gettext as _

from app.documents import facade as papers
from app.kernel.actors import Actor
from app.kernel.calendar import local_date
from app.kernel.errors import NotFound, Refusal
from app.kernel.money import total
from app.kernel.permissions import Permission
from app.ledger import chart, messages, owed, reasons, views
from app.ledger.messages import vouchers as words
from app.ledger.owed import AccountStatement
from app.ledger.payer_statement import Chosen, PayerStatement, statement_of
from app.ledger.queries import payer as own
from app.ledger.services.orders import owner_digests
from app.ledger.statement_forms import StatementFilter
from app.ledger.vocabulary import ORDER_PURPOSES, LineKind, OrderState
from app.web.errors import describe
from app.web.exports import CSV, XLSX, Cell, csv_bytes, file_answer, xlsx_bytes
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load

bp = Blueprint("ledger_payer_statements", __name__)

#: Orders and lines on one page; the downloads hold all of them.
SHOWN_MAX = 200
PDF = "application/pdf"
#: A paper of a Chinese court is Chinese, whatever language the page around it has.
PAPER_LOCALE = "zh_Hans_CN"
Table = tuple[list[str], list[list[Cell]]]


def _digests(actor: Actor) -> list[str]:
    return owner_digests(actor.person_id or 0)


def _chosen() -> tuple[Chosen, OrderState | None, Refusal | None]:
    """Return what the reader asked for; a wish that cannot be read is said and left out."""
    try:
        given = load(StatementFilter, request.args)
    except Refusal as fault:
        return Chosen(), None, fault
    state = given.pop("state")
    return Chosen(**given), state, None


@bp.get("/payments")
@guarded(Permission.PAY)
def list_payments() -> ResponseReturnValue:
    """Show a person's own orders, what was paid and came back, with running totals."""
    digests = _digests(current_actor())
    chosen, state, fault = _chosen()
    orders = [
        views.order_view(order)
        for order in own.list_own_orders(digests)
        if state in {None, order.state} and chosen.purpose in {None, order.purpose}
    ]
    return render_template(
        "ledger/payments.html",
        orders=[
            (order, reasons.why_ordered(order.purpose, order.amount))
            for order in orders[:SHOWN_MAX]
        ],
        order_count=len(orders),
        statement=statement_of(digests, chosen),
        shown_max=SHOWN_MAX,
        accounts=[account for account in owed.accounts_of(digests) if account.lines],
        form=request.args,
        problem=describe(fault) if fault else None,
        states=messages.ORDER_STATES,
        purposes=messages.PURPOSES,
        purpose_options=[(name.value, messages.PURPOSES[name]) for name in sorted(ORDER_PURPOSES)],
        kind_options=[(kind.value, words.LINES[kind]) for kind in LineKind],
        state_options=[(kind.value, messages.ORDER_STATES[kind]) for kind in OrderState],
        words=words,
        at=received_at(),
    )


@bp.get("/payments/statement.<form>")
@guarded(Permission.PAY)
def get_statement(form: str) -> Response:
    """Hand out the statement of a period as PDF, CSV or XLSX."""
    chosen, _state, fault = _chosen()
    if fault is not None:
        raise fault
    statement = statement_of(_digests(current_actor()), chosen)
    return _download(
        form,
        title=str(_("Statement of payments")),
        table=_payer_table(statement),
        paper=lambda: _payer_paper(statement, chosen),
    )


@bp.get("/payments/owed/statement.<form>")
@guarded(Permission.PAY)
def get_owed_statement(form: str) -> Response:
    """Hand out what the court owed a person and paid out to him."""
    return _owed_download(form, owed.accounts_of(_digests(current_actor())))


@bp.get("/payments/earned")
@guarded(Permission.RUN_AGENCY)
def get_earned() -> ResponseReturnValue:
    """Show an agency its money in the book: what it earned, and what was paid out."""
    return render_template(
        "ledger/earned.html",
        account=owed.account_statement(_agency_account()),
        shown_max=SHOWN_MAX,
        purposes=messages.PURPOSES,
        at=received_at(),
    )


@bp.get("/payments/earned/statement.<form>")
@guarded(Permission.RUN_AGENCY)
def get_earned_statement(form: str) -> Response:
    """Hand out an agency's money as PDF, CSV or XLSX."""
    return _owed_download(form, [owed.account_statement(_agency_account())])


def _agency_account() -> str:
    code = current_actor().agency_code
    if code is None:
        raise NotFound("agency", "")
    return chart.agency(code)


def _owed_download(form: str, accounts: Sequence[AccountStatement]) -> Response:
    return _download(
        form,
        title=str(_("Statement of money owed")),
        table=_owed_table(accounts),
        paper=lambda: _owed_paper(accounts),
    )


def _download(
    form: str, *, title: str, table: Table, paper: Callable[[], dict[str, Any]]
) -> Response:
    """Answer one of the three forms of a statement."""
    at = received_at()
    name = f"statement-{local_date(at).isoformat()}.{form}"
    header, rows = table
    if form == "csv":
        return file_answer(name, csv_bytes(header, rows), CSV)
    if form == "xlsx":
        return file_answer(name, xlsx_bytes(title, header, rows), XLSX)
    if form == "pdf":
        content = papers.render("money_statement", {**paper(), "made_at": at}, at=at)
        return file_answer(name, content, PDF)
    raise NotFound("statement", form)


def _payer_table(statement: PayerStatement) -> Table:
    header = [
        _("When"), _("What happened"), _("Paid for"), _("Order"), _("Case number"),
        _("Amount (yuan)"), _("Paid (yuan)"), _("Came back (yuan)"), _("Still there (yuan)"),
        _("Bank serial"), _("Why it was not booked"), _("Basis"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            line.at,
            str(words.LINES[line.kind]),
            str(messages.PURPOSES[line.purpose]),
            line.order_no,
            line.case_number,
            line.amount,
            line.paid,
            line.returned,
            line.remaining,
            line.serial,
            str(messages.FAULTS[line.fault]) if line.fault else "",
            _basis(line.explanation),
        ]
        for line in statement.lines
    ]
    return [str(name) for name in header], rows


def _owed_table(accounts: Sequence[AccountStatement]) -> Table:
    header = [
        _("When"), _("Paid for"), _("Case number"), _("Became owed (yuan)"), _("Paid out (yuan)"),
        _("Still owed (yuan)"), _("Basis"),
    ]  # fmt: skip
    rows: list[list[Cell]] = [
        [
            line.at,
            str(messages.PURPOSES[line.purpose]),
            line.case_number or "",
            line.earned,
            line.paid_out,
            line.remaining,
            _basis(line.explanation),
        ]
        for account in accounts
        for line in account.lines
    ]
    return [str(name) for name in header], rows


def _basis(explanation: Any) -> str:
    if explanation is None:
        return ""
    return "；".join([*map(str, explanation.citations), *explanation.policies])


def _payer_paper(statement: PayerStatement, chosen: Chosen) -> dict[str, Any]:
    """Return the statement as its paper reads it, in Chinese whatever the page speaks."""
    with force_locale(PAPER_LOCALE):
        return {
            "title": "缴款对账单",
            "owner": current_actor().name,
            "period": _period(statement, chosen),
            "totals": [
                ["期初在账", statement.before],
                ["本期缴入", statement.paid],
                ["本期退回", statement.returned],
                ["期末在账", statement.after],
            ],
            "head": [
                "时间", "事项", "款项", "案号", "缴款单号", "金额", "缴入", "退回", "在账",
                "银行流水号", "依据",
            ],
            "numeric": [5, 6, 7, 8],
            "rows": [
                [
                    line.at,
                    str(words.LINES[line.kind]),
                    str(messages.PURPOSES[line.purpose]),
                    line.case_number,
                    line.order_no,
                    line.amount,
                    line.paid,
                    line.returned,
                    line.remaining,
                    line.serial,
                    _basis(line.explanation),
                ]
                for line in statement.lines
            ],
            "note": "保证金充抵价款或者依法不予退还的，仍计入在账金额；他人误用您的缴款单付款的，"
            "不在此列。",
        }  # fmt: skip


def _owed_paper(accounts: Sequence[AccountStatement]) -> dict[str, Any]:
    with force_locale(PAPER_LOCALE):
        lines = [line for account in accounts for line in account.lines]
        return {
            "title": "应付款对账单",
            "owner": current_actor().name,
            "period": "截至制单时",
            "totals": [
                ["累计应付", total(line.earned for line in lines if line.earned)],
                ["累计已付", total(line.paid_out for line in lines if line.paid_out)],
                ["尚未支付", total(account.balance for account in accounts)],
            ],
            "head": ["时间", "款项", "案号", "应付", "已付", "余额", "依据"],
            "numeric": [3, 4, 5],
            "rows": [
                [
                    line.at,
                    str(messages.PURPOSES[line.purpose]),
                    line.case_number,
                    line.earned,
                    line.paid_out,
                    line.remaining,
                    _basis(line.explanation),
                ]
                for line in lines
            ],
            "note": "应付款由人民法院审批后付至已登记的收款账户。",
        }


def _period(statement: PayerStatement, chosen: Chosen) -> str:
    """Return the period in words; open ends are those of the lines."""
    lines = statement.lines
    first = chosen.from_on or (local_date(lines[0].at) if lines else None)
    last = chosen.to_on or (local_date(lines[-1].at) if lines else None)
    if first is None or last is None:
        return "本期无往来"
    return f"{first.year}年{first.month}月{first.day}日至{last.year}年{last.month}月{last.day}日"
