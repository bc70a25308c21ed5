"""The wall of a court: what stands there, what is told of it, and to whom."""

import json
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from app.kernel.actors import Actor
from app.kernel.clock import Clock, clock
from app.kernel.errors import Forbidden, NotFound, Refusal
from app.kernel.money import Money
from app.kernel.permissions import Role
from app.store import db
from auction.live_views.wall import spark_path, views_of
from auction.queries import wall as wall_queries
from auction.services import wall
from auction.services.bidding import judge_batch
from auction.services.closing import close_due_lots
from auction.services.orders import Order
from auction.services.snapshots import take_snapshot
from auction.services.suspension import resume_lot, suspend_lot
from auction.services.wall import courts_of, take_wall
from auction.vocabulary import LotState
from registry import facade as registry
from tests.support.node import run_module
from tests.support.people import make_person, sign_in
from tests.support.stage import CLOSES, OPENS, START, STEP, Stage, make_lot, set_stage
from tests.support.walls import COURT, caught_feed, make_court, make_judge

MINUTE = timedelta(minutes=1)
SCREEN = "auction/wall_screen.js"


@pytest.fixture
def court(app: Flask) -> Any:
    with app.app_context(), clock.stopped_at(OPENS + MINUTE):
        make_court()
        yield registry.list_courts()[0]
        db.session.remove()


def stage_of(number: int, **changes: Any) -> Stage:
    return set_stage("AAAA", "BBBB", "SILN", no=f"L-{number:03d}", mark=f"m{number}", **changes)


def bid(stage: Stage, paddle: str, fen: int, at: datetime) -> None:
    order = Order(
        lot_no=stage.lot_no, actor=stage.actor(paddle), request_id=f"{paddle}-{fen}",
        amount_text=str(fen), amount=Money(fen), received_at=at,
    )  # fmt: skip
    judge_batch(stage.lot_no, [order])


def test_a_tile_is_the_public_screen_of_its_lot(court: Any) -> None:
    stage = stage_of(1)
    bid(stage, "AAAA", START, OPENS + MINUTE)
    bid(stage, "BBBB", START + STEP, OPENS + 2 * MINUTE)

    (tile,) = take_wall([court], clock.now()).tiles

    snapshot = take_snapshot(stage.lot_no)
    assert {key: tile[key] for key in snapshot if key != "server_time"} == {
        key: value for key, value in snapshot.items() if key != "server_time"
    }
    assert tile["paddles"] == ["AAAA", "BBBB"]


def test_whoever_has_not_bid_is_nowhere_on_the_wall(court: Any) -> None:
    stage = stage_of(1)
    bid(stage, "AAAA", START, OPENS + MINUTE)

    said = json.dumps(take_wall([court], clock.now()).tiles)

    assert "SILN" not in said
    assert "m1-" not in said
    assert "enroll" not in said


@pytest.mark.parametrize(
    ("changes", "stands"),
    [
        ({"state": LotState.OPEN}, True),
        ({"state": LotState.ANNOUNCED, "opens_at": OPENS + timedelta(days=6)}, True),
        ({"state": LotState.ANNOUNCED, "opens_at": OPENS + timedelta(days=8)}, False),
        ({"state": LotState.UNSOLD, "ended_at": OPENS - timedelta(hours=23)}, True),
        ({"state": LotState.UNSOLD, "ended_at": OPENS - timedelta(hours=25)}, False),
        ({"state": LotState.STOPPED, "ended_at": OPENS - timedelta(hours=25)}, False),
        ({"state": LotState.STOPPED, "ended_at": OPENS - timedelta(hours=1)}, True),
        ({"state": LotState.DRAFT, "announced_at": None}, False),
        ({"court_code": "0103", "court_id": 2}, False),
    ],
)
def test_the_wall_holds_what_runs_opens_soon_or_has_just_ended(
    court: Any, changes: dict[str, Any], *, stands: bool
) -> None:
    opens = changes.get("opens_at") or OPENS
    if changes.get("state") is LotState.UNSOLD:
        ended = changes["ended_at"]
        changes = {**changes, "opens_at": ended - timedelta(hours=24), "closes_at": ended}
    elif opens > OPENS:
        changes = {**changes, "closes_at": opens + timedelta(hours=24)}
    make_lot(**changes)

    assert bool(take_wall([court], clock.now()).tiles) is stands


