"""Withdraw, end or annul a sale; stop it as the platform for a fault: pages and buttons."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.documents import facade as papers
from app.kernel.calendar import local_date
from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.web.acting import answer_act_on
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction import queries
from auction.messages import acts as words
from auction.pages.clerk import lot_of_court
from auction.schemas import AnnulForm, CauseForm, HaltForm, ReasonForm, StopForm, WithdrawForm
from auction.services import annulling, calling_off, returning_price, suspension
from auction.services.acts import act_reference, papers_of
from auction.views import tag_of_lot
from auction.views.after import actions_of
from auction.vocabulary import PLATFORM_GROUNDS

bp = Blueprint("lot_acts", __name__)


@bp.get("/desk/lots/<no>/acts")
@guarded(Permission.SUPERVISE_LOTS)
def get_acts(no: str) -> ResponseReturnValue:
    """Show what a judge may do to a sale as it stands, and what was done."""
    return _page(no)


def _page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    lot = lot_of_court(no)
    at = received_at()
    acts = queries.list_acts(lot.id)
    body = render_template(
        "auction/acts.html",
        lot=lot,
        settlement=queries.find_settlement(lot.id),
        tag=tag_of_lot(lot, at),
        allowed=actions_of(lot, current_actor()),
        acts=[
            (act, papers.find(papers_of(lot, act)[0], act_reference(lot, act)))
            for act in acts
            if papers_of(lot, act)
        ],
        actions=words.ACTIONS,
        ground_of=words.ground_of,
        withdrawal_grounds=_options(words.WITHDRAWAL_GROUNDS),
        annulment_grounds=_options(words.ANNULMENT_GROUNDS),
        resume_by=suspension.resume_by(lot.halt_ended_on) if lot.halt_ended_on else None,
        today=local_date(at),
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return body, refusal.status if refusal else 200


def _options(table: Mapping[Any, Any]) -> list[tuple[str, str]]:
    return [(str(key), str(text)) for key, text in table.items()]


_do = partial(answer_act_on, page=_page, endpoint="lot_acts.get_acts")


@bp.post("/desk/lots/<no>/withdraw")
@guarded(Permission.SUPERVISE_LOTS)
def post_withdraw(no: str) -> ResponseReturnValue:
    """Take a sale back before it begins."""

    def act() -> None:
        given = load(WithdrawForm)
        calling_off.withdraw_lot(lot_no=no, **given, actor=current_actor(), at=received_at())

    return _do(no, act, _("The sale was withdrawn; every deposit goes back."))


@bp.post("/desk/lots/<no>/stop")
@guarded(Permission.SUPERVISE_LOTS)
def post_stop(no: str) -> ResponseReturnValue:
    """End a sale because the debtor paid everything."""

    def act() -> None:
        given = load(StopForm)
        calling_off.stop_lot(lot_no=no, **given, actor=current_actor(), at=received_at())

    return _do(no, act, _("The sale was ended; every deposit goes back."))


@bp.post("/desk/lots/<no>/annul")
@guarded(Permission.SUPERVISE_LOTS)
def post_annul(no: str) -> ResponseReturnValue:
    """Annul a sale on an objection that is upheld."""

    def act() -> None:
        given = load(AnnulForm)
        annulling.annul_lot(lot_no=no, **given, actor=current_actor(), at=received_at())

    return _do(no, act, _("The sale was annulled; nothing more is paid by it."))


@bp.post("/desk/lots/<no>/price-back")
@guarded(Permission.SUPERVISE_LOTS)
def post_price_back(no: str) -> ResponseReturnValue:
    """Order that the buyer of an annulled sale has his money back."""

    def act() -> None:
        given = load(ReasonForm)
        returning_price.return_price(lot_no=no, **given, actor=current_actor(), at=received_at())

    return _do(no, act, _("The price is owed to the buyer; finance pays it out."))


@bp.post("/desk/lots/<no>/cause-ended")
@guarded(Permission.SUPERVISE_LOTS)
def post_cause(no: str) -> ResponseReturnValue:
    """Note on which day the cause of a stop ended; the five days run."""

    def act() -> None:
        given = load(CauseForm)
        suspension.end_halt_cause(lot_no=no, **given, actor=current_actor(), at=received_at())

    return _do(no, act, _("The day is on the record; the sale goes on within five days."))


@bp.get("/platform/lots/<no>/fault")
@guarded(Permission.STOP_FOR_FAULT)
def get_fault(no: str) -> ResponseReturnValue:
    """Show whoever runs the platform the one button of art. 28(2)."""
    return _fault_page(no)


def _fault_page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    lot = queries.get_public_lot(no)
    body = render_template(
        "auction/fault.html",
        lot=lot,
        tag=tag_of_lot(lot, received_at()),
        may_stop="suspend" in actions_of(lot, current_actor()),
        grounds=[
            (str(key), str(text))
            for key, text in words.HALT_GROUNDS.items()
            if key in PLATFORM_GROUNDS
        ],
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return body, refusal.status if refusal else 200


@bp.post("/platform/lots/<no>/fault")
@guarded(Permission.STOP_FOR_FAULT)
def post_fault(no: str) -> ResponseReturnValue:
    """Stop a sale for a fault or an attack; the court decides how it goes on."""
    try:
        queries.get_public_lot(no)
        suspension.suspend_lot(lot_no=no, **load(HaltForm), actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _fault_page(no, refusal)
    flash(_("The sale stands still; the court was told."), "success")
    return redirect(url_for("lot_acts.get_fault", no=no), 303)
