"""Signing in and out through the pages and the programs' door."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from app.identity.services import people
from app.identity.vocabulary import PersonKind
from app.kernel.permissions import Role
from tests.support.web import Client, make_app

NOON = datetime(2026, 3, 1, 4, tzinfo=UTC)
PASSWORD = "a long enough secret"


@pytest.fixture
def zhang(app: Flask) -> str:
    with app.app_context():
        people.register_person(
            account="zhang",
            password=PASSWORD,
            name="张三",
            kind=PersonKind.NATURAL,
            id_number=None,
            roles=frozenset({Role.BIDDER}),
            at=NOON,
        )
    return "zhang"


def _sign_in(client: Client, account: str) -> dict[str, object]:
    answer = client.post("/api/v1/sessions", json={"account": account, "password": PASSWORD})
    assert answer.status_code == 201
    return answer.get_json()


def test_a_program_signs_in_and_learns_its_roles(client: Client, zhang: str) -> None:
    session = _sign_in(client, zhang)

    assert session["roles"] == ["bidder"]
    assert session["csrf_token"]


def test_auth_04_a_copied_cookie_is_worth_nothing_after_signing_out(
    app: Flask, client: Client, zhang: str
) -> None:
    _sign_in(client, zhang)
    copied = client.get_cookie("mingchui")
    assert copied is not None
    thief = Client(app)
    thief.set_cookie("mingchui", copied.value)
    assert thief.post("/api/v1/socket-tickets").status_code == 201

    assert client.delete("/api/v1/sessions/current").status_code == 204

    assert thief.post("/api/v1/socket-tickets").status_code == 401


def test_a_wrong_password_is_answered_in_the_callers_language(client: Client, zhang: str) -> None:
    wrong = {"account": zhang, "password": "wrong"}

    english = client.post("/api/v1/sessions", json=wrong, headers={"Accept-Language": "en"})

    assert english.status_code == 401
    assert english.content_type == "application/problem+json"
    assert english.get_json()["code"] == "sign_in_failed"


def test_the_ninth_try_in_a_minute_is_put_off(client: Client, zhang: str) -> None:
    wrong = {"account": f"{zhang}-limited", "password": "wrong"}

    codes = [client.post("/api/v1/sessions", json=wrong).status_code for _ in range(9)]

    assert codes == [401] * 8 + [429]


@pytest.mark.parametrize("body", [
    b'{"account":"a","account":"b","password":"c"}', b'{"account":NaN}', b"[" * 100_000, b"{", b"",
])  # fmt: skip
def test_json_that_lies_or_never_ends_is_refused_and_breaks_nothing(
    client: Client, body: bytes
) -> None:
    answer = client.post("/api/v1/sessions", data=body, content_type="application/json")

    assert 400 <= answer.status_code < 500


def test_a_write_without_the_token_of_its_session_is_refused(app: Flask, zhang: str) -> None:
    guarded = make_app(
        app.config["SQLALCHEMY_DATABASE_URI"],
        data_dir=Path(app.config["DATA_DIR"]),
        CSRF_ENABLED=True,
    )
    visitor = Client(guarded)
    token = _sign_in(visitor, zhang)["csrf_token"]

    refused = visitor.post("/api/v1/socket-tickets")
    taken = visitor.post("/api/v1/socket-tickets", headers={"X-CSRF-Token": str(token)})

    assert (refused.status_code, refused.get_json()["code"]) == (400, "csrf")
    assert taken.status_code == 201


def test_going_on_after_sign_in_never_leaves_the_site(client: Client, zhang: str) -> None:
    form = {"account": zhang, "password": PASSWORD, "next": "//evil.example/x"}

    answer = client.post("/account/sign-in", data=form)

    assert answer.status_code == 303
    assert "evil" not in answer.headers["Location"]
