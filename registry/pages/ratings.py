"""The sheet of closed questions after a commission, for its parties and its judge."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import Permission
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from registry import messages, queries
from registry.models import RatingRound
from registry.queries import ratings as reads
from registry.services import rating as services
from registry.vocabulary.ratings import QUESTIONS_OF_SIDE, RatingSide

bp = Blueprint("ratings", __name__, url_prefix="/ratings")


def _own(no: str) -> tuple[RatingRound, RatingSide, str]:
    """Return the round and from where the actor looks at it; a stranger finds nothing."""
    found = reads.get_round(no)
    rater = services.find_side(found, current_actor())
    if rater is None:
        raise NotFound("rating", no)
    return found, *rater


@bp.get("/<no>")
@guarded(Permission.RATE_AGENCIES)
def show_sheet(no: str) -> ResponseReturnValue:
    """Show the questions, or that one has answered."""
    return _page(no)


def _page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    found, side, digest = _own(no)
    page = render_template(
        "registry/rating.html",
        found=found,
        agency=queries.get_agency(found.agency_code),
        side=messages.SIDES[side],
        sides=messages.SIDES,
        questions=[(name, messages.QUESTIONS[name]) for name in QUESTIONS_OF_SIDE[side]],
        has_rated=services.has_rated(found, side, digest),
        is_over=found.opened_at is not None or received_at() >= found.ends_at,
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


@bp.post("/<no>")
@guarded(Permission.RATE_AGENCIES)
def post_sheet(no: str) -> ResponseReturnValue:
    """Hand a sheet in; it stays sealed until everybody asked has answered or the time is over."""
    _found, side, _digest = _own(no)
    answers = {
        name: request.form[name] == "yes"
        for name in QUESTIONS_OF_SIDE[side]
        if request.form.get(name) in {"yes", "no"}
    }
    try:
        services.rate(no, answers=answers, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _page(no, refusal)
    flash(_("Thank you. Your sheet is sealed."), "success")
    return redirect(url_for("ratings.show_sheet", no=no), 303)
