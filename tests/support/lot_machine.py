"""Everything that can happen to one lot, at any moment, held against the law step by step."""

from collections import Counter
from typing import Any, ClassVar

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.support.lot_hall import Hall, since
from tests.support.lot_law import (
    DAY,
    FIRST,
    HOUR,
    NOTICE,
    SECOND,
    SECOND_ROUND,
    SELL_OFF,
    WINDOW,
    LawfulBid,
    LawfulSale,
    Offer,
)

#: Ordinary bidders, holders of priority with their rank, and the creditor who applied.
PEOPLE: dict[str, int | None] = {
    "ann": None,
    "bob": None,
    "creditor": None,
    "owner": 1,
    "tenant": 2,
    "cotenant": 2,
}
#: What the case owes the creditor: less than some deposits, more than others.
CLAIM = 15_000_000
#: A bid may wait so long for its turn; the end waits a little longer.
LAG = 2 * SECOND - 1
DRAIN = 2 * SECOND

#: The number of somebody who does not take part.
STRANGER = 6
RUNS = {"announced", "halted"}
#: What an offer may lie beside, or just on, by so many fen or days.
BESIDE = {
    "cheap": -1,
    "dear": 1,
    "low": 1,
    "high": 1,
    "least": 0,
    "soon": 1,
    "brief": 1,
    "last": 15,
    "late": 16,
}

#: Beside the law in every round.
WRONG = ("cheap", "low", "high", "soon", "brief")

person = st.sampled_from(sorted(PEOPLE))
people = st.sampled_from((tuple(PEOPLE), ("ann", "owner", "tenant"), ("ann", "bob"), ()))
#: Milliseconds around what counts.
NEAR = (-SECOND, -1, 0, 1, SECOND)


def around(*names: str) -> tuple[tuple[str, int], ...]:
    """Return moments around each of what counts."""
    return tuple((name, off) for name in names for off in NEAR)


#: Strategies of one bid. Each draw takes a tenth of a step's time, so what belongs to one thing is
#: drawn as one.
BID: dict[str, Any] = {
    "who": st.integers(0, STRANGER),
    "rung": st.sampled_from(("least", "least", "equal", "under", "off", "high", "stale", "start")),
    "when": st.sampled_from(
        (*[("now", 0)] * 18, *[("opens", 0)] * 8, *around("opens", "window", "end"))
    ),
    #: How long it waited for its turn, and whether the bidder confirms to raise himself.
    "way": st.sampled_from(
        ((0, True), (0, False), (0, True), (1, True), (LAG, True), (LAG, False))
    ),
}


