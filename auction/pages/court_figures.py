"""The page of statistics that a court reads of itself (P104)."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.kernel.actors import require_court
from app.kernel.errors import NotFound
from app.kernel.permissions import Permission
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction.queries import statistics as queries
from auction.schemas.statistics import PeriodQuery
from auction.views import court_figures, statistics
from auction.vocabulary.statistics import Level
from registry import facade as registry

bp = Blueprint("court_figures", __name__)


@bp.get("/desk/statistics")
@guarded(Permission.VIEW_COURT_FIGURES)
def get_own() -> ResponseReturnValue:
    """Lead a judge to the page of the own court, and the inspector to the choice of courts."""
    court_id = current_actor().court_id
    if court_id is None:
        return redirect(url_for("delays.list_courts"))
    return redirect(url_for("court_figures.get_court", code=registry.get_court(court_id).code))


@bp.get("/desk/statistics/<code>")
@guarded(Permission.VIEW_COURT_FIGURES)
def get_court(code: str) -> str:
    """Show a court its late steps, refunds still out, open findings and the counts of its judges.

    Raises NotFound, Forbidden(other_court), Refusal(statistics_period_unknown).
    """
    court = next((one for one in registry.list_courts() if one.code == code), None)
    if court is None:
        raise NotFound("court", code)
    require_court(current_actor(), court.id)
    period = statistics.require_period(load(PeriodQuery, request.args)["period"])
    at = received_at()
    cell = queries.find_cell(Level.COURT, court.code, period)
    return render_template(
        "auction/court_figures.html",
        court=court,
        at=at,
        own=court_figures.figures_of(court, at),
        is_province=current_actor().court_id is None,
        period=period,
        periods=statistics.periods_offered(period, at),
        figures=statistics.shown_figures(statistics.tally_of(cell)),
        counted_at=queries.last_counted_at(),
    )
