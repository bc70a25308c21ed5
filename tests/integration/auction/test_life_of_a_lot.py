"""A lot lives two thousand lives by our rules and by the law, and both always agree."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.support.lot_bugs import BUGS, Bug
from tests.support.lot_machine import LotMachine

#: Lives in all, in parts that two workers share; steps of each.
LIVES, PARTS, STEPS = 2_000, 4, 50
#: Lives until a planted fault must have shown, ten times what the shyest has needed: Hypothesis
#: takes numbers from whatever modules are loaded, so a seed does not fix the lives for ever.
HUNT = 3_000
#: How often a part lives on until it has met everything: what is rarest comes fifteen times.
MORE = 5
#: What must have been met, so that agreement means something.
MET = (
    *("accepted", "already_leading", "below_ladder", "below_start", "deposit_not_held"),
    *("late", "not_open", "off_step", "suspended"),
)
ACTS = (
    *(f"bid {answer}" for answer in MET),
    *("announce 1 done", "announce 2 done", "announce 3 done"),
    *("end sold", "end unsold", "default ruled", "top-up True", "top-up False"),
    *("halt True", "halt False", "resume open", "resume before"),
    *("withdraw True", "withdraw False", "join True", "join False", "follow nothing"),
)


def fresh() -> type[LotMachine]:
    """Return the machine with a count of its own."""
    return type("Machine", (LotMachine,), {"seen": Counter()})


def live(machine: type[LotMachine], number: int, lives: int) -> None:
    """Let lots run their course, the same ones for a number in the same run."""
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


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_step_of_a_lot_is_what_the_law_has_it_be(part: int) -> None:
    machine = fresh()

    for more in range(MORE):
        live(machine, part + more * PARTS, LIVES // PARTS)
        missed = {act for act in ACTS if not machine.seen[act]}
        if not missed:
            break

    print(sorted(machine.seen.items()))  # noqa: T201
    assert missed == set()


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_fault_is_found(bug: Bug, monkeypatch: pytest.MonkeyPatch) -> None:
    bug.plant(monkeypatch)

    with pytest.raises(AssertionError):
        live(fresh(), PARTS, HUNT)
