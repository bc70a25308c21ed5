"""What the judge does: record the panel, confirm priority, stop and resume, share out."""

from itertools import zip_longest
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.documents import facade as papers
from app.identity.facade import staff_names
from app.kernel.actors import require_court
from app.kernel.calendar import local_date
from app.kernel.errors import NotFound, Refusal
from app.kernel.facts import Audience
from app.kernel.permissions import Permission
from app.ledger import facade as ledger
from app.trail import queries as trail
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction import messages, queries
from auction.live_views import hall_of
from auction.messages.acts import HALT_GROUNDS
from auction.messages.preparing import SIGNATURES
from auction.pages.clerk import lot_of_court
from auction.rules.prices import deposit_bounds
from auction.rules.rounds import proposed_start
from auction.schemas import YES, HaltForm, PanelForm, PriorityForm, ResumeForm
from auction.services import panel, settling, suspension
from auction.services.venues import track_of
from auction.views import paper_url, settlement_of, tag_of_lot, timeline_entry
from auction.views.after import proposal_of
from auction.views.merging import merged_of
from auction.views.panel import sheet_of
from auction.views.prices import why_of
from auction.vocabulary import (
    LOT,
    RULING_GROUNDS,
    HaltGround,
    LotAction,
    PriorityNature,
    SettlementState,
)

bp = Blueprint("lot_judge", __name__)

#: Facts of the court about a lot on the supervising page.
ENTRIES_SHOWN = 100


@bp.get("/desk/lots/<no>/panel")
@guarded(Permission.DECIDE_PANEL)
def get_panel(no: str) -> ResponseReturnValue:
    """Show the form of the panel's decision with the bounds of the law beside it."""
    return panel_page(no)


