"""The pages on which receivers are subscribed and looked after."""

import re
from collections.abc import Iterator

import pytest
from flask import Flask

from app.feed import timers
from app.kernel.clock import clock
from app.kernel.permissions import Role
from tests.support import feeding
from tests.support.feeding import tell, two_courts
from tests.support.markup import faults_of
from tests.support.people import make_person, sign_in
from tests.support.receiver import Receiver, receiving
from tests.support.web import Client

pytestmark = pytest.mark.usefixtures("db_session")
DESK = "/desk/feed/subscriptions"


@pytest.fixture
def receiver(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    with receiving() as found:
        monkeypatch.setitem(app.config, "FEED_INTERNAL_HOSTS", frozenset({found.host}))
        yield found


@pytest.fixture
def runner(app: Flask) -> Client:
    two_courts()
    make_person("runner", Role.OPERATOR)
    return sign_in(app, "runner")


def test_an_operator_sends_public_events_and_looks_after_the_receiver(
    runner: Client, receiver: Receiver
) -> None:
    tell(feeding.bid(1), feeding.asked())
    form = {"name": "省大数据平台", "url": receiver.url, "types": "", "from_start": "yes"}

    made = runner.post(DESK, data=form)
    timers.deliver(1, at=clock.now())
    seen = runner.get(f"{DESK}/1")

    assert re.search(r"whsec_[A-Za-z0-9+/=]{44}", made.text)
    assert "whsec_" not in seen.text
    assert receiver.seen == [1]
    assert receiver.requests[0].headers["webhook-id"] in seen.text
    pages = (made, seen, runner.get("/desk/feed"), runner.get(f"{DESK}/new"))
    assert [faults_of(page.text) for page in pages] == [[], [], [], []]


def test_a_receiver_rests_goes_on_is_sent_again_and_ends(
    runner: Client, receiver: Receiver
) -> None:
    runner.post(DESK, data={"name": "省平台", "url": receiver.url})
    assert "暂停" in runner.post(f"{DESK}/1/pause", follow_redirects=True).text
    assert runner.post(f"{DESK}/1/pause").status_code == 409
    assert "继续推送" not in runner.post(f"{DESK}/1/resumption", follow_redirects=True).text
    assert runner.post(f"{DESK}/1/replay", data={"cursor": "nonsense"}).status_code == 400
    assert runner.post(f"{DESK}/1/replay", data={"cursor": ""}).status_code == 303

    ended = runner.post(f"{DESK}/1/end", follow_redirects=True)

    assert "推送已终止" in ended.text
    assert runner.post(f"{DESK}/1/resumption").status_code == 409


@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"name": "x", "url": "http://127.0.0.1:5432/"}, 422),
        ({"name": "x", "url": "https://hooks.example.com/", "types": "no.such.thing"}, 400),
        ({"name": "", "url": "https://hooks.example.com/"}, 422),
    ],
)
def test_a_bad_form_comes_back_with_what_is_wrong(
    runner: Client, form: dict[str, str], status: int
) -> None:
    answer = runner.post(DESK, data=form)

    assert answer.status_code == status
    assert faults_of(answer.text) == []


def test_a_clerk_has_no_business_here(app: Flask) -> None:
    make_person("writer", Role.CLERK, court_id=two_courts().court_id)

    assert sign_in(app, "writer").get("/desk/feed").status_code == 403
