"""What a part of the platform offers to the factory, said once in its module.py."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import click
from flask import Blueprint, Flask, current_app

from app.kernel.actors import Actor
from app.kernel.facts import Fact
from app.lawbook.events import join_registries
from app.trail.reader import Reader


@dataclass(frozen=True)
class Task:
    """A thing the signed-in person should do: what, where, by when, and the rule behind it."""

    title: str
    url: str
    due_at: datetime | None = None
    hint: str = ""


@dataclass(frozen=True)
class Chapter:
    """One part of a case's story, told by the module that knows it, in the order it happens."""

    title: str
    #: Where it stands, in words, and the kind of the status tag.
    state: str
    tag: str
    url: str = ""
    at: datetime | None = None
    hint: str = ""
    #: Number of the asset it is about; empty for the case as a whole.
    about: str = ""


@dataclass(frozen=True)
class Breach:
    """An invariant that does not hold, with the rows that show it."""

    invariant: str
    detail: str


@dataclass(frozen=True)
class Module:
    """The parts of a module that the factory wires up."""

    name: str
    blueprints: Sequence[Blueprint] = ()
    api_blueprints: Sequence[Any] = ()
    facts: Sequence[type[Fact]] = ()
    wording: Mapping[str, Any] = field(default_factory=dict)
    refusals: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    #: Called every second by the clock process with the moment: due work, asked of the database.
    timers: Sequence[Callable[[datetime], object]] = ()
    #: The next moment ahead at which a day of the law is over: where a rehearsal walks to.
    next_moment: Callable[[datetime], datetime | None] | None = None
    readers: Sequence[Reader] = ()
    #: What a person has to do now.
    tasks: Callable[[Actor, datetime], Sequence[Task]] | None = None
    #: What a person may read of a case, asked by its number, for the page of the case.
    chapters: Callable[[str, Actor], Sequence[Chapter]] | None = None
    #: The name of the court of a case, asked by its number; told by the one part that keeps courts.
    court_of: Callable[[str], str | None] | None = None
    #: Calculators by group name (surface.md, flask calculate).
    calculators: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    #: State machines, drawn into the documents.
    machines: Sequence[Any] = ()
    #: Invariants for flask verify: id -> function that yields breaches.
    checks: Mapping[str, Callable[[], Sequence[Breach]]] = field(default_factory=dict)
    #: Names of facts after which the log asks for a time stamp at once, not within the hour.
    stamped: Sequence[str] = ()
    cli: Sequence[click.Command] = ()
    #: Registers handlers on the SocketIO object.
    sockets: Callable[[Flask], None] | None = None
    #: Adds values or functions to every template.
    context: Callable[[], dict[str, Any]] | None = None


def loaded() -> Sequence[Module]:
    """Return the modules of the running app, platform parts first."""
    modules: Sequence[Module] = current_app.extensions["mingchui.modules"]
    return modules


def court_of(case_number: str) -> str | None:
    """Return the name of the court of a case, or nothing for a case nobody keeps."""
    asked = (module.court_of(case_number) for module in loaded() if module.court_of is not None)
    return next((name for name in asked if name), None)


def calculators() -> Mapping[str, Callable[..., Any]]:
    """Return every calculator of the running app by its group."""
    return join_registries(module.calculators for module in loaded())
