"""What the clerk does: draft a lot, write its notice, check it, publish it."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.actors import require_court
from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction import messages, queries
from auction.models import Lot
from auction.rules.notices import TOO_LATE
from auction.schemas import TEXT_MAX, NoticeForm, ServiceForm, VenueForm
from auction.services import announcing, drafting
from auction.services.drafting import EDITABLE
from auction.views import assets_to_draft, tag_of_lot
from auction.vocabulary import (
    CALLED_OFF,
    ENDED_STATES,
    STANDING_SALE,
    NoticeItem,
    SpecialPrompt,
)
from registry import facade as registry

bp = Blueprint("lot_desk", __name__)


def lot_of_court(no: str) -> Lot:
    """Return a lot, drafts included, to staff of its own court only."""
    lot = queries.get_lot(no)
    require_court(current_actor(), lot.court_id)
    return lot


@bp.get("/desk/lots")
@guarded(Permission.PREPARE_LOTS)
def list_lots() -> str:
    """Show the lots of the court, drafts included."""
    now = received_at()
    actor = current_actor()
    lots = queries.list_court_lots(actor.court_id)
    return render_template(
        "auction/desk_lots.html",
        ready=assets_to_draft(actor),
        rows=[(lot, tag_of_lot(lot, now)) for lot in lots],
    )


@bp.post("/desk/assets/<asset_no>/lot")
@guarded(Permission.PREPARE_LOTS)
def post_lot(asset_no: str) -> ResponseReturnValue:
    """Draft the lot of an asset, or open the one there is."""
    lot = drafting.draft_lot(asset_no=asset_no, actor=current_actor(), at=received_at())
    return redirect(url_for("lot_desk.get_lot", no=lot.no), 303)


@bp.get("/desk/lots/<no>")
@guarded(Permission.PREPARE_LOTS)
def get_lot(no: str) -> ResponseReturnValue:
    """Show the editor of a lot with the check before publication beside it."""
    return _page(no)


def _page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    lot = lot_of_court(no)
    editable = lot.state in EDITABLE
    lines = announcing.preflight(lot, at=received_at()) if editable else []
    version = lot.notice_version + 1 if editable else lot.notice_version
    page = render_template(
        "auction/desk_lot.html",
        lot=lot,
        editable=editable,
        notice=queries.find_notice(lot.id, version),
        decision=queries.find_decision(lot.id),
        services=queries.list_services(lot.id),
        lines=lines,
        is_late=any(set(line.faults) & {*TOO_LATE, "delay_excused"} for line in lines),
        may_follow=lot.state in (ENDED_STATES - STANDING_SALE) | CALLED_OFF,
        is_sold=lot.state in STANDING_SALE and queries.find_settlement(lot.id) is not None,
        parties=registry.parties_of(lot.case_number),
        items=messages.ITEMS,
        prompts=messages.PROMPTS,
        venues=messages.VENUES,
        ways=messages.WAYS,
        checks=messages.CHECKS,
        tag=tag_of_lot(lot, received_at()),
        fault_words=_fault_words,
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


def _fault_words(line: announcing.PreflightLine) -> str:
    """Return what a line of the check lacks, in words."""
    names: dict[Any, Any] = {**messages.ITEMS, **messages.PROMPTS}
    missing = [str(names.get(_key(key), key)) for key in line.params.get("missing", ())]
    problem = describe(
        Refusal(line.faults[0], params={**line.params, "missing": "、".join(missing)})
    )
    tail = f" {'、'.join(missing)}" if missing and line.faults[0] == "notice_incomplete" else ""
    return f"{problem.title}。{problem.detail}{tail}"


def _key(key: str) -> Any:
    for kind in (NoticeItem, SpecialPrompt):
        if key in kind.__members__.values():
            return kind(key)
    return key


@bp.post("/desk/lots/<no>/venue")
@guarded(Permission.PREPARE_LOTS)
def post_venue(no: str) -> ResponseReturnValue:
    """Choose the venue."""
    try:
        given = load(VenueForm)
        drafting.choose_venue(lot_no=no, **given, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _page(no, refusal)
    return redirect(url_for("lot_desk.get_lot", no=no, _anchor="venue"), 303)


@bp.post("/desk/lots/<no>/notice")
@guarded(Permission.PREPARE_LOTS)
def post_notice(no: str) -> ResponseReturnValue:
    """Keep the draft of the notice."""
    try:
        given = load(NoticeForm)
        drafting.edit_notice(
            lot_no=no,
            **given,
            items={item: _typed(f"item_{item.value}") for item in NoticeItem},
            prompts={prompt: _typed(f"prompt_{prompt.value}") for prompt in SpecialPrompt},
            actor=current_actor(),
            at=received_at(),
        )
    except Refusal as refusal:
        return _page(no, refusal)
    flash(_("The draft was saved."), "success")
    return redirect(url_for("lot_desk.get_lot", no=no, _anchor="preflight"), 303)


def _typed(name: str) -> str:
    return request.form.get(name, "")[:TEXT_MAX]


@bp.post("/desk/lots/<no>/services")
@guarded(Permission.PREPARE_LOTS)
def post_service(no: str) -> ResponseReturnValue:
    """Record that somebody was told of the sale."""
    try:
        given = load(ServiceForm)
        drafting.serve_notice(lot_no=no, **given, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _page(no, refusal)
    return redirect(url_for("lot_desk.get_lot", no=no, _anchor="notification"), 303)


@bp.post("/desk/lots/<no>/announce")
@guarded(Permission.PREPARE_LOTS)
def post_announce(no: str) -> ResponseReturnValue:
    """Publish the notice; the lot is public at once."""
    try:
        announcing.announce_lot(
            lot_no=no,
            version=request.form.get("version", type=int),
            actor=current_actor(),
            at=received_at(),
        )
    except Refusal as refusal:
        return _page(no, refusal)
    return redirect(url_for("lots.get_lot", no=no), 303)
