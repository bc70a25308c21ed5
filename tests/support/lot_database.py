"""The bidding of a lot by the services and PostgreSQL, behind the same door as the rules alone."""

from dataclasses import dataclass, field
from uuid import uuid4

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from app.kernel.actors import SYSTEM, Actor
from app.kernel.errors import IllegalMove, Refusal
from app.kernel.money import Money
from app.store import db
from auction import queries
from auction.models import Lot, Result
from auction.rules import winner
from auction.rules.bid_ladder import LotStanding
from auction.rules.closing import may_enroll
from auction.services import bidding, calling_off, closing, opening, suspension
from auction.services.orders import Order
from auction.vocabulary import BidKind, LotState, WithdrawalGround
from tests.support.lot_hall import moment
from tests.support.lot_law import DAY, FIRST, HOUR, NOTICE, LawfulBid, LawfulSale, Offer
from tests.support.lot_machine import LAG, PEOPLE, LotMachine, around
from tests.support.stage import enroll, make_lot

crowds = st.sampled_from((tuple(PEOPLE), ("ann", "owner", "tenant")))
REASON = "案外人对标的物提出异议"


@dataclass
class DatabaseHall:
    """One lot of its own in the database; people are shared by all lots."""

    actors: dict[str, Actor]
    step: int
    on_grid: bool
    id: int = 0
    no: str = ""
    members: set[str] = field(default_factory=set)

    def announce(self, offer: Offer) -> set[str]:
        """Set an announced lot as a row."""
        lot = make_lot(
            f"L-{uuid4().hex[:12]}",
            state=LotState.ANNOUNCED,
            start_price=Money(offer.start),
            bid_step=Money(self.step),
            deposit=Money(offer.deposit),
            on_grid=self.on_grid,
            opens_at=moment(offer.opens),
            closes_at=moment(offer.ends),
        )
        self.id, self.no = lot.id, lot.no
        return set()

    def row(self) -> Lot:
        """Return the lot as it stands now."""
        db.session.rollback()
        lot = db.session.get(Lot, self.id, populate_existing=True)
        assert lot is not None
        return lot

    @property
    def lot(self) -> LotStanding:
        """Return where the lot stands."""
        return bidding.standing_of(self.row())

    @property
    def state(self) -> LotState:
        """Return the state of the row."""
        return self.row().state

    def would_buy(self) -> winner.BidLine | None:
        """Return the bid that bought, or buys if this is all."""
        result = db.session.get(Result, self.id)
        bids = queries.list_bids(self.id, limit=10_000)
        lines = [
            winner.BidLine(bid.seq, bid.paddle, bid.amount, bid.kind is BidKind.PRIORITY)
            for bid in bids
        ]
        if result is None:
            return winner.winning_bid(lines)
        return next((line for line in lines if line.seq == result.bid_seq), None)

    def join(self, who: str, ms: int, *, claim: int | None, paid: int, in_own_name: bool) -> bool:
        """Give a place to whoever may come and paid right: paying has tests of its own."""
        lot = self.row()
        assert lot.deposit is not None
        assert lot.closes_at is not None
        owed = max(0, lot.deposit.fen - (claim or 0))
        is_right = may_enroll(lot.state, lot.closes_at, moment(ms))
        is_right &= not owed or (in_own_name and paid == owed)
        if is_right:
            enroll(lot, self.actors[who], who, rank=PEOPLE[who])
            self.members.add(who)
        return is_right

    def tick(self, ms: int) -> None:
        """Open and close, if that is due."""
        opening.open_lot(self.id, at=moment(ms))
        closing.close_lot(self.id, at=moment(ms))

    def bid(self, bid: LawfulBid, *, confirms: bool) -> str:
        """Judge one bid in a batch of its own."""
        return self.batch([bid], confirms=confirms)[0]

    def batch(self, bids: list[LawfulBid], *, confirms: bool) -> list[str]:
        """Judge bids that waited together."""
        orders = [
            Order(
                lot_no=self.no,
                actor=self.actors[bid.who],
                request_id=uuid4().hex,
                amount_text=str(bid.fen),
                amount=Money(bid.fen),
                received_at=moment(bid.at),
                confirms_self_raise=confirms,
            )
            for bid in bids
        ]
        answers = bidding.judge_batch(self.no, orders)
        outcomes = [answer["receipt"]["outcome"] for answer in answers if isinstance(answer, dict)]
        # Nobody without a row is told of a deposit; the law speaks of who takes part alone.
        return ["deposit_not_held" if one == "not_enrolled" else one for one in outcomes]

    def halt(self, ms: int) -> bool:
        """Suspend the sale; say whether that was lawful."""
        try:
            suspension.suspend_lot(lot_no=self.no, reason=REASON, actor=SYSTEM, at=moment(ms))
        except IllegalMove:
            return False
        return True

    def resume(self, ms: int) -> None:
        """Let the sale go on."""
        suspension.resume_lot(lot_no=self.no, reason=REASON, actor=SYSTEM, at=moment(ms))

    def withdraw(self, ms: int) -> bool:
        """Take the sale back; say whether that was lawful."""
        ground = next(iter(WithdrawalGround))
        try:
            calling_off.withdraw_lot(
                lot_no=self.no, ground=ground, reason=REASON, actor=SYSTEM, at=moment(ms)
            )
        except (IllegalMove, Refusal):
            return False
        return True


