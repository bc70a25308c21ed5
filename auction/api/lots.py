"""Lots and enrollments for programs (surface.md); bids and snapshots have doors of their own."""

from typing import Any

from app.kernel.errors import NotFound
from app.kernel.permissions import Permission
from app.ledger import facade as ledger
from app.ledger.facade import PaymentOrderView
from app.store.paging import Page
from app.web.api import Blueprint, idempotent
from app.web.guards import current_actor, guarded, public, received_at
from auction import queries
from auction.models import Enrollment, Lot
from auction.schemas import (
    DepositOut,
    EnrollmentOut,
    EnrollOrder,
    LotFull,
    LotList,
)
from auction.schemas.preparing import ReadingForm
from auction.schemas.search import LotQuery
from auction.services import enrolling, notice_reading
from auction.views.search import filter_of
from auction.views.wire import lot_as_dict, lot_in_full

bp = Blueprint("lots_api", __name__, url_prefix="/api/v1", description="Lots and enrollments")


@bp.get("/lots")
@public
@bp.arguments(LotQuery, location="query")
@bp.response(200, LotList)
def get_lots(given: dict[str, Any]) -> dict[str, Any]:
    """Return announced lots that fit, in the order asked for, the newest first unless said."""
    now = received_at()
    page: Page = queries.list_public_lots(
        filter_of(given), now=now, after=given["after"], limit=given["limit"]
    )
    return {"items": [lot_as_dict(lot, now) for lot in page.items], "next": page.next}


@bp.get("/lots/<no>")
@public
@bp.response(200, LotFull)
def get_lot(no: str) -> dict[str, Any]:
    """Return one announced lot with its notice and result."""
    return lot_in_full(queries.get_public_lot(no), received_at())


def _enrollment(lot: Lot, enrollment: Enrollment) -> dict[str, Any]:
    return {
        "lot": lot.no,
        "state": enrollment.state.value,
        "paddle": enrollment.paddle,
        "priority_rank": enrollment.priority_rank,
        "notice_version": enrollment.accepted_notice_version,
        "applied_at": enrollment.applied_at,
        "qualified_at": enrollment.qualified_at,
    }


@bp.post("/lots/<no>/enrollments")
@guarded(Permission.ENROLL)
@idempotent
@bp.arguments(EnrollOrder)
@bp.response(201, EnrollmentOut)
def post_enrollment(given: dict[str, Any], no: str) -> dict[str, Any]:
    """Enroll in your own name; asked again it answers what stands."""
    enrollment = enrolling.enroll(
        lot_no=no,
        accepted=set(given["accepted"]),
        notice_version=given["notice_version"],
        has_capacity=given["has_capacity"],
        promises=given["promises"],
        actor=current_actor(),
        at=received_at(),
    )
    return _enrollment(queries.get_public_lot(no), enrollment)


@bp.get("/lots/<no>/enrollments/mine")
@guarded(Permission.ENROLL)
@bp.response(200, EnrollmentOut)
def get_own_enrollment(no: str) -> dict[str, Any]:
    """Return your own enrollment; nobody else's can be asked for."""
    return _enrollment(*enrolling.own_enrollment(lot_no=no, actor=current_actor()))


@bp.post("/lots/<no>/enrollments/mine/notice")
@guarded(Permission.ENROLL)
@idempotent
@bp.arguments(ReadingForm)
@bp.response(200, EnrollmentOut)
def post_reading(given: dict[str, Any], no: str) -> dict[str, Any]:
    """Confirm having read a corrected notice; no bid counts before it."""
    actor = current_actor()
    notice_reading.confirm_notice(lot_no=no, **given, actor=actor, at=received_at())
    return _enrollment(*enrolling.own_enrollment(lot_no=no, actor=actor))


@bp.post("/lots/<no>/enrollments/mine/leaving")
@guarded(Permission.ENROLL)
@idempotent
@bp.response(200, EnrollmentOut)
def post_leaving(no: str) -> dict[str, Any]:
    """Leave before the start because the notice was changed; the deposit goes back at once."""
    enrollment = notice_reading.leave_lot(lot_no=no, actor=current_actor(), at=received_at())
    return _enrollment(queries.get_public_lot(no), enrollment)


@bp.post("/lots/<no>/enrollments/mine/deposit")
@guarded(Permission.ENROLL)
@idempotent
@bp.response(200, DepositOut)
def post_deposit(no: str) -> PaymentOrderView:
    """Return the payment order of your deposit: where to pay, how much, by when."""
    _, enrollment = enrolling.own_enrollment(lot_no=no, actor=current_actor())
    order = ledger.find_order(enrollment.deposit_reference or "")
    if order is None:
        raise NotFound("payment_order", no)
    return order
