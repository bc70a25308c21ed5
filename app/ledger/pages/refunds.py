"""Refunds by the end they follow from: how many are out, how near the limit, what is refused."""

from datetime import timedelta

from flask import Blueprint, make_response, render_template
from flask.typing import ResponseReturnValue

from app.kernel.permissions import Permission
from app.ledger import queries
from app.ledger.desk_rules import age_of, alarm_at
from app.ledger.desk_vocabulary import Age
from app.ledger.models import BankInstruction
from app.ledger.pages.desk_frame import WORDS, court_of
from app.ledger.vocabulary import InstructionKind, InstructionState
from app.web.guards import current_actor, guarded, received_at

bp = Blueprint("ledger_refunds", __name__)

#: How far ahead the page looks for what must go out.
AHEAD = timedelta(days=2)


def _batches() -> list[dict[str, object]]:
    at = received_at()
    return [
        {
            "batch": batch,
            "age": age_of(None if batch.is_complete else batch.due_at, at),
            "alarm_at": alarm_at(batch.due_at),
        }
        for batch in queries.list_refund_batches(court_of(current_actor()))
    ]


def _due() -> list[tuple[BankInstruction, Age]]:
    """Return what has not left yet, with how near its limit it is."""
    at = received_at()
    rows = queries.list_out(court_of(current_actor()), until=at + AHEAD)
    return [(row, age_of(row.due_at, at)) for row in rows]


@bp.get("/desk/finance/refunds")
@guarded(Permission.VIEW_MONEY)
def list_refunds() -> ResponseReturnValue:
    """Show refunds with their ages and the progress of each end."""
    at = received_at()
    return render_template(
        "ledger/refunds.html",
        batches=_batches(),
        due=_due(),
        refused=queries.list_instructions(
            court_of(current_actor()), (InstructionKind.REFUND,), (InstructionState.REFUSED,)
        ),
        at=at,
        **WORDS,
    )


@bp.get("/desk/finance/refunds/state")
@guarded(Permission.VIEW_MONEY)
def get_state() -> ResponseReturnValue:
    """Show only the progress, for the page that waits."""
    answer = make_response(
        render_template(
            "ledger/_refund_batches.html", batches=_batches(), due=_due(), at=received_at(), **WORDS
        )
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer
