"""Several lots of one case: whether what was sold covers the debts, and the judge's decision."""

from functools import partial

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.kernel.errors import Refusal
from app.kernel.permissions import Permission
from app.lawbook.explain import Calculation
from app.web.acting import answer_act_on
from app.web.errors import describe
from app.web.guards import current_actor, guarded, received_at
from app.web.parsing import load
from auction.messages.enough import DECISIONS
from auction.pages.clerk import lot_of_court
from auction.queries import coverage as coverages
from auction.schemas import ReasonForm, RestForm
from auction.services import enough
from auction.views import tag_of_lot

bp = Blueprint("lot_enough", __name__)


@bp.get("/desk/lots/<no>/enough")
@guarded(Permission.SUPERVISE_LOTS)
def get_enough(no: str) -> ResponseReturnValue:
    """Show what the lots of the case brought, what is owed, and what remains to be sold."""
    return _page(no)


def _page(no: str, refusal: Refusal | None = None) -> ResponseReturnValue:
    lot, at = lot_of_court(no), received_at()
    body = render_template(
        "auction/enough.html",
        lot=lot,
        found=enough.coverage_of(lot.case_number, at=at),
        remaining=coverages.list_remaining(lot.case_number),
        decided=[
            (row, DECISIONS[row.decision], Calculation.from_dict(row.calculation))
            for row in coverages.list_coverages(lot.case_number)
            if row.decision is not None
        ],
        tag_of=lambda one: tag_of_lot(one, at),
        form=request.form,
        problem=describe(refusal) if refusal else None,
    )
    return body, refusal.status if refusal else 200


_do = partial(answer_act_on, page=_page, endpoint="lot_enough.get_enough")


@bp.post("/desk/lots/<no>/enough/stop")
@guarded(Permission.SUPERVISE_LOTS)
def post_stop(no: str) -> ResponseReturnValue:
    """Stop every lot of the case that is still to be sold."""

    def act() -> None:
        given = load(RestForm)
        enough.stop_remaining(lot_no=no, **given, actor=current_actor(), at=received_at())

    return _do(no, act, _("The remaining lots were stopped; every deposit goes back."))


@bp.post("/desk/lots/<no>/enough/go-on")
@guarded(Permission.SUPERVISE_LOTS)
def post_go_on(no: str) -> ResponseReturnValue:
    """Note that the debtor agrees to sell everything."""

    def act() -> None:
        proof = load(ReasonForm)["reason"]
        enough.go_on_selling(lot_no=no, proof=proof, actor=current_actor(), at=received_at())

    return _do(no, act, _("The debtor's consent is on the record; the sales go on."))
