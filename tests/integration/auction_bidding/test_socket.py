"""The /live namespace as clients see it, in both ways of running."""

import contextlib
from uuid import uuid4

import pytest
from websocket import WebSocketException

from tests.integration.auction_bidding.conftest import Served
from tests.support.live import Program, Socket
from tests.support.stage import START, STEP

SNAPSHOT_FIELDS = {
    "lot",
    "state",
    "seq",
    "price",
    "paddle",
    "start_price",
    "bid_step",
    "opens_at",
    "closes_at",
    "extensions",
    "bids",
    "server_time",
}
FRAME_FIELDS = {
    "lot",
    "from_seq",
    "to_seq",
    "facts",
    "state",
    "price",
    "closes_at",
    "server_time",
}


def rid() -> str:
    return str(uuid4())


def test_anyone_may_watch_a_lot(served: Served) -> None:
    stage = served.stage()

    answer = served.visitor().call("watch", {"lot": stage.lot_no})

    assert answer["ok"] is True
    assert set(answer["snapshot"]) >= SNAPSHOT_FIELDS


def test_an_accepted_bid_is_acknowledged_with_its_receipt(served: Served) -> None:
    stage = served.stage("AAAA")

    answer = served.bidder(stage, "AAAA").bid(stage.lot_no, str(START), rid())

    assert answer["ok"] is True
    assert answer["seq"] == 1
    assert {"received_at", "closes_at", "receipt"} <= set(answer)


def test_a_watcher_receives_the_facts_of_a_bid(served: Served) -> None:
    stage = served.stage("AAAA")
    watcher = served.visitor()
    seen = watcher.call("watch", {"lot": stage.lot_no})["snapshot"]["seq"]

    served.bidder(stage, "AAAA").bid(stage.lot_no, str(START), rid())
    frame = watcher.next_frame()

    assert set(frame) >= FRAME_FIELDS
    assert (frame["from_seq"], frame["price"]) == (seen + 1, str(START))
    assert frame["facts"][0]["name"] == "auction.bid.placed"
    assert frame["facts"][0]["paddle"] == "AAAA"


def test_a_client_that_comes_back_gets_only_what_it_missed(served: Served) -> None:
    stage = served.stage("AAAA", "BBBB")
    first, second = served.bidder(stage, "AAAA"), served.bidder(stage, "BBBB")
    first.bid(stage.lot_no, str(START), rid())
    seq = served.visitor().call("watch", {"lot": stage.lot_no})["snapshot"]["seq"]
    second.bid(stage.lot_no, str(START + STEP), rid())

    answer = served.visitor().call("watch", {"lot": stage.lot_no, "since": seq})

    assert "snapshot" not in answer
    assert [fact["price"] for fact in answer["facts"]] == [str(START + STEP)]
    assert (answer["from_seq"], answer["to_seq"]) == (seq + 1, seq + 1)


def test_a_client_that_missed_nothing_gets_no_facts(served: Served) -> None:
    stage = served.stage("AAAA")
    served.bidder(stage, "AAAA").bid(stage.lot_no, str(START), rid())

    answer = served.visitor().call("watch", {"lot": stage.lot_no, "since": 1})

    assert (answer["ok"], answer["facts"]) == (True, [])


def test_the_clock_tells_when_a_ping_came_and_left(served: Served) -> None:
    answer = served.visitor().call("clock", {"t0": 1234.5})

    assert answer["t0"] == 1234.5
    assert answer["t1"] <= answer["t2"]


def test_after_unwatch_no_frame_comes(served: Served) -> None:
    stage = served.stage("AAAA")
    watcher = served.visitor()
    watcher.call("watch", {"lot": stage.lot_no})

    assert watcher.call("unwatch", {"lot": stage.lot_no})["ok"] is True
    served.bidder(stage, "AAAA").bid(stage.lot_no, str(START), rid())
    watcher.call("clock", {"t0": 1})

    assert not watcher.frames


@pytest.mark.parametrize(
    ("event", "arguments", "code"),
    [
        ("steal", [{}], "unknown_event"),
        ("watch", [], "invalid_input"),
        ("watch", ["L-1"], "invalid_input"),
        ("watch", [{"lot": 5}], "not_found"),
        ("watch", [{"lot": "L-none"}], "not_found"),
        ("watch", [{"lot": "x" * 9000}], "not_found"),
        ("watch", [{"lot": "\0"}], "not_found"),
        ("unwatch", [{"lot": "L-none"}], "not_watching"),
        ("bid", [{"lot": "L-none", "amount": "1", "request_id": "r"}], "sign_in_required"),
        ("clock", [{"t0": ["deep"]}], "invalid_input"),
    ],
)
def test_everything_else_is_refused_with_a_code(
    served: Served, event: str, arguments: list[object], code: str
) -> None:
    visitor = served.visitor()

    answer = visitor.call(event, *arguments)

    assert (answer["ok"], answer["code"]) == (False, code)
    assert visitor.call("clock", {"t0": 1})["ok"] is True


