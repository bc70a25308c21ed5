"""The waiting line of a lot: one batch at a time, nobody forgotten, nobody twice."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest

from app.kernel.actors import Actor
from app.kernel.errors import Conflict, Refusal
from app.kernel.money import Money
from auction.services.intake import BATCH_MAX, Intake
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
