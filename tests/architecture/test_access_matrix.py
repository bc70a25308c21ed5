"""The matrix of rights (tests/data/access_matrix.yaml) against the routes as they are.

A new route without a line fails here, and so does a guard that lets through more than its line.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask, g
from werkzeug.routing import Rule

from app.identity.facade import actor_named
from app.kernel.actors import Actor
from app.kernel.errors import Forbidden
from app.kernel.permissions import ROLES_OF, Permission, Role
from tests.support.people import make_person, sign_in
from tests.support.web import Client

MATRIX = Path(__file__).resolve().parents[1] / "data" / "access_matrix.yaml"
ANYBODY = "all"
Right = tuple[str, str]


@dataclass(frozen=True)
class Line:
    """One rule of the file: which routes it speaks of."""

    resource: str
    guard: str
    letter: str
    own_only: bool
    pattern: re.Pattern[str]


@cache
def resources() -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(MATRIX.read_text(encoding="utf-8"))[
        "resources"
    ]
    return found


@cache
def lines() -> tuple[Line, ...]:
    return tuple(
        Line(
            name,
            rule["guard"],
            rule["letter"],
            rule.get("own_only", False),
            re.compile("|".join(f"(?:{path})" for path in rule["paths"])),
        )
        for name, resource in resources().items()
        for rule in resource["routes"]
    )


def guard_of(app: Flask, rule: Rule) -> str:
    return str(getattr(app.view_functions[rule.endpoint], "guard", "none"))


def fitting(app: Flask, rule: Rule) -> list[Line]:
    """The lines a route belongs to; of a reading and a write at one address by their letter."""
    is_read = "GET" in (rule.methods or set())
    found = [
        line
        for line in lines()
        if line.guard == guard_of(app, rule) and line.pattern.fullmatch(rule.rule)
    ]
    exact = [line for line in found if (line.letter == "R") == is_read]
    return exact or found


def routes(app: Flask) -> Iterator[tuple[Rule, list[Line]]]:
    for rule in app.url_map.iter_rules():
        yield rule, fitting(app, rule)


def rights_of(name: str) -> set[Right]:
    """Whom a line lets do what: what the design grants, and what we let through besides."""
    resource = resources()[name]
    granted = resource["rights"] if resource.get("own") else resource["design"]
    found = {(role, letter) for role, letters in granted.items() for letter in letters}
    for role, (letters, reason) in (resource.get("beyond") or {}).items():
        assert reason
        found |= {(role, letter) for letter in letters}
    return found


def let_through(guard: str) -> set[str]:
    if guard in {"public", "none"}:
        return {ANYBODY}
    return {role.value for role in ROLES_OF[Permission(guard)]}


def test_every_route_belongs_to_one_line(app: Flask) -> None:
    unplaced = {
        f"{guard_of(app, rule)}: {'/'.join(sorted(rule.methods or ()))} {rule.rule}": sorted(
            {line.resource for line in found}
        )
        for rule, found in routes(app)
        if len({line.resource for line in found}) != 1
    }

    assert unplaced == {}


def test_no_guard_lets_through_more_than_its_line(app: Flask) -> None:
    wrong = set()
    for rule, found in routes(app):
        for line in found:
            rights = rights_of(line.resource)
            if line.own_only or (ANYBODY, line.letter) in rights:
                continue
            wrong |= {
                (line.resource, line.letter, role, rule.rule)
                for role in let_through(line.guard)
                if (role, line.letter) not in rights
            }

    assert wrong == set()


def test_only_guards_of_everybody_are_narrowed_by_the_service() -> None:
    own = {line.guard for line in lines() if line.own_only}

    assert own <= {"signed_in", "use_desk"}


def test_every_right_is_given_by_a_route(app: Flask) -> None:
    """What nobody can use, and what is let through besides without need, does not stand here."""
    given: dict[str, set[Right]] = {name: set() for name in resources()}
    for _, found in routes(app):
        for line in found:
            given[line.resource] |= {(role, line.letter) for role in let_through(line.guard)}
    idle = {
        (name, role, letter)
        for name, resource in resources().items()
        for role, letter in rights_of(name)
        if (role, letter) not in given[name]
        and (ANYBODY, letter) not in given[name]
        and letter not in (resource.get("unused") or {}).get(role, "")
    }

    assert idle == set()


def test_what_goes_beyond_the_design_is_not_in_it() -> None:
    for name, resource in resources().items():
        for role, (letters, _) in (resource.get("beyond") or {}).items():
            assert not set(letters) & set(resource["design"].get(role, "")), (name, role)


def person_of(role: Role) -> Actor:
    return make_person(f"{role.value}x", role, court_id=None if role is Role.INSPECTOR else 1)


def sent(rule: Rule, value: str = "1") -> str:
    return re.sub(r"<(any\(csv, xlsx\):)?[^>]+>", lambda m: "csv" if m[1] else value, rule.rule)


@pytest.fixture
def people(app: Flask) -> dict[Role, Actor]:
    with app.app_context():
        return {role: person_of(role) for role in Role}


def test_every_role_is_refused_at_every_route_that_is_not_its_own(
    app: Flask, people: dict[Role, Actor]
) -> None:
    """Each pair is tried at the guard itself, before anything of a request is looked at."""
    tried = 0
    for rule in app.url_map.iter_rules():
        guard = guard_of(app, rule)
        if guard in {"public", "none"}:
            continue
        method = min((rule.methods or set()) - {"HEAD", "OPTIONS"}, default="HEAD")
        view = app.view_functions[rule.endpoint]
        arguments = dict.fromkeys(rule.arguments, 1)
        for role, actor in people.items():
            if role in ROLES_OF[Permission(guard)]:
                continue
            tried += 1
            with app.test_request_context(sent(rule), method=method):
                g.actor = actor
                with pytest.raises(Forbidden):
                    view(**arguments)

    assert tried > 2_500


def test_an_account_that_only_observes_sends_nothing_anywhere(
    app: Flask, people: dict[Role, Actor]
) -> None:
    """Not even where everybody may who signed in, but for its own account and its readings."""
    let = []
    for rule in app.url_map.iter_rules():
        guard, blueprint = guard_of(app, rule), rule.endpoint.rpartition(".")[0]
        methods = (rule.methods or set()) - {"GET", "HEAD", "OPTIONS"}
        if guard in {"public", "none", "observe"} or blueprint in {"identity", "identity_api"}:
            continue
        for method in methods:
            with app.test_request_context(sent(rule), method=method):
                g.actor = people[Role.OBSERVER]
                try:
                    app.view_functions[rule.endpoint](**dict.fromkeys(rule.arguments, 1))
                except Forbidden:
                    continue
                let.append(rule.rule)

    assert let == []


def outsider(guard: str) -> Role | None:
    """A role that a guard keeps out, the nearest by its work first."""
    order = (Role.CLERK, Role.FINANCE, Role.AGENCY, Role.PARTY, Role.BIDDER, Role.OBSERVER)
    return next((role for role in order if role not in ROLES_OF[Permission(guard)]), None)


def plain(text: str) -> str:
    """A page without what differs from request to request."""
    return re.sub(r"[0-9a-f]{12}|nonce=\"[^\"]+\"|\d\d:\d\d:\d\d[^<\"]*|csrf[^>]+>", "", text)


def test_a_refusal_tells_nothing_by_its_address(app: Flask, people: dict[Role, Actor]) -> None:
    """The same status and the same words for every number; nobody who did not sign in sees more."""
    visitor = Client(app)
    clients = {role: sign_in(app, f"{role.value}x") for role in Role}
    seen: dict[Role, set[str]] = {}
    for rule in app.url_map.iter_rules():
        guard = guard_of(app, rule)
        if guard in {"public", "none"} or "GET" not in (rule.methods or set()):
            continue
        assert visitor.get(sent(rule)).status_code in {302, 401}, rule.rule
        role = outsider(guard)
        if role is None:
            continue
        answer = clients[role].get(sent(rule))
        assert answer.status_code == 403, (rule.rule, role)
        if not sent(rule).startswith(("/api/", "/uploads")):
            words = re.search(r"<main.*?</main>", answer.text, re.DOTALL)
            assert words is not None
            seen.setdefault(role, set()).add(plain(words[0]))

    assert {role: len(words) for role, words in seen.items() if len(words) > 1} == {}


def test_who_left_is_nobody(app: Flask, people: dict[Role, Actor]) -> None:
    """The control: the same account is let through where its role may go."""
    with app.app_context():
        assert actor_named("clerkx").has(Role.CLERK)
    assert sign_in(app, "clerkx").get("/desk/cases").status_code == 200
    assert sign_in(app, "bidderx").get("/desk/cases").status_code == 403
