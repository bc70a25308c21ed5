"""Attacks on draws and the registry, named after the catalogue of attacks."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask

from app.identity.services import people
from app.identity.vocabulary import PersonKind
from app.kernel.clock import Clock
from app.kernel.permissions import ROLES_OF, Permission, Role
from registry import queries, seeds
from registry.services import draws
from registry.vocabulary import EntropyMode
from tests.support.books import (
    LATER,
    NINE,
    Books,
    closed_draw,
    finished_draw,
    frozen_draw,
    prepared_draw,
)
from tests.support.desk import PASSWORD, enter
from tests.support.web import Client


def sign_in(app: Flask, account: str) -> Client:
    """Come back with an account that is already there."""
    visitor = Client(app)
    answer = visitor.post("/api/v1/sessions", json={"account": account, "password": PASSWORD})
    assert answer.status_code == 201
    return visitor


def enter_as_agency(app: Flask, code: str) -> Client:
    """Open the account of an agency and sign in."""
    with app.app_context():
        people.register_person(
            account="agency",
            password=PASSWORD,
            name="机构",
            kind=PersonKind.LEGAL,
            id_number=None,
            roles=frozenset({Role.AGENCY}),
            court_id=None,
            agency_code=code,
            at=NINE,
        )
    return sign_in(app, "agency")


def orders_of(app: Flask) -> list[tuple[str, Permission | None]]:
    """Every address of the registry's draws that changes something, with who may use it."""
    found = []
    for rule in app.url_map.iter_rules():
        if "POST" in (rule.methods or set()) and "/draws" in rule.rule:
            guard = getattr(app.view_functions[rule.endpoint], "guard", None)
            found.append((rule.rule, guard))
    return found


def test_drw_03_a_clerk_has_no_address_that_feeds_the_seed_alone(
    app: Flask, books: Books, clerk: Client
) -> None:
    """Strings are refused to the whole court; figures need a second clerk who types the same."""
    with app.app_context():
        no = frozen_draw(books).no

    for role in (Role.CLERK, Role.JUDGE, Role.FINANCE, Role.OPERATOR):
        assert role not in ROLES_OF[Permission.HAND_IN_STRING]
    assert clerk.post(f"/draws/{no}/strings", data={"text": "1"}).status_code == 403
    for field in ("nonce", "seed", "external", "party", "order", "court_nonce"):
        clerk.post(f"/desk/draws/{no}/close", data={field: "0" * 64})
    with app.app_context():
        draw = queries.get_draw(no)
        assert (draw.nonce, draw.seed, draw.strings, draw.sources) == (None, None, [], [])


def test_drw_03_a_clerk_cannot_type_both_entries_of_a_figure(
    app: Flask, books: Books, clerk: Client, clock_at: Callable[[Any], Clock]
) -> None:
    with app.app_context():
        no = prepared_draw(books).no
    page = clerk.get(f"/desk/draws/{no}").text
    form = {
        "seen_digest": page.split('name="seen_digest" value="')[1][:64],
        "strings_until": "2026-03-04T09:00",
        "mode": "external",
        "game_1": "ssq",
        "issue_1": "2026026期",
        "draws_at_1": "2026-03-04T21:15",
    }
    assert clerk.post(f"/desk/draws/{no}/freeze", data=form).status_code == 303
    clock_at(LATER)
    again = sign_in(app, "clerk")
    assert again.post(f"/desk/draws/{no}/close").status_code == 303
    clock_at(LATER.replace(hour=14))
    again = sign_in(app, "clerk")
    said = {"value_1": "03 07 12 18 26 33 + 09"}

    first = again.post(f"/desk/draws/{no}/figures", data=said)
    second = again.post(f"/desk/draws/{no}/figures", data=said)
    drawn = again.post(f"/desk/draws/{no}/perform")

    assert first.status_code == 303
    assert 'data-code="figures_given"' in second.text
    assert 'data-code="figures_missing"' in drawn.text
    with app.app_context():
        assert queries.get_draw(no).mode is EntropyMode.EXTERNAL
        assert queries.get_draw(no).seed is None


