"""Random histories of a sale: Python's reducer, JavaScript's and the database say the same."""

import random
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.kernel.actors import Actor
from app.kernel.errors import Refusal
from app.kernel.facts import stamp
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.store import db
from app.trail.queries import entries_of
from auction.rules.screen import apply_fact, blank_screen, moment_of, screen_at
from auction.services import calling_off
from auction.services.bidding import judge_batch
from auction.services.closing import close_lot
from auction.services.orders import Order
from auction.services.snapshots import fact_on_wire, stream_of, take_snapshot
from auction.services.suspension import resume_lot, stay_lot, suspend_lot
from auction.vocabulary import HaltGround, LotState, WithdrawalGround
from tests.support.node import run_module
from tests.support.stage import OPENS, START, STEP, Stage, set_stage

JUDGE = Actor(900, "judge", "judge", frozenset({Role.JUDGE}), court_id=1)
PADDLES = ("AAAA", "BBBB", "CCCC")
SEEDS = (1, 2, 3, 4, 5, 6)


class History:
    """A sale played by chance, and the screen the database showed after each step."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.stage: Stage = set_stage(
            *PADDLES,
            no=f"L-REPLAY-{seed}",
            mark=f"m{seed}",
            ranks={"BBBB": 1, "CCCC": 2},
            state=LotState.ANNOUNCED,
            closes_at=OPENS + timedelta(minutes=30),
        )
        self.now: datetime = OPENS - timedelta(minutes=10)
        self.before = take_snapshot(self.stage.lot_no)
        #: Moment -> what the database showed once the step at that moment was done.
        self.shown: dict[str, dict[str, Any]] = {}

    def play(self) -> None:
        for _ in range(self.chance.randrange(25, 45)):
            self.now += timedelta(seconds=self.chance.choice((1, 20, 70, 200)))
            try:
                self.chance.choices(
                    (self.bid, self.suspend, self.stay, self.resume, self.close),
                    (14, 1, 1, 3, 3),
                )[0]()
            except Refusal:
                db.session.rollback()
            self.shown[stamp(self.now)] = without_time(take_snapshot(self.stage.lot_no))
        self.end()
        self.shown[stamp(self.now)] = without_time(take_snapshot(self.stage.lot_no))

    def end(self) -> None:
        """Let the sale end, or take it back where it stands still."""
        lot = self.stage.lot()
        assert lot.closes_at is not None
        if lot.state in {LotState.SUSPENDED, LotState.STAYED}:
            self.now += timedelta(seconds=5)
            calling_off.withdraw_lot(
                lot_no=lot.no, ground=WithdrawalGround.SETTLEMENT, reason="当事人达成执行和解",
                actor=JUDGE, at=self.now,
            )  # fmt: skip
        elif lot.state is LotState.OPEN:
            self.now = max(self.now, lot.closes_at) + timedelta(minutes=1)
            close_lot(lot.id, at=self.now)

    def bid(self) -> None:
        lot = self.stage.lot()
        paddle = self.chance.choice(PADDLES)
        base = lot.price.fen if lot.price else START
        fen = base + self.chance.choice((-STEP, 0, STEP, STEP, 2 * STEP, 5 * STEP))
        order = Order(
            lot_no=lot.no, actor=self.stage.actor(paddle),
            request_id=f"{paddle}-{self.chance.random()}", amount_text=str(fen),
            amount=Money(fen), received_at=self.now,
        )  # fmt: skip
        judge_batch(lot.no, [order])

    def suspend(self) -> None:
        suspend_lot(lot_no=self.stage.lot_no, reason="核实案外人异议", actor=JUDGE, at=self.now)

    def stay(self) -> None:
        stay_lot(
            lot_no=self.stage.lot_no, ground=HaltGround.THIRD_PARTY, reason="案外人主张实体权利",
            actor=JUDGE, at=self.now,
        )  # fmt: skip

    def resume(self) -> None:
        resume_lot(lot_no=self.stage.lot_no, reason="暂缓情形已经消失", actor=JUDGE, at=self.now)

    def close(self) -> None:
        close_lot(self.stage.lot_id, at=self.now)


def without_time(snapshot: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in snapshot.items() if key != "server_time"}


@pytest.fixture
def histories(app: Flask) -> Any:
    with app.app_context():
        played = [History(seed) for seed in SEEDS]
        for history in played:
            history.play()
        yield played
        db.session.remove()


def facts_of(history: History) -> list[dict[str, Any]]:
    return [fact_on_wire(entry) for entry in entries_of(stream_of(history.stage.lot_no))]


def test_both_reducers_lead_to_what_the_database_showed_at_every_moment(
    histories: list[History],
) -> None:
    asked = [
        {"screen": history.before, "facts": facts_of(history), "moments": list(history.shown)}
        for history in histories
    ]

    in_javascript = run_module(
        "auction/screen.js",
        "v.map((h) => h.moments.map((at) => m.screenAt(h.screen, h.facts, at)))",
        asked,
    )

    for history, one, screens in zip(histories, asked, in_javascript, strict=True):
        for (at, shown), drawn in zip(history.shown.items(), screens, strict=True):
            python = screen_at(one["screen"], one["facts"], at)
            assert without_time(dict(python)) == shown, at
            assert without_time(drawn) == shown, at


def test_the_histories_hold_what_makes_replaying_hard(histories: list[History]) -> None:
    names = {fact["name"] for history in histories for fact in facts_of(history)}
    states = {history.stage.lot().state for history in histories}

    assert {
        "auction.bid.placed", "auction.lot.extended", "auction.lot.suspended",
        "auction.lot.stayed", "auction.lot.resumed", "auction.lot.sold",
    } <= names  # fmt: skip
    assert LotState.SOLD in states
    assert sum(len(facts_of(history)) for history in histories) > 60


def test_facts_stand_in_the_order_of_the_moments_they_count_from(
    histories: list[History],
) -> None:
    for history in histories:
        moments = [moment_of(fact) for fact in facts_of(history)]
        assert moments == sorted(moments)


def test_a_fact_that_was_seen_changes_nothing(histories: list[History]) -> None:
    facts = facts_of(histories[0])
    screen = screen_at(histories[0].before, facts, "9999")

    assert apply_fact(screen, facts[-1]) == screen
    assert apply_fact(blank_screen("L-1"), {**facts[0], "seq": 0})["state"] == "draft"


def test_jumps_in_any_order_show_what_going_through_shows(histories: list[History]) -> None:
    chance = random.Random(11)
    asked = []
    for history in histories:
        moments = list(history.shown) * 2
        chance.shuffle(moments)
        asked.append({"lot": history.stage.lot_no, "facts": facts_of(history), "moments": moments})

    jumped, neighbours = run_module(
        "auction/replay_state.js",
        "[v.map((h) => { const r = new m.Replayer(h.lot, h.facts);"
        " return h.moments.map((at) => r.screenAt(at)); }),"
        " v.map((h) => { const r = new m.Replayer(h.lot, h.facts); const seen = [];"
        " let at = '2000'; while ((at = r.neighbour(at, 1)) !== null) seen.push(at);"
        " const back = []; at = '9999'; while ((at = r.neighbour(at, -1)) !== null) back.push(at);"
        " return [seen, back.reverse()]; })]",
        asked,
    )

    for one, screens, (forth, back) in zip(asked, jumped, neighbours, strict=True):
        for at, screen in zip(one["moments"], screens, strict=True):
            assert screen == screen_at(blank_screen(one["lot"]), one["facts"], at), at
        assert forth == back == sorted({moment_of(fact) for fact in one["facts"]})


def test_a_bid_that_was_judged_after_a_later_one_is_shown_the_same_everywhere() -> None:
    def bid(seq: int, second: int) -> dict[str, Any]:
        at = f"2026-04-01T02:00:{second:02d}.000000Z"
        return {
            "seq": seq, "name": "auction.bid.placed", "at": at, "bid_seq": seq, "paddle": "AAAA",
            "price": str(START + seq * STEP), "received_at": at, "kind": "ordinary",
            "closes_at": "2026-04-01T03:00:00.000000Z", "extensions": 0,
        }  # fmt: skip

    facts = [bid(1, 10), bid(2, 30), bid(3, 20), bid(4, 40), bid(5, 35)]
    moments = [f"2026-04-01T02:00:{second:02d}.000000Z" for second in range(5, 45, 5)]

    counts = run_module(
        "auction/replay_state.js",
        "(() => { const r = new m.Replayer('L-1', v.facts);"
        " return v.moments.map((at) => r.screenAt(at).bid_count); })()",
        {"facts": facts, "moments": moments},
    )

    assert counts == [screen_at(blank_screen("L-1"), facts, at)["bid_count"] for at in moments]
    assert counts == [0, 1, 1, 1, 1, 3, 3, 5]
