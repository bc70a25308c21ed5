"""The draw room: open to everybody, worked by the clerk, fed by the parties."""

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.documents import facade as papers
from app.kernel.actors import require_court
from app.kernel.calendar import SHANGHAI
from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.web.errors import describe
from app.web.guards import current_actor, guarded, public, received_at
from app.web.parsing import load
from registry import messages, queries
from registry.models import Draw
from registry.rules import cjd1
from registry.rules.draw_states import DRAW
from registry.rules.numbers import canonical_case_number
from registry.rules.policy import CURRENT
from registry.schemas import DrawList, FreezeForm, StringForm, VoidForm, draw_version
from registry.services import draws, entropy, pools
from registry.vocabulary import DrawState

bp = Blueprint("draws", __name__)

#: What the freeze form proposes; fairness 1.3 gives the parties two working days.
STRINGS_OPEN = timedelta(days=2)

WORDS = {
    "states": messages.DRAW_STATES,
    "tags": messages.DRAW_TAGS,
    "scopes": messages.SCOPES,
    "fields": messages.FIELDS,
    "grades": messages.GRADES,
    "exclusions": messages.EXCLUSIONS,
    "evidence_lines": messages.evidence_lines,
    "giver_name": messages.giver_name,
}


@bp.get("/draws")
@public
def list_draws() -> ResponseReturnValue:
    """Show the published draws, newest first."""
    given = load(DrawList, request.args)
    try:
        case = canonical_case_number(given["case"]) if given["case"] else ""
        page = queries.list_public_draws(
            agency_code=given["agency"], case_number=case, after=given["after"]
        )
        problem, status = None, 200
    except Refusal as refusal:
        page, problem, status = None, describe(refusal), refusal.status
    shown = render_template("registry/draws.html", page=page, given=given, problem=problem, **WORDS)
    return shown, status


def _room_values(draw: Draw) -> dict[str, Any]:
    drawn = {candidate.agency_code for candidate in draw.drawn}
    return {
        "draw": draw,
        "version": draw_version(draw),
        "inside": [c for c in draw.candidates if c.ticket],
        "outside": [c for c in draw.candidates if not c.ticket],
        "drawn_codes": drawn,
        "numbers": _ticket_numbers(draw),
        "paper": papers.find(papers.PaperKind.DRAW_RECORD, draw.no),
        **WORDS,
    }


def _ticket_numbers(draw: Draw) -> dict[str, int]:
    """Number the tickets in the order of their ids, as the draw walks them."""
    tickets = {candidate.ticket for candidate in draw.candidates if candidate.ticket}
    return {ticket: number for number, ticket in enumerate(sorted(tickets, key=str.encode), 1)}


