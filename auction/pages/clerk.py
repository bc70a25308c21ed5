"""What the clerk does: draft a lot, write its notice, check it, publish it."""

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
from auction.messages import preparing
from auction.messages.merging import GROUNDS
from auction.models import Lot
from auction.pages.notice_forms import notice_given
from auction.rules.notices import TOO_LATE
from auction.schemas import ServiceForm, VenueForm
from auction.schemas.preparing import NoticeForm
from auction.services import announcing, drafting
from auction.services.drafting import EDITABLE
from auction.services.notice_reading import readers_of
from auction.views import assets_to_draft, tag_of_lot
from auction.views.editor import editor_of, gaps_of, theirs_of
from auction.views.merging import mergeable, merged_of
from auction.views.panel import sheet_of
from auction.views.told import told_of
from auction.vocabulary import (
    CALLED_OFF,
    ENDED_STATES,
    STANDING_SALE,
    LotState,
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
    return lots_page()[0]


def lots_page(refusal: Refusal | None = None) -> tuple[str, int]:
    """Answer the lots of the court, with what went wrong where something did."""
    now = received_at()
    actor = current_actor()
    lots = queries.list_court_lots(actor.court_id)
    ready = assets_to_draft(actor)
    page = render_template(
        "auction/desk_lots.html",
        ready=ready,
        mergeable=mergeable(ready, now),
        grounds=[(str(key), str(words)) for key, words in GROUNDS.items()],
        rows=[(lot, tag_of_lot(lot, now)) for lot in lots],
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


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
    return desk_page(no)


def desk_page(
    no: str, refusal: Refusal | None = None, *, is_publication: bool = False
) -> ResponseReturnValue:
    """Answer the editor of a lot, with what went wrong where something did."""
    lot = lot_of_court(no)
    editable = lot.state in EDITABLE
    lines = announcing.preflight(lot, at=received_at()) if editable else []
    version = lot.notice_version + 1 if editable else lot.notice_version
    notice = queries.find_notice(lot.id, version)
    decision = queries.find_decision(lot.id)
    is_stale = refusal is not None and refusal.code == "stale_form"
    page = render_template(
        "auction/desk_lot.html",
        lot=lot,
        editable=editable,
        notice=notice,
        editor=editor_of(lot, notice, received_at()) if notice else None,
        theirs=theirs_of(notice, request.form) if notice and is_stale else {},
        gaps=gaps_of(lines),
        is_publication=is_publication,
        decision=decision,
        sheet=sheet_of(lot, current_actor()),
        merged=merged_of(lot),
        told=told_of(lot, decision),
        readers=readers_of(lot),
        may_tell=drafting.may_tell(lot),
        lines=lines,
        is_late=any(set(line.faults) & {*TOO_LATE, "delay_excused"} for line in lines),
        may_follow=lot.state in (ENDED_STATES - STANDING_SALE) | CALLED_OFF,
        may_correct=lot.state is LotState.ANNOUNCED,
        is_sold=lot.state in STANDING_SALE and queries.find_settlement(lot.id) is not None,
        parties=registry.parties_of(lot.case_number),
        items=messages.ITEMS,
        prompts=messages.PROMPTS,
        venues=messages.VENUES,
        ways=messages.WAYS,
        checks=messages.CHECKS,
        words=preparing,
        tag=tag_of_lot(lot, received_at()),
        fault_words=_fault_words,
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


def _fault_words(line: announcing.PreflightLine) -> str:
    """Return what a line of the check lacks, in words."""
    problem = describe(
        Refusal(
            line.faults[0],
            params={**line.params, "missing": "、".join(line.params.get("missing", ()))},
        )
    )
    return f"{problem.title}。{problem.detail}"


@bp.post("/desk/lots/<no>/venue")
@guarded(Permission.PREPARE_LOTS)
def post_venue(no: str) -> ResponseReturnValue:
    """Choose the venue."""
    try:
        given = load(VenueForm)
        drafting.choose_venue(lot_no=no, **given, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return desk_page(no, refusal)
    return redirect(url_for("lot_desk.get_lot", no=no, _anchor="venue"), 303)


@bp.post("/desk/lots/<no>/notice")
@guarded(Permission.PREPARE_LOTS)
def post_notice(no: str) -> ResponseReturnValue:
    """Keep the draft of the notice."""
    try:
        drafting.edit_notice(
            lot_no=no, **notice_given(NoticeForm), actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        return desk_page(no, refusal)
    flash(_("The draft was saved."), "success")
    return redirect(url_for("lot_desk.get_lot", no=no, _anchor="preflight"), 303)


@bp.post("/desk/lots/<no>/services")
@guarded(Permission.PREPARE_LOTS)
def post_service(no: str) -> ResponseReturnValue:
    """Record that somebody was told of the sale."""
    try:
        given = load(ServiceForm)
        drafting.serve_notice(
            lot_no=no, **given, receipt=_receipt(), actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        return desk_page(no, refusal)
    return redirect(url_for("lot_desk.get_lot", no=no, _anchor="notification"), 303)


def _receipt() -> drafting.GivenReceipt | None:
    """Return the file handed in as proof, if there is one."""
    given = request.files.get("receipt")
    if given is None or not given.filename:
        return None
    return drafting.GivenReceipt(given.stream, given.filename)


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
        return desk_page(no, refusal, is_publication=True)
    return redirect(url_for("lots.get_lot", no=no), 303)
