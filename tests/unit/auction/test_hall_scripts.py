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
