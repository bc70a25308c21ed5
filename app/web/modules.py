"""What a part of the platform offers to the factory, said once in its module.py."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import click
from flask import Blueprint, Flask, current_app
from sqlalchemy import Select

from app.kernel.actors import Actor
from app.kernel.facts import Fact
from app.lawbook.events import join_registries
from app.trail.reader import Reader
from app.web.open_data import Dataset


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
class CourtBook:
    """What the one part that keeps courts tells about them, by their row numbers."""

    #: The name of a court, or nothing.
    name_of: Callable[[int], str | None]
    #: The numbers of a court's cases, as a query that narrows another one.
    case_numbers: Callable[[int], Select[str]]
    #: A case number in the one form that the books keep; raises Refusal for what is none.
    canonical_number: Callable[[str], str]
    #: The code of every court by its row number.
    codes: Callable[[], Mapping[int, str]]


@dataclass(frozen=True)
class DueStep:
    """A step that has a last day, told by the module that keeps it: for the screening of delays.

    Codes only, so that the clock process may ask for it as well as a page.
    """

    #: What is to be done, worded as ``kind.<step>``, and the number of what it is done to.
    step: str
    about: str
    case_number: str
    #: Whose move it is (``supervision.lateness.messages.DUTIES``), and the name the court may read.
    duty: str
    due_at: datetime
    #: The article, or the policy of ours where the law sets no days.
    basis: str
    #: Where the court acts.
    url: str
    who: str = ""
    is_policy: bool = False
    #: Tells two periods of one step apart, such as those of two objections.
    subject: str = ""
    #: A time that runs for others: when it is over nobody is late.
    is_wait: bool = False
    #: The outer bound of a longer way: that it still runs is no reason to do nothing.
    is_bound: bool = False
    #: The module itself tells people of it, once for each step of urgency.
    is_told: bool = False

    @property
    def key(self) -> str:
        """Return what tells this step apart from every other of the platform."""
        return f"{self.step}/{self.about}/{self.subject}"


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
    #: Names of courts and the numbers of their cases; told by the one part that keeps them.
    court_book: CourtBook | None = None
    #: Facts that are nodes of a case for other systems: name -> node.
    nodes: Mapping[str, str] = field(default_factory=dict)
    #: Public tables for open data and snapshots.
    datasets: Sequence[Dataset] = ()
    #: The courts of the platform by their row numbers; told by the one part that keeps courts.
    courts: Callable[[], Mapping[int, str]] | None = None
    #: Every step of a court that has a last day and is not done yet.
    dues: Callable[[int, datetime], Iterable[DueStep]] | None = None
    #: The numbers of a court's cases in which something is not finished.
    open_cases: Callable[[int], Iterable[str]] | None = None
    #: Number and title of a case's lots whose bidding has ended, for whoever may open names.
    ended_lots: Callable[[str], Sequence[tuple[str, str]]] | None = None
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


def court_book() -> CourtBook:
    """Return what the part that keeps courts tells about them."""
    return next(module.court_book for module in loaded() if module.court_book is not None)


def courts() -> dict[int, str]:
    """Return the name of every court of the platform by its row number."""
    found: dict[int, str] = {}
    for module in loaded():
        if module.courts is not None:
            found.update(module.courts())
    return found


def calculators() -> Mapping[str, Callable[..., Any]]:
    """Return every calculator of the running app by its group."""
    return join_registries(module.calculators for module in loaded())
