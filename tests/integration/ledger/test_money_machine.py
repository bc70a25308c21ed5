"""Twenty thousand steps of people, court, bank and power cuts: the book is whole after each."""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import text
from sqlalchemy.orm import Session

from app.kernel.clock import clock
from app.store import db
from tests.support.database import Sweeper
from tests.support.money_bugs import BUGS, Bug
from tests.support.money_eyes import Eyes
from tests.support.money_machine import SHARES, MoneyMachine
from tests.support.money_stage import REACH, Found, Stage
from tests.support.money_world import Power

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1200)]

#: Steps of one part; the parts are tests of their own, so that two workers share them.
STEPS = 10_000
PARTS = 2
#: Runs of a part at most, worlds of a run, steps of a world until it is added up. Of ten examples
#: and more Hypothesis would make the first ones as simple as can be; of fewer it may leave one out.
RUNS, WORLDS, WORLD = 8, 8, 252
#: Different places, by act and touch, at which something died in one part.
PLACES = 200
#: A hunt ends with the first finding, in a run of its own.
HUNT = 10
HUNT_WORLDS, HUNT_WORLD = 9, 250


@pytest.fixture
def stage(
    app: Flask,
    db_session: Session,
    sweeper: Sweeper,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Stage]:
    """A database of which all worlds of a test begin."""
    eyes = Eyes(app.config["SQLALCHEMY_DATABASE_URI"])
    with Power().connected(monkeypatch) as power:
        yield Stage(sweeper, eyes, power, tmp_path / "bank")
    eyes.close()
    clock.set_real(datetime.now(UTC))


def play(stage: Stage, number: int, worlds: int, steps: int) -> None:
    """Let worlds run their course, always the same ones for a number."""
    machine = seed(number)(type("Machine", (MoneyMachine,), {"stage": stage, "number": number}))
    plan = settings(
        max_examples=worlds,
        stateful_step_count=steps,
        phases=(Phase.generate,),
        deadline=None,
        database=None,
        print_blob=False,
        suppress_health_check=list(HealthCheck),
    )
    run_state_machine_as_test(machine, settings=plan)


@pytest.mark.parametrize("part", range(PARTS))
def test_the_book_is_whole_after_each_of_many_steps(stage: Stage, part: int) -> None:
    for run in range(RUNS):
        if sum(stage.steps.values()) < STEPS:
            play(stage, part * 100 + run, WORLDS, WORLD)

    done, cuts = sum(stage.steps.values()), stage.power.cuts
    print(f"{done} steps, {sum(cuts.values())} power cuts in {len(cuts)} places")  # noqa: T201
    print(stage.steps, stage.refusals, stage.power.longest, sorted(cuts))  # noqa: T201
    assert done >= STEPS
    assert set(stage.steps) == set(SHARES)
    assert {act for act, _ in cuts} == set(REACH)
    # An act seldom goes on to its very last touches; all before those were cut at.
    for act in ("ask", "deliver"):
        assert {touch for name, touch in cuts if name == act} >= set(
            range(1, stage.power.longest[act] * 3 // 4)
        )
    assert len(cuts) >= PLACES


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_is_found(stage: Stage, bug: Bug, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.is_hunt = True
    bug.plant(monkeypatch)

    with without_check(bug, stage.sweeper), pytest.raises(Found) as found:
        play(stage, HUNT, HUNT_WORLDS, HUNT_WORLD)

    fault = found.value.__cause__
    print(f"after {sum(stage.steps.values())} steps: {fault!r:.120}")  # noqa: T201
    assert isinstance(fault, AssertionError)
    *_, last = traceback.extract_tb(fault.__traceback__)
    assert Path(last.filename).name == "money_auditor.py"


@contextmanager
def without_check(bug: Bug, sweeper: Sweeper) -> Iterator[None]:
    """Take away the CHECK that would refuse a bug, and put it back."""
    if not bug.check:
        yield
        return
    name = f"ck_{bug.table}_{bug.check}"
    query = text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name")
    with db.engine.begin() as connection:
        was = connection.execute(query, {"name": name}).scalar_one()
        connection.execute(text(f"ALTER TABLE {bug.table} DROP CONSTRAINT {name}"))
    try:
        yield
    finally:
        db.session.remove()
        sweeper.sweep()
        with db.engine.begin() as connection:
            connection.execute(text(f"ALTER TABLE {bug.table} ADD CONSTRAINT {name} {was}"))
