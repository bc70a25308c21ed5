"""Ended lots with people of their own names, for tests of the screens."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from stdnum.cn import ric

from app.identity.facade import RealName
from app.kernel.actors import Actor
from app.kernel.money import Money
from app.store import db, unit_of_work
from auction.models import Bid, Enrollment, Lot, Result, ScreenSeat
from auction.services.identities import holder_digest
from auction.services.screening import screen_ended_lot
from auction.vocabulary import BidKind, EnrollmentState, LotState, Outcome
from tests.support.stage import CLOSES, HOUR, OPENS, START, STEP, enroll, make_lot, make_person

ENDED = CLOSES + HOUR
#: A name that nothing else contains.
CANARY = "云岫"


@dataclass
class Hall:
    """People by one letter, and the lots they joined."""

    people: dict[str, Actor] = field(default_factory=dict)
    lots: int = 0

    def person(self, letter: str) -> Actor:
        """Return a person of a letter."""
        if letter not in self.people:
            self.people[letter] = make_person(f"screened-{letter.lower()}")
        return self.people[letter]

    def name(self, letter: str) -> RealName:
        """Return a name and a number of their own."""
        body = f"37010219800101{300 + ord(letter):03d}"
        return RealName(
            f"{CANARY}{letter}",
            "resident_id",
            body + str(ric.calc_check_digit(body + "0")),
            "3701**",
        )

    def lot(
        self,
        bidders: str,
        bids: str,
        *,
        state: LotState = LotState.SOLD,
        gap: timedelta = timedelta(minutes=1),
        **changes: object,
    ) -> Lot:
        """Make a lot with bidders of one letter each; the last to bid bought it."""
        self.lots += 1
        is_over = state is not LotState.OPEN
        lot = make_lot(
            f"L-0102-2026-8{self.lots:03d}",
            **{
                "state": state,
                "ended_at": CLOSES if is_over else None,
                "price": Money(START + STEP * (len(bids) - 1)) if bids else None,
                "last_seq": len(bids),
                "leader_paddle": bids[-1] * 4 if bids else None,
                **changes,
            },
        )
        for letter in bidders:
            enroll(lot, self.person(letter), letter * 4, name=self.name(letter))
        with unit_of_work():
            for seq, letter in enumerate(bids, 1):
                db.session.add(_bid(lot, seq, letter * 4, OPENS + HOUR + seq * gap))
            if is_over and bids:
                db.session.add(_result(lot, len(bids), bids[-1] * 4))
        return lot

    def seat(self, lot: Lot, letter: str, *, payer: str) -> None:
        """Keep a seat as the screens would, paid by somebody of a mark."""
        with unit_of_work():
            db.session.add(
                ScreenSeat(
                    lot_id=lot.id,
                    paddle=letter * 4,
                    person_mark=letter,
                    payer_marks=[payer],
                    is_namesake=False,
                    kept_at=ENDED,
                )
            )

    def lapse(self, lot: Lot, letter: str, applied_at: datetime) -> None:
        """Let somebody enroll at a moment and never pay."""
        with unit_of_work():
            enroll(lot, self.person(letter), None, state=EnrollmentState.LAPSED)
            digest = holder_digest(lot.no, self.person(letter).person_id or 0)
            row = db.session.query(Enrollment).filter_by(holder_digest=digest).one()
            row.applied_at = applied_at

    def screen(self, lot: Lot, at: datetime = ENDED) -> None:
        """Let the screens look at an ended lot."""
        screen_ended_lot(lot_no=lot.no, at=at)

    def ring(self) -> Lot:
        """Plant a ring of three over three lots, screen them all, and return the last lot."""
        lots = [self.lot("ABCX", "XA"), self.lot("ABCY", "YB"), self.lot("ABCZ", "ZC")]
        for lot in lots:
            self.screen(lot)
        return lots[-1]


def _bid(lot: Lot, seq: int, paddle: str, at: datetime) -> Bid:
    return Bid(
        lot_id=lot.id,
        seq=seq,
        paddle=paddle,
        amount=Money(START + STEP * (seq - 1)),
        received_at=at,
        request_id=f"r{seq}",
        kind=BidKind.ORDINARY,
        closes_before=CLOSES,
        closes_after=CLOSES,
    )


def _result(lot: Lot, count: int, paddle: str) -> Result:
    return Result(
        lot_id=lot.id,
        outcome=Outcome.SOLD,
        price=lot.price,
        paddle=paddle,
        bid_seq=count,
        bid_count=count,
        extensions=0,
        ended_at=CLOSES,
        closed_at=CLOSES,
        citations=[],
    )
