"""Homes under purchase limits: the mark of the clerk, promise and proofs, the judge's word."""

from functools import partial
from io import BytesIO

from flask import Blueprint, Response, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.web.acting import answer_act, answer_act_on
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction import queries
from auction.pages.clerk import desk_page, lot_of_court
from auction.rules.purchase_limit import PROMISE
from auction.schemas.qualification import LimitForm, ProofForm, TakenProofForm, VerdictForm
from auction.services import judging_proofs, limiting, qualifying
from auction.services.qualifying import PROOF_BYTES_MAX, PROOFS_MAX

bp = Blueprint("qualification", __name__)


@bp.post("/desk/lots/<no>/purchase-limit")
@guarded(Permission.PREPARE_LOTS)
def post_limit(no: str) -> ResponseReturnValue:
    """Mark a draft as a home under purchase limits, or take the mark away."""

    def act() -> None:
        given = load(LimitForm)
        limiting.limit_purchase(lot_no=no, **given, actor=current_actor(), at=received_at())

    return answer_act(
        act,
        again=lambda refusal: desk_page(no, refusal),
        words=_("The purchase limit is kept; the notice speaks of it."),
        back=url_for("lot_desk.get_lot", no=no, _anchor="purchase-limit"),
    )


@bp.get("/lots/<no>/qualification")
@guarded(Permission.SIGNED_IN)
def get_own(no: str) -> ResponseReturnValue:
    """Show what the reader promised and proved on a lot."""
    return _own_page(no)


def _own_page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    lot = queries.get_public_lot(no)
    qualifying.require_limited(lot)
    body = render_template(
        "auction/qualification.html",
        lot=lot,
        own=qualifying.own_qualification(lot, current_actor()),
        promise_words=PROMISE,
        most=PROOFS_MAX,
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return body, refusal.status if refusal else 200


_do = partial(answer_act_on, page=_own_page, endpoint="qualification.get_own")


@bp.post("/lots/<no>/qualification/promise")
@guarded(Permission.ENROLL)
def post_promise(no: str) -> ResponseReturnValue:
    """Promise in the own session, as a joint buyer or a principal does."""
    return _do(
        no,
        lambda: qualifying.promise(lot_no=no, actor=current_actor(), at=received_at()),
        _("Your promise is kept."),
    )


def _paper() -> bytes:
    given = request.files.get("paper")
    return given.read(PROOF_BYTES_MAX + 1) if given else b""


@bp.post("/lots/<no>/qualification/proofs")
@guarded(Permission.SIGNED_IN)
def post_proof(no: str) -> ResponseReturnValue:
    """Hand in a paper for the days it speaks for."""

    def act() -> None:
        given = load(ProofForm)
        qualifying.hand_in_proof(
            lot_no=no, **given, paper=_paper(), actor=current_actor(), at=received_at()
        )

    return _do(no, act, _("The proof is kept, sealed; the court reads it once bidding has ended."))


def _sent(paper: bytes, proof_id: int) -> Response:
    return send_file(
        BytesIO(paper),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"proof-{proof_id}.pdf",
    )


@bp.get("/lots/<no>/qualification/proofs/<int:proof_id>.pdf")
@guarded(Permission.SIGNED_IN)
def get_own_proof(no: str, proof_id: int) -> ResponseReturnValue:
    """Hand the reader's own paper back."""
    paper = qualifying.own_paper(lot_no=no, proof_id=proof_id, actor=current_actor())
    return _sent(paper, proof_id)


@bp.get("/desk/lots/<no>/qualification")
@guarded(Permission.PREPARE_LOTS)
def get_desk(no: str) -> ResponseReturnValue:
    """Show the court what each buyer or creditor proved; the reading is on the record."""
    return _desk_page(no)


def _desk_page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    lot = lot_of_court(no)
    views = judging_proofs.read_proofs(lot_no=no, actor=current_actor(), at=received_at())
    body = render_template(
        "auction/desk_qualification.html",
        lot=lot,
        views=views,
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return body, refusal.status if refusal else 200


_do_at_desk = partial(answer_act_on, page=_desk_page, endpoint="qualification.get_desk")


@bp.post("/desk/lots/<no>/qualification/proofs")
@guarded(Permission.PREPARE_LOTS)
def post_taken_proof(no: str) -> ResponseReturnValue:
    """Take a paper in that was handed to the court."""

    def act() -> None:
        given = load(TakenProofForm)
        judging_proofs.take_proof_in(
            lot_no=no, **given, paper=_paper(), actor=current_actor(), at=received_at()
        )

    return _do_at_desk(no, act, _("The proof is kept."))


@bp.get("/desk/lots/<no>/qualification/proofs/<int:proof_id>.pdf")
@guarded(Permission.PREPARE_LOTS)
def get_proof(no: str, proof_id: int) -> ResponseReturnValue:
    """Hand a proof to the court; the reading is on the record."""
    paper = judging_proofs.read_paper(
        lot_no=no, proof_id=proof_id, actor=current_actor(), at=received_at()
    )
    return _sent(paper, proof_id)


@bp.post("/desk/lots/<no>/qualification/proofs/<int:proof_id>")
@guarded(Permission.SUPERVISE_LOTS)
def post_verdict(no: str, proof_id: int) -> ResponseReturnValue:
    """Accept or refuse a proof, with the reason."""

    def act() -> None:
        given = load(VerdictForm)
        judging_proofs.judge_proof(
            lot_no=no, proof_id=proof_id, **given, actor=current_actor(), at=received_at()
        )

    return _do_at_desk(no, act, _("The decision on the proof is kept."))
