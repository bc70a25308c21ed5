"""Read what the screens compare: seats of ended lots, their bids, ends and prices."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from app.store import db
from auction.models import Bid, BuyerDefault, Enrollment, Lot, Result, ScreenPrice, ScreenSeat
from auction.rules.screening.records import LotHistory, PlacedBid, Population
from auction.vocabulary import EnrollmentState, LotState, Round

#: The newest lots of the bidders of one lot that are compared with it (P93).
LOTS_MAX = 500
#: The newest sold lots that a price or an agency is compared with (P94).
PRICES_MAX = 1_000


@dataclass(frozen=True)
class Compared:
    """A lot among those its bidders joined."""

    histories: list[LotHistory]
    population: Population
    #: Marks of who paid, by bidder, over all those lots.
    payers: Mapping[str, frozenset[str]] = field(default_factory=dict)


def list_seats(lot_ids: Collection[int]) -> Sequence[ScreenSeat]:
    """Return the seats of some lots."""
    query = (
        select(ScreenSeat)
        .where(ScreenSeat.lot_id.in_(lot_ids))
        .order_by(ScreenSeat.lot_id, ScreenSeat.paddle)
    )
    return db.session.scalars(query).all()


def list_paddles(lot_id: int) -> Sequence[Enrollment]:
    """Return the enrollments of a lot that had a paddle."""
    query = (
        select(Enrollment)
        .where(Enrollment.lot_id == lot_id, Enrollment.paddle.is_not(None))
        .order_by(Enrollment.id)
    )
    return db.session.scalars(query).all()


def list_lapsed(lot_id: int) -> Sequence[Enrollment]:
    """Return the enrollments of a lot whose deposit never came."""
    query = select(Enrollment).where(
        Enrollment.lot_id == lot_id, Enrollment.state == EnrollmentState.LAPSED
    )
    return db.session.scalars(query).all()


def lots_of_bidders(marks: Collection[str]) -> list[int]:
    """Return the newest lots that any of some bidders joined."""
    query = (
        select(ScreenSeat.lot_id)
        .where(ScreenSeat.person_mark.in_(marks))
        .distinct()
        .order_by(ScreenSeat.lot_id.desc())
        .limit(LOTS_MAX)
    )
    return sorted(db.session.scalars(query))


def newest_lots() -> list[int]:
    """Return the newest lots that are kept for the screens."""
    query = select(ScreenSeat.lot_id).distinct().order_by(ScreenSeat.lot_id.desc()).limit(LOTS_MAX)
    return sorted(db.session.scalars(query))


def compare(lot_ids: Sequence[int]) -> Compared:
    """Gather what happened on some lots, bidders by their marks."""
    lots = db.session.scalars(select(Lot).where(Lot.id.in_(lot_ids)).order_by(Lot.id)).all()
    before = {lot.id: lot.follows_id for lot in lots if lot.follows_id is not None}
    seats = list_seats({*lot_ids, *before.values()})
    person = {(seat.lot_id, seat.paddle): seat.person_mark for seat in seats}
    joined: dict[int, set[str]] = {}
    payers: dict[str, set[str]] = {}
    for seat in seats:
        joined.setdefault(seat.lot_id, set()).add(seat.person_mark)
        payers.setdefault(seat.person_mark, set()).update(seat.payer_marks)
    bids, winners = _bids(lot_ids, person), _winners(lot_ids, person)
    defaulted = _defaulted(lot_ids)
    histories = [
        LotHistory(
            lot=lot.no,
            bidders=frozenset(joined.get(lot.id, ())),
            bids=tuple(bids.get(lot.id, ())),
            winner=winners.get(lot.id),
            is_defaulted=lot.id in defaulted,
            newcomers=_newcomers(lot, joined),
            seller=lot.case_number,
        )
        for lot in lots
    ]
    marks = {mark for history in histories for mark in history.bidders}
    found = {mark: frozenset(kept) for mark, kept in payers.items()}
    return Compared(histories, _population(marks), found)


def _newcomers(lot: Lot, joined: Mapping[int, set[str]]) -> frozenset[str]:
    """Return who joined a later round of an auction without the round before."""
    if lot.follows_id is None or lot.round is Round.FIRST:
        return frozenset()
    return frozenset(joined.get(lot.id, set()) - joined.get(lot.follows_id, set()))


def _bids(
    lot_ids: Sequence[int], person: Mapping[tuple[int, str], str]
) -> dict[int, list[PlacedBid]]:
    rows = db.session.execute(
        select(Bid.lot_id, Bid.paddle, Bid.amount, Bid.received_at)
        .where(Bid.lot_id.in_(lot_ids))
        .order_by(Bid.lot_id, Bid.seq)
    ).all()
    found: dict[int, list[PlacedBid]] = {}
    begun: dict[int, datetime] = {}
    for lot_id, paddle, amount, received_at in rows:
        start = begun.setdefault(lot_id, received_at)
        bid = PlacedBid(person.get((lot_id, paddle), paddle), amount.fen, received_at - start)
        found.setdefault(lot_id, []).append(bid)
    return found


def _winners(
    lot_ids: Sequence[int], person: Mapping[tuple[int, str], str]
) -> dict[int, str | None]:
    rows = db.session.execute(
        select(Result.lot_id, Result.paddle).where(Result.lot_id.in_(lot_ids))
    )
    return {lot_id: person.get((lot_id, paddle or "")) for lot_id, paddle in rows}


def _defaulted(lot_ids: Sequence[int]) -> set[int]:
    query = select(BuyerDefault.lot_id).where(BuyerDefault.lot_id.in_(lot_ids))
    return set(db.session.scalars(query))


def _population(marks: Collection[str]) -> Population:
    lots = db.session.scalar(select(func.count(func.distinct(ScreenSeat.lot_id)))) or 0
    rows = db.session.execute(
        select(ScreenSeat.person_mark, func.count())
        .where(ScreenSeat.person_mark.in_(marks))
        .group_by(ScreenSeat.person_mark)
    )
    return Population(lots, {row.person_mark: row[1] for row in rows})


def list_earlier_defaults(asset_no: str, lot_id: int) -> list[int]:
    """Return the earlier lots of an asset whose buyers did not pay."""
    query = (
        select(BuyerDefault.lot_id)
        .where(BuyerDefault.asset_no == asset_no, BuyerDefault.lot_id != lot_id)
        .limit(20)
    )
    return list(db.session.scalars(query))


def find_buyer_seat(lot_id: int) -> ScreenSeat | None:
    """Return the seat of whoever bought a lot, or None where nobody did or none is kept."""
    query = (
        select(ScreenSeat)
        .join(Result, Result.lot_id == ScreenSeat.lot_id)
        .where(ScreenSeat.lot_id == lot_id, ScreenSeat.paddle == Result.paddle)
    )
    return db.session.scalar(query)


def count_defaults_of(person_mark: str) -> int:
    """Return how many lots somebody bought and did not pay."""
    query = (
        select(func.count())
        .select_from(BuyerDefault)
        .join(Result, Result.lot_id == BuyerDefault.lot_id)
        .join(
            ScreenSeat,
            (ScreenSeat.lot_id == Result.lot_id) & (ScreenSeat.paddle == Result.paddle),
        )
        .where(ScreenSeat.person_mark == person_mark)
    )
    return db.session.scalars(query).one()


def list_prices(lot_id: int) -> Sequence[ScreenPrice]:
    """Return what the newest sold lots brought, but for one."""
    query = (
        select(ScreenPrice)
        .where(ScreenPrice.lot_id != lot_id)
        .order_by(ScreenPrice.lot_id.desc())
        .limit(PRICES_MAX)
    )
    return db.session.scalars(query).all()


def list_running(least: int) -> list[tuple[str, int]]:
    """Return number and count of bids of the open lots with so many bids at least."""
    query = (
        select(Lot.no, Lot.last_seq)
        .where(Lot.state == LotState.OPEN, Lot.last_seq >= least)
        .order_by(Lot.id)
        .limit(1_000)
    )
    return [(no, last_seq) for no, last_seq in db.session.execute(query)]