@pytest.mark.parametrize("since", [-1, "1", 1.5, True, 2**60, [1]])
def test_a_place_that_is_none_is_refused(served: Served, since: object) -> None:
    stage = served.stage()

    answer = served.visitor().call("watch", {"lot": stage.lot_no, "since": since})

    assert (answer["ok"], answer["code"]) == (False, "invalid_input")


@pytest.mark.parametrize(
    "text",
    [
        "42/live,[",
        "42/live,{}",
        "42/live,[]",
        "42/live,[{}]",
        "42/live,1[5]",
        "42/live,9" + "9" * 120 + '["watch"]',
        '451-/live,["bid",{"_placeholder":true,"num":0}]',
        '45100000-["bid",{"_placeholder":true,"num":0}]',
        "42/live," + "[" * 8000,
        '42/live,["watch",{"lot":NaN}]',
        '42/live,["watch",{"lot":"a","lot":"b"}]',
        "4",
        "49/live,",
        "44/live,{}",
        '42/nowhere,["watch"]',
        "\u2028",
        "6",
        "b4AAAA",
    ],
)
def test_WS_10_nothing_a_client_sends_closes_the_server(  # noqa: N802
    served: Served, text: str
) -> None:
    stage = served.stage("AAAA")
    rude = served.visitor()

    rude.send_raw(text)

    other = served.visitor()
    assert other.call("watch", {"lot": stage.lot_no})["ok"] is True


def test_WS_10_an_oversize_frame_closes_only_its_sender(served: Served) -> None:  # noqa: N802
    rude = served.visitor()

    # The server may close while the rest of the frame is still on its way.
    with contextlib.suppress(OSError, WebSocketException):
        rude.send_raw('42/live,["watch",{"lot":"' + "x" * 2_000_000 + '"}]')

    assert rude.is_closed_within(10)
    assert served.visitor().call("clock", {"t0": 1})["ok"] is True


def test_a_ticket_is_good_for_one_socket(served: Served) -> None:
    stage = served.stage("AAAA")
    ticket = served.program(stage, "AAAA").ticket()

    first = served.keep(Socket(served.url, ticket=ticket))
    second = served.keep(Socket(served.url, ticket=ticket))

    assert not first.is_refused
    assert second.is_refused
    assert "ticket_refused" in second.greeting


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example",
        "null",
        "http://127.0.0.1.evil.example",
        "https://127.0.0.1",
        "http://localhost.evil.example",
    ],
)
def test_WS_01_a_page_of_another_origin_gets_no_socket(  # noqa: N802
    served: Served, origin: str
) -> None:
    stage = served.stage("AAAA")
    cookie = served.program(stage, "AAAA").http.cookies.get_dict()
    header = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookie.items())}

    with pytest.raises(Exception, match=r"400|403"):
        Socket(served.url, origin=origin, header=header)


def test_WS_02_a_cookie_alone_never_bids(served: Served) -> None:  # noqa: N802
    stage = served.stage("AAAA")
    cookie = served.program(stage, "AAAA").http.cookies.get_dict()
    header = {"Cookie": "; ".join(f"{name}={value}" for name, value in cookie.items())}
    socket = served.keep(Socket(served.url, header=header))

    answer = socket.bid(stage.lot_no, str(START), rid())

    assert answer["code"] == "sign_in_required"


def test_WS_04_jsonp_is_not_offered(served: Served) -> None:  # noqa: N802
    stage = served.stage("AAAA")
    program = served.program(stage, "AAAA")

    answer = program.get("/socket.io/?EIO=4&transport=polling&j=0")

    assert answer.status_code == 400


def test_AUTH_04_a_socket_of_an_ended_sign_in_bids_no_more(served: Served) -> None:  # noqa: N802
    stage = served.stage("AAAA")
    program = served.program(stage, "AAAA")
    socket = served.keep(program.connect())
    cookies = program.http.cookies.copy()

    program.sign_out()
    # The server also looks for such sockets by itself, and may close this one before the bid.
    with contextlib.suppress(OSError, WebSocketException):
        answer = socket.bid(stage.lot_no, str(START), rid())
        assert answer["code"] == "sign_in_required"

    assert socket.is_closed_within(5)
    snapshot = served.visitor().call("watch", {"lot": stage.lot_no})["snapshot"]
    assert snapshot["bids"] == []
    program.http.cookies = cookies
    assert program.post("/api/v1/socket-tickets").status_code == 401


def test_AUTH_04_a_silent_socket_of_an_ended_sign_in_is_closed(  # noqa: N802
    served: Served,
) -> None:
    stage = served.stage("AAAA")
    program = served.program(stage, "AAAA")
    socket = served.keep(program.connect())

    program.sign_out()

    assert socket.is_closed_within(5)


