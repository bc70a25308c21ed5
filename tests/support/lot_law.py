"""One asset's sale as the law has it, written from its articles; it asks no rule of the platform.

Moments are whole milliseconds since a midnight in Shanghai, money is whole fen. Read with
法释〔2016〕18号 beside it: each line names the article (or, where the law is silent, the policy).
"""

from dataclasses import dataclass, field, replace

SECOND = 1_000
WINDOW = 300 * SECOND
HOUR = 3_600 * SECOND
DAY = 24 * HOUR
FIRST, SECOND_ROUND, SELL_OFF = 1, 2, 3
#: Whole days of notice of an immovable by round: art. 12(1), 26(1), 455号 三.
NOTICE = {FIRST: 30, SECOND_ROUND: 15, SELL_OFF: 15}


@dataclass(frozen=True)
class LawfulBid:
    """A bid that counts."""

    fen: int
    who: str
    rank: int | None
    at: int


@dataclass(frozen=True)
class Offer:
    """What a panel and a notice set for one round, as planned on a day."""

    round: int
    start: int
    deposit: int
    published: int
    opens: int
    ends: int


@dataclass
class LawfulSale:
    """One asset on its way through its rounds."""

    reference: int
    step: int
    on_grid: bool
    offer: Offer = field(init=False)
    #: announced, halted, withdrawn, sold, unsold or defaulted; time says whether bidding is on.
    state: str = "ended"
    opens: int = 0
    #: When bidding ends if nobody bids any more.
    floor: int = 0
    bids: list[LawfulBid] = field(default_factory=list)
    halted_at: int = 0
    was_open: bool = False
    members: set[str] = field(default_factory=set)
    #: The price and the buyer of a sale that was not paid for, and what was kept.
    defaults: list[tuple[str, int, int]] = field(default_factory=list)
    failed: Offer | None = None
    failed_day: int | None = None

    def end(self) -> int:
        """Art. 20(2): five minutes after the last bid at least, however often; no cap."""
        return max([self.floor, *(bid.at + WINDOW for bid in self.bids)])

    def leader(self) -> LawfulBid | None:
        """Art. 20(1) the highest; art. 21 at the same price the better rank, then the earlier."""
        top = max((bid.fen for bid in self.bids), default=0)
        at_top = [bid for bid in self.bids if bid.fen == top]
        return min(at_top, key=lambda bid: bid.rank or 99, default=None)

    def judge(self, bid: LawfulBid, *, confirms: bool) -> str:
        """Judge who, when and how much, in this order."""
        if bid.who not in self.members:
            return "deposit_not_held"
        return self.judge_time(bid.at) or self.judge_amount(bid, confirms=confirms) or "accepted"

    def judge_time(self, at: int) -> str:
        """Art. 20(2) from the opening to the end, by the time of entry; art. 28 not in a halt."""
        early = "not_open" if at < self.opens else ""
        late = "late" if at >= self.end() else ""
        standing = {"halted": "suspended", "withdrawn": "not_open", "announced": late or early}
        return standing.get(self.state, "late")

    def judge_amount(self, bid: LawfulBid, *, confirms: bool) -> str:
        """Art. 20(1) upward from the start by a step at least; art. 21 equal only by priority."""
        lead = self.leader()
        if lead is None and bid.fen < self.offer.start:
            return "below_start"
        if lead is not None and bid.fen < lead.fen + self.step:
            outranks = bid.rank is not None and (lead.rank is None or bid.rank < lead.rank)
            return "" if bid.fen == lead.fen and outranks else "below_ladder"
        if self.on_grid and (bid.fen - self.offer.start) % self.step:
            return "off_step"
        is_own = lead is not None and lead.who == bid.who
        return "already_leading" if is_own and not confirms else ""

    def take(self, bid: LawfulBid) -> None:
        """Put an accepted bid on the record; the first of a sell-off opens 24 hours (455号 六)."""
        if self.offer.round == SELL_OFF and not self.bids:
            self.floor = bid.at + DAY
        self.bids.append(bid)

    def may_join(self, who: str, at: int) -> bool:
        """Art. 18(1) until the end, which a halt keeps away; art. 24(2) no buyer in default."""
        is_on = self.state == "halted" or (self.state == "announced" and at < self.end())
        return is_on and who not in {buyer for buyer, *_ in self.defaults}

    def halt(self, at: int) -> bool:
        """Art. 28: stop what is not over; say whether that was lawful."""
        if self.state != "announced" or at >= self.end():
            return False
        self.state, self.halted_at, self.was_open = "halted", at, at >= self.opens
        return True

    def resume(self, at: int) -> None:
        """Give back what was left, of bidding at least five minutes (D8), before it all of it."""
        if self.was_open:
            self.floor = at + max(self.end() - self.halted_at, WINDOW)
        else:
            stood = at - self.halted_at
            self.opens, self.floor = self.opens + stood, self.floor + stood
        self.state = "announced"

    def withdraw(self, at: int) -> bool:
        """20〔21〕 art. 17: before the start, or out of a halt (P64)."""
        lawful = self.state == "halted" or (self.state == "announced" and at < self.opens)
        if lawful:
            self.state = "withdrawn"
        return lawful

    def finish(self) -> None:
        """Art. 11: one bid is enough; art. 26: none is a failure, on the day it ended."""
        self.state = "sold" if self.bids else "unsold"
        if not self.bids:
            self.failed, self.failed_day = self.offer, self.end() // DAY

    def next_round(self) -> int:
        """Art. 26: the second, then the sell-off; else (24, 31) the same again; 0 for none."""
        if self.state != "unsold":
            return self.offer.round
        return {FIRST: SECOND_ROUND, SECOND_ROUND: SELL_OFF}.get(self.offer.round, 0)

    def default(self) -> None:
        """Art. 24: the deposit named in the notice is kept, the buyer is barred."""
        lead = self.leader()
        assert lead is not None
        self.defaults.append((lead.who, lead.fen, min(self.offer.deposit, lead.fen)))
        self.state, self.failed_day = "defaulted", None

    def top_up(self, again: int, cost: int) -> int:
        """20〔21〕 art. 22: what costs and the lower price exceed the kept deposit by."""
        *_, (_, original, kept) = self.defaults
        return max(0, cost + max(0, original - again) - kept)

    def faults(self, offer: Offer) -> set[str]:
        """Return in which fields an offer breaks arts. 10(2), 12, 17(1), 20(2), 26 or 455号."""
        before = self.failed.start if self.failed else 0
        numerator = {FIRST: 7 * self.reference, SECOND_ROUND: 8 * before}.get(offer.round, 0)
        wrong_price = offer.start * 10 < numerator
        if offer.round == SELL_OFF:
            wrong_price = offer.start != before
        opens_day, published_day = offer.opens // DAY, offer.published // DAY
        wrong_day = opens_day < published_day + NOTICE[offer.round]
        # What was taken back has the days of the failure before it, once more has none.
        runs_from = self.failed_day if self.state in {"unsold", "withdrawn"} else None
        if runs_from is not None and offer.round == SECOND_ROUND:
            wrong_day |= opens_day > runs_from + 30
        if runs_from is not None and offer.round == SELL_OFF:
            wrong_day |= published_day > runs_from + 15
        runs = offer.ends - offer.opens
        wrong_span = runs != 60 * DAY if offer.round == SELL_OFF else runs < DAY
        wrong_deposit = not offer.start <= offer.deposit * 20 <= 4 * offer.start
        found = (wrong_price, wrong_day, wrong_span, wrong_deposit)
        names = ("start_price", "opens_at", "closes_at", "deposit")
        return {name for name, is_wrong in zip(names, found, strict=True) if is_wrong}

    def announce(self, offer: Offer) -> None:
        """Begin a round; whoever takes part joins anew."""
        self.offer = replace(offer)
        self.opens, self.floor = offer.opens, offer.ends
        self.bids, self.members, self.state = [], set(), "announced"
