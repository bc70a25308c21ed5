"""The draw room: open to everybody, worked by the clerk, fed by the parties."""

from datetime import datetime, timedelta
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
from registry.rules import cjd1, sources
from registry.rules.draw_states import DRAW
from registry.rules.numbers import canonical_case_number
from registry.schemas import DrawList, FreezeForm, StringForm, VoidForm, draw_version
from registry.services import (
    draws,
    entropy,
    figures,
    list_objections,
    negotiating,
    policies,
    pools,
)
from registry.vocabulary import ChoiceMethod, DrawState, EntropyMode

bp = Blueprint("draws", __name__)

#: What the freeze form proposes; fairness 1.3 gives the parties two working days.
STRINGS_OPEN = timedelta(days=2)

#: States in which the clerk still prepares and nobody outside the court knows of the draw.
_IN_PREPARATION = (DrawState.DRAFT, DrawState.NEGOTIATING)

WORDS = {
    "states": messages.DRAW_STATES,
    "choice_state": messages.choice_state,
    "tags": messages.DRAW_TAGS,
    "scopes": messages.SCOPES,
    "fields": messages.FIELDS,
    "grades": messages.GRADES,
    "exclusions": messages.EXCLUSIONS,
    "evidence_lines": messages.evidence_lines,
    "giver_name": messages.giver_name,
    "kinds": messages.AGENCY_KINDS,
    "methods": messages.METHODS,
    "modes": messages.MODES,
    "titles": messages.DRAW_TITLES,
    "typists": messages.TYPISTS,
    "games": sources.GAMES,
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
    shown = render_template(
        "registry/draws.html",
        page=page,
        given=given,
        counts=queries.count_public_draws(),
        may_prepare=current_actor().may(Permission.MANAGE_DRAWS),
        problem=problem,
        **WORDS,
    )
    return shown, status


def _room_values(draw: Draw) -> dict[str, Any]:
    drawn = {candidate.agency_code for candidate in draw.drawn}
    is_agreed = draw.method is ChoiceMethod.AGREEMENT
    kind = papers.PaperKind.AGREEMENT_RECORD if is_agreed else papers.PaperKind.DRAW_RECORD
    return {
        "draw": draw,
        "version": draw_version(draw),
        "inside": [c for c in draw.candidates if c.ticket],
        "outside": [c for c in draw.candidates if not c.ticket],
        "drawn_codes": drawn,
        "numbers": _ticket_numbers(draw),
        "objector_name": lambda key: _objector_name(draw, key),
        "paper": papers.find(kind, draw.no),
        **WORDS,
    }


def _objector_name(draw: Draw, key: str) -> Any:
    """Name who objected: an agency by its name, a party by role and place."""
    names = {candidate.agency_code: candidate.agency_name for candidate in draw.candidates}
    return names.get(key) or messages.giver_name(key)


def _ticket_numbers(draw: Draw) -> dict[str, int]:
    """Number the tickets in the order of their ids, as the draw walks them."""
    tickets = {candidate.ticket for candidate in draw.candidates if candidate.ticket}
    return {ticket: number for number, ticket in enumerate(sorted(tickets, key=str.encode), 1)}


def room_page(draw: Draw, refusal: Refusal | None = None) -> ResponseReturnValue:
    """Show the room to whoever looks, with what this person may do in it now."""
    actor, at = current_actor(), received_at()
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
        may_object=actor.may(Permission.OBJECT_TO_LIST)
        and list_objections.is_window_open(draw, at)
        and _may_still_object(draw, list_objections.find_objector(draw, actor)),
        may_type=is_staff
        and (actor.may(Permission.MANAGE_DRAWS) or actor.may(Permission.INSPECT))
        and figures.may_type(draw, actor, at),
        is_supervisor=actor.may(Permission.INSPECT),
        is_split=figures.is_split(draw),
        is_awaiting=_is_awaiting(draw, at),
        moves={str(action) for action in DRAW.allowed(draw.state)},
        values=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, (refusal.status if refusal else 200)


def _may_still_object(draw: Draw, objector: str | None) -> bool:
    return objector is not None and all(o.objector != objector for o in draw.objections)


def _is_awaiting(draw: Draw, at: datetime) -> bool:
    """Say whether the draw waits for the window, a decision or a figure."""
    until = draw.objections_until
    return (
        (until is not None and at < until)
        or any(objection.is_upheld is None for objection in draw.objections)
        or not figures.are_agreed(draw)
    )


@bp.get("/draws/<no>")
@public
def show_draw(no: str) -> ResponseReturnValue:
    """Show a draw to everybody from the freeze on."""
    return room_page(queries.get_public_draw(no))


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
        return room_page(queries.get_public_draw(no), refusal)
    return _back(no)


@bp.get("/desk/draws/<no>")
@guarded(Permission.MANAGE_DRAWS)
def desk_draw(no: str) -> ResponseReturnValue:
    """Show the clerk the pool as it would be frozen now, with the reason beside each one out."""
    draw = queries.get_draw(no)
    require_court(current_actor(), draw.asset.case.court_id)
    if draw.state not in _IN_PREPARATION:
        return redirect(url_for("draws.show_draw", no=no))
    return _preparation(draw)


def _preparation(draw: Draw, refusal: Refusal | None = None) -> ResponseReturnValue:
    at = received_at()
    pool = pools.preview_pool(draw.asset, at, kind=draw.kind, field=draw.field)
    rules = policies.current(draw.asset.case.court_id)
    proposed = (at + STRINGS_OPEN).astimezone(SHANGHAI).strftime("%Y-%m-%dT%H:%M")
    page = render_template(
        "registry/draw_preparation.html",
        draw=draw,
        pool=pool,
        inside=[standee for standee in pool.standees if standee.ticket],
        outside=[standee for standee in pool.standees if standee.exclusions],
        seen_digest=cjd1.list_digest(pool.tickets).hex(),
        proposed=proposed,
        policy=rules,
        needed_bits=sources.needed_bits(len(pool.tickets), rules.k) if pool.tickets else 0,
        figure_places=range(1, sources.SOURCES_MAX + 1),
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
        given = load(FreezeForm)
        draws.freeze_draw(
            no=no,
            strings_until=given["strings_until"],
            seen_digest=given["seen_digest"],
            mode=given["mode"],
            figures=_named(given),
            actor=current_actor(),
            at=received_at(),
        )
    except Refusal as refusal:
        draw = queries.get_draw(no)
        require_court(current_actor(), draw.asset.case.court_id)
        show = _preparation if draw.state in _IN_PREPARATION else room_page
        return show(draw, refusal)
    return _back(no)


def _named(given: dict[str, Any]) -> list[figures.NamedFigure]:
    """Return the figures of the form in their order; a row with no game is no figure."""
    if given["mode"] is EntropyMode.CEREMONY:
        return []
    rows = [
        (place, given[f"game_{place}"], given[f"issue_{place}"], given[f"draws_at_{place}"])
        for place in range(1, sources.SOURCES_MAX + 1)
    ]
    if missing := [place for place, game, _, moment in rows if game and moment is None]:
        raise Refusal("source_too_early", fields={f"draws_at_{missing[0]}": ["source_too_early"]})
    return [figures.NamedFigure(game, issue, moment) for _, game, issue, moment in rows if game]


def take_step(order: Any, no: str, **given: Any) -> ResponseReturnValue:
    """Take one step of a draw and show the room again."""
    try:
        order(no=no, **given, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        if refusal.status in (403, 404):
            raise
        return room_page(queries.get_draw(no), refusal)
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
    return take_step(entropy.close_entropy, no)


@bp.post("/desk/draws/<no>/perform")
@guarded(Permission.MANAGE_DRAWS)
def post_perform(no: str) -> ResponseReturnValue:
    """Open the nonce and compute the order."""
    return take_step(draws.perform_draw, no)


@bp.post("/desk/draws/<no>/notify")
@guarded(Permission.MANAGE_DRAWS)
def post_notify(no: str) -> ResponseReturnValue:
    """Send the result to the parties and the drawn agencies."""
    is_agreed = queries.get_draw(no).method is ChoiceMethod.AGREEMENT
    return take_step(negotiating.notify_agreement if is_agreed else draws.notify_draw, no)


@bp.post("/desk/draws/<no>/void")
@guarded(Permission.VOID_DRAWS)
def post_void(no: str) -> ResponseReturnValue:
    """Make a draw void for a published reason."""
    try:
        given = load(VoidForm)
    except Refusal as refusal:
        return room_page(queries.get_draw(no), refusal)
    return take_step(draws.void_draw, no, **given)