def test_a_judge_reads_the_own_court_alone_and_an_inspector_those_chosen(court: Any) -> None:
    make_court("0103", 2)
    judge = Actor(1, "judge", "judge", frozenset({Role.JUDGE}), court_id=1)
    inspector = Actor(2, "inspector", "inspector", frozenset({Role.INSPECTOR}))

    assert [one.code for one in courts_of(judge)] == ["0102"]
    with pytest.raises(Forbidden):
        courts_of(judge, ["0103"])
    assert [one.code for one in courts_of(inspector, ["0103", "0102"])] == ["0103", "0102"]
    with pytest.raises(NotFound):
        courts_of(inspector, ["9999"])
    for number in range(4, 7):
        make_court(f"010{number}", number)
    with pytest.raises(Refusal, match="too_many_courts"):
        courts_of(inspector, ["0102", "0103", "0104", "0105", "0106"])


@pytest.mark.parametrize("role", [Role.BIDDER, Role.CLERK, Role.FINANCE, Role.OPERATOR])
def test_nobody_else_follows_a_wall(app: Flask, court: Any, role: Role) -> None:
    feed, live = caught_feed(app)
    connection = live.connect(Actor(1, "x", "x", frozenset({role}), court_id=1))

    with pytest.raises(Forbidden):
        feed.watch(connection, {"court": COURT}, clock.now())
    assert live.rooms == set()


def play(stages: list[Stage], chance: random.Random, tell: Callable[[], None]) -> None:
    """Let much happen on many lots, telling the wall now and then."""
    judge = Actor(900, "judge", "judge", frozenset({Role.JUDGE}), court_id=1)
    now = CLOSES - 20 * MINUTE
    for count in range(60):
        now += timedelta(seconds=chance.randrange(1, 30))
        stage = chance.choice(stages)
        lot = stage.lot()
        try:
            if chance.random() < 0.1:
                suspend_lot(lot_no=lot.no, reason="出价异常需要核实", actor=judge, at=now)
            elif lot.state is LotState.SUSPENDED:
                resume_lot(lot_no=lot.no, reason="情形已经消失", actor=judge, at=now)
            else:
                fen = (lot.price.fen if lot.price else START) + chance.choice((0, 1, 3)) * STEP
                bid(stage, chance.choice(("AAAA", "BBBB")), fen, now)
        except Refusal:
            db.session.rollback()
        if chance.random() < 0.4:
            tell()
        if count == 30:
            stages.append(stage_of(99))
    tell()


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_old_wall_plus_news_is_the_new_wall(app: Flask, court: Any, seed: int) -> None:
    stages = [stage_of(number) for number in range(4)]
    feed, live = caught_feed(app)
    judge = Actor(900, "judge", "judge", frozenset({Role.JUDGE}), court_id=1)
    feed.watch(live.connect(judge), {"court": COURT}, clock.now())
    before = take_wall([court], clock.now()).tiles

    play(stages, random.Random(seed), feed.tell)

    after = {tile["lot"]: tile for tile in take_wall([court], clock.now()).tiles}
    drawn = run_module(
        SCREEN,
        "v.frames.reduce((wall, frame) => {"
        " for (const tile of frame.tiles ?? []) wall[tile.lot] = tile;"
        " for (const news of frame.lots ?? []) {"
        "  const made = m.applyNews(wall[news.lot], {...news, server_time: null});"
        "  if (made.hasGap) throw new Error('gap'); wall[news.lot] = made.tile; }"
        " return wall; }, Object.fromEntries(v.tiles.map((tile) => [tile.lot, tile])))",
        {"tiles": before, "frames": live.frames},
    )
    assert len(after) == 5
    for no, tile in after.items():
        drawn[no].pop("server_time", None)
        assert drawn[no] == tile
    numbers = [frame["number"] for frame in live.frames]
    assert numbers == list(range(1, len(numbers) + 1))


