"""Pages of docs/ that the code writes say what the code does."""

import ast
from enum import StrEnum
from itertools import product
from pathlib import Path

import pytest
from flask import Flask

from app.cli import docs
from app.kernel.errors import IllegalMove
from app.kernel.states import StateMachine

ROOT = Path(__file__).resolve().parents[2]
PAGES = ("state-machines.md", "facts.md", "permissions.md", "invariants.md", "openapi.json")


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_up_to_date(app: Flask, name: str) -> None:
    with app.test_request_context():
        written = docs.pages(app)[name]

    assert (docs.FOLDER / name).read_text(encoding="utf-8") == written, "run `make docs`"


def machines_in_source() -> list[str]:
    """Names of the state machines that are made anywhere in the source."""
    packages = ("app", "registry", "appraisal", "auction")
    return sorted(
        ast.literal_eval(node.args[0])
        for package in packages
        for path in (ROOT / package).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "StateMachine"
    )


def test_every_state_machine_is_drawn(app: Flask) -> None:
    with app.app_context():
        drawn = [machine.name for machine in docs.machines()]

    assert drawn == machines_in_source()


def vocabulary_of(machine: StateMachine) -> tuple[type[StrEnum], type[StrEnum]]:
    """The enumerations of a machine's states and actions."""
    (state, action), _ = next(iter(machine.moves.items()))
    return type(state), type(action)


def test_every_move_is_drawn_or_refused(app: Flask) -> None:
    with app.app_context():
        machines = docs.machines()

    for machine in machines:
        states, actions = vocabulary_of(machine)
        drawn = machine.mermaid()
        for state, action in product(states, actions):
            if (state, action) in machine.moves:
                target = machine.after(state, action)
                assert f"    {state} --> {target}: {action}\n" in f"{drawn}\n"
            else:
                with pytest.raises(IllegalMove):
                    machine.after(state, action)


def test_every_state_can_be_reached(app: Flask) -> None:
    """A state without a way into it is one that the rows begin in, and there is one of those."""
    with app.app_context():
        machines = docs.machines()

    for machine in machines:
        states, _ = vocabulary_of(machine)
        reached = set(machine.moves.values())
        assert len(set(states) - reached) <= 1, f"{machine.name}: {set(states) - reached}"