class LotMachine(RuleBasedStateMachine):
    """The platform's rules beside the law, fed the same acts."""

    #: How often each act was met with each answer, over all runs.
    seen: ClassVar[Counter[str]] = Counter()

    @initialize(
        on_grid=st.booleans(),
        failed=st.sampled_from((0, 0, 0, 0, 1, 1, 2, 2, 3)),
        unpaid=st.sampled_from((0, 0, 1)),
        at_once=people,
    )
    def begin(self, failed: int, unpaid: int, at_once: tuple[str, ...], *, on_grid: bool) -> None:
        """Offer a flat worth 2,000,000.03 yuan, step 1,000, after failures and a default."""
        self.law = LawfulSale(200_000_003, 100_000, on_grid)
        self.hall = Hall(200_000_003, 100_000, on_grid)
        self.now = 10 * HOUR
        self.still_since = 0
        self.used = 0
        opens = (NOTICE[FIRST] * DAY) + 10 * HOUR
        self.publish(Offer(FIRST, 140_000_003, 14_000_001, self.now, opens, opens + DAY), at_once)
        for _ in range(failed):
            self.let_end(("drained", 0))
            for beside in WRONG:
                self.offer_again(beside, at_once)
            self.offer_again("", at_once)
        for _ in range(unpaid if at_once and failed < 3 else 0):
            self.place(0, "high", ("opens", 0), (0, True))
            self.let_end(("drained", 0))
            self.rule_default()
            self.offer_again("", at_once)

    def is_used(self) -> bool:
        """Say whether all that buyers in default left has been used."""
        return self.used == len(self.law.defaults)

    def note(self, act: str, answer: object) -> None:
        """Count an answer, so that a run can show that it met them all."""
        self.seen[f"{act} {answer}"] += 1

    def publish(self, offer: Offer, at_once: tuple[str, ...]) -> None:
        """Publish what keeps the law; refuse, field by field, what breaks it."""
        faults = self.law.faults(offer)
        assert self.hall.announce(offer) == faults, offer
        self.note(f"announce {offer.round}", " ".join(sorted(faults)) or "done")
        if not faults:
            self.law.announce(offer)
            self.still_since = self.now
            for who in at_once:
                self.enroll(who, "")

    def pass_to(self, when: tuple[str, int]) -> None:
        """Let time pass until shortly before, at, or after what counts; never back."""
        end = self.law.end()
        aims = {
            "now": self.now,
            "opens": self.law.opens,
            "window": end - WINDOW,
            "end": end,
            "drained": end + DRAIN,
        }
        to, off = when
        self.now = max(self.now, aims[to] + off)

    @rule(on=st.sampled_from((1, SECOND, 60 * SECOND, 290 * SECOND, HOUR)))
    def wait(self, on: int) -> None:
        """Let time pass."""
        self.now += on

    @precondition(lambda self: self.law.state in RUNS and len(self.law.members) < len(PEOPLE))
    @rule(
        who=person,
        fault=st.sampled_from(("", "", "", "", "short", "over", "foreign")),
    )
    def join(self, who: str, fault: str) -> None:
        """Enroll and pay, mostly what is asked."""
        if who not in self.law.members:
            self.enroll(who, fault)

    def enroll(self, who: str, fault: str) -> None:
        """Enroll somebody new, with what may be wrong about the payment."""
        claim = CLAIM if who == "creditor" else None
        entry = self.law.offer.start if self.law.offer.round == SELL_OFF else self.law.offer.deposit
        owed = max(0, entry - (claim or 0))
        paid = max(0, owed + {"short": -1, "over": 1}.get(fault, 0))
        got = self.hall.join(who, self.now, claim=claim, paid=paid, in_own_name=fault != "foreign")
        right = self.law.may_join(who, self.now) and (not fault or owed == 0)
        assert got == right, (who, fault, got)
        self.note("join", got)
        if got:
            self.law.members.add(who)

    @rule(**BID)
    def bid(self, **bid: Any) -> None:
        """Bid on, above or beside the ladder."""
        self.place(**bid)

    @rule(**BID)
    def bid_too(self, **bid: Any) -> None:
        """Bid as often as everything else together."""
        self.place(**bid)

    def place(self, who: int, rung: str, when: tuple[str, int], way: tuple[int, bool]) -> None:
        """Bid on, above or beside the ladder; the bid may have waited for its turn."""
        self.pass_to(when)
        lag, confirms = way
        outside = sorted(set(PEOPLE) - self.law.members) or sorted(PEOPLE)
        inside = sorted(self.law.members) or outside
        name = outside[0] if who == STRANGER else inside[who % len(inside)]
        lead = self.law.leader()
        step, start = self.law.step, self.law.offer.start
        least = lead.fen + step if lead else start
        amounts = {
            "least": least,
            "equal": lead.fen if lead else start,
            "under": least - 1,
            "off": least + 1,
            "high": least + 3 * step,
            "stale": (lead.fen if lead else start) - step,
            "start": start,
        }
        entered = max(self.now - lag, self.still_since)
        bid = LawfulBid(amounts[rung], name, PEOPLE[name], entered)
        right = self.law.judge(bid, confirms=confirms)
        got = self.hall.bid(bid, confirms=confirms)
        assert got == right, (bid, confirms)
        self.note("bid", got)
        if right == "accepted":
            self.law.take(bid)

    @rule(when=st.sampled_from((*[("now", 0)] * 8, *around("opens", "end", "drained"))))
    def tick(self, when: tuple[str, int]) -> None:
        """Let the clock process work."""
        self.let_end(when)

    def let_end(self, when: tuple[str, int]) -> None:
        """End what is over: by the law once no bid in time can wait any more."""
        self.pass_to(when)
        self.hall.tick(self.now)
        if self.law.state == "announced" and self.now >= self.law.end() + DRAIN:
            self.law.finish()
            self.note("end", self.law.state)

    @precondition(lambda self: self.law.state != "halted")
    @rule(when=st.sampled_from((*[None] * 20, *[("now", 0)] * 8, *around("window", "end"))))
    def halt(self, when: tuple[str, int] | None) -> None:
        """Stop what runs, now and then."""
        self.stop(when)

    def stop(self, when: tuple[str, int] | None) -> None:
        """Stop the sale, if it is to be."""
        if when is None:
            return
        self.pass_to(when)
        got = self.hall.halt(self.now)
        assert got == self.law.halt(self.now)
        self.note("halt", got)
        self.still_since = self.now

    @precondition(lambda self: self.law.state == "halted")
    @rule(stays=st.sampled_from((0, SECOND, 19 * SECOND, DAY)))
    def resume(self, stays: int) -> None:
        """Let what rests go on after a while."""
        self.now += stays
        self.law.resume(self.now)
        self.hall.resume(self.now)
        self.note("resume", "open" if self.law.was_open else "before")
        self.still_since = self.now

    @precondition(lambda self: self.law.state in RUNS)
    @rule(odds=st.integers(0, 19))
    def withdraw(self, odds: int) -> None:
        """Take the sale back, now and then."""
        if odds:
            return
        got = self.hall.withdraw(self.now)
        assert got == self.law.withdraw(self.now)
        self.note("withdraw", got)

    @precondition(lambda self: self.law.state in {"unsold", "defaulted", "withdrawn"})
    @rule(beside=st.sampled_from(("", "", "", *BESIDE)), at_once=people)
    def follow(self, beside: str, at_once: tuple[str, ...]) -> None:
        """Offer what found no buyer again."""
        self.offer_again(beside, at_once)

    def offer_again(self, beside: str, at_once: tuple[str, ...]) -> None:
        """Plan the next round on the edge of the law, or one fen, day or moment beside it."""
        following = self.law.next_round()
        assert self.hall.follow() == following
        if not following:
            self.note("follow", "nothing")
            return
        before = self.law.failed.start if self.law.failed else 0
        floors = {
            FIRST: -(-7 * self.law.reference // 10),
            SECOND_ROUND: -(-8 * before // 10),
            SELL_OFF: before,
        }
        start = floors[following] + BESIDE.get(beside, 0) * (beside in {"cheap", "dear"})
        deposits = {"low": -(-start // 20) - 1, "high": start // 5 + 1, "least": -(-start // 20)}
        if beside in {"last", "late"}:
            self.now += BESIDE[beside] * DAY
        days = NOTICE[following] - (beside == "soon")
        opens = (self.now // DAY + days) * DAY + 10 * HOUR
        ends = opens + (60 * DAY if following == SELL_OFF else DAY) - (beside == "brief")
        deposit = deposits.get(beside, start // 5)
        self.publish(Offer(following, start, deposit, self.now, opens, ends), at_once)

    @precondition(lambda self: self.law.state == "sold" and self.is_used())
    @rule()
    def default(self) -> None:
        """Let a buyer not pay."""
        self.rule_default()

    def rule_default(self) -> None:
        """Rule whoever bought in default."""
        self.law.default()
        self.hall.rule_default()
        self.note("default", "ruled")

    @precondition(lambda self: self.law.state == "sold" and not self.is_used())
    @rule()
    def use(self) -> None:
        """After the new sale, use what was kept in the order of art. 24 and ask for the rest."""
        lead = self.law.leader()
        assert lead is not None
        *_, (_, original, kept) = self.law.defaults
        lower = max(0, original - lead.fen)
        for cost, debt in ((0, 0), (1, 10**9), (kept, 1), (kept + 1, 10**9)):
            poured = self.hall.use(lead.fen, cost, debt)
            assert poured.top_up.fen == self.law.top_up(lead.fen, cost)
            self.note("top-up", bool(poured.top_up))
            left = kept
            for line, asked in zip(poured.lines, (cost, lower, debt, kept), strict=False):
                assert line.used.fen == min(left, asked)
                left -= line.used.fen
            assert left == 0
        self.used = len(self.law.defaults)

    @invariant()
    def agrees(self) -> None:
        """Price, leader, end and state are what the law has them be."""
        if not hasattr(self, "law"):
            return
        lot, lead = self.hall.lot, self.law.leader()
        buys, price = self.hall.would_buy(), lot.price
        right = (lead.who, lead.fen) if lead else (None, None)
        assert (lot.leader, price.fen if price else None) == right
        assert (buys.paddle if buys else None, buys.amount.fen if buys else None) == right
        assert (since(lot.opens_at), since(lot.closes_at)) == (self.law.opens, self.law.end())
        assert lot.seq == len(self.law.bids)
        shown = {"announced": {"announced", "open"}, "halted": {"suspended"}}
        assert self.hall.state.value in shown.get(self.law.state, {self.law.state})
