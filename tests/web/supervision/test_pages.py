"""The desk, the timeline and the inspector's overview."""

import pytest
from flask import Flask

from app.kernel.clock import clock
from app.kernel.permissions import Role
from app.supervision.health import CHECK_WORDS, CHECKS
from app.supervision.timeline import PAGE
from tests.support.facts import Sealed, note
from tests.support.people import make_person, sign_in
from tests.support.web import Client

CASE = "（2026）鲁0102执18号"


@pytest.fixture
def story(app: Flask) -> Flask:
    """A case of court 1 in which a clerk, a bidder and the system left facts."""
    with app.app_context():
        clerk = make_person("clerk", Role.CLERK, court_id=1)
        bidder = make_person("bidder", Role.BIDDER)
        note(CASE, "opened", at=clock.now(), actor=clerk)
        note(CASE, "handed in", at=clock.now(), actor=bidder)
        note(CASE, "an identity was read", at=clock.now(), kind=Sealed)
    return app


def test_a_visitor_is_sent_to_sign_in_before_the_desk(client: Client) -> None:
    answer = client.get("/desk")

    assert answer.status_code == 302
    assert "/account/sign-in" in answer.headers["Location"]


@pytest.mark.parametrize("role", list(Role))
def test_everyone_has_a_desk(app: Flask, role: Role) -> None:
    with app.app_context():
        make_person("someone", role, court_id=1)

    answer = sign_in(app, "someone").get("/desk")

    assert answer.status_code == 200


def test_staff_of_the_court_read_the_timeline(story: Flask) -> None:
    page = sign_in(story, "clerk").get(f"/cases/{CASE}/timeline")

    assert page.status_code == 200
    assert page.text.count("mc-timeline__item ") == 2


def test_a_bidder_is_never_named_in_the_timeline(story: Flask) -> None:
    page = sign_in(story, "clerk").get(f"/cases/{CASE}/timeline").text

    facts = page[page.index("mc-timeline") :]
    assert "Clerk" in facts
    assert "bidder" not in facts.lower()


def test_a_sealed_fact_is_in_nobodys_timeline(story: Flask) -> None:
    with story.app_context():
        make_person("inspector", Role.INSPECTOR)

    page = sign_in(story, "inspector").get(f"/cases/{CASE}/timeline")

    assert page.status_code == 200
    assert "test.sealed" not in page.text


def test_staff_of_another_court_are_refused(story: Flask) -> None:
    with story.app_context():
        make_person("stranger", Role.JUDGE, court_id=2)

    answer = sign_in(story, "stranger").get(f"/cases/{CASE}/timeline")

    assert answer.status_code == 403


@pytest.mark.parametrize("role", [Role.BIDDER, Role.PARTY, Role.AGENCY])
def test_others_have_no_timeline(story: Flask, role: Role) -> None:
    with story.app_context():
        make_person("other", role)

    assert sign_in(story, "other").get(f"/cases/{CASE}/timeline").status_code == 403


def test_a_case_nobody_knows_has_no_timeline(story: Flask) -> None:
    assert sign_in(story, "clerk").get("/cases/nothing/timeline").status_code == 404


def test_a_long_timeline_goes_on_on_the_next_page(story: Flask) -> None:
    with story.app_context():
        for number in range(PAGE):
            note(CASE, f"step {number}", at=clock.now())
    clerk = sign_in(story, "clerk")

    first = clerk.get(f"/cases/{CASE}/timeline").text

    assert first.count("mc-timeline__item ") == PAGE
    assert 'rel="next"' in first


def test_the_inspector_finds_a_case_by_its_number(story: Flask) -> None:
    with story.app_context():
        make_person("inspector", Role.INSPECTOR)
        note("（2026）鲁0103执9号", "another", at=clock.now())
    inspector = sign_in(story, "inspector")

    page = inspector.get("/supervision", query_string={"q": "0102"}).text

    assert "鲁0102执18号" in page
    assert "鲁0103执9号" not in page


@pytest.mark.parametrize("role", [Role.CLERK, Role.JUDGE, Role.BIDDER, Role.FINANCE])
def test_only_the_inspector_sees_every_court(story: Flask, role: Role) -> None:
    with story.app_context():
        make_person("other", role, court_id=1)

    assert sign_in(story, "other").get("/supervision").status_code == 403


def test_every_check_of_the_platform_has_a_name_for_people() -> None:
    assert [check.__name__.removeprefix("_") for check in CHECKS] == list(CHECK_WORDS)