class DatabaseLotMachine(LotMachine):
    """The bidding alone, through the services; rounds and money have tests of their own there."""

    actors: dict[str, Actor]

    @initialize(on_grid=st.booleans(), failed=st.just(0), unpaid=st.just(0), at_once=crowds)
    def begin(self, failed: int, unpaid: int, at_once: tuple[str, ...], *, on_grid: bool) -> None:
        """Open a flat to bids, with a step of 1,000 yuan."""
        del failed, unpaid
        self.law = LawfulSale(200_000_003, 100_000, on_grid)
        self.hall = DatabaseHall(self.actors, 100_000, on_grid)  # type: ignore[assignment]
        self.now, self.still_since, self.used = 10 * HOUR, 0, 0
        opens = NOTICE[FIRST] * DAY + 10 * HOUR
        start = 140_000_003
        self.publish(Offer(FIRST, start, 14_000_001, self.now, opens, opens + DAY), at_once)
        self.let_end(("opens", 0))

    @precondition(lambda self: self.law.state != "halted")
    @rule(when=st.sampled_from((None, None, ("now", 0), *around("window", "end"))))
    def halt(self, when: tuple[str, int] | None) -> None:
        """Stop what runs."""
        self.stop(when)

    def follow(self) -> None:  # type: ignore[override]
        """Not here."""

    def default(self) -> None:  # type: ignore[override]
        """Not here."""

    def use(self) -> None:
        """Not here."""

    @rule(
        steps=st.lists(st.sampled_from((-1, 0, 1, 1)), min_size=2, max_size=5),
        confirms=st.booleans(),
    )
    def crowd(self, steps: list[int], *, confirms: bool) -> None:
        """Let several bids wait together: each is judged by what the one before has left."""
        hall = self.hall
        assert isinstance(hall, DatabaseHall)
        names = sorted(self.law.members) or sorted(PEOPLE)
        bids, right = [], []
        for place, rungs in enumerate(steps):
            lead = self.law.leader()
            fen = (lead.fen if lead else self.law.offer.start) + rungs * self.law.step
            who = names[(place + len(self.law.bids)) % len(names)]
            entered = max(self.now - LAG + place, self.still_since)
            bids.append(LawfulBid(fen, who, PEOPLE[who], entered))
            right.append(self.law.judge(bids[-1], confirms=confirms))
            if right[-1] == "accepted":
                self.law.take(bids[-1])
        assert hall.batch(bids, confirms=confirms) == right
        self.note("crowd", right.count("accepted"))
