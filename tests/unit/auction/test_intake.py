"""The waiting line of a lot: one batch at a time, nobody forgotten, nobody twice."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from app.kernel.actors import PUBLIC, Actor
from app.kernel.errors import Conflict, Refusal, TooMany
from app.kernel.money import Money
from app.kernel.permissions import Role
from auction.services import intake as intake_module
from auction.services.intake import BATCH_MAX, Intake, place_bid
from auction.services.orders import Answer, Order

NOON = datetime(2026, 4, 1, 4, tzinfo=UTC)
BIDDER = Actor(1, "bidder", "bidder")


def order(number: int, lot: str = "L-1") -> Order:
    return Order(
        lot_no=lot,
        actor=BIDDER,
        request_id=str(number),
        amount_text=str(number),
        amount=Money(number),
        received_at=NOON + timedelta(microseconds=number),
    )


class Bench:
    """A judge who notes what is brought before it and can be held."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.gate = threading.Event()
        self.arrived = threading.Event()
        self.at_once = 0
        self.most_at_once = 0

    def judge(self, lot_no: str, orders: Sequence[Order]) -> list[Answer]:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        self.arrived.set()
        assert self.gate.wait(10)
        self.batches.append([one.request_id for one in orders])
        self.at_once -= 1
        if lot_no == "L-fault":
            raise Conflict("busy")
        return [{"id": one.request_id} for one in orders]


def place_all(intake: Intake, orders: Sequence[Order]) -> tuple[list[threading.Thread], dict]:
    answers: dict[str, object] = {}

    def place(one: Order) -> None:
        try:
            answers[one.request_id] = intake.place(one)["id"]
        except Refusal as refusal:
            answers[one.request_id] = refusal.code

    threads = [threading.Thread(target=place, args=(one,)) for one in orders]
    for thread in threads:
        thread.start()
    return threads, answers


def test_everybody_who_waits_is_answered_once_in_batches() -> None:
    bench = Bench()
    intake = Intake(bench.judge)
    orders = [order(number) for number in range(200)]

    threads, answers = place_all(intake, orders)
    assert bench.arrived.wait(10)
    bench.gate.set()
    for thread in threads:
        thread.join(10)

    assert answers == {one.request_id: one.request_id for one in orders}
    assert bench.most_at_once == 1
    assert max(len(batch) for batch in bench.batches) <= BATCH_MAX
    judged = [name for batch in bench.batches for name in batch]
    assert sorted(judged) == sorted(one.request_id for one in orders)
    assert intake.is_idle()


def test_a_batch_stands_in_the_order_of_entry() -> None:
    bench = Bench()
    intake = Intake(bench.judge)
    first, _ = place_all(intake, [order(0)])
    assert bench.arrived.wait(10)

    threads, _ = place_all(intake, [order(number) for number in (9, 3, 7, 1)])
    while len(intake._lines["L-1"]) < 4:
        threading.Event().wait(0.005)
    bench.gate.set()
    for thread in (*first, *threads):
        thread.join(10)

    assert bench.batches == [["0"], ["1", "3", "7", "9"]]


def test_a_batch_that_fails_tells_each_of_its_own_and_the_line_goes_on() -> None:
    bench = Bench()
    bench.gate.set()
    intake = Intake(bench.judge)

    with pytest.raises(Conflict, match="busy"):
        intake.place(order(1, "L-fault"))

    assert intake.place(order(2))["id"] == "2"
    assert intake.is_idle()


def test_lots_do_not_wait_for_each_other() -> None:
    bench = Bench()
    intake = Intake(bench.judge)
    threads, answers = place_all(intake, [order(1, "L-1"), order(2, "L-2")])

    while bench.at_once < 2:
        threading.Event().wait(0.005)
    bench.gate.set()
    for thread in threads:
        thread.join(10)

    assert answers == {"1": "1", "2": "2"}


def test_a_full_line_takes_nobody_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_module, "LINE_MAX", 1)
    bench = Bench()
    intake = Intake(bench.judge)
    threads, _ = place_all(intake, [order(0)])
    assert bench.arrived.wait(10)
    waiting, answers = place_all(intake, [order(1)])
    while not intake._lines["L-1"]:
        threading.Event().wait(0.005)

    with pytest.raises(TooMany) as refused:
        intake.place(order(2))
    bench.gate.set()
    for thread in (*threads, *waiting):
        thread.join(10)

    assert refused.value.retry_after == 2
    assert answers == {"1": "1"}


def test_who_waits_too_long_leaves_the_line_unjudged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake_module, "PATIENCE_SECONDS", 0.01)
    bench = Bench()
    intake = Intake(bench.judge)
    threads, _ = place_all(intake, [order(0)])
    assert bench.arrived.wait(10)

    late, answers = place_all(intake, [order(1)])
    for thread in late:
        thread.join(10)
    bench.gate.set()
    for thread in threads:
        thread.join(10)

    assert answers == {"1": "busy"}
    assert bench.batches == [["0"]]


BID = frozenset({Role.BIDDER})


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"actor": PUBLIC}, "sign_in_required"),
        ({"actor": Actor(1, "clerk", "clerk", frozenset({Role.CLERK}))}, "forbidden"),
        ({"lot_no": 7}, "not_found"),
        ({"lot_no": "L 1"}, "not_found"),
        ({"request_id": None}, "invalid_input"),
        ({"request_id": "a b"}, "invalid_input"),
    ],
)
def test_an_order_that_leaves_no_receipt_does_not_join_a_line(
    monkeypatch: pytest.MonkeyPatch, changes: dict[str, object], code: str
) -> None:
    joined: list[Order] = []
    monkeypatch.setattr(intake_module.intake, "place", joined.append)
    given = {
        "lot_no": "L-1",
        "amount": "100",
        "request_id": "r-1",
        "actor": Actor(1, "bidder", "bidder", BID),
        "at": NOON,
    }

    with pytest.raises(Refusal) as refused:
        place_bid(**{**given, **changes})  # type: ignore[arg-type]

    assert refused.value.code == code
    assert joined == []
    place_bid(**given)  # type: ignore[arg-type]
    assert [one.request_id for one in joined] == ["r-1"]
