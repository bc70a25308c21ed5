"""The order of the routes to a reference price and its lawful jumps (法释〔2018〕15号)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from app import lawbook
from app.kernel.calendar import end_of_day, legal_period_end
from app.kernel.citation import Citation
from appraisal.rules.report import last_valid_day
from appraisal.vocabulary import PriceRoute
from appraisal.vocabulary.inquiries import AttemptOutcome, Openness, RouteBasis, RouteReason

_LAW = "法释〔2018〕15号"
R, Why = PriceRoute, RouteReason
ORDER = (R.NEGOTIATED, R.DIRECTED_INQUIRY, R.NETWORK_INQUIRY, R.COMMISSIONED_APPRAISAL)
#: The article each route stands in.
ARTICLES: Mapping[PriceRoute, Citation] = {
    R.NEGOTIATED: Citation(_LAW, "第4条"),
    R.DIRECTED_INQUIRY: Citation(_LAW, "第5条"),
    R.NETWORK_INQUIRY: Citation(_LAW, "第7条"),
    R.COMMISSIONED_APPRAISAL: Citation(_LAW, "第14条"),
}
FOUR_ROUTES = Citation(_LAW, "第2条")
FACTS_FIRST = Citation(_LAW, "第3条")
VALIDITY = Citation(_LAW, "第27条")
_OVER = frozenset({AttemptOutcome.FAILED, AttemptOutcome.IMPOSSIBLE})
_FIRST = {
    R.DIRECTED_INQUIRY: Why.NEGOTIATION_FIRST,
    R.NETWORK_INQUIRY: Why.DIRECTED_FIRST,
    R.COMMISSIONED_APPRAISAL: Why.NETWORK_FIRST,
}


@dataclass(frozen=True, slots=True)
class RouteCase:
    """All that decides which routes are open: what was tried, and what is at hand."""

    tried: Mapping[PriceRoute, AttemptOutcome]
    #: The facts are found and no price stands yet.
    is_choosing: bool
    #: Inquiry platforms on the national list.
    platforms: int


@dataclass(frozen=True, slots=True)
class RouteRuling:
    """Whether a route can be taken now, why, and by which article."""

    route: PriceRoute
    openness: Openness
    reason: RouteReason
    citation: Citation


def judge_routes(case: RouteCase) -> tuple[RouteRuling, ...]:
    """Say of each route whether it is open now and why (arts. 2, 4-7, 14)."""
    return tuple(judge_route(route, case) for route in ORDER)


def judge_route(route: PriceRoute, case: RouteCase) -> RouteRuling:
    """Say whether a route is open in its order, by joint request alone, or not at all.

    Art. 5: directed inquiry when the negotiation is impossible or failed, or both ask. Art. 7:
    network inquiry likewise after the directed one. Art. 14: appraisal when the law demands it,
    both ask, or the network inquiry is impossible or failed.
    """
    openness, reason = _openness(route, case)
    citation = FACTS_FIRST if reason is Why.NOT_CHOOSING else ARTICLES[route]
    if reason in {Why.PASSED, Why.TRIED}:
        citation = FOUR_ROUTES
    return RouteRuling(route, openness, reason, citation)


def _openness(route: PriceRoute, case: RouteCase) -> tuple[Openness, RouteReason]:
    if (obstacle := _obstacle(route, case)) is not None:
        return Openness.RUNNING if obstacle is Why.RUNNING else Openness.CLOSED, obstacle
    if AttemptOutcome.RUNNING in case.tried.values():
        return Openness.JOINT_ONLY, Why.ANOTHER_RUNS
    if route is R.NEGOTIATED:
        return Openness.OPEN, Why.FIRST_IN_ORDER
    if case.tried.get(ORDER[ORDER.index(route) - 1]) in _OVER:
        return Openness.OPEN, Why.NEXT_IN_ORDER
    return Openness.JOINT_ONLY, _FIRST[route]


def _obstacle(route: PriceRoute, case: RouteCase) -> RouteReason | None:
    """Say what no request can overcome."""
    outcome = case.tried.get(route)
    begun = {r for r, end in case.tried.items() if end is not AttemptOutcome.IMPOSSIBLE}
    obstacles = (
        (not case.is_choosing, Why.NOT_CHOOSING),
        (outcome is AttemptOutcome.RUNNING, Why.RUNNING),
        (outcome is not None, Why.TRIED),
        (any(ORDER.index(other) > ORDER.index(route) for other in begun), Why.PASSED),
        # The platforms are at work: only a withdrawal (art. 29) ends that.
        (case.tried.get(R.NETWORK_INQUIRY) is AttemptOutcome.RUNNING, Why.NETWORK_RUNS),
        (route is R.NETWORK_INQUIRY and not case.platforms, Why.NO_PLATFORM),
    )
    return next((reason for holds, reason in obstacles if holds), None)


def may_open(ruling: RouteRuling, basis: RouteBasis) -> bool:
    """Say whether a basis opens a route as it was judged."""
    if ruling.openness is Openness.OPEN:
        return True
    if ruling.openness is not Openness.JOINT_ONLY:
        return False
    if basis is RouteBasis.LAW_REQUIRES:
        return ruling.route is R.COMMISSIONED_APPRAISAL
    # A negotiation is itself an agreement: nobody asks jointly to be made to negotiate.
    return basis is RouteBasis.JOINT_REQUEST and ruling.route is not R.NEGOTIATED


def filing_end(seized_on: date) -> date:
    """Return the last day to start finding the price: 30 days after the seizure (art. 1)."""
    return legal_period_end(seized_on, lawbook.number("appraisal_start_within_days", on=seized_on))


def is_filed_late(seized_on: date, filed_at: datetime) -> bool:
    """Say whether the case was filed after the thirty days of art. 1."""
    return filed_at >= end_of_day(filing_end(seized_on))


def longest_validity(fixed_on: date) -> date:
    """Return the last day a price may hold: one year at most (art. 27)."""
    return last_valid_day(fixed_on, months=lawbook.number("validity_months_max", on=fixed_on))


def is_lawful_validity(valid_until: date, *, on: date) -> bool:
    """Say whether a validity lies in the future and within a year (art. 27)."""
    return on < valid_until <= longest_validity(on)