def test_BID_01_one_fen_under_the_ladder(served: Served) -> None:  # noqa: N802
    stage = served.stage("AAAA", "XXXX")
    price = START + 5 * STEP
    served.bidder(stage, "AAAA").bid(stage.lot_no, str(price), rid())

    answer = served.bidder(stage, "XXXX").bid(stage.lot_no, str(price + STEP - 1), rid())

    assert answer["code"] == "below_ladder"
    assert answer["minimum"] == str(price + STEP)
    assert answer["receipt"]["receipt"]["outcome"] == "below_ladder"
    snapshot = served.visitor().call("watch", {"lot": stage.lot_no})["snapshot"]
    assert (snapshot["price"], len(snapshot["bids"]), snapshot["extensions"]) == (
        str(price),
        1,
        0,
    )


def test_BID_10_a_request_id_of_another_bidder_means_nothing(served: Served) -> None:  # noqa: N802
    stage = served.stage("AAAA", "BBBB")
    first = served.bidder(stage, "AAAA").bid(stage.lot_no, str(START), "R")

    second = served.bidder(stage, "BBBB").bid(stage.lot_no, str(START + STEP), "R")

    assert (first["seq"], second["seq"]) == (1, 2)
    assert first["receipt"]["id"] != second["receipt"]["id"]


def test_BID_13_watching_one_lot_gives_no_right_on_another(served: Served) -> None:  # noqa: N802
    mine, other = served.stage("AAAA"), served.stage("BBBB")
    socket = served.bidder(mine, "AAAA")
    socket.call("watch", {"lot": mine.lot_no})

    answer = socket.bid(other.lot_no, str(START), rid())

    assert answer["code"] == "not_enrolled"
    assert answer["receipt"]["receipt"]["lot"] == other.lot_no


def test_BID_19_a_priority_purchaser_may_match_the_leader(served: Served) -> None:  # noqa: N802
    stage = served.stage("PPPP", "YYYY", ranks={"PPPP": 1})
    price = START + 6 * STEP
    holder, other = served.bidder(stage, "PPPP"), served.bidder(stage, "YYYY")
    other.bid(stage.lot_no, str(price), rid())

    match = holder.bid(stage.lot_no, str(price), rid())
    again = other.bid(stage.lot_no, str(price), rid())
    higher = other.bid(stage.lot_no, str(price + STEP), rid())

    assert match["ok"] is True
    assert again["code"] == "below_ladder"
    assert higher["ok"] is True


def test_ACC_08_the_answers_of_a_priority_holder_have_the_same_shape(  # noqa: N802
    served: Served,
) -> None:
    stage = served.stage("PPPP", "YYYY", ranks={"PPPP": 1})
    watcher = served.visitor()
    watcher.call("watch", {"lot": stage.lot_no})
    holder, other = served.bidder(stage, "PPPP"), served.bidder(stage, "YYYY")

    accepted, frames = [], []
    for socket, amount in ((holder, START), (other, START + STEP)):
        accepted.append(socket.bid(stage.lot_no, str(amount), rid()))
        frames.append(watcher.next_frame())
    refused = [socket.bid(stage.lot_no, str(START - STEP), rid()) for socket in (holder, other)]

    assert shape(accepted[0]) == shape(accepted[1])
    assert shape(refused[0]) == shape(refused[1])
    assert [shape(fact) for fact in frames[0]["facts"]] == [
        shape(fact) for fact in frames[1]["facts"]
    ]
    assert refused[0]["detail"] == refused[1]["detail"]
    assert {frame["facts"][0]["kind"] for frame in frames} == {"ordinary"}


def shape(value: object) -> object:
    """Return names, order and types of an answer without its values."""
    if isinstance(value, dict):
        return [(key, shape(item)) for key, item in value.items()]
    return type(value).__name__


def test_a_repeat_over_http_gets_the_answer_of_the_socket(served: Served) -> None:
    stage = served.stage("AAAA")
    program: Program = served.program(stage, "AAAA")
    request_id = rid()
    first = served.keep(program.connect()).bid(stage.lot_no, str(START), request_id)

    again = program.post(
        f"/api/v1/lots/{stage.lot_no}/bids", {"amount": str(START), "request_id": request_id}
    )

    assert again.json()["receipt"] == first["receipt"]


def test_bids_sent_at_once_are_judged_in_the_order_they_were_sent(served: Served) -> None:
    stage = served.stage("AAAA")
    socket = served.bidder(stage, "AAAA")

    numbers = [
        socket.send(
            "bid",
            {"lot": stage.lot_no, "amount": str(START + n * STEP), "request_id": f"r-{n}"},
        )
        for n in range(5)
    ]
    answers = [socket.answer_of(number) for number in numbers]

    accepted = [answer["seq"] for answer in answers if answer["ok"]]
    assert accepted == sorted(accepted)
    assert answers[-1]["ok"] is True