def panel_page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    """Answer the page of the panel, with what was refused of an act made on it."""
    lot = lot_of_court(no)
    today = local_date(received_at())
    proposal = proposal_of(lot, received_at())
    least = proposed_start(
        lot.round,
        reference=lot.reference_price,
        previous_start=lot.previous_start,
        cut_bp=panel.CUT_MAX_BP,
        on=today,
        track=track_of(lot),
    )
    page = render_template(
        "auction/panel.html",
        lot=lot,
        decision=queries.find_decision(lot.id),
        sheet=sheet_of(lot, current_actor()),
        merged=merged_of(lot),
        ways=SIGNATURES,
        least=least,
        proposal=proposal,
        rounds=messages.ROUNDS,
        bounds=deposit_bounds(proposal.start_price, on=today),
        today=today,
        natures=messages.NATURES_OF_PRIORITY,
        form=request.form,
        may_decide=LotAction.APPROVE in LOT.allowed(lot.state),
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


@bp.post("/desk/lots/<no>/panel")
@guarded(Permission.DECIDE_PANEL)
def post_panel(no: str) -> ResponseReturnValue:
    """Record the decision, or show each value that breaks the law with its article."""
    try:
        given = load(PanelForm)
        panel.record_panel_decision(
            lot_no=no,
            record=_record(given),
            version=given["version"],
            actor=current_actor(),
            at=received_at(),
        )
    except Refusal as refusal:
        return panel_page(no, refusal)
    flash(_("The decision is on the record; every member signs it before the notice."), "success")
    return redirect(url_for("lot_judge.get_panel", no=no, _anchor="signatures"), 303)


def _record(given: dict[str, Any]) -> panel.PanelRecord:
    return panel.PanelRecord(
        decided_on=given["decided_on"],
        votes=[
            panel.PanelVote(name, vote == "for")
            for name, vote in zip_longest(given["member"], given["vote"], fillvalue="for")
            if name.strip()
        ],
        minutes=given["minutes"],
        start_price=given["start_price"],
        cut_bp=given["cut_percent"] * 100,
        bid_step=given["bid_step"],
        deposit=given["deposit"],
        priority=_priority(given),
        on_grid=given["on_grid"] in YES,
    )


def _priority(given: dict[str, Any]) -> list[panel.PriorityClaim] | None:
    """Read who has priority; leaving the question open is no decision."""
    if given["priority"] != "some":
        return [] if given["priority"] == "none" else None
    rows = zip_longest(given["holder"], given["nature"], given["rank"])
    return [
        panel.PriorityClaim(
            holder.strip(),
            nature or PriorityNature.OTHER,
            int(rank) if rank and rank.isascii() and rank.isdigit() else 0,
        )
        for holder, nature, rank in rows
        if holder and holder.strip()
    ]


@bp.post("/desk/lots/<no>/priority")
@guarded(Permission.DECIDE_PANEL)
def post_priority(no: str) -> ResponseReturnValue:
    """Confirm a priority purchaser by account."""
    try:
        given = load(PriorityForm)
        panel.confirm_priority(lot_no=no, **given, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return panel_page(no, refusal)
    flash(_("The priority purchaser was confirmed."), "success")
    return redirect(url_for("lot_judge.get_panel", no=no), 303)


@bp.get("/desk/lots/<no>/supervise")
@guarded(Permission.SUPERVISE_LOTS)
def get_supervise(no: str) -> ResponseReturnValue:
    """Show the hall with codes only, the record, and the two buttons of art. 28."""
    return _supervise_page(no)


def _supervise_page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    lot = lot_of_court(no)
    allowed = LOT.allowed(lot.state)
    entries = [
        *trail.entries_of(f"lot:{no}", audience=Audience.PUBLIC, limit=ENTRIES_SHOWN),
        *trail.entries_of(f"lot:{no}:court", audience=Audience.COURT, limit=ENTRIES_SHOWN),
    ]
    page = render_template(
        "auction/supervise.html",
        lot=lot,
        hall=hall_of(no, current_actor()),
        events=[timeline_entry(entry) for entry in sorted(entries, key=lambda entry: entry.id)],
        may_suspend=LotAction.SUSPEND in allowed,
        may_stay=LotAction.STAY in allowed,
        tag=tag_of_lot(lot, received_at()),
        halt_grounds=[
            (str(ground), str(text))
            for ground, text in HALT_GROUNDS.items()
            if ground is not HaltGround.THIRD_PARTY
        ],
        stay_grounds=[(str(one), str(HALT_GROUNDS[one])) for one in sorted(RULING_GROUNDS)],
        today=local_date(received_at()),
        may_resume=LotAction.RESUME in allowed,
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


@bp.post("/desk/lots/<no>/suspend")
@guarded(Permission.SUPERVISE_LOTS)
def post_suspend(no: str) -> ResponseReturnValue:
    """Stop bidding with a reason that is published at once."""
    try:
        suspension.suspend_lot(lot_no=no, **load(HaltForm), actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _supervise_page(no, refusal)
    return redirect(url_for("lot_judge.get_supervise", no=no), 303)


@bp.post("/desk/lots/<no>/stay")
@guarded(Permission.SUPERVISE_LOTS)
def post_stay(no: str) -> ResponseReturnValue:
    """Stop a sale by a ruling with a reason that is published at once."""
    try:
        suspension.stay_lot(lot_no=no, **load(HaltForm), actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _supervise_page(no, refusal)
    return redirect(url_for("lot_judge.get_supervise", no=no), 303)


@bp.post("/desk/lots/<no>/resume")
@guarded(Permission.SUPERVISE_LOTS)
def post_resume(no: str) -> ResponseReturnValue:
    """Let bidding go on."""
    try:
        suspension.resume_lot(
            lot_no=no, **load(ResumeForm), actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        return _supervise_page(no, refusal)
    return redirect(url_for("lot_judge.get_supervise", no=no), 303)


@bp.get("/desk/lots/<no>/settlement")
@guarded(Permission.VIEW_MONEY)
def get_settlement(no: str) -> ResponseReturnValue:
    """Show where the price went; each amount opens to its articles."""
    return _settlement_page(no)


def _settlement_page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    lot = queries.get_lot(no)
    actor = current_actor()
    if actor.court_id is not None:
        require_court(actor, lot.court_id)
    settlement = queries.find_settlement(lot.id)
    if settlement is None:
        raise NotFound("settlement", no)
    ledger.note_reading(
        ledger.NamedPage.SETTLEMENT,
        lot.no,
        case_number=lot.case_number,
        actor=actor,
        at=received_at(),
    )
    confirmation = queries.find_confirmation(lot.id)
    page = render_template(
        "auction/settlement.html",
        page=settlement_of(lot, settlement),
        lot=lot,
        confirmation=confirmation,
        paper_url=paper_url(confirmation),
        grounds=messages.GROUNDS,
        standings=ledger.standings(lot.case_number),
        why=why_of(settlement),
        plan_paper=papers.find(
            papers.PaperKind.DISTRIBUTION_PLAN,
            settling.plan_reference(lot.no, settlement.plan_version),
        ),
        approver=_name_of(settlement.approved_by),
        may_approve=actor.may(Permission.SUPERVISE_LOTS),
        problem=describe(refusal) if refusal else None,
    )
    return page, refusal.status if refusal else 200


def _name_of(account: str | None) -> str:
    return staff_names([account]).get(account, account) if account else ""


@bp.post("/desk/lots/<no>/settlement/approve")
@guarded(Permission.SUPERVISE_LOTS)
def post_approve(no: str) -> ResponseReturnValue:
    """Approve the shares; where several creditors share they are served, else posted at once."""
    try:
        settled = settling.approve_distribution(lot_no=no, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _settlement_page(no, refusal)
    is_posted = settled.state is SettlementState.DISTRIBUTED
    flash(
        _("The distribution was approved and posted.")
        if is_posted
        else _("The plan was approved and went to the creditors and the debtor."),
        "success",
    )
    return redirect(url_for("lot_judge.get_settlement", no=no), 303)
