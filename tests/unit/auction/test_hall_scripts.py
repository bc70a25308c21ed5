"""The pure scripts of the hall: legal amounts, one intention, the court's time."""

from datetime import UTC, datetime
from typing import Any

from auction.vocabulary import PUBLIC_STATES, LotState, phase_at
from tests.support.node import run_module

LADDER = "auction/ladder.js"


def screen(**changes: Any) -> dict[str, Any]:
    return {
        "start_price": "100000000",
        "bid_step": "1000000",
        "price": None,
        "paddle": None,
        **changes,
    }


def test_the_first_offers_begin_at_the_start_price() -> None:
    offers = run_module(LADDER, "m.offersOf(v, [1, 2, 5])", screen())

    assert [(offer["steps"], offer["fen"]) for offer in offers] == [
        (0, "100000000"),
        (1, "101000000"),
        (2, "102000000"),
    ]


def test_later_offers_climb_by_whole_steps() -> None:
    offers = run_module(LADDER, "m.offersOf(v, [1, 2, 5])", screen(price="105000000"))

    assert [offer["fen"] for offer in offers] == ["106000000", "107000000", "110000000"]


def test_no_offer_passes_the_ceiling_of_amounts() -> None:
    offers = run_module(LADDER, "m.offersOf(v, [1, 2, 5])", screen(price=str(10**15 - 1)))

    assert offers == []


def test_the_stepper_stops_only_on_legal_amounts() -> None:
    now = screen(price="105000000")

    nudged = run_module(
        LADDER,
        "[[null, 1], [106000000n, 1], [106000000n, -1], [106500000n, 1], [106500000n, -1]]"
        ".map(([fen, way]) => m.nudged(v, fen, way))",
        now,
    )

    assert nudged == ["106000000", "107000000", "106000000", "107000000", "106000000"]


def test_an_amount_off_the_grid_is_named_only_where_the_lot_has_one() -> None:
    now = screen(price="105000000")

    faults = run_module(
        LADDER,
        "[m.faultOf(v, 106500000n, {onGrid: true}), m.faultOf(v, 106500000n, {onGrid: false}), "
        "m.faultOf(v, 105999999n, {onGrid: false}), "
        "m.faultOf(v, 105000000n, {onGrid: true, match: 105000000n})]",
        now,
    )

    assert faults == ["off_step", None, "below", None]


def test_a_slip_of_the_finger_is_asked_for_again() -> None:
    now = screen(price="105000000")
    bounds = "{steps: 10, times: 2}"

    large = run_module(
        LADDER,
        f"[m.isLarge(v, 116000000n, 140000000n, {bounds}), "
        f"m.isLarge(v, 116000001n, 140000000n, {bounds}), "
        f"m.isLarge(v, 107000000n, 50000000n, {bounds})]",
        now,
    )

    assert large == [False, True, True]


def test_an_intention_keeps_its_request_id_until_it_is_answered() -> None:
    steps = run_module(
        "auction/intention.js",
        "(() => { const kept = new Map(); let made = 0;"
        " const storage = { getItem: (k) => kept.get(k) ?? null,"
        "   setItem: (k, t) => kept.set(k, t), removeItem: (k) => kept.delete(k) };"
        " const open = () => new m.Intentions(storage, 'L-1', 'AAAA', () => `id-${++made}`);"
        " const first = open().begin('L-1', 5n), again = open().begin('L-1', 6n);"
        " open().settle('id-other'); const still = open().pending();"
        " open().settle(first.request_id);"
        " return [first, again, still, open().pending(), open().begin('L-1', 7n)]; })()",
        None,
    )

    first = {"lot": "L-1", "amount": "5", "request_id": "id-1"}
    assert steps == [
        first,
        first,
        first,
        None,
        {"lot": "L-1", "amount": "7", "request_id": "id-2"},
    ]


def test_an_old_intention_is_not_sent_by_itself() -> None:
    waiting = run_module(
        "auction/intention.js",
        "(() => { const kept = new Map(); let now = 0;"
        " const storage = { getItem: (k) => kept.get(k) ?? null, setItem: (k, t) => kept.set(k, t),"
        "   removeItem: (k) => kept.delete(k) };"
        " const open = () => new m.Intentions(storage, 'L-1', 'AAAA', () => 'id', () => now);"
        " open().begin('L-1', 5n); now = 59999; const soon = open().pending();"
        " now = 60000; return [soon, open().pending()]; })()",
        None,
    )

    assert waiting == [{"lot": "L-1", "amount": "5", "request_id": "id"}, None]


