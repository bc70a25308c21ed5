"""What the court does once an offer ended without a buyer: the next round, the creditors."""

from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import lawbook
from app.documents import facade as papers
from app.kernel.calendar import local_date
from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.web.acting import answer_act_on
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction import messages
from auction.pages.clerk import lot_of_court
from auction.schemas import (
    YES,
    ManageForm,
    PaperAnswerForm,
    RankForm,
    ReasonForm,
    RulingForm,
    SelfDisposalForm,
    SelfDisposedForm,
)
from auction.services import (
    following,
    giving_back,
    offering,
    self_disposing,
    taking_in_kind,
)
from auction.views import tag_of_lot
from auction.views.after import after_page

bp = Blueprint("lot_after", __name__)


@bp.get("/desk/lots/<no>/after")
@guarded(Permission.PREPARE_LOTS)
def get_after(no: str) -> ResponseReturnValue:
    """Show how an offer ended, what may follow it, by when."""
    return _page(no)


def _page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    lot = lot_of_court(no)
    at = received_at()
    page = after_page(lot, current_actor(), at)
    body = render_template(
        "auction/after.html",
        lot=lot,
        page=page,
        tag=tag_of_lot(lot, at),
        tag_of=lambda one: tag_of_lot(one, at),
        rounds=messages.ROUNDS,
        endings=messages.OFFER_ENDINGS,
        inquiry=papers.find(papers.PaperKind.IN_KIND_INQUIRY, f"{no}/1"),
        may_rule=current_actor().may(Permission.SUPERVISE_LOTS),
        self_disposal_days=lawbook.number("self_disposal_days", on=local_date(at)),
        top_up_days=lawbook.number("in_kind_top_up_days", on=local_date(at)),
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return body, refusal.status if refusal else 200


_do = partial(answer_act_on, page=_page, endpoint="lot_after.get_after")


@bp.post("/desk/lots/<no>/following")
@guarded(Permission.PREPARE_LOTS)
def post_following(no: str) -> ResponseReturnValue:
    """Draft the next offer and open it."""
    try:
        lot = following.draft_following_lot(lot_no=no, actor=current_actor(), at=received_at())
    except Refusal as refusal:
        return _page(no, refusal)
    flash(_("The next offer was drafted from the last notice; the panel decides anew."), "success")
    return redirect(url_for("lot_desk.get_lot", no=lot.no), 303)


@bp.post("/desk/lots/<no>/offer")
@guarded(Permission.PREPARE_LOTS)
def post_offer(no: str) -> ResponseReturnValue:
    """Ask the creditors whether they take the property in kind."""
    return _do(
        no,
        lambda: offering.ask_creditors(lot_no=no, actor=current_actor(), at=received_at()),
        _("The creditors were asked; the paper went to the parties."),
    )


@bp.post("/desk/lots/<no>/offer/answers")
@guarded(Permission.PREPARE_LOTS)
def post_answer(no: str) -> ResponseReturnValue:
    """Record what a creditor answered on paper."""

    def act() -> None:
        given = load(PaperAnswerForm)
        taking_in_kind.answer_offer(
            lot_no=no,
            takes_it=given["answer"] == "yes",
            figure=given["figure"],
            promises=given["promises"] in YES,
            party_id=given["party_id"],
            actor=current_actor(),
            at=received_at(),
        )

    return _do(no, act, _("The answer is on the record."))


@bp.post("/desk/lots/<no>/offer/rank")
@guarded(Permission.PREPARE_LOTS)
def post_rank(no: str) -> ResponseReturnValue:
    """Rank those who take the property and call the first."""

    def act() -> None:
        given = load(RankForm)
        taking_in_kind.choose_assignee(lot_no=no, **given, actor=current_actor(), at=received_at())

    return _do(no, act, _("The creditors were ranked; the first one was called."))


@bp.post("/desk/lots/<no>/offer/pass-on")
@guarded(Permission.PREPARE_LOTS)
def post_pass_on(no: str) -> ResponseReturnValue:
    """Let a creditor fall out who did not top up."""

    def act() -> None:
        given = load(ReasonForm)
        taking_in_kind.pass_on(lot_no=no, **given, actor=current_actor(), at=received_at())

    return _do(no, act, _("The creditor fell out; the next one was called, if there is one."))


@bp.post("/desk/lots/<no>/offer/ruling")
@guarded(Permission.SUPERVISE_LOTS)
def post_ruling(no: str) -> ResponseReturnValue:
    """Rule the property to the creditor whose turn it is."""

    def act() -> None:
        given = load(RulingForm)
        taking_in_kind.rule_in_kind(
            lot_no=no,
            is_unrestricted=given["is_unrestricted"] in YES,
            actor=current_actor(),
            at=received_at(),
        )

    return _do(no, act, _("The ruling in kind was made."))


@bp.post("/desk/lots/<no>/self-disposal")
@guarded(Permission.SUPERVISE_LOTS)
def post_self_disposal(no: str) -> ResponseReturnValue:
    """Allow the debtor to sell the property itself."""

    def act() -> None:
        given = load(SelfDisposalForm)
        self_disposing.allow_self_disposal(
            lot_no=no, **given, actor=current_actor(), at=received_at()
        )

    return _do(no, act, _("The debtor may sell it; other steps rest until then."))


@bp.post("/desk/lots/<no>/self-disposal/end")
@guarded(Permission.SUPERVISE_LOTS)
def post_self_disposed(no: str) -> ResponseReturnValue:
    """Note that the debtor sold it and the price is with the court."""

    def act() -> None:
        given = load(SelfDisposedForm)
        self_disposing.end_self_disposal(
            lot_no=no, **given, actor=current_actor(), at=received_at()
        )

    return _do(no, act, _("The debtor's sale is on the record."))


@bp.post("/desk/lots/<no>/self-disposal/lapse")
@guarded(Permission.SUPERVISE_LOTS)
def post_self_disposal_lapse(no: str) -> ResponseReturnValue:
    """End the debtor's own attempt; the court goes on."""
    return _do(
        no,
        lambda: self_disposing.lapse_self_disposal(
            lot_no=no, actor=current_actor(), at=received_at()
        ),
        _("The debtor's own sale is off; the court goes on."),
    )


@bp.post("/desk/lots/<no>/manage")
@guarded(Permission.SUPERVISE_LOTS)
def post_manage(no: str) -> ResponseReturnValue:
    """Give the property to a creditor to manage."""

    def act() -> None:
        given = load(ManageForm)
        giving_back.manage_lot(lot_no=no, **given, actor=current_actor(), at=received_at())

    return _do(no, act, _("The property was given to manage."))


@bp.post("/desk/lots/<no>/return")
@guarded(Permission.SUPERVISE_LOTS)
def post_return(no: str) -> ResponseReturnValue:
    """Lift the seizure and give the property back."""

    def act() -> None:
        given = load(ReasonForm)
        giving_back.return_lot(lot_no=no, **given, actor=current_actor(), at=received_at())

    return _do(no, act, _("The property was given back."))


@bp.post("/desk/lots/<no>/delay")
@guarded(Permission.DECIDE_PANEL)
def post_delay(no: str) -> ResponseReturnValue:
    """Give a judge's reason for a later round that comes after its days."""
    try:
        following.excuse_delay(
            lot_no=no, **load(ReasonForm), actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        flash(describe(refusal).title, "danger")
    else:
        flash(_("The reason is on the record; the parties read it."), "success")
    return redirect(url_for("lot_desk.get_lot", no=no, _anchor="preflight"), 303)
