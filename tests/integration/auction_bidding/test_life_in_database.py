"""The services live the lives of a lot as the law has it, on PostgreSQL."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.kernel.actors import Actor
from auction.services import bidding, closing, suspension
from tests.support.lot_database import DatabaseLotMachine
from tests.support.lot_machine import PEOPLE
from tests.support.stage import make_person

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

LIVES, STEPS = 24, 25
#: Lives until a planted fault must have shown.
HUNT = 150


@pytest.fixture
def actors(db_session: Session) -> dict[str, Actor]:
    """Everybody who may come to bid."""
    return {name: make_person(name) for name in PEOPLE}


def live(actors: dict[str, Actor], number: int, lives: int) -> Counter[str]:
    """Let lots run their course; return what was met."""
    seen: Counter[str] = Counter()
    machine = type("Machine", (DatabaseLotMachine,), {"seen": seen, "actors": actors})
    plan = settings(
        max_examples=lives,
        stateful_step_count=STEPS,
        phases=(Phase.generate,),
        deadline=None,
        database=None,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(seed(number)(machine), settings=plan)
    return seen


def test_the_services_do_what_the_law_says(actors: dict[str, Actor]) -> None:
    seen = live(actors, 1, LIVES)

    print(sorted(seen.items()))  # noqa: T201
    assert seen["bid accepted"]
    assert seen["bid below_ladder"]
    assert any(seen[f"crowd {number}"] for number in range(1, 6))


def _close_before_drain(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(closing, "drained", lambda at: at)


def _give_nothing_back(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(suspension, "_give_back", lambda *_: None)


def _judge_all_by_the_first(patch: pytest.MonkeyPatch) -> None:
    rule_one = bidding._Batch._rule

    def stale(batch: Any, *given: Any) -> Any:
        batch._first = getattr(batch, "_first", batch._standing)
        batch._standing = batch._first
        return rule_one(batch, *given)

    patch.setattr(bidding._Batch, "_rule", stale)


def _forget_who_has_priority(patch: pytest.MonkeyPatch) -> None:
    order = bidding.BidOrder
    patch.setattr(bidding, "BidOrder", lambda **given: order(**{**given, "priority_rank": None}))


@pytest.mark.parametrize(
    "plant",
    [_close_before_drain, _give_nothing_back, _judge_all_by_the_first, _forget_who_has_priority],
    ids=lambda plant: plant.__name__.strip("_"),
)
def test_a_fault_planted_in_a_service_is_found(
    actors: dict[str, Actor],
    plant: Callable[[pytest.MonkeyPatch], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plant(monkeypatch)

    # What the law does not see, a key of the table does.
    with pytest.raises((AssertionError, IntegrityError)):
        live(actors, 2, HUNT)