def test_what_one_round_cannot_carry_comes_with_the_next(
    app: Flask, court: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wall_queries, "FACTS_MAX", 3)
    stages = [stage_of(number) for number in range(3)]
    feed, live = caught_feed(app)
    judge = Actor(900, "judge", "judge", frozenset({Role.JUDGE}), court_id=1)
    feed.watch(live.connect(judge), {"court": COURT}, clock.now())
    for stage in stages:
        bid(stage, "AAAA", START, OPENS + MINUTE)
        bid(stage, "BBBB", START + STEP, OPENS + MINUTE)

    for _ in range(4):
        feed.tell()

    seqs: dict[str, list[int]] = {}
    for frame in live.frames:
        assert sum(len(news["facts"]) for news in frame["lots"]) <= 3
        for news in frame["lots"]:
            seqs.setdefault(news["lot"], []).extend(fact["seq"] for fact in news["facts"])
    assert seqs == {stage.lot_no: [1, 2] for stage in stages}


def test_a_beat_tells_viewers_and_health_and_a_quiet_wall_says_nothing_else(
    app: Flask, court: Any
) -> None:
    stage = stage_of(1)
    feed, live = caught_feed(app)
    judge = Actor(900, "judge", "judge", frozenset({Role.JUDGE}), court_id=1)
    connection = live.connect(judge)
    feed.watch(connection, {"court": COURT}, clock.now())

    for _ in range(20):
        feed.tell()

    (beat,) = live.frames
    assert beat["viewers"] == {stage.lot_no: 2}
    assert {"database", "clock", "readers", "time"} <= {one["name"] for one in beat["health"]}
    feed.forget(connection)
    feed.tell()
    assert len(live.frames) == 1


