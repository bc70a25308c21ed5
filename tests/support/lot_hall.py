"""One asset's sale by the rules of the platform, without its database.

Each method does what the service of the same act does between reading a row and writing it back,
by the same rules; a rule is looked up in its module at each call, so that a planted one counts.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from app.kernel.calendar import local_date
from app.kernel.errors import IllegalMove, Refusal
from app.kernel.money import Money
from app.ledger import rules as payments
from app.ledger.vocabulary import OrderState, Purpose
from auction.rules import bid_ladder, closing, default, identity, notices, prices, rounds, winner
from auction.rules.bid_ladder import BidOrder, LotStanding
from auction.vocabulary import LOT, LotAction, LotState, Round
from tests.support.lot_law import LawfulBid, Offer

#: A midnight in Shanghai.
MIDNIGHT = datetime(2026, 3, 31, 16, tzinfo=UTC)
ROUNDS = (Round.FIRST, Round.SECOND, Round.SELL_OFF)
_KIND = "immovable"


def moment(ms: int) -> datetime:
    """Return the moment so many milliseconds after the midnight."""
    return MIDNIGHT + timedelta(milliseconds=ms)


def since(at: datetime) -> int:
    """Return how many milliseconds after the midnight a moment is."""
    return (at - MIDNIGHT) // timedelta(milliseconds=1)


@dataclass
class Hall:
    """The columns of a lot, moved by the rules alone."""

    reference: int
    step: int
    on_grid: bool
    state: LotState = LotState.DRAFT
    round: Round = Round.FIRST
    #: Start price, deposit and day of failure of the round before.
    previous_start: Money | None = None
    previous_failed_on: date | None = None
    deposit: Money = Money.ZERO
    standing: LotStanding | None = None
    scheduled: datetime = MIDNIGHT
    lines: list[winner.BidLine] = field(default_factory=list)
    suspended_at: datetime = MIDNIGHT
    stopped_from: LotState = LotState.OPEN
    members: set[str] = field(default_factory=set)
    defaulted: dict[str, tuple[Money, Money]] = field(default_factory=dict)
    bought: winner.BidLine | None = None

    @property
    def lot(self) -> LotStanding:
        """Return where the announced lot stands."""
        assert self.standing is not None
        return self.standing

    def announce(self, offer: Offer) -> set[str]:
        """Publish an offer, or return the fields in which it breaks the law."""
        published = local_date(moment(offer.published))
        round_ = ROUNDS[offer.round - 1]
        decision = prices.PanelDecision(
            round_, Money(offer.start), Money(self.step), Money(offer.deposit), ()
        )
        plan = notices.NoticePlan(
            round=round_,
            kind=_KIND,
            published_on=published,
            opens_at=moment(offer.opens),
            closes_at=moment(offer.ends),
            notified_on=published - timedelta(days=10),
            previous_failed_on=self.previous_failed_on,
        )
        faults = prices.judge_panel_decision(
            decision,
            reference=Money(self.reference),
            previous_start=self.previous_start,
            on=published,
        )
        found = {fault.field for fault in (*faults, *notices.judge_notice(plan))}
        if not found:
            self._begin(offer, round_)
        return found

    def _begin(self, offer: Offer, round_: Round) -> None:
        self.state, self.round, self.deposit = LotState.ANNOUNCED, round_, Money(offer.deposit)
        self.lines, self.members, self.bought = [], set(), None
        self.scheduled = moment(offer.ends)
        self.standing = LotStanding(
            state="announced",
            start_price=Money(offer.start),
            bid_step=Money(self.step),
            price=None,
            leader=None,
            leader_rank=None,
            opens_at=moment(offer.opens),
            closes_at=self.scheduled,
            on_grid=self.on_grid,
            contest_hours=closing.contest_hours(round_, moment(offer.opens)),
        )

    def _put(self, **changes: object) -> None:
        over = {LotState.SOLD, LotState.UNSOLD, LotState.DEFAULTED}
        shown = "ended" if self.state in over else self.state.value
        self.standing = replace(self.lot, state=shown, **changes)  # type: ignore[arg-type]

    def _move(self, action: LotAction) -> None:
        self.state = LOT.after(self.state, action, back_to=self.stopped_from)

    def open(self, at: datetime) -> None:
        """Open the lot if that is due."""
        if self.state is LotState.ANNOUNCED and self.lot.opens_at <= at:
            self._move(LotAction.OPEN)
            self._put()

    def tick(self, ms: int) -> None:
        """Open and close, as the clock process does."""
        at = moment(ms)
        self.open(at)
        if self.state is not LotState.OPEN or self.lot.closes_at > closing.drained(at):
            return
        self.bought = self.would_buy()
        self._move(LotAction.KNOCK_DOWN if self.lines else LotAction.LEAVE_UNSOLD)
        self._put()

    def would_buy(self) -> winner.BidLine | None:
        """Return the bid that buys if this is all."""
        return winner.winning_bid(self.lines)

    def join(self, who: str, ms: int, *, claim: int | None, paid: int, in_own_name: bool) -> bool:
        """Enroll somebody who pays so much at once; say whether that gives a paddle."""
        at = moment(ms)
        if not closing.may_enroll(self.state, self.lot.closes_at, at):
            return False
        try:
            facts = identity.BidderFacts(defaulted_on_this_asset=who in self.defaulted)
            identity.refuse_barred(facts)
        except Refusal:
            return False
        entry = self.lot.start_price if self.round is Round.SELL_OFF else self.deposit
        owed = prices.payable_deposit(
            entry, applicant_claim=None if claim is None else Money(claim)
        )
        until = closing.deposit_due(self.state, self.lot.closes_at, at)
        due = payments.Due(Purpose.DEPOSIT, OrderState.OPEN, owed, until, who)
        name = who if in_own_name else "somebody else"
        fault = payments.judge_payment(due, payments.Paid(Money(paid), name, at, at))
        if owed and fault is not None:
            return False
        self.members.add(who)
        return True

    def bid(self, bid: LawfulBid, *, confirms: bool) -> str:
        """Judge one bid; return how."""
        if bid.who not in self.members:
            return "deposit_not_held"
        entered = moment(bid.at)
        self.open(entered)
        before = self.lot
        order = BidOrder(bid.who, Money(bid.fen), entered, bid.rank, confirms)
        ruling = bid_ladder.judge_bid(before, order)
        if ruling.fault is not None:
            return ruling.fault.value
        self.standing = ruling.standing
        is_match = before.price == order.amount
        self.lines.append(winner.BidLine(self.lot.seq, bid.who, order.amount, is_match))
        return "accepted"

    def halt(self, ms: int) -> bool:
        """Stop the clock; say whether that was lawful."""
        at = moment(ms)
        self.open(at)
        left = self.state
        try:
            self._move(LotAction.SUSPEND)
        except IllegalMove:
            return False
        if at >= self.lot.closes_at:
            self.state = left
            return False
        self.stopped_from, self.suspended_at = left, at
        self._put()
        return True

    def resume(self, ms: int) -> None:
        """Start the clock again."""
        self._move(LotAction.RESUME)
        times = closing.times_after_resume(
            closing.Times(self.lot.opens_at, self.scheduled, self.lot.closes_at),
            stopped_from=self.stopped_from,
            suspended_at=self.suspended_at,
            at=moment(ms),
        )
        self.scheduled = times.scheduled_close_at
        self._put(opens_at=times.opens_at, closes_at=times.closes_at)

    def withdraw(self, ms: int) -> bool:
        """Take the sale back; say whether that was lawful."""
        self.open(moment(ms))
        try:
            self._move(LotAction.WITHDRAW)
        except IllegalMove:
            return False
        self._put()
        return True

    def follow(self) -> int:
        """Return the number of the round that follows, or 0; keep what it is judged by."""
        try:
            LOT.after(self.state, LotAction.DRAFT_NEXT)
            following = rounds.following_round(self.state, self.round, _KIND)
        except Refusal:
            return 0
        if self.state is LotState.UNSOLD:
            self.previous_start = self.lot.start_price
        self.previous_failed_on = rounds.failure_that_counts(
            self.state,
            ended_on=local_date(self.lot.closes_at),
            kept=self.previous_failed_on,
        )
        return ROUNDS.index(following) + 1

    def rule_default(self) -> None:
        """Rule the buyer in default: keep the deposit, bar the buyer."""
        assert self.bought is not None
        self._move(LotAction.DEFAULT)
        self._put()
        self.defaulted[self.bought.paddle] = (
            self.bought.amount,
            min(self.deposit, self.bought.amount),
        )

    def use(self, again: int, cost: int, debt: int) -> default.Waterfall:
        """Use what the last buyer in default left, once the asset was sold again."""
        *_, (original, kept) = self.defaulted.values()
        loss = default.Loss(Money(cost), default.price_difference(original, Money(again)))
        return default.use_online(kept, loss, case_debt=Money(debt), property_debt=None)
