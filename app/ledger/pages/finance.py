"""The finance desk and the statement of a case."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.kernel.actors import Actor
from app.kernel.errors import Forbidden
from app.kernel.permissions import Permission, Role
from app.ledger import messages, queries, views
from app.ledger.pages.statement import show_statement
from app.ledger.vocabulary import InstructionState
from app.web.guards import current_actor, guarded, received_at

bp = Blueprint("ledger_finance", __name__)


def _court_of(actor: Actor) -> int | None:
    """Return the court whose money an actor may see; none means all, for inspectors only."""
    if actor.court_id is None and not actor.roles & {Role.INSPECTOR}:
        raise Forbidden("other_court")
    return actor.court_id


@bp.get("/desk/finance")
@guarded(Permission.VIEW_MONEY)
def get_finance_desk() -> ResponseReturnValue:
    """Show receipts, suspense with reasons, ended holds, refunds due with their clocks."""
    court = _court_of(current_actor())
    suspense = [views.suspense_view(receipt) for receipt in queries.list_suspense(court)]
    return render_template(
        "ledger/finance.html",
        due=[
            views.refund_view(row) for row in queries.list_refunds(court, InstructionState.QUEUED)
        ],
        paid=[views.refund_view(row) for row in queries.list_refunds(court, InstructionState.DONE)],
        suspense=suspense,
        receipts=queries.list_receipts(court),
        holds=queries.list_ended_holds(court),
        purposes=messages.PURPOSES,
        steps=messages.STEPS,
        faults=messages.FAULTS,
        at=received_at(),
    )


@bp.get("/desk/finance/cases/<path:case_number>")
@guarded(Permission.VIEW_MONEY)
def get_statement(case_number: str) -> ResponseReturnValue:
    """Show what moved in a case, now or at a moment; each amount opens to its articles."""
    return show_statement(case_number)
