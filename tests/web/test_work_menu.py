"""The working places of a person: a line where they are few, a menu with headings where many."""

import re

import pytest
from flask import Flask

from app.kernel.permissions import Role
from tests.support.markup import faults_of
from tests.support.people import make_person, sign_in
from tests.support.walls import make_court
from tests.support.web import Client

EN = {"lang": "en"}


@pytest.fixture
def judge(app: Flask, db_session: object) -> Client:
    make_court()
    make_person("judge", Role.JUDGE, court_id=1)
    return sign_in(app, "judge")


def work_of(page: str) -> str:
    """Return the part of a page that names the places to work at."""
    found = re.search(r'<nav class="mc-work.*?</nav>', page, re.DOTALL)
    assert found is not None
    return found[0]


def test_many_places_stand_in_a_menu_under_their_headings(judge: Client) -> None:
    page = judge.get("/desk/findings", query_string=EN)

    work = work_of(page.text)

    headings = re.findall(r"<h2[^>]*>([^<]+)</h2>", work)
    assert headings[:4] == ["Desk", "Cases and appraisals", "Agency work", "Lots and bidding"]
    assert '<summary><svg class="mc-icon"' in work.replace("\n", "")
    assert faults_of(page.text) == []


def test_beside_the_menu_stands_the_part_that_the_page_belongs_to(judge: Client) -> None:
    work = work_of(judge.get("/desk/findings", query_string=EN).text)

    line = work[work.index("mc-work__line") :]

    assert re.findall(r">([^<]+)</a>", line) == [
        "Lots in preparation", "Live wall", "Screen findings",
    ]  # fmt: skip
    assert '<a href="/desk/findings" aria-current="page">' in line


def test_only_the_nearest_place_is_where_the_page_is(app: Flask, db_session: object) -> None:
    make_person("chen", Role.FINANCE, court_id=1)

    page = sign_in(app, "chen").get("/desk/finance/reconciliation", query_string=EN)

    line = work_of(page.text).split("mc-work__line")[1]
    assert re.findall(r'href="([^"]+)" aria-current', line) == ["/desk/finance/reconciliation"]


def test_few_places_stand_in_a_line_without_a_menu(app: Flask, db_session: object) -> None:
    make_person("zhang", Role.BIDDER)

    work = work_of(sign_in(app, "zhang").get("/lots", query_string=EN).text)

    assert "<details" not in work
    assert "My enrollments" in work


def test_every_place_of_the_menu_opens(judge: Client) -> None:
    work = work_of(judge.get("/desk", query_string=EN).text)

    answers = {url: judge.get(url).status_code for url in set(re.findall(r'href="([^"]+)"', work))}

    assert {url: status for url, status in answers.items() if status >= 400} == {}
