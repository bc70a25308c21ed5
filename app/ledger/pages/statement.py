"""The statement of a case: pages, any past moment, and the same as a file."""

from collections.abc import Iterator
from datetime import datetime

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from marshmallow import Schema, fields, validate

from app.kernel.actors import Actor
from app.kernel.calendar import SHANGHAI
from app.kernel.errors import Forbidden, NotFound
from app.kernel.money import Money
from app.kernel.permissions import Permission, Role
from app.ledger import articles, case_statements, messages, queries
from app.ledger.case_statements import EntryLine
from app.web.exports import CSV, XLSX, Cell, csv_bytes, file_answer, xlsx_bytes
from app.web.guards import current_actor, guarded
from app.web.parsing import LocalMomentField, load

bp = Blueprint("ledger_statement", __name__)


class StatementQuery(Schema):
    """Which entries of a case are asked for."""

    #: The number of the entry before the first one.
    after = fields.Integer(load_default=0, validate=validate.Range(min=0, max=2**63 - 1))
    #: The moment up to which entries count, Shanghai time.
    until = LocalMomentField(load_default=None)
    #: The entry of the page that somebody wants to take back.
    entry = fields.Integer(load_default=None, validate=validate.Range(min=1, max=2**63 - 1))


def require_case(actor: Actor, case_number: str) -> None:
    """Let a court read the money of its own cases, an inspector that of all."""
    if actor.court_id is None and not actor.roles & {Role.INSPECTOR}:
        raise Forbidden("other_court")
    if actor.court_id is not None and queries.court_of_case(case_number) != actor.court_id:
        raise NotFound("case", case_number)


def show_statement(case_number: str) -> ResponseReturnValue:
    """Show a page of the statement, now or as it was at a moment."""
    actor = current_actor()
    require_case(actor, case_number)
    asked = load(StatementQuery, request.args)
    until = asked["until"]
    page = case_statements.case_page(case_number, after=asked["after"], until=until)
    may_take_back = actor.court_id is not None and actor.may(Permission.MANAGE_MONEY)
    chosen = [line for line in page.lines if line.no == asked["entry"] and line.may_be_taken_back]
    return render_template(
        "ledger/statement.html",
        statement=page,
        after=asked["after"],
        may_take_back=may_take_back,
        chosen=chosen[0] if chosen and may_take_back else None,
        typed=until.astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M:%S") if until else "",
        purposes=messages.PURPOSES,
        steps=messages.STEPS,
    )


@bp.get("/desk/finance/statements/<path:case_number>/<any(csv, xlsx):form>")
@guarded(Permission.VIEW_MONEY)
def get_statement_file(case_number: str, form: str) -> ResponseReturnValue:
    """Hand out the statement as a table that no spreadsheet runs."""
    require_case(current_actor(), case_number)
    asked = load(StatementQuery, request.args)
    header, rows = _table(case_number, asked["until"])
    if form == "csv":
        return file_answer("statement.csv", csv_bytes(header, rows), CSV)
    title = _("Statement of the case")
    return file_answer("statement.xlsx", xlsx_bytes(title, header, rows), XLSX)


def _table(case_number: str, until: datetime | None) -> tuple[list[str], Iterator[list[Cell]]]:
    header = [
        _("No."), _("When"), _("Paid for"), _("Kind of entry"), _("From account"), _("To account"),
        _("Amount"), _("Balance of the case"), _("Basis"), _("Takes back No."), _("Reason"),
    ]  # fmt: skip
    words = _Words()
    rows: Iterator[list[Cell]] = (
        [
            line.no,
            line.at,
            words.purposes[line.purpose],
            words.steps[line.step],
            words.account(line.debit),
            words.account(line.credit),
            line.amount,
            _signed(line.balance_fen),
            words.basis(line),
            line.takes_back,
            line.reason,
        ]
        for line in case_statements.case_lines(case_number, until=until)
    )
    return header, rows


class _Words:
    """What entries are called in the reader's language, each word looked up once a file."""

    def __init__(self) -> None:
        self.purposes = {purpose: str(word) for purpose, word in messages.PURPOSES.items()}
        self.steps = {step: str(word) for step, word in messages.STEPS.items()}
        self._accounts: dict[str, str] = {}
        self._bases: dict[tuple[object, ...], str] = {}

    def account(self, code: str) -> str:
        """Return an account as people call it."""
        # The leaves of a case, one a deposit, are all called alike.
        kind = ":".join(code.split(":", 3)[::2]) if code.startswith("case:") else code
        found = self._accounts.get(kind)
        if found is None:
            found = self._accounts[kind] = messages.account_words(code)
        return found

    def basis(self, line: EntryLine) -> str:
        """Return the articles and policies an entry rests on; the same for all of its kind."""
        if line.stored:
            return _basis(line)
        kind = (line.step, line.purpose, articles.is_deposit(line.debit), line.takes_back is None)
        found = self._bases.get(kind)
        if found is None:
            found = self._bases[kind] = _basis(line)
        return found


def _basis(line: EntryLine) -> str:
    explanation = line.explanation
    return "；".join([*map(str, explanation.citations), *explanation.policies])


def _signed(fen: int) -> Cell:
    """Return an amount as a cell; below zero, where a moment cuts an act, as text."""
    return Money(fen) if fen >= 0 else f"−{Money(-fen).yuan}"
