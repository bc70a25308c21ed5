"""Attack ACC-05 of the catalogue: whoever runs the platform tampers with what it holds."""

import re

import pytest
from flask import Flask
from werkzeug.routing import Rule

from app.feed.vocabulary import Scope
from app.kernel.permissions import ROLES_OF, Role
from tests.support.desk import enter
from tests.support.stage import set_stage

WRITES = {"POST", "PUT", "PATCH", "DELETE"}
#: All that an operator may write and a citizen may not: the lists of courts and of inquiry
#: platforms, who heads a court (P96), a stop for a fault (18号 art. 28(2)), to ask for a sealed
#: name and to read it once a second person granted that, and the clock of a rehearsal, which
#: production refuses.
ALLOWED = {
    "/desk/courts",
    "/desk/courts/<code>",
    "/desk/courts/<code>/head",
    "/desk/inquiry-platforms",
    "/desk/inquiry-platforms/<code>/removal",
    "/platform/lots/<no>/fault",
    "/platform/lots/<no>/break-glass",
    "/platform/lots/<no>/break-glass/<int:request_id>/name",
}
#: Who outside is told of public facts: nothing of a case, and no token of a court (P101, P102).
RECEIVERS = "/desk/feed/"
REHEARSAL = ("/api/v1/rehearsal/", "/demo/clock/")
#: Without it the door of uploads says so before it looks who knocks.
TUS = {"Tus-Resumable": "1.0.0"}
#: What nobody has an address for: the level of the log, another's identity, a way round.
UNHEARD_OF = re.compile(r"impersonat|become|sudo|log-?level|identit", re.IGNORECASE)


def writes(app: Flask) -> list[tuple[Rule, str]]:
    """Return every address that takes a write, with its guard."""
    return [
        (rule, getattr(app.view_functions[rule.endpoint], "guard", "public"))
        for rule in app.url_map.iter_rules()
        if WRITES & (rule.methods or set())
    ]


def roles_of(guard: str) -> frozenset[Role]:
    """Return the roles a guard lets through."""
    return frozenset(Role) if guard == "public" else ROLES_OF[guard]  # type: ignore[index]


def test_acc_05_an_operator_writes_nothing_of_a_case_beyond_a_stop(app: Flask) -> None:
    found = {
        rule.rule
        for rule, guard in writes(app)
        if Role.OPERATOR in roles_of(guard) and Role.BIDDER not in roles_of(guard)
    }

    assert {path for path in found if not path.startswith((*REHEARSAL, RECEIVERS))} == ALLOWED


def test_acc_05_an_operator_makes_no_token_that_reads_a_court(app: Flask) -> None:
    operator = enter(app, Role.OPERATOR)

    answer = operator.post(
        "/desk/feed/tokens", data={"name": "运维", "scopes": [one.value for one in Scope]}
    )

    assert answer.status_code == 403


def test_acc_05_there_is_no_address_to_be_somebody_else_or_to_silence_the_log(app: Flask) -> None:
    assert [rule.rule for rule in app.url_map.iter_rules() if UNHEARD_OF.search(rule.rule)] == []


def test_acc_05_every_other_write_is_refused_to_an_operator(app: Flask) -> None:
    """Price, end, bid, draw, report: each address is tried, none answers but with a refusal."""
    with app.app_context():
        stage = set_stage("AAAA")
        before = stage.lot()
        kept = (before.price, before.closes_at, before.start_price, before.state)
    operator = enter(app, Role.OPERATOR)
    guarded = [rule for rule, guard in writes(app) if Role.OPERATOR not in roles_of(guard)]
    assert len(guarded) > 150

    for rule in guarded:
        path = re.sub(r"<int:[^>]+>", "1", rule.rule)
        path = re.sub(r"<[^>]*no>", stage.lot_no, path)
        path = re.sub(r"<[^>]+>", "x", path)
        for method in sorted(WRITES & (rule.methods or set())):
            send = getattr(operator, method.lower())
            answer = send(path, data={"reason": "运维更正"}, headers=TUS)
            assert answer.status_code in {403, 404}, (method, path, answer.status_code)

    with app.app_context():
        lot = stage.lot()
        assert (lot.price, lot.closes_at, lot.start_price, lot.state) == kept


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_acc_05_no_lot_or_bid_is_overwritten_by_any_address(app: Flask, method: str) -> None:
    with app.app_context():
        stage = set_stage("AAAA")
    operator = enter(app, Role.OPERATOR)

    for path in ("", "/bids", "/bids/1", "/snapshot"):
        answer = getattr(operator, method)(f"/api/v1/lots/{stage.lot_no}{path}")
        assert answer.status_code in {403, 404, 405}, path
