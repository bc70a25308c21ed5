"""Where a party hands in the price it agrees on."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.calendar import local_date
from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import Permission
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from appraisal import messages, queries
from appraisal.messages.inquiries import FAULTS
from appraisal.models import Assignment
from appraisal.queries.inquiries import get_price_negotiation
from appraisal.rules.routes import longest_validity
from appraisal.schemas.inquiries import FigureForm
from appraisal.services import price_negotiating
from appraisal.services.attempts import attempt_of

bp = Blueprint("price_negotiation", __name__)


def _own(no: str) -> Assignment:
    """Return the appraisal if the reader is asked for a price in it; hide it from all others."""
    assignment = queries.get_assignment(no)
    if not price_negotiating.own_parties(assignment, current_actor()):
        raise NotFound("appraisal", no)
    return assignment


def _page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    assignment = _own(no)
    now = received_at()
    negotiation = get_price_negotiation(assignment)
    own = price_negotiating.own_parties(assignment, current_actor())
    given = price_negotiating.figures_of(no, negotiation)
    attempt = attempt_of(negotiation.attempt_id)
    page = render_template(
        "appraisal/price_negotiation.html",
        assignment=assignment,
        negotiation=negotiation,
        awaited=price_negotiating.awaited_parties(assignment),
        own_ids=[party.id for party in own],
        handed_in=[row.party_id for row in negotiation.figures],
        own_figure=given.get(own[0].id),
        opened={row.party_id: row for row in negotiation.figures if row.value is not None},
        takes_figures=negotiation.takes_figures(now),
        fault=FAULTS[attempt.fault] if attempt.fault else None,
        party_roles=messages.PARTY_ROLES,
        validity_day=longest_validity(local_date(now)),
        today=local_date(now),
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


@bp.get("/appraisals/<no>/price")
@guarded(Permission.NEGOTIATE_PRICE)
def get_figure(no: str) -> ResponseReturnValue:
    """Show a party the window and its own price."""
    return _page(no)


@bp.post("/appraisals/<no>/price")
@guarded(Permission.NEGOTIATE_PRICE)
def post_figure(no: str) -> ResponseReturnValue:
    """Take a party's price, sealed."""
    _own(no)
    try:
        price_negotiating.hand_in_figure(
            no, **load(FigureForm), actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        return _page(no, refusal)
    flash(_("Your price is handed in and sealed."), "success")
    return redirect(url_for("price_negotiation.get_figure", no=no), 303)