def _room(draw: Draw, refusal: Refusal | None = None) -> ResponseReturnValue:
    actor = current_actor()
    giver = entropy.find_giver(draw, actor) if actor.may(Permission.HAND_IN_STRING) else None
    is_staff = actor.court_id == draw.asset.case.court_id or actor.may(Permission.INSPECT)
    page = render_template(
        "registry/draw_room.html",
        **_room_values(draw),
        giver=giver,
        has_given=any(string.giver == giver for string in draw.strings),
        awaited=entropy.awaited_givers(draw) if draw.state is DrawState.FROZEN else [],
        may_manage=is_staff and actor.may(Permission.MANAGE_DRAWS),
        may_void=is_staff and actor.may(Permission.VOID_DRAWS),
        moves={str(action) for action in DRAW.allowed(draw.state)},
        values=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, (refusal.status if refusal else 200)


@bp.get("/draws/<no>")
@public
def show_draw(no: str) -> ResponseReturnValue:
    """Show a draw to everybody from the freeze on."""
    return _room(queries.get_public_draw(no))


@bp.get("/draws/<no>/room")
@public
def show_room(no: str) -> Response:
    """Answer the live part of the room; unchanged answers cost nothing."""
    draw = queries.get_public_draw(no)
    response = make_response(render_template("registry/_room.html", **_room_values(draw)))
    response.set_etag(draw_version(draw))
    response.headers["Cache-Control"] = "no-cache"
    return response.make_conditional(request)  # type: ignore[return-value]


@bp.post("/draws/<no>/strings")
@guarded(Permission.HAND_IN_STRING)
def post_string(no: str) -> ResponseReturnValue:
    """Take a party's or the supervisor's string."""
    try:
        entropy.hand_in_string(no=no, **load(StringForm), actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _room(queries.get_public_draw(no), refusal)
    return _back(no)


@bp.get("/desk/draws/<no>")
@guarded(Permission.MANAGE_DRAWS)
def desk_draw(no: str) -> ResponseReturnValue:
    """Show the clerk the pool as it would be frozen now, with the reason beside each one out."""
    draw = queries.get_draw(no)
    require_court(current_actor(), draw.asset.case.court_id)
    if draw.state is not DrawState.DRAFT:
        return redirect(url_for("draws.show_draw", no=no))
    return _preparation(draw)


def _preparation(draw: Draw, refusal: Refusal | None = None) -> ResponseReturnValue:
    at = received_at()
    pool = pools.preview_pool(draw.asset, at)
    proposed = (at + STRINGS_OPEN).astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    page = render_template(
        "registry/draw_preparation.html",
        draw=draw,
        pool=pool,
        inside=[standee for standee in pool.standees if standee.ticket],
        outside=[standee for standee in pool.standees if standee.exclusions],
        seen_digest=cjd1.list_digest(pool.tickets).hex(),
        proposed=proposed,
        policy=CURRENT,
        values=request.form,
        problem=describe(refusal) if refusal else None,
        **WORDS,
    )
    return page, (refusal.status if refusal else 200)


@bp.post("/desk/draws/<no>/freeze")
@guarded(Permission.MANAGE_DRAWS)
def post_freeze(no: str) -> ResponseReturnValue:
    """Freeze the list the clerk looked at."""
    try:
        draws.freeze_draw(no=no, **load(FreezeForm), actor=current_actor(), at=received_at())
    except Refusal as refusal:
        draw = queries.get_draw(no)
        require_court(current_actor(), draw.asset.case.court_id)
        show = _preparation if draw.state is DrawState.DRAFT else _room
        return show(draw, refusal)
    return _back(no)


def _step(order: Any, no: str, **given: Any) -> ResponseReturnValue:
    """Take one step of a draw and show the room again."""
    try:
        order(no=no, **given, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return _room(queries.get_draw(no), refusal)
    return _back(no)


def _back(no: str) -> ResponseReturnValue:
    """Go to the room; a draw that was never public has none, so to its case."""
    draw = queries.get_draw(no)
    if queries.is_public(draw):
        return redirect(url_for("draws.show_draw", no=no), 303)
    return redirect(url_for("cases.show_case", case_id=draw.asset.case_id), 303)


@bp.post("/desk/draws/<no>/close")
@guarded(Permission.MANAGE_DRAWS)
def post_close(no: str) -> ResponseReturnValue:
    """Take no more strings and open those that came."""
    return _step(entropy.close_entropy, no)


@bp.post("/desk/draws/<no>/perform")
@guarded(Permission.MANAGE_DRAWS)
def post_perform(no: str) -> ResponseReturnValue:
    """Open the nonce and compute the order."""
    return _step(draws.perform_draw, no)


@bp.post("/desk/draws/<no>/notify")
@guarded(Permission.MANAGE_DRAWS)
def post_notify(no: str) -> ResponseReturnValue:
    """Send the result to the parties and the drawn agencies."""
    return _step(draws.notify_draw, no)


@bp.post("/desk/draws/<no>/void")
@guarded(Permission.VOID_DRAWS)
def post_void(no: str) -> ResponseReturnValue:
    """Make a draw void for a published reason."""
    try:
        given = load(VoidForm)
    except Refusal as refusal:
        return _room(queries.get_draw(no), refusal)
    return _step(draws.void_draw, no, **given)
