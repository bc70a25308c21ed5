"""An observer opens a name or a proof of an ended lot under a mandate."""

from io import BytesIO

from flask import Blueprint, make_response, render_template, request, send_file
from flask.typing import ResponseReturnValue

from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction.schemas.observing import NameForm, ProofReadForm
from auction.services import observing
from auction.services.identities import Holder
from auction.views import tag_of_lot

bp = Blueprint("lot_observing", __name__, url_prefix="/observer/mandates/<mandate>/lots/<no>")


@bp.get("")
@guarded(Permission.OBSERVE)
def get_sealed(mandate: str, no: str) -> ResponseReturnValue:
    """Show what the mandate could open of a lot; nothing is opened."""
    return _page(mandate, no)


def _page(
    mandate: str, no: str, refusal: Refusal | None = None, opened: tuple[str, Holder] | None = None
) -> ResponseReturnValue:
    at = received_at()
    sealed = observing.list_sealed(mandate=mandate, lot_no=no, actor=current_actor(), at=at)
    body = render_template(
        "auction/observed_lot.html",
        mandate=mandate,
        lot=sealed.lot,
        sealed=sealed,
        tag=tag_of_lot(sealed.lot, at),
        opened=opened,
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return body, refusal.status if refusal else 200


@bp.post("/name")
@guarded(Permission.OBSERVE)
def post_name(mandate: str, no: str) -> ResponseReturnValue:
    """Show the name behind a paddle once; each showing is a reading of its own on the record."""
    try:
        given = load(NameForm)
        holder = observing.read_name(
            mandate=mandate, lot_no=no, **given, actor=current_actor(), at=received_at()
        )
    except Refusal as refusal:
        return _page(mandate, no, refusal)
    page = make_response(_page(mandate, no, opened=(given["paddle"], holder)))
    page.headers["Cache-Control"] = "no-store"
    return page


@bp.post("/proofs/<int:proof_id>")
@guarded(Permission.OBSERVE)
def post_proof(mandate: str, no: str, proof_id: int) -> ResponseReturnValue:
    """Hand a proof of qualification out; the reading is on the record first."""
    try:
        paper = observing.read_proof(
            mandate=mandate,
            lot_no=no,
            proof_id=proof_id,
            **load(ProofReadForm),
            actor=current_actor(),
            at=received_at(),
        )
    except Refusal as refusal:
        return _page(mandate, no, refusal)
    return send_file(
        BytesIO(paper),
        mimetype="application/pdf",
        as_attachment=True,
        download_name=f"proof-{proof_id}.pdf",
        max_age=0,
    )
