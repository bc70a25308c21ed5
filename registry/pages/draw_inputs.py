"""What people feed and object before the order is drawn: figures, objections, other kinds."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from registry import messages, queries
from registry.pages.draws import room_page, take_step
from registry.schemas import DecisionForm, FiguresForm, PrepareForm, ReasonForm
from registry.services import draws, figures, list_objections
from registry.vocabulary import FIELDS_OF_KIND, AgencyKind

bp = Blueprint("draw_inputs", __name__)

#: Draws for an appraiser begin at the asset; these two are asked for by the court's own need.
_OTHER_KINDS = (AgencyKind.AUCTION_HOUSE, AgencyKind.AUXILIARY)


def _preparing(refusal: Refusal | None = None) -> ResponseReturnValue:
    page = render_template(
        "registry/draw_new.html",
        values=request.form or request.args,
        kinds=[(str(kind), messages.AGENCY_KINDS[kind]) for kind in _OTHER_KINDS],
        fields=[
            (str(field), messages.FIELDS[field])
            for kind in _OTHER_KINDS
            for field in FIELDS_OF_KIND[kind]
        ],
        problem=describe(refusal) if refusal else None,
    )
    return page, (refusal.status if refusal else 200)


@bp.get("/desk/draws/new")
@guarded(Permission.MANAGE_DRAWS)
def new_draw() -> ResponseReturnValue:
    """Ask for whom a draw beside the appraiser's is to be prepared."""
    return _preparing()


@bp.post("/desk/draws/new")
@guarded(Permission.MANAGE_DRAWS)
def post_new_draw() -> ResponseReturnValue:
    """Prepare a draw of an auction house or an auxiliary agency."""
    try:
        given = load(PrepareForm)
        draw = draws.prepare_draw(**given, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _preparing(refusal)
    return redirect(url_for("draws.desk_draw", no=draw.no), 303)


def _typed(no: str) -> ResponseReturnValue:
    given, count = load(FiguresForm), len(queries.get_draw(no).sources)
    places = range(1, count + 1)
    return take_step(
        figures.type_figures,
        no,
        values=[given[f"value_{place}"] for place in places],
        fallbacks=[given[f"fallback_{place}"] for place in places],
    )


@bp.post("/desk/draws/<no>/figures")
@guarded(Permission.MANAGE_DRAWS)
def post_figures(no: str) -> ResponseReturnValue:
    """Take the public figures as one clerk read them."""
    return _typed(no)


@bp.post("/desk/draws/<no>/figures/decide")
@guarded(Permission.INSPECT)
def post_deciding_figures(no: str) -> ResponseReturnValue:
    """Take the figures as the supervisor read them, when two clerks differ."""
    return _typed(no)


@bp.post("/desk/draws/<no>/figures/reopen")
@guarded(Permission.MANAGE_DRAWS)
def post_reopen(no: str) -> ResponseReturnValue:
    """Have misread figures typed again before anybody is notified."""
    return take_step(figures.reopen_figures, no, reason=load(ReasonForm)["reason"])


@bp.post("/draws/<no>/objections")
@guarded(Permission.OBJECT_TO_LIST)
def post_objection(no: str) -> ResponseReturnValue:
    """Take an objection of a party or an agency to the frozen list."""
    try:
        list_objections.object_to_list(
            no=no, reason=load(ReasonForm)["reason"], actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        return room_page(queries.get_public_draw(no), refusal)
    return redirect(url_for("draws.show_draw", no=no, _anchor="objections"), 303)


@bp.post("/desk/draws/<no>/objections/<int:objection_id>")
@guarded(Permission.VOID_DRAWS)
def post_decision(no: str, objection_id: int) -> ResponseReturnValue:
    """Decide on an objection to the list."""
    try:
        given = load(DecisionForm)
    except Refusal as refusal:
        return room_page(queries.get_draw(no), refusal)
    return take_step(
        list_objections.decide_objection,
        no,
        objection_id=objection_id,
        is_upheld=given["outcome"] == "upheld",
        reason=given["decision"],
    )
