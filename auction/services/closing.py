"""Close lots: once, after every bid that arrived in time has been judged."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import or_, select, update

from app.kernel.actors import SYSTEM
from app.kernel.citation import Citation
from app.kernel.facts import stamp
from app.store import Work, db, unit_of_work
from app.store.locks import lock_row
from auction import queries
from auction.facts import LotSold, LotUnsold
from auction.models import Bid, Enrollment, Lot, Result
from auction.rules import articles
from auction.rules.closing import drained
from auction.rules.winner import BidLine, winning_bid
from auction.services.enrolling import lapse
from auction.services.opening import BATCH, open_locked
from auction.vocabulary import (
    ENROLLMENT,
    LOT,
    BidKind,
    EnrollmentAction,
    EnrollmentState,
    LotAction,
    LotState,
    Outcome,
    Venue,
)

_UNSOLD = (articles.SECOND_ROUND,)
_SOLD = (articles.SINGLE_BIDDER, articles.BIDDING_CLOCK)
_BY_PRIORITY = (articles.PRIORITY_MATCH,)


def close_due_lots(at: datetime) -> int:
    """Close every lot whose end and drain margin have passed; return how many."""
    due = db.session.scalars(
        select(Lot.id)
        .where(
            Lot.venue == Venue.INTERNAL,
            or_(Lot.state == LotState.OPEN, Lot.state == LotState.ANNOUNCED),
            Lot.closes_at <= drained(at),
        )
        .order_by(Lot.closes_at)
        .limit(BATCH)
    ).all()
    return sum(close_lot(lot_id, at=at) for lot_id in due)


def close_lot(lot_id: int, *, at: datetime) -> bool:
    """Give one lot its one result; say no if a bid or another closer came first.

    18号 art. 20(2) (time of entry counts), 11 and 21 (who buys), 26 (nobody bid).
    """
    with unit_of_work() as work:
        lot = lock_row(Lot, id=lot_id)
        # How a sale elsewhere ended nobody here knows: the court records it with its proof.
        if lot.venue is not Venue.INTERNAL:
            return False
        # A clock process that slept through the opening opens first, so that the record is whole.
        open_locked(work, lot, at=at)
        action = LotAction.KNOCK_DOWN if lot.last_seq else LotAction.LEAVE_UNSOLD
        moved = db.session.execute(
            update(Lot)
            .where(Lot.id == lot.id, Lot.state == LotState.OPEN, Lot.closes_at <= drained(at))
            .values(state=LOT.after(LotState.OPEN, action), state_since=at, ended_at=Lot.closes_at)
        )
        if moved.rowcount != 1:  # type: ignore[attr-defined]
            return False
        db.session.refresh(lot)
        result = _result(lot, at)
        db.session.add(result)
        end_enrollments(work, lot, result, at)
        record_end(work, lot, result, at)
        return True


def _result(lot: Lot, at: datetime) -> Result:
    """Compute the result from the bids themselves, not from the lot's running columns."""
    assert lot.ended_at is not None
    bids = queries.list_bids(lot.id, limit=1_000_000)
    top = winning_bid([_line(bid) for bid in bids])
    assert (top.seq if top else 0) == lot.last_seq, "the ladder and the lot disagree"
    shared = {
        "lot_id": lot.id,
        "bid_count": len(bids),
        "extensions": lot.extensions,
        "ended_at": lot.ended_at,
        "closed_at": at,
    }
    if top is None:
        return Result(outcome=Outcome.UNSOLD, citations=_plain(_UNSOLD), **shared)
    by_priority = bids[-1].kind is BidKind.PRIORITY
    citations = (*_SOLD, *(_BY_PRIORITY if by_priority else ()))
    return Result(
        outcome=Outcome.SOLD,
        price=top.amount,
        paddle=top.paddle,
        bid_seq=top.seq,
        citations=_plain(citations),
        **shared,
    )


def _line(bid: Bid) -> BidLine:
    return BidLine(bid.seq, bid.paddle, bid.amount, bid.kind is BidKind.PRIORITY)


def _plain(citations: Sequence[Citation]) -> list[dict[str, str]]:
    return [citation.as_dict() for citation in citations]


def end_enrollments(work: Work, lot: Lot, result: Result, at: datetime) -> None:
    """Name the winner's and the losers' enrollments; whoever has not paid drops out."""
    rows = db.session.scalars(
        select(Enrollment)
        .where(
            Enrollment.lot_id == lot.id,
            Enrollment.state.in_((EnrollmentState.APPLIED, EnrollmentState.QUALIFIED)),
        )
        .order_by(Enrollment.id)
        .with_for_update()
    ).all()
    for row in rows:
        if row.state is EnrollmentState.APPLIED:
            lapse(work, lot, row, at=at)
            continue
        won = row.paddle == result.paddle
        row.state = ENROLLMENT.after(
            row.state, EnrollmentAction.WIN if won else EnrollmentAction.LOSE
        )


def record_end(work: Work, lot: Lot, result: Result, at: datetime) -> None:
    """Put on the record how a lot ended, wherever it was sold."""
    times = {"ended_at": stamp(result.ended_at), "closed_at": stamp(at)}
    if result.price is None or result.paddle is None:
        fact: LotSold | LotUnsold = LotUnsold(lot=lot.no, case_number=lot.case_number, **times)
    else:
        fact = LotSold(
            lot=lot.no,
            case_number=lot.case_number,
            price=str(result.price),
            paddle=result.paddle,
            bid_seq=result.bid_seq or 0,
            **times,
        )
    work.record(fact, actor=SYSTEM, at=at)
