"""The finance desk and the statement of a case."""

from datetime import timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from app.kernel.calendar import local_date
from app.kernel.permissions import Permission
from app.ledger import messages, queries, views
from app.ledger.desk_rules import age_of, shown_until, suspense_alarm_at
from app.ledger.desk_vocabulary import Age
from app.ledger.pages.desk_frame import WORDS, count_waiting, court_of
from app.ledger.pages.statement import show_statement
from app.ledger.vocabulary import InstructionState
from app.web.guards import current_actor, guarded, received_at

bp = Blueprint("ledger_finance", __name__)

#: A sealed deposit that goes back is told of only when the bank has not taken it for so long.
SEALED_STUCK_AFTER = timedelta(hours=20)


@bp.get("/desk/finance")
@guarded(Permission.VIEW_MONEY)
def get_finance_desk() -> ResponseReturnValue:
    """Show today: what must go out, what waits, what came, what is to be approved."""
    court = court_of(current_actor())
    at = received_at()
    _, day_ends = queries.bounds_of(local_date(at))
    until = shown_until(day_ends, at)
    out = [(row, age_of(row.due_at, at)) for row in queries.list_out(court, until=until)]
    waiting = [
        (item, receipt, order, at >= suspense_alarm_at(receipt.received_at))
        for item, receipt, order in queries.list_waiting(court)
    ]
    return render_template(
        "ledger/finance.html",
        out=out,
        near=sum(age is Age.ALARM for _, age in out),
        late=sum(age is Age.BREACH for _, age in out),
        waiting=waiting,
        overdue=sum(is_late for *_, is_late in waiting),
        has_stuck_sealed=queries.has_stuck_sealed(since=at - SEALED_STUCK_AFTER),
        proposals=count_waiting(court),
        paid=[views.refund_view(row) for row in queries.list_refunds(court, InstructionState.DONE)],
        suspense=[views.suspense_view(receipt) for receipt in queries.list_suspense(court)],
        receipts=queries.list_receipts(court),
        holds=queries.list_ended_holds(court),
        steps=messages.STEPS,
        at=at,
        **WORDS,
    )


@bp.get("/desk/finance/cases/<path:case_number>")
@guarded(Permission.VIEW_MONEY)
def get_statement(case_number: str) -> ResponseReturnValue:
    """Show what moved in a case, now or at a moment; each amount opens to its articles."""
    return show_statement(case_number)
