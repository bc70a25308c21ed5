"""One case, one account: the course of its money from deposit to distribution."""

from datetime import datetime
from typing import Any

from flask import Blueprint, render_template, request

from app.kernel.actors import require_court
from app.kernel.calendar import local_date
from app.kernel.permissions import Permission
from app.ledger import facade as ledger
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction import messages
from auction.schemas import MomentQuery
from auction.views.case_money import accounts_at, lots_of_money
from registry import facade as registry

bp = Blueprint("case_money", __name__)


@bp.get("/desk/cases/<path:number>/money")
@guarded(Permission.VIEW_MONEY)
def get_money(number: str) -> str:
    """Show the accounts of a case now or at a past moment, and the course of each sale."""
    case = registry.get_case(number)
    require_court(current_actor(), case.court_id)
    given: dict[str, Any] = load(
        MomentQuery, {key: text for key, text in request.args.items() if text}
    )
    at: datetime = min(given["at"] or received_at(), received_at())
    ledger.note_reading(
        ledger.NamedPage.CASE_MONEY,
        local_date(received_at()).isoformat(),
        case_number=case.number,
        actor=current_actor(),
        at=received_at(),
    )
    return render_template(
        "auction/case_money.html",
        case=case,
        at=at,
        is_past=given["at"] is not None,
        accounts=accounts_at(case.number, case.parties, at),
        sales=lots_of_money(case.number),
        settlements=messages.SETTLEMENTS,
        defaults=messages.DEFAULTS,
        grounds=messages.GROUNDS,
        uses=messages.USES,
    )
