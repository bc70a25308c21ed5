"""Where the parties name three agencies, and where the clerk opens or waives that."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.documents import facade as papers
from app.kernel.actors import Actor
from app.kernel.calendar import SHANGHAI
from app.kernel.errors import NotFound, Refusal
from app.kernel.permissions import Permission
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from registry import messages, queries
from registry.messages.negotiation import OUTCOME_TAGS, OUTCOMES, WAIVER_GROUNDS
from registry.models import Draw, Negotiation, Party, Proposal
from registry.schemas.negotiation import ProposalForm, WaiverForm, WindowForm
from registry.services import negotiating
from registry.vocabulary import DrawState, NegotiationOutcome

bp = Blueprint("negotiation", __name__)

WORDS = {
    "states": messages.DRAW_STATES,
    "tags": messages.DRAW_TAGS,
    "scopes": messages.SCOPES,
    "grades": messages.GRADES,
    "fields": messages.FIELDS,
    "giver_name": messages.giver_name,
    "outcomes": OUTCOMES,
    "outcome_tags": OUTCOME_TAGS,
    "grounds": WAIVER_GROUNDS,
}


@dataclass(frozen=True)
class Side:
    """An awaited party: whether its list is in, and the list once all are open."""

    party: Party
    proposal: Proposal | None

    @property
    def names(self) -> list[str]:
        """The names of an opened list in its order."""
        codes = (self.proposal.codes if self.proposal else None) or []
        agencies = [queries.find_agency(code) for code in codes]
        return [agency.name for agency in agencies if agency]


def sides_of(draw: Draw, negotiation: Negotiation | None) -> list[Side]:
    """Return the awaited parties in the order of the case, each with what it handed in."""
    given = {p.party_id: p for p in negotiation.proposals} if negotiation else {}
    return [Side(party, given.get(party.id)) for party in negotiating.awaited_parties(draw)]


def _may_read(draw: Draw, actor: Actor) -> bool:
    """The court, the inspector and the parties of the case; nobody else learns of it."""
    case = draw.asset.case
    if actor.may(Permission.VIEW_CASES):
        return actor.court_id in (None, case.court_id)
    return any(party.person_id == actor.person_id for party in queries.list_parties(case.id))


def _readable(no: str) -> Draw:
    draw = queries.get_draw(no)
    if not _may_read(draw, current_actor()):
        raise NotFound("draw", no)
    return draw


def _own_list(negotiation: Negotiation | None, own: list[Party]) -> list[str]:
    """Return what the reader named last, for the form; nobody else's list is ever opened."""
    if negotiation is None or not own:
        return []
    return list(negotiating.lists_of(negotiation).get(own[0].key, ()))


def _page(draw: Draw, refusal: Refusal | None = None) -> ResponseReturnValue:
    actor, at = current_actor(), received_at()
    negotiation = queries.find_negotiation(draw.id)
    own = negotiating.find_proposer(draw, actor)
    is_open = draw.state is DrawState.NEGOTIATING and negotiation is not None
    takes_lists = is_open and negotiation is not None and negotiation.takes_lists(at)
    pool = negotiating.pool_before(draw, at) if is_open else None
    sides = sides_of(draw, negotiation)
    page = render_template(
        "registry/negotiation.html",
        draw=draw,
        negotiation=negotiation,
        sides=sides,
        own=own,
        own_list=_own_list(negotiation, own),
        takes_lists=takes_lists,
        is_open=is_open,
        all_in=all(side.proposal for side in sides),
        standing=[s.agency for s in pool.standees if s.ticket] if pool else [],
        scope=pool.scope if pool else draw.scope,
        may_manage=_may_manage(draw, actor),
        paper=papers.find(papers.PaperKind.AGREEMENT_RECORD, draw.no),
        values=request.form,
        problem=describe(refusal) if refusal else None,
        **WORDS,
    )
    return page, (refusal.status if refusal else 200)


def _may_manage(draw: Draw, actor: Actor) -> bool:
    return actor.may(Permission.MANAGE_DRAWS) and actor.court_id == draw.asset.case.court_id


@bp.get("/draws/<no>/negotiation")
@guarded(Permission.SIGNED_IN)
def show_negotiation(no: str) -> ResponseReturnValue:
    """Show the parties and the court how the negotiation stands."""
    return _page(_readable(no))


@bp.post("/draws/<no>/negotiation")
@guarded(Permission.PROPOSE_AGENCIES)
def post_proposal(no: str) -> ResponseReturnValue:
    """Take a party's three agencies in order."""
    draw = _readable(no)
    try:
        given = load(ProposalForm)
        negotiating.propose(
            no=no,
            codes=[given["first"], given["second"], given["third"]],
            actor=current_actor(),
            at=received_at(),
        )
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        return _page(draw, refusal)
    return _back(no)


def _back(no: str) -> ResponseReturnValue:
    return redirect(url_for("negotiation.show_negotiation", no=no), 303)


@bp.post("/desk/draws/<no>/negotiation")
@guarded(Permission.MANAGE_DRAWS)
def post_window(no: str) -> ResponseReturnValue:
    """Open the window."""
    draw = _readable(no)
    try:
        negotiating.open_negotiation(
            no=no, **load(WindowForm), actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        return _page(draw, refusal)
    return _back(no)


@bp.post("/desk/draws/<no>/negotiation/waiver")
@guarded(Permission.MANAGE_DRAWS)
def post_waiver(no: str) -> ResponseReturnValue:
    """Go to the draw on a ground of art. 16."""
    draw = _readable(no)
    try:
        negotiating.waive_negotiation(
            no=no, **load(WaiverForm), actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        return _page(draw, refusal)
    return redirect(url_for("draws.desk_draw", no=no), 303)


@bp.post("/desk/draws/<no>/negotiation/notice")
@guarded(Permission.MANAGE_DRAWS)
def post_notice(no: str) -> ResponseReturnValue:
    """Send the agreed choice to the parties and the agencies."""
    draw = _readable(no)
    try:
        negotiating.notify_agreement(no=no, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        if refusal.status == 403:
            raise
        return _page(draw, refusal)
    return _back(no)


@dataclass(frozen=True)
class Preparation:
    """What the page that prepares a draw shows of the negotiation before it."""

    negotiation: Negotiation | None
    sides: list[Side]
    proposed_until: str
    #: The draw may be frozen as far as the negotiation is concerned.
    is_done: bool


def preparation_of(draw: Draw, at: datetime) -> Preparation:
    """Return how the negotiation before a draw stands."""
    negotiation = queries.find_negotiation(draw.id)
    proposed = (at + negotiating.WINDOW_PROPOSED).astimezone(SHANGHAI)
    is_over = negotiation is not None and negotiation.outcome is not NegotiationOutcome.OPEN
    return Preparation(
        negotiation,
        sides_of(draw, negotiation),
        proposed.strftime("%Y-%m-%dT%H:%M"),
        is_over or draw.negotiation_waiver is not None or draw.negotiation_until is not None,
    )


def context() -> dict[str, Any]:
    """Give the partial on the preparation page what it shows."""
    return {
        "negotiation_before": lambda draw: preparation_of(draw, received_at()),
        "negotiation_words": WORDS,
    }
