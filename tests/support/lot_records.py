"""Records of sales, written as the platform writes them and judged by its own rules of bidding."""

import io
import json
import random
import zipfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from app.kernel.facts import stamp
from app.kernel.money import Money
from app.trail.merkle import hash_name, leaf_hash, tree_root
from app.trail.recorder import canonical
from auction.rules.articles import PRIORITY_MATCH
from auction.rules.bid_ladder import BidOrder, LotStanding, judge_bid
from auction.rules.closing import Times, times_after_resume
from auction.vocabulary import LotState

LOT_NO = "L-0102-2026-0001"
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
SECOND = timedelta(seconds=1)
ANNOUNCED = datetime(2026, 3, 20, 2, tzinfo=UTC)
OPENS = ANNOUNCED + 31 * DAY
CLOSES = OPENS + DAY
START, STEP = Money(154_000_000), Money(1_000_000)
RANKS = {"CCCC": 2, "DDDD": 1}


class Writer:
    """Writes a record as the platform does, judging bids by the platform's own rules."""

    def __init__(self, *, round_: str = "first", on_grid: bool = False) -> None:
        self.rows: list[tuple[str, datetime, dict[str, Any]]] = []
        self.standing = LotStanding(
            state="announced",
            start_price=START,
            bid_step=STEP,
            price=None,
            leader=None,
            leader_rank=None,
            opens_at=OPENS,
            closes_at=CLOSES,
            on_grid=on_grid,
            contest_hours=24 if round_ == "sell_off" else None,
        )
        terms = {"round": round_, "on_grid": on_grid, "may_raise_self": True}
        prices = {"start_price": str(START), "bid_step": str(STEP), "deposit": "15400000"}
        self.say(
            "lot.announced",
            ANNOUNCED,
            notice_version=1,
            digest="00",
            **prices,
            **terms,
            **self.times,
        )

    @property
    def times(self) -> dict[str, str]:
        return {
            "opens_at": stamp(self.standing.opens_at),
            "closes_at": stamp(self.standing.closes_at),
        }

    def say(self, name: str, at: datetime, **fields: Any) -> None:
        self.rows.append((f"auction.{name}", at, {"lot": LOT_NO, "case_number": "1", **fields}))

    def open(self) -> "Writer":
        self.standing = replace(self.standing, state="open")
        self.say("lot.opened", OPENS, **self.times)
        return self

    def bid(self, paddle: str, amount: Money, at: datetime) -> bool:
        order = BidOrder(paddle, amount, at, priority_rank=RANKS.get(paddle))
        before, ruling = self.standing, judge_bid(self.standing, order)
        self.standing = after = ruling.standing
        if not ruling.accepted:
            return False
        is_match = PRIORITY_MATCH in ruling.citations
        moved = {"bid_seq": after.seq, "closes_at": stamp(after.closes_at)}
        self.say(
            "bid.placed",
            at,
            **moved,
            paddle=paddle,
            price=str(amount),
            kind="priority" if is_match else "ordinary",
            received_at=stamp(at),
            extensions=after.extensions,
            rank=RANKS[paddle] if is_match else None,
        )
        if ruling.opens_contest:
            self.say("lot.contested", at, **moved)
        elif ruling.extended:
            closed = stamp(before.closes_at)
            self.say("lot.extended", at, **moved, closed_before=closed, extensions=after.extensions)
        return True

    def suspend(self, at: datetime) -> None:
        left = int((self.standing.closes_at - at).total_seconds())
        self.standing = replace(self.standing, state="suspended")
        why = {"ground": "platform_fault", "reason": "故障", "suspended_at": stamp(at)}
        self.say("lot.suspended", at, **why, remaining_seconds=left)

    def resume(self, stopped_at: datetime, at: datetime) -> None:
        now = self.standing
        times = times_after_resume(
            Times(now.opens_at, CLOSES, now.closes_at),
            stopped_from=LotState.OPEN,
            suspended_at=stopped_at,
            at=at,
        )
        self.standing = replace(now, state="open", closes_at=times.closes_at, resumed_at=at)
        self.say("lot.halt_cause_ended", at, ended_on="2026-04-21", resume_by=stamp(at + DAY))
        self.say("lot.resumed", at, reason="排除", state="open", is_late=False, **self.times)

    def end(self) -> "Writer":
        now, at = self.standing, self.standing.closes_at + 2 * SECOND
        times = {"ended_at": stamp(now.closes_at), "closed_at": stamp(at)}
        if now.price is None:
            self.say("lot.unsold", at, **times)
            return self
        self.say("lot.sold", at, price=str(now.price), paddle=now.leader, bid_seq=now.seq, **times)
        self.say(
            "confirmation.issued", at, confirmation="C-1", paddle=now.leader, price=str(now.price)
        )
        return self

    def zipped(self) -> bytes:
        return packed(
            [
                canonical(name, f"lot:{LOT_NO}", place, "system", stamp(at), fields)
                for place, (name, at, fields) in enumerate(self.rows, 1)
            ]
        )


def packed(bodies: list[bytes], **head: Any) -> bytes:
    """Pack facts as the platform does, with a head that fits unless it is changed."""
    root = tree_root([leaf_hash(body) for body in bodies]).hex()
    plain = {
        "format": "mingchui-record/1",
        "stream": f"lot:{LOT_NO}",
        "entries": len(bodies),
        "root": root,
        **({} if hash_name() == "sha256" else {"hash": hash_name()}),
        **head,
    }
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("entries.jsonl", b"".join(body + b"\n" for body in bodies))
        archive.writestr("record.json", json.dumps(plain))
    return target.getvalue()


def up(steps: int) -> Money:
    return Money(START.fen + steps * STEP.fen)


def contested() -> Writer:
    """Two bids, a match by rank 2, another by rank 1, a stop at 19 seconds, a late bid, a sale."""
    sale = Writer().open()
    assert sale.bid("AAAA", up(0), OPENS + HOUR)
    assert sale.bid("BBBB", up(2), OPENS + 2 * HOUR)
    assert sale.bid("CCCC", up(2), OPENS + 3 * HOUR)
    assert sale.bid("DDDD", up(2), OPENS + 4 * HOUR)
    stopped = CLOSES - 19 * SECOND
    sale.suspend(stopped)
    sale.resume(stopped, CLOSES + DAY)
    assert sale.bid("AAAA", up(3), CLOSES + DAY + 290 * SECOND)
    return sale.end()


def bodies_of(record: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(record)) as archive:
        return archive.read("entries.jsonl").split(b"\n")[:-1]


def random_sale(dice: random.Random) -> Writer:
    """A sale of up to thirty tries at a bid, with stops in between, ended by our own rules."""
    sale = Writer(round_=dice.choice(["first", "sell_off"]), on_grid=dice.random() < 0.5).open()
    at = OPENS
    for _ in range(dice.randint(0, 30)):
        left = sale.standing.closes_at - at
        span = left if dice.random() < 0.3 else min(left, HOUR)
        at += timedelta(microseconds=dice.randint(1, max(2, span // timedelta(microseconds=1))))
        if at >= sale.standing.closes_at:
            break
        price = sale.standing.price or START
        more = dice.choice([0, 0, 1, STEP.fen, STEP.fen, STEP.fen + 1, 3 * STEP.fen])
        sale.bid(dice.choice(["AAAA", "BBBB", "CCCC", "DDDD"]), Money(price.fen + more), at)
        if dice.random() < 0.1:
            sale.suspend(at)
            resumed = at + timedelta(seconds=dice.randint(1, 200_000))
            sale.resume(at, resumed)
            at = resumed
    return sale.end()
