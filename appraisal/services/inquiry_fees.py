"""Give the fee of an inquiry to the platform closest to the deal price (art. 31)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.kernel.actors import Actor
from app.kernel.money import Money
from app.store import db, unit_of_work
from appraisal.facts.inquiries import InquiryFeeShared
from appraisal.models import Assignment
from appraisal.models.inquiry import InquiryFeeShare
from appraisal.queries.inquiries import find_network_inquiry, list_fee_shares
from appraisal.rules.inquiries import share_inquiry_fee
from appraisal.services.inquiry_review import results_of
from appraisal.vocabulary import SettledOutcome
from appraisal.vocabulary.inquiries import InquiryStage

_SOLD = frozenset({SettledOutcome.SOLD, SettledOutcome.IN_KIND})


def settle_inquiry_fee(
    assignment: Assignment,
    *,
    price: Money | None,
    outcome: SettledOutcome,
    actor: Actor,
    at: datetime,
) -> Sequence[InquiryFeeShare]:
    """Give the fee to the closest platform, once; nobody is paid unless it was sold (art. 31).

    Joins the caller's unit of work; the caller holds the row lock and moves the money.
    """
    inquiry = find_network_inquiry(assignment.id)
    if inquiry is None or inquiry.stage is not InquiryStage.SERVED:
        return []
    if earlier := list_fee_shares(inquiry.id):
        return earlier
    shares: Mapping[str, Money] = {}
    if outcome in _SOLD and price is not None:
        shares = share_inquiry_fee(results_of(inquiry), price, inquiry.fee)
    names = {one.code: one.name for one in inquiry.results}
    rows = [
        InquiryFeeShare(
            inquiry_id=inquiry.id,
            code=code,
            name=names[code],
            amount=amount,
            disposal_price=price,
            settled_at=at,
        )
        for code, amount in shares.items()
    ]
    with unit_of_work() as work:
        db.session.add_all(rows)
        work.record(
            InquiryFeeShared(
                **assignment.head,
                inquiry_no=inquiry.no,
                fee=str(inquiry.fee),
                outcome=outcome.value,
                shares={names[code]: str(amount) for code, amount in shares.items()},
            ),
            actor=actor,
            at=at,
        )
    return rows