def test_the_quickest_ping_tells_the_offset() -> None:
    best = run_module(
        "auction/courttime.js",
        "m.best([m.measure(1000, 1062, 1063, 1101), m.measure(2000, 2017, 2018, 2011)])",
        None,
    )

    assert best == {"offset": 12, "round": 10}


def test_the_scripts_show_every_public_state_as_the_server_does() -> None:
    opens, closes = datetime(2026, 4, 1, 2, tzinfo=UTC), datetime(2026, 4, 2, 2, tzinfo=UTC)
    times = {"opens_at": opens.isoformat(), "closes_at": closes.isoformat()}
    states = sorted(state.value for state in PUBLIC_STATES)

    shown = run_module(
        "auction/screen.js",
        "v.states.map((state) => m.phaseAt({ ...v.times, state }, Date.parse(v.times.opens_at)))",
        {"states": states, "times": times},
    )

    assert shown == [phase_at(LotState(state), opens, closes, opens) for state in states]


PRACTICE = "auction/practice_sale.js"
OPENS = "2026-04-01T02:00:00.000Z"
#: A pretend sale of six minutes.
PRETEND = {
    **screen(start_price="70000000"),
    "state": "open",
    "seq": 0,
    "bids": [],
    "bid_count": 0,
    "extensions": 0,
    "opens_at": OPENS,
    "closes_at": "2026-04-01T02:06:00.000Z",
}
_BID = "const bid = (s, paddle, fen, at) => m.judged(s, {paddle, fen, at, extensionSeconds: 300});"


def test_a_practice_bid_moves_the_end_as_the_law_does() -> None:
    ends = run_module(
        PRACTICE,
        f"(() => {{ {_BID} const t0 = Date.parse(v.opens_at);"
        " return [59999, 60000, 60001, 359999].map((at) => {"
        " const s = m.after(v, bid(v, 'YOU', 70000000n, t0 + at).facts);"
        " return [s.closes_at, s.extensions, s.bids[0].extended, s.paddle]; }); })()",
        PRETEND,
    )

    assert ends == [
        ["2026-04-01T02:06:00.000Z", 0, False, "YOU"],
        ["2026-04-01T02:06:00.000Z", 0, False, "YOU"],
        ["2026-04-01T02:06:00.001Z", 1, True, "YOU"],
        ["2026-04-01T02:10:59.999Z", 1, True, "YOU"],
    ]


def test_the_practice_refuses_what_a_real_sale_refuses() -> None:
    codes = run_module(
        PRACTICE,
        f"(() => {{ {_BID} const t0 = Date.parse(v.opens_at);"
        " const s = m.after(v, bid(v, 'YOU', 70000000n, t0).facts);"
        " return [bid(v, 'A', 69999999n, t0), bid(s, 'A', 70999999n, t0 + 1),"
        " bid(s, 'A', 71000000n, t0 + 360000), bid(s, 'A', 71000000n, t0 + 359999)]"
        ".map((answer) => [answer.code, answer.facts.length]); })()",
        PRETEND,
    )

    assert codes == [["below_ladder", 0], ["below_ladder", 0], ["late", 0], [None, 2]]


def test_the_other_bidder_of_the_practice_answers_twice_and_lets_go() -> None:
    wishes = run_module(
        PRACTICE,
        f"(() => {{ {_BID} const t0 = Date.parse(v.opens_at); let s = v; const seen = [];"
        " const other = new m.Opponent('OTHER', {opensAfter: 30, waits: 45, answers: 2});"
        " for (let at = 0; at <= 900; at += 15) { const now = t0 + at * 1000;"
        "  const fen = other.wants(s, now);"
        "  if (fen !== null) { seen.push([at, String(fen)]);"
        "   s = m.after(s, bid(s, 'OTHER', fen, now).facts); continue; }"
        "  if (s.paddle === 'OTHER' && at % 60 === 0) {"
        "   s = m.after(s, bid(s, 'YOU', BigInt(s.price) + 1000000n, now).facts); } }"
        " const end = m.ending(s, t0 + 900000);"
        " return [seen, s.paddle, end && end.name]; })()",
        PRETEND,
    )

    assert wishes == [
        [[30, "70000000"], [105, "72000000"], [165, "74000000"]],
        "YOU",
        "auction.lot.sold",
    ]


def test_a_practice_nobody_bid_in_ends_unsold_and_none_ends_early() -> None:
    ends = run_module(
        PRACTICE,
        "[359999, 360000].map((at) => m.ending(v, Date.parse(v.opens_at) + at)?.name ?? null)",
        PRETEND,
    )

    assert ends == [None, "auction.lot.unsold"]
