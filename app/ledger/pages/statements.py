"""Pages of bank statements: hand one in, see what became of it."""

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields, validate

from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.ledger.bank_statements.values import BYTES_MAX, LINES_MAX
from app.ledger.pages.reconciliation_frame import WORDS, require_staff
from app.ledger.queries import reconciliation as items
from app.ledger.queries import statements as queries
from app.ledger.reconciliation_views import show_items
from app.ledger.reconciliation_words import StatementState
from app.ledger.services.statements import receive_statement, retry_statement
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load

bp = Blueprint("ledger_statements", __name__)


class StatementPages(Schema):
    """Where the list goes on."""

    after = fields.Integer(load_default=None, validate=validate.Range(min=1))


@bp.get("/desk/finance/statements")
@guarded(Permission.VIEW_MONEY)
def list_statements() -> ResponseReturnValue:
    """Show every statement that came in, and the form that takes one."""
    return _page()


def _page(refusal: Refusal | None = None) -> ResponseReturnValue:
    actor = current_actor()
    require_staff(actor)
    page = render_template(
        "ledger/statements.html",
        page=queries.list_statements(load(StatementPages, request.args)["after"]),
        may_hand_in=actor.may(Permission.MANAGE_MONEY),
        limits={"lines": LINES_MAX, "megabytes": BYTES_MAX // 1024**2},
        problem=describe(refusal) if refusal else None,
        **WORDS,
    )
    return page, (refusal.status if refusal else 200)


@bp.post("/desk/finance/statements")
@guarded(Permission.MANAGE_MONEY)
def post_statement() -> ResponseReturnValue:
    """Take a statement in; the clock process reads it."""
    require_staff(current_actor())
    try:
        content, filename = _uploaded()
        row = receive_statement(
            content=content,
            filename=filename,
            actor=current_actor(),
            at=received_at(),
        )
    except Refusal as refusal:
        return _page(refusal)
    return redirect(url_for("ledger_statements.get_statement", no=row.no), 303)


def _uploaded() -> tuple[bytes, str]:
    """Return the file and its name; one sign past the limit is enough to see it is too large."""
    upload = request.files.get("file")
    if upload is None or not upload.filename:
        raise Refusal("statement_file_missing", fields={"file": ["statement_file_missing"]})
    return upload.stream.read(BYTES_MAX + 1), upload.filename


@bp.get("/desk/finance/statements/<no>")
@guarded(Permission.VIEW_MONEY)
def get_statement(no: str) -> ResponseReturnValue:
    """Show what became of a statement: its balances, what is new, what differs."""
    require_staff(current_actor())
    row = queries.get_statement(no)
    at = received_at()
    found = items.items_of_statement(row.id) if row.state is StatementState.READ else []
    return render_template(
        "ledger/bank_statement.html",
        row=row,
        items=show_items(found, at=at),
        may_count=items.may_count(at),
        may_hand_in=current_actor().may(Permission.MANAGE_MONEY),
        failure=WORDS["failure_words"](row.failure, row.failure_figures) if row.failure else None,
        **WORDS,
    )


@bp.post("/desk/finance/statements/<no>/retry")
@guarded(Permission.MANAGE_MONEY)
def post_retry(no: str) -> ResponseReturnValue:
    """Have a refused statement read once more."""
    require_staff(current_actor())
    retry_statement(no, actor=current_actor(), at=received_at())
    return redirect(url_for("ledger_statements.get_statement", no=no), 303)


@bp.get("/desk/finance/statements/<no>/state")
@guarded(Permission.VIEW_MONEY)
def get_state(no: str) -> Response:
    """Tell whether a statement was read, for the page that waits for it."""
    require_staff(current_actor())
    row = queries.get_statement(no)
    answer = jsonify({"state": row.state, "waits": row.state is StatementState.RECEIVED})
    answer.headers["Cache-Control"] = "no-store"
    return answer
