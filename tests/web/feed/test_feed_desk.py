"""The desk on which a judge opens the court's facts to its systems."""

import re

import pytest
from flask import Flask

from app.feed import queries
from app.kernel.facts import Audience
from app.kernel.permissions import Role
from app.trail.queries import entries_of
from tests.support.feeding import two_courts
from tests.support.markup import faults_of
from tests.support.people import make_person, sign_in
from tests.support.web import Client

pytestmark = pytest.mark.usefixtures("db_session")


@pytest.fixture
def court_id(app: Flask) -> int:
    return two_courts().court_id


@pytest.fixture
def judge(app: Flask, court_id: int) -> Client:
    make_person("gavel", Role.JUDGE, court_id=court_id)
    return sign_in(app, "gavel")


def test_a_judge_makes_a_token_that_is_shown_once(judge: Client, client: Client) -> None:
    asked = {"name": "办案系统", "scopes": ["feed", "nodes"]}

    shown = judge.post("/desk/feed/tokens", data=asked)

    (secret,) = set(re.findall(r"mct_[\w-]{43}", shown.text))
    later = judge.get("/desk/feed")
    assert "办案系统" in later.text
    assert secret not in later.text
    assert faults_of(shown.text) == faults_of(later.text) == []
    bearing = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/feed", headers=bearing).status_code == 200


def test_a_judge_revokes_a_token_with_a_trace(judge: Client, court_id: int) -> None:
    judge.post("/desk/feed/tokens", data={"name": "大数据平台", "scopes": ["feed"]})
    (token,) = queries.list_tokens(court_id)

    answer = judge.post(f"/desk/feed/tokens/{token.id}/revocation", follow_redirects=True)

    assert "已撤销" in answer.text
    assert [entry.name for entry in entries_of(f"feed-token:{token.id}")] == []
    seen = entries_of(f"feed-token:{token.id}", audience=Audience.COURT)
    assert [entry.name for entry in seen] == ["feed.token.made", "feed.token.revoked"]


def test_a_token_without_a_use_is_not_made(judge: Client) -> None:
    answer = judge.post("/desk/feed/tokens", data={"name": "x"})

    assert answer.status_code == 422
    assert "mct_" not in answer.text


def test_a_judge_of_another_court_neither_sees_nor_ends_a_token(
    app: Flask, judge: Client, court_id: int
) -> None:
    judge.post("/desk/feed/tokens", data={"name": "济南数据仓库", "scopes": ["feed"]})
    (token,) = queries.list_tokens(court_id)
    make_person("other", Role.JUDGE, court_id=court_id + 1)
    other = sign_in(app, "other")

    answer = other.post(f"/desk/feed/tokens/{token.id}/revocation")

    assert answer.status_code == 404
    assert "济南数据仓库" not in other.get("/desk/feed").text


def test_an_operator_opens_no_facts_of_a_court(app: Flask) -> None:
    make_person("runner", Role.OPERATOR)
    runner = sign_in(app, "runner")

    answer = runner.post("/desk/feed/tokens", data={"name": "x", "scopes": ["feed"]})

    assert answer.status_code == 403