def test_open_findings_come_from_whoever_counts_them(
    app: Flask, court: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = stage_of(1)
    feed, live = caught_feed(app)
    judge = Actor(900, "judge", "judge", frozenset({Role.JUDGE}), court_id=1)
    feed.watch(live.connect(judge), {"court": COURT}, clock.now())
    assert take_wall([court], clock.now()).tiles[0]["findings"] == 0

    monkeypatch.setattr(wall, "count_open_of", lambda nos: dict.fromkeys(nos, 2))
    feed.tell()
    feed.tell()

    assert [frame["findings"] for frame in live.frames] == [{stage.lot_no: 2}]
    assert take_wall([court], clock.now()).tiles[0]["findings"] == 2


def test_a_wall_that_cannot_be_read_keeps_nobody_from_theirs_and_loses_nothing(
    app: Flask, court: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_court("0103", 2)
    stage, other = stage_of(1), stage_of(2, court_code="0103", court_id=2)
    feed, live = caught_feed(app)
    for number, (code, court_id) in enumerate(((COURT, 1), ("0103", 2))):
        judge = Actor(900 + number, "judge", "judge", frozenset({Role.JUDGE}), court_id=court_id)
        feed.watch(live.connect(judge), {"court": code}, clock.now())
    counted = wall.count_open_of

    def count_or_fail(nos: list[str]) -> dict[str, int]:
        if stage.lot_no in nos:
            raise RuntimeError("the database went away")
        return counted(nos)

    bid(stage, "AAAA", START, OPENS + MINUTE)
    bid(other, "AAAA", START, OPENS + MINUTE)
    monkeypatch.setattr(wall, "count_open_of", count_or_fail)
    was_whole = feed.tell()
    monkeypatch.undo()
    feed.tell()

    told = [(frame["court"], [one["lot"] for one in frame["lots"]]) for frame in live.frames]
    assert was_whole is False
    assert told == [("0103", [other.lot_no]), (COURT, [stage.lot_no])]


def test_two_hundred_lots_that_end_in_one_second_are_all_closed_and_shown_so(
    app: Flask, court: Any, clock_at: Callable[[datetime], Clock]
) -> None:
    stages = [stage_of(1), *(Stage(lot.id, lot.no) for lot in map(numbered, range(2, 201)))]
    bid(stages[0], "AAAA", START, CLOSES - timedelta(hours=1))
    feed, live = caught_feed(app)
    judge = Actor(900, "judge", "judge", frozenset({Role.JUDGE}), court_id=1)
    feed.watch(live.connect(judge), {"court": COURT}, clock.now())
    tiles = take_wall([court], clock.now()).tiles
    assert len(tiles) == 200

    end = CLOSES + timedelta(seconds=4)
    clock_at(end)
    ticks = 0
    while take_states() != {"sold": 1, "unsold": 199}:
        ticks += 1
        assert ticks < 20, take_states()
        close_due_lots(end)
        feed.tell()
    feed.tell()

    news = [one for frame in live.frames for one in frame.get("lots", [])]
    names = [fact["name"] for one in news for fact in one["facts"]]
    ended = take_wall([court], clock.now())
    drawn = run_module(
        SCREEN,
        "(() => { const wall = Object.fromEntries(v.tiles.map((t) => [t.lot, t]));"
        " for (const news of v.news) wall[news.lot] = m.applyNews(wall[news.lot], news).tile;"
        " const tiles = Object.values(wall);"
        " return [tiles.map((t) => [t.lot, t.state, t.price]),"
        "  m.arrange(tiles, {phase: 'ended', sort: 'ending'}, v.now)]; })()",
        {"tiles": tiles, "news": news, "now": end.timestamp() * 1000},
    )
    assert names.count("auction.lot.unsold") == 199
    assert names.count("auction.lot.sold") == 1
    assert sorted(map(tuple, drawn[0])) == sorted(
        (tile["lot"], tile["state"], tile["price"]) for tile in ended.tiles
    )
    assert drawn[1] == [view.tile["lot"] for view in views_of(ended, wanted="ended")]


def numbered(number: int) -> Any:
    closes = CLOSES + timedelta(milliseconds=number * 4)
    return make_lot(no=f"L-{number:03d}", closes_at=closes)


def take_states() -> dict[str, int]:
    db.session.rollback()
    rows = db.session.execute(
        db.text("SELECT state, count(*) FROM auction_lot GROUP BY state")
    ).all()
    return dict(rows)


@pytest.mark.parametrize("sort", ["ending", "busy", "price", "findings"])
@pytest.mark.parametrize("phase", ["all", "bidding", "upcoming", "ended"])
def test_page_and_scripts_put_tiles_into_the_same_order(court: Any, sort: str, phase: str) -> None:
    chance = random.Random(5)
    for number in range(12):
        shift = timedelta(minutes=chance.randrange(-300, 300))
        state = chance.choice((LotState.OPEN, LotState.ANNOUNCED, LotState.UNSOLD))
        make_lot(
            no=f"L-{number:03d}", state=state, opens_at=OPENS + shift, closes_at=CLOSES + shift,
            ended_at=CLOSES + shift if state is LotState.UNSOLD else None,
            start_price=Money(START + chance.randrange(3) * STEP),
        )  # fmt: skip
    shown = take_wall([court], clock.now())

    in_javascript = run_module(
        SCREEN, f"m.arrange(v.tiles, {{phase: '{phase}', sort: '{sort}'}}, v.now)",
        {"tiles": shown.tiles, "now": shown.at.timestamp() * 1000},
    )  # fmt: skip

    in_python = [view.tile["lot"] for view in views_of(shown, wanted=phase, sort=sort)]
    assert in_javascript == in_python
    assert in_python or phase in {"upcoming", "ended"}


def test_page_and_scripts_draw_the_same_small_curve(court: Any) -> None:
    stage = stage_of(1)
    chance = random.Random(3)
    fen, at = START, OPENS
    for count in range(30):
        at += timedelta(milliseconds=chance.randrange(1, 90_000))
        bid(stage, ("AAAA", "BBBB")[count % 2], fen, at)
        fen += chance.choice((1, 2, 7)) * STEP
    (tile,) = take_wall([court], clock.now()).tiles

    drawn = run_module(SCREEN, "m.sparkPath(v)", tile["bids"])

    assert len(tile["bids"]) == 24
    assert drawn == spark_path(tile["bids"])
    assert drawn.count("H") == 23


def test_the_wall_over_http_is_for_judges_and_inspectors(
    app: Flask, court: Any, client: Any
) -> None:
    stage_of(1)
    make_judge()
    make_person("clerk", Role.CLERK, court_id=1)
    read = sign_in(app, "judge").get("/api/v1/wall")
    assert read.status_code == 200
    assert [tile["lot"] for tile in read.json["lots"]] == ["L-001"]
    assert read.headers["Cache-Control"] == "private, no-store"
    assert sign_in(app, "clerk").get("/api/v1/wall").status_code == 403
    assert client.get("/api/v1/wall").status_code == 401
