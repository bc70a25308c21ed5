"""Old screen plus facts is the new screen: the scripts of the hall against the real record."""

import json
import random
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from app.kernel.actors import Actor
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.store import db
from app.trail.queries import entries_of
from auction.services.bidding import judge_batch
from auction.services.closing import close_lot
from auction.services.orders import Order
from auction.services.snapshots import fact_on_wire, make_frame, stream_of, take_snapshot
from auction.services.suspension import resume_lot, suspend_lot
from auction.vocabulary import LotState
from tests.support.node import run_module
from tests.support.stage import CLOSES, OPENS, START, STEP, Stage, set_stage

JUDGE = Actor(900, "judge", "judge", frozenset({Role.JUDGE}), court_id=1)
SCREEN = "auction/screen.js"


@pytest.fixture
def stage(app: Flask) -> Any:
    with app.app_context():
        yield set_stage("AAAA", "BBBB", ranks={"BBBB": 1}, state=LotState.ANNOUNCED)
        db.session.remove()


def bid(stage: Stage, paddle: str, fen: int, **changes: Any) -> None:
    given = {
        "lot_no": stage.lot_no,
        "actor": stage.actor(paddle),
        "request_id": f"{paddle}-{fen}",
        "amount_text": str(fen),
        "amount": Money(fen),
        "received_at": OPENS + timedelta(minutes=1),
    }
    judge_batch(stage.lot_no, [Order(**{**given, **changes})])


def play(stage: Stage) -> None:
    """A whole sale: bids, a match, refusals, a pause, extensions, the end."""
    bid(stage, "AAAA", START)
    bid(stage, "AAAA", START - STEP)
    bid(stage, "BBBB", START)
    bid(stage, "AAAA", START + STEP, received_at=CLOSES - timedelta(minutes=2))
    suspend_lot(
        lot_no=stage.lot_no, reason="核实案外人异议", actor=JUDGE, at=CLOSES - timedelta(minutes=1)
    )
    resume_lot(
        lot_no=stage.lot_no,
        reason="异议不成立，继续竞价",
        actor=JUDGE,
        at=CLOSES + timedelta(hours=1),
    )
    bid(
        stage,
        "BBBB",
        START + 3 * STEP,
        received_at=CLOSES + timedelta(hours=1, minutes=1),
    )
    close_lot(stage.lot_id, at=CLOSES + timedelta(hours=2))


def without_time(snapshot: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in snapshot.items() if key != "server_time"}


def test_old_screen_plus_facts_is_the_new_screen(stage: Stage) -> None:
    before = take_snapshot(stage.lot_no)

    play(stage)

    facts = [fact_on_wire(entry) for entry in entries_of(stream_of(stage.lot_no))]
    screen = run_module(
        SCREEN, "v.facts.reduce(m.applyFact, v.screen)", {"screen": before, "facts": facts}
    )
    after = take_snapshot(stage.lot_no)
    assert after["state"] == "sold"
    assert after["extensions"] >= 2
    assert without_time(screen) == without_time(after)


def test_frames_in_any_cut_lead_to_the_same_screen_and_twice_is_once(stage: Stage) -> None:
    before = take_snapshot(stage.lot_no)
    play(stage)
    entries = entries_of(stream_of(stage.lot_no))
    cut = random.Random(7).randrange(1, len(entries) - 1)
    parts = [entries[:cut], entries[:cut], entries[cut - 1 :], entries[cut:]]

    screen = run_module(
        SCREEN,
        "v.frames.reduce((screen, frame) => m.applyFrame(screen, frame).screen, v.screen)",
        {
            "screen": before,
            "frames": [make_frame(stream_of(stage.lot_no), part) for part in parts],
        },
    )

    assert without_time(screen) == without_time(take_snapshot(stage.lot_no))


def test_a_missing_frame_is_seen_as_a_gap(stage: Stage) -> None:
    before = take_snapshot(stage.lot_no)
    play(stage)
    late = make_frame(stream_of(stage.lot_no), entries_of(stream_of(stage.lot_no))[1:])

    answer = run_module(
        SCREEN, "m.applyFrame(v.screen, v.frame)", {"screen": before, "frame": late}
    )

    assert answer == {"screen": json.loads(json.dumps(before)), "hasGap": True}


def test_the_words_of_the_standing_follow_the_screen(stage: Stage) -> None:
    bid(stage, "AAAA", START)
    bid(stage, "BBBB", START + STEP)
    screen = take_snapshot(stage.lot_no)
    during = int((OPENS + timedelta(hours=1)).timestamp() * 1000)

    words = run_module(
        SCREEN,
        "['AAAA', 'BBBB', 'CCCC'].map((paddle) => "
        "m.standingOf(v.screen, 'bidder', paddle, m.phaseAt(v.screen, v.now)))",
        {"screen": screen, "now": during},
    )

    assert words == ["outbid", "leading", "silent"]