def test_acc_02_an_agency_that_was_not_drawn_reads_no_case_party_or_desk(
    app: Flask, books: Books, caplog: pytest.LogCaptureFixture
) -> None:
    """ACC-02: every address answers with a refusal, and each try is in the log."""
    with app.app_context():
        draw = finished_draw(books)
        drawn = {candidate.agency_code for candidate in draw.drawn}
        other = next(seed.code for seed in seeds.AGENCIES if seed.code not in drawn)
        case_id, asset_no, no = books.case.id, books.asset.no, draw.no
    agency = enter_as_agency(app, other)

    for path in (
        f"/cases/{case_id}",
        f"/cases/{case_id}/parties/new",
        f"/cases/{case_id}/assets/new",
        f"/desk/assets/{asset_no}/findings",
        f"/desk/draws/{no}",
        "/desk/cases",
        "/desk/draws/new",
    ):
        assert agency.get(path).status_code in (403, 404), path
    for path in (f"/desk/draws/{no}/figures", f"/desk/draws/{no}/void", f"/draws/{no}/strings"):
        assert agency.post(path, data={}).status_code in (403, 404), path

    tries = [line.getMessage() for line in caplog.records if "refused to" in line.getMessage()]
    assert len(tries) == 10
    assert all(other in line for line in tries)


def test_acc_02_the_log_does_not_tell_who_looks_at_a_lot(
    app: Flask, books: Books, caplog: pytest.LogCaptureFixture
) -> None:
    """A line with a bidder's account and a number would tell who bids (18号 art. 18(2))."""
    bidder = enter(app, Role.BIDDER, account="quietone")

    assert bidder.get("/desk/lots").status_code == 403
    assert bidder.get("/lots/L-0102-2026-9999").status_code == 404
    assert "quietone" not in caplog.text


def test_acc_02_a_draw_in_preparation_is_unknown_to_agencies(app: Flask, books: Books) -> None:
    with app.app_context():
        no = prepared_draw(books).no
    agency = enter_as_agency(app, seeds.AGENCIES[0].code)

    for path in (f"/draws/{no}", f"/draws/{no}/room", f"/api/v1/draws/{no}"):
        assert agency.get(path).status_code == 404, path


def test_acc_05_the_operator_has_no_address_that_touches_a_draw(app: Flask, books: Books) -> None:
    with app.app_context():
        no = closed_draw(books).no
    operator = enter(app, Role.OPERATOR, account="operator")
    orders = orders_of(app)
    assert len(orders) > 10

    for address, guard in orders:
        assert guard is not None, address
        assert Role.OPERATOR not in ROLES_OF[guard], address
        path = address.replace("<no>", no).replace("<int:objection_id>", "1")
        answer = operator.post(path, data={"reason": "运维更正", "text": "1", "value_1": "1"})
        assert answer.status_code in (403, 404), address
    with app.app_context():
        assert queries.get_draw(no).drawn_at is None


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_acc_05_no_draw_is_edited_or_deleted_by_any_address(
    app: Flask, books: Books, method: str
) -> None:
    with app.app_context():
        no = finished_draw(books).no
    operator = enter(app, Role.OPERATOR, account="operator")

    for path in (f"/draws/{no}", f"/api/v1/draws/{no}", f"/api/v1/draws/{no}/transcript.json"):
        assert getattr(operator, method)(path).status_code in (400, 403, 405), path
    assert not any(
        {"PUT", "PATCH", "DELETE"} & (rule.methods or set())
        for rule in app.url_map.iter_rules()
        if "/draws" in rule.rule
    )


def test_a_second_draw_of_the_same_case_and_round_is_refused_at_the_door(
    app: Flask, books: Books, clerk: Client
) -> None:
    with app.app_context():
        draws.notify_draw(no=finished_draw(books).no, actor=books.clerk, at=LATER)
        asset_no = books.asset.no

    answer = clerk.post("/desk/draws", data={"asset_no": asset_no})

    assert answer.status_code == 409
    with app.app_context():
        rounds = [draw.round for draw in queries.list_draws_of_asset(books.asset.id)]
    assert rounds == [1]
